"""Invented children and plans, and what is told of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

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
from shared.contracts.lifelong_links import (
    LeadBlocked,
    LeadCleared,
    PlanCaptured,
    PlanReceipt,
    ReferralAccepted,
)
from shared.contracts.records import Care, Worker
from shared.effects import Write
from shared.service import WriteConflicted, WriteDelayed, WriteDone, WriteRefused
from tests.unit.plan_sync.sync import CHILD, NOW, Sync, pending

__all__ = ["CHILD", "NOW", "Sync", "pending"]

TODAY = NOW.date()
IN_CARE = Care(period_started=date(2022, 1, 10), legal_status="C2", placement="U4")
ALL_APPROVED = {"CM-1": "approved", "CM-2": "approved"}
BASES = {"care_plan": "7", "pathway_plan": "3"}


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
