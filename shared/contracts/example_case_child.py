"""Invented events about the child and everybody's agreement: one child's journey, ids and codes only."""

from datetime import UTC, date, datetime

from shared.contracts.case_system import (
    Agreement,
    ChildChanged,
    ComplaintMade,
    ConsentChanged,
    JourneyPaused,
    ObjectiveRecorded,
    ParentalResponsibility,
    PersonMerged,
    PersonUnmerged,
    ReferralDecided,
    ReferralMade,
    ReferralObjective,
    ReferredBy,
    TaskClosed,
    ViewsRecorded,
)
from shared.contracts.envelope import Event
from shared.contracts.records import Adoption, Care, Liberty, Parenthood, PartnerService, Worker

CHILD = "C-1042"
AUTHORITY = "E08000035"

CHILD_EXAMPLES: tuple[Event, ...] = (
    ChildChanged(
        child_id=CHILD,
        record_version=7,
        as_of=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
        responsible_authority=AUTHORITY,
        jurisdiction="england",
        date_of_birth=date(2012, 5, 4),
        date_of_birth_disputed=False,
        family_id="F-77",
        restricted=False,
        next_review_date=date(2027, 2, 12),
        care=Care(period_started=date(2021, 3, 15), legal_status="C2", placement="U6"),
        care_leaver="none",
        permanence_plan=("LTFOST18",),
        adoption=Adoption(
            decision_date=date(2021, 11, 2), decision_reversed_date=date(2023, 1, 9), reversal_reason="RD3"
        ),
        workers=(
            Worker(worker_id="W-11", role="social_worker", from_=date(2025, 1, 6), manager_id="W-41"),
            Worker(worker_id="W-31", role="iro", from_=date(2021, 4, 1), to=date(2027, 4, 1)),
        ),
        parent=Parenthood(is_parent=False),
        services=(PartnerService(service="futures", from_=date(2026, 2, 2)),),
        liberty=Liberty(deprived=True, from_=date(2026, 7, 1), to=date(2026, 9, 30)),
    ),
    ReferralMade(
        child_id=CHILD,
        referral_id="R-310",
        referred_by=ReferredBy(worker_id="W-11", role="social_worker"),
        child_agreement=Agreement(given=True, date=date(2026, 9, 2), method="conversation", heard_by="W-11"),
        parental_responsibility=ParentalResponsibility(
            position="given", date=date(2026, 9, 2), holder_id="PR-1"
        ),
        discussed_with_iro=True,
        objectives=(
            ReferralObjective(objective_id="O-1", kind="reconnect"),
            ReferralObjective(objective_id="O-2", kind="know_history"),
        ),
        coordinator_id="W-21",
    ),
    ReferralDecided(
        child_id=CHILD,
        referral_id="R-310",
        decision="accept",
        by="W-21",
        reason_code="room_in_team",
        decision_id="D-17",
        decided_on=date(2026, 9, 3),
    ),
    ViewsRecorded(
        child_id=CHILD,
        view_id="V-51",
        stage="conference",
        participation="PN1",
        method="conversation",
        heard_by="W-21",
        date=date(2026, 11, 2),
        lead_id="LD-4",
        wish="yes",
        advocate="offered",
    ),
    ConsentChanged(
        child_id=CHILD,
        consent_id="CN-9",
        given_by="pr_holder",
        holder_id="PR-1",
        scope="attend",
        decision="given",
        date=date(2026, 11, 2),
    ),
    PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id="C-0977"),
    PersonUnmerged(child_id=CHILD, kept_id=CHILD, retired_id="C-0977"),
    ObjectiveRecorded(
        child_id=CHILD,
        objective_id="O-2",
        version=2,
        kind="know_history",
        status="answered",
        date=date(2026, 11, 2),
    ),
    JourneyPaused(
        child_id=CHILD,
        pause_id="PA-1",
        requested_by="child",
        from_=date(2027, 5, 10),
        until=date(2027, 6, 20),
        ended=date(2027, 6, 18),
    ),
    ComplaintMade(
        child_id=CHILD,
        complaint_id="CO-1",
        made_by="lead",
        lead_id="LD-7",
        date=date(2026, 10, 12),
        acknowledged_on=date(2026, 10, 14),
        status="open",
    ),
    TaskClosed(
        child_id=CHILD,
        task_id="conference-conflict-CF-5-1-1",
        by="W-21",
        closed_on=date(2026, 11, 25),
        outcome="done",
    ),
)
