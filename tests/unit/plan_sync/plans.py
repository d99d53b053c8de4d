"""Invented children and plans, and a hand that feeds events to plan_sync as its journal would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from services.plan_sync.service import SERVICE
from services.plan_sync.state import PlanSync
from shared.contracts.case_system import (
    AgreedCommitment,
    CarePlanChanged,
    ChildChanged,
    ConsentChanged,
    PlanDecided,
)
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import PlanCaptured, PlanReceipt
from shared.contracts.records import Care, Worker
from shared.effects import CancelWrites, Context, Effect, Emit, Write
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

    def take(self, event: Event, facts: object = None) -> tuple[Effect, ...]:
        """Let the service's own table decide; the document passes through JSON, as in the journal."""
        handler = SERVICE.handler(event.TYPE)
        assert handler is not None, event.TYPE
        self.count += 1
        ctx = Context(now=self.now, event_id=f"EV-{self.count}", event_time=self.now, facts=facts)
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


def captured(version: int = 1, *commitments: str, plan_id: str = "PL-1", agrees: bool = True) -> PlanCaptured:
    """A support plan with two commitments, or those named."""
    return PlanCaptured(
        child_id=CHILD,
        plan_id=plan_id,
        version=version,
        child_agrees=agrees,
        commitments=tuple(
            AgreedCommitment(commitment_id=one, lead_id="LD-1", kind="visit")
            for one in commitments or ("CM-1", "CM-2")
        ),
    )


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


def consent(decision: str, day: date = TODAY, given_by: str = "child", scope: str = "all") -> ConsentChanged:
    """A word about agreement."""
    return ConsentChanged.model_validate(
        {
            "child_id": CHILD,
            "consent_id": f"CO-{decision}-{day}",
            "given_by": given_by,
            "scope": scope,
            "decision": decision,
            "date": day,
        }
    )


def plan_changed(version: int = 9, kind: str = "care_plan", by: str = "W-2") -> CarePlanChanged:
    """The care plan has a new version."""
    return CarePlanChanged.model_validate(
        {"child_id": CHILD, "plan_kind": kind, "version": version, "changed_by": by}
    )


def with_plan(*commitments: str) -> Sync:
    """A child whose plan is captured and waits for the decision."""
    sync = Sync()
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
