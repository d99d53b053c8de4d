"""One invented event of each type that we publish, of the same child as `example_case_events`."""

from datetime import UTC, date, datetime

from shared.contracts.case_system import (
    AgreedCommitment,
    Invitee,
    MetObjective,
    ParentalResponsibility,
    ReferralObjective,
)
from shared.contracts.envelope import Event
from shared.contracts.example_case_events import AUTHORITY, CHILD
from shared.contracts.lifelong_links import (
    ConferenceConflictFound,
    ConferenceHeld,
    ConferenceIsArranged,
    ConferenceNotHeld,
    ConferenceProposed,
    ConferenceReviewDue,
    CriterionResult,
    EligibilityScreened,
    Evidence,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    LeadBlocked,
    LeadCleared,
    LeadDeclined,
    LeadEngaged,
    LeadMatchSuggested,
    NetworkReady,
    PlaceOffered,
    PlaceReleased,
    PlaceRequested,
    PlaceWaiting,
    PlanApproved,
    PlanCaptured,
    PlanConflicted,
    PlanDrifted,
    PlanReceipt,
    PlanWaiting,
    PlanWritten,
    PolicyStamp,
    Readings,
    ReferralAccepted,
    ReferralDeclined,
    ReferralWaitlisted,
    ScreeningRequested,
    SearchClosed,
    SearchOpened,
    TaskRaised,
)

_LEDGER = f"places-{AUTHORITY}"
_CONTENT_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

OUR_EXAMPLES: tuple[Event, ...] = (
    ScreeningRequested(child_id=CHILD, reason_code="policy-changed"),
    EligibilityScreened(
        child_id=CHILD,
        record_version=7,
        outcome="needs_decision",
        reason_code="criteria-not-known",
        policy=PolicyStamp(authority=AUTHORITY, version="2026-04"),
        as_of=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
        screened_on=date(2026, 9, 3),
        previous_outcome="eligible",
        criteria=(
            CriterionResult(
                criterion="B1",
                kind="plan-outside-family",
                result="unknown",
                reason_code="placement-order-contradicts-plan",
                evidence=(
                    Evidence(field="care.legal_status", value="E1", as_of=date(2026, 9, 1)),
                    Evidence(field="permanence_plan", value="LTFOST18", as_of=date(2026, 9, 1)),
                ),
            ),
            CriterionResult(
                criterion="B2",
                kind="in-care-or-supported-care-leaver",
                result="met",
                reason_code="in-care",
                evidence=(Evidence(field="care.period_started", value="2020-03-01", as_of=date(2026, 9, 1)),),
            ),
            CriterionResult(
                criterion="B3", kind="care-leaver-parent", result="not_met", reason_code="not-a-care-leaver"
            ),
        ),
        readings=Readings(R1="unknown", R2="unknown"),
        leading_reason="placement-order-contradicts-plan",
        next_action="correct-the-record",
        remarks=("placement-order-contradicts-plan",),
    ),
    ReferralAccepted(
        child_id=CHILD,
        referral_id="R-310",
        outcome="eligible",
        child_agreed=True,
        child_agreed_on=date(2026, 9, 1),
        parental_responsibility=ParentalResponsibility(position="given", date=date(2026, 9, 2)),
        allocated_worker=True,
        coordinator_id="W-21",
        objectives=(ReferralObjective(objective_id="O-1", kind="reconnect"),),
    ),
    ReferralWaitlisted(child_id=CHILD, referral_id="R-310", reason_code="no-room"),
    ReferralDeclined(child_id=CHILD, referral_id="R-310", reason_code="not-eligible"),
    PlaceRequested(
        child_id=_LEDGER,
        for_child_id=CHILD,
        referral_id="R-310",
        number=0,
        wanted="accept",
        since=date(2026, 9, 3),
        turns_18_on=date(2032, 2, 3),
        work_ends_on=date(2039, 2, 3),
    ),
    PlaceWaiting(
        child_id=CHILD, referral_id="R-310", number=0, answer=41, position=3, priority="turns-18-soon"
    ),
    PlaceOffered(child_id=CHILD, referral_id="R-310", number=0, answer=57),
    PlaceReleased(child_id=_LEDGER, for_child_id=CHILD, referral_id="R-310", number=1),
    JourneyFrozen(child_id=CHILD, reason_code="plan-changed-to-adoption"),
    JourneyResumed(child_id=CHILD, reason_code="adoption-reversed"),
    JourneyClosed(child_id=CHILD, reason_code="child-withdrew"),
    SearchOpened(child_id=CHILD, referral_id="R-310"),
    SearchClosed(child_id=CHILD, reason_code="network-ready"),
    LeadBlocked(
        child_id=CHILD, lead_id="LD-4", gate="G3", reason_code="checks-missing", missing=("carer_briefed",)
    ),
    LeadCleared(child_id=CHILD, lead_id="LD-4", gate="G2"),
    LeadEngaged(child_id=CHILD, lead_id="LD-4", relationship="aunt"),
    LeadDeclined(child_id=CHILD, lead_id="LD-7", reason_code="own-refusal"),
    LeadMatchSuggested(
        child_id=CHILD, lead_ids=("LD-4", "LD-6"), score=88, fields=("name", "birth_year", "relationship")
    ),
    NetworkReady(child_id=CHILD, lead_ids=("LD-4", "LD-5")),
    ConferenceProposed(child_id=CHILD, conference_id="conference-R-310", kind="lifelong_links"),
    ConferenceIsArranged(
        child_id=CHILD,
        conference_id="CF-5",
        version=2,
        starts_at=datetime(2026, 12, 5, 10, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 5, 15, 0, tzinfo=UTC),
        invitees=(
            Invitee(lead_id="LD-4", role="relative", reply="accepted", needs_separate_arrival=False),
            Invitee(worker_id="W-11", role="social_worker"),
        ),
    ),
    ConferenceConflictFound(
        child_id=CHILD,
        conference_id="CF-5",
        version=1,
        reason_code="may-not-meet",
        lead_ids=("LD-4", "LD-9"),
    ),
    ConferenceHeld(
        child_id=CHILD, conference_id="CF-5", attended=("LD-4", "W-11"), child_participation="PN1"
    ),
    ConferenceNotHeld(child_id=CHILD, conference_id="CF-4", reason_code="no-private-family-time"),
    ConferenceReviewDue(child_id=CHILD, plan_id="P-2", due_on=date(2027, 6, 5)),
    PlanCaptured(
        child_id=CHILD,
        plan_id="P-2",
        version=1,
        conference_id="CF-5",
        child_agrees=True,
        review_date=date(2027, 6, 5),
        commitments=(
            AgreedCommitment(commitment_id="CM-1", lead_id="LD-4", kind="visit", frequency="monthly"),
            AgreedCommitment(commitment_id="CM-2", lead_id="LD-5", kind="letter"),
        ),
        objectives=(MetObjective(objective_id="O-1", met="yes"),),
    ),
    PlanApproved(
        child_id=CHILD,
        plan_id="P-2",
        version=1,
        approved=("CM-1",),
        declined=("CM-2",),
        targets=("care_plan",),
    ),
    PlanWritten(
        child_id=CHILD,
        plan_id="P-2",
        version=1,
        target="care_plan",
        receipts=(
            PlanReceipt(
                reference="P-2.1.CM-1",
                remote_id="EN-33",
                remote_version="15",
                content_hash=_CONTENT_HASH,
            ),
        ),
        approved_by="W-11",
    ),
    PlanWaiting(
        child_id=CHILD,
        plan_id="P-2",
        version=1,
        reason_code="awaits-review",
        missing=("considered_at_review",),
    ),
    PlanConflicted(
        child_id=CHILD,
        plan_id="P-2",
        version=1,
        target="care_plan",
        expected_version="14",
        found_version="15",
    ),
    PlanDrifted(child_id=CHILD, plan_id="P-2", version=1, target="care_plan", references=("P-2.1.CM-1",)),
    TaskRaised(
        child_id=CHILD,
        task_id="conference-conflict-CF-5-1-1",
        task_code="resolve-conference-conflict",
        audience=("coordinator", "social_worker"),
        due_on=date(2026, 12, 1),
        lead_id="LD-9",
        conference_id="CF-5",
        reason_code="restricted",
    ),
)
