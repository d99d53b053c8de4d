"""Invented children and plans, and a hand that feeds events to plan_sync as its journal would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from services.plan_sync.service import SERVICE
from services.plan_sync.state import PlanSync
from shared.contracts.case_system import (
    AgreedCommitment,
    CarePlanChanged,
    ChildChanged,
    ConsentChanged,
    LeadRecorded,
    ParentalResponsibility,
    PlanDecided,
    RestrictionRecorded,
    ViewsRecorded,
)
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    LeadBlocked,
    LeadCleared,
    PlanCaptured,
    PlanReceipt,
    ReferralAccepted,
)
from shared.contracts.records import Care, Worker
from shared.effects import CancelWrites, Context, Effect, Emit, Write
from shared.rules.practice import DEFAULT, Practice
from shared.service import WriteConflicted, WriteDelayed, WriteDone, WriteRefused

CHILD = "CH-1"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
IN_CARE = Care(period_started=date(2022, 1, 10), legal_status="C2", placement="U4")
ALL_APPROVED = {"CM-1": "approved", "CM-2": "approved"}
BASES = {"care_plan": "7", "pathway_plan": "3"}

E = TypeVar("E", bound=Event)


@dataclass
class Sync:
    """One child in plan_sync: its document, and the effects of the last event."""

    state: PlanSync = field(default_factory=lambda: PlanSync(child_id=CHILD))
    now: datetime = NOW
    last: tuple[Effect, ...] = ()
    count: int = 0
    practice: Practice = DEFAULT

    def take(
        self, event: Event, facts: object = None, happened: datetime | None = None
    ) -> tuple[Effect, ...]:
        """Let the service's own table decide; the document passes through JSON, as in the journal.

        Each event is told a second after the one before, unless it `happened` at another time.
        """
        handler = SERVICE.handler(event.TYPE)
        assert handler is not None, event.TYPE
        self.count += 1
        at = self.now + timedelta(seconds=self.count)
        ctx = Context(at, f"EV-{self.count}", happened or at, facts, self.practice)
        decision = handler.decide(self.state, event, ctx)
        self.state = PlanSync.model_validate_json(decision.state.model_dump_json())
        self.last = decision.effects
        return self.last

    def emitted(self, kind: type[E]) -> list[E]:
        """Return the events of a type among the last effects."""
        return [one.event for one in self.last if isinstance(one, Emit) and isinstance(one.event, kind)]

    def writes(self, kind: str) -> list[Write]:
        """Return the Writes of a kind among the last effects, without those that only look."""
        found = [one for one in self.last if isinstance(one, Write) and one.kind == kind]
        return [one for one in found if "look_for" not in one.payload]

    @property
    def looks(self) -> list[Write]:
        """Return those of the last effects that only look for what a Write may have left."""
        return [one for one in self.last if isinstance(one, Write) and "look_for" in one.payload]

    def codes(self, kind: str) -> list[str]:
        """Return the codes of the notes or tasks among the last effects."""
        return [one.payload["code"] for one in self.writes(kind)]

    @property
    def cancelled(self) -> bool:
        """Whether the last effects took back what was outbound."""
        return any(isinstance(one, CancelWrites) for one in self.last)


def child(version: int = 1, **changes: object) -> ChildChanged:
    """A ten-year-old in long-term foster care, or what the changes make of it."""
    record = {
        "child_id": CHILD,
        "record_version": version,
        "as_of": NOW,
        "date_of_birth": date(2016, 5, 4),
        "care": IN_CARE,
        "care_leaver": "none",
        "workers": (Worker.model_validate({"worker_id": "W-1", "role": "social_worker"}),),
    }
    return ChildChanged.model_validate({**record, **changes})


def captured(
    version: int = 1,
    *commitments: str,
    plan_id: str = "PL-1",
    agrees: bool = True,
    leads: Mapping[str, str] | None = None,
    kind: str = "visit",
    **changes: object,
) -> PlanCaptured:
    """A support plan with two commitments, or those named; `leads` says who promises one, if not LD-1."""
    promised = leads or {}
    fields: dict[str, Any] = {
        "child_id": CHILD,
        "plan_id": plan_id,
        "version": version,
        "child_agrees": agrees,
        "agreed_on": date(2026, 11, 18),
        "commitments": tuple(
            AgreedCommitment(commitment_id=one, lead_id=promised.get(one, "LD-1"), kind=kind)
            for one in commitments or ("CM-1", "CM-2")
        ),
    }
    return PlanCaptured.model_validate({**fields, **changes})


def decided(
    version: int = 1, plan_id: str = "PL-1", decisions: Mapping[str, str] = ALL_APPROVED, **changes: object
) -> PlanDecided:
    """Every commitment approved at a review; `decisions` maps a commitment to its decision."""
    fields: dict[str, Any] = {
        "child_id": CHILD,
        "plan_id": plan_id,
        "version": version,
        "decided_by": "W-1",
        "considered_at_review": date(2026, 11, 20),
        "decisions": tuple(
            {
                "commitment_id": one,
                "decision": said,
                "reason_code": "not_safe" if said == "declined" else None,
            }
            for one, said in decisions.items()
        ),
    }
    return PlanDecided.model_validate({**fields, **changes})


def decided_anew(decision_id: str = "D-2", version: int = 1, **changes: Any) -> PlanDecided:  # noqa: ANN401 - fields
    """Another decision that says the same, in a case system that tells decisions apart."""
    return decided(version, decision_id=decision_id, **changes)


def done(write: Write, content: str = "0" * 64) -> WriteDone:
    """The result of a Write that was carried out."""
    receipts = tuple(
        PlanReceipt(
            reference=one["reference"], remote_id=str(number), remote_version="8", content_hash=content
        )
        for number, one in enumerate(write.payload["entries"], start=1)
    )
    return WriteDone(child_id=CHILD, reference=write.reference, kind="entries", receipts=receipts)


def conflicted(write: Write) -> WriteConflicted:
    """The result of a Write that found the section changed."""
    return WriteConflicted(
        child_id=CHILD, reference=write.reference, kind="entries", expected_version="7", found_version="9"
    )


def delayed(write: Write) -> WriteDelayed:
    """The word that a Write has failed three times."""
    return WriteDelayed(
        child_id=CHILD, reference=write.reference, kind=write.kind, reason_code="case-system-unavailable"
    )


def refused(write: Write, reason_code: str = "case-system-refused") -> WriteRefused:
    """The result of a Write that the case system will not have."""
    return WriteRefused(child_id=CHILD, reference=write.reference, kind=write.kind, reason_code=reason_code)


def consent(
    decision: str, day: date = TODAY, given_by: str = "child", scope: str = "all", **changes: object
) -> ConsentChanged:
    """A word about agreement."""
    fields = {
        "child_id": CHILD,
        "consent_id": f"CO-{given_by}-{scope}-{decision}-{day}",
        "given_by": given_by,
        "scope": scope,
        "decision": decision,
        "date": day,
    }
    return ConsentChanged.model_validate({**fields, **changes})


def lead(lead_id: str = "LD-1", relationship: str = "aunt", version: int = 1) -> LeadRecorded:
    """Somebody is recorded."""
    return LeadRecorded(child_id=CHILD, lead_id=lead_id, version=version, relationship=relationship)


def wish(said: str = "yes", lead_id: str = "LD-1", view_id: str | None = None) -> ViewsRecorded:
    """The child says what they wish about somebody."""
    return ViewsRecorded.model_validate(
        {
            "child_id": CHILD,
            "view_id": view_id or f"V-{lead_id}-{said}",
            "stage": "search",
            "participation": "PN1",
            "date": TODAY,
            "lead_id": lead_id,
            "wish": said,
        }
    )


def cleared(lead_id: str = "LD-1", gate: str = "G3", number: int | None = None) -> LeadCleared:
    """Family finding opens a gate."""
    return LeadCleared.model_validate({"child_id": CHILD, "lead_id": lead_id, "gate": gate, "number": number})


def blocked(reason: str, lead_id: str = "LD-1", gate: str = "G3", number: int | None = None) -> LeadBlocked:
    """Family finding closes a gate."""
    return LeadBlocked.model_validate(
        {"child_id": CHILD, "lead_id": lead_id, "gate": gate, "reason_code": reason, "number": number}
    )


def order(restriction_id: str = "RS-1", lead_id: str = "LD-1", **changes: object) -> RestrictionRecorded:
    """A no-contact order about somebody."""
    return RestrictionRecorded.model_validate(
        {
            "child_id": CHILD,
            "restriction_id": restriction_id,
            "person": {"lead_id": lead_id},
            "authority": "s34_4",
            **changes,
        }
    )


def accepted(referral_id: str = "RF-1", **changes: object) -> ReferralAccepted:
    """A referral is accepted."""
    fields: dict[str, Any] = {
        "child_id": CHILD,
        "referral_id": referral_id,
        "outcome": "eligible",
        "child_agreed": True,
        "parental_responsibility": ParentalResponsibility(position="given"),
        "allocated_worker": True,
    }
    return ReferralAccepted.model_validate({**fields, **changes})


def introduced(*leads: str) -> Sync:
    """An accepted child whose people, LD-1 or those named, are cleared to meet them."""
    sync = Sync()
    sync.take(accepted())
    for one in leads or ("LD-1",):
        for event in (lead(one), wish(lead_id=one), cleared(one)):
            sync.take(event)
    return sync


def plan_changed(version: int = 9, kind: str = "care_plan", by: str = "W-2") -> CarePlanChanged:
    """The care plan has a new version."""
    return CarePlanChanged.model_validate(
        {"child_id": CHILD, "plan_kind": kind, "version": version, "changed_by": by}
    )


def with_plan(*commitments: str) -> Sync:
    """A child whose plan is captured and waits for the decision."""
    sync = introduced()
    sync.take(child())
    sync.take(captured(1, *commitments))
    return sync


def with_pending_write() -> tuple[Sync, Write]:
    """A child whose approved commitments are about to be written."""
    sync = with_plan()
    sync.take(decided(), BASES)
    return sync, sync.writes("entries")[0]


def with_written_plan() -> tuple[Sync, Write]:
    """A child whose approved commitments stand in the care plan."""
    sync, write = with_pending_write()
    sync.take(done(write))
    return sync, write


def pending(sync: Sync) -> set[str]:
    """The commitments that wait to be written, by the document."""
    return {
        commitment
        for plan in sync.state.plans
        for write in plan.writes
        if write.status == "pending"
        for commitment in write.commitments
    }
