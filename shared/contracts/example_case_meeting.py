"""Invented events about conference and plan, of the same child as `example_case_child`."""

from datetime import UTC, date, datetime

from shared.contracts.case_system import (
    AgreedCommitment,
    Attendance,
    CarePlanChanged,
    CommitmentDecision,
    ConferenceArranged,
    ConferenceClosed,
    ConferenceRequested,
    ConferenceStage,
    Invitee,
    MetObjective,
    PlanAgreed,
    PlanDecided,
)
from shared.contracts.envelope import Event
from shared.contracts.example_case_child import CHILD

MEETING_EXAMPLES: tuple[Event, ...] = (
    ConferenceRequested(
        child_id=CHILD,
        conference_id="CF-5",
        kind="lifelong_links",
        requested_by_role="coordinator",
        purpose="bring_network_together",
    ),
    ConferenceArranged(
        child_id=CHILD,
        conference_id="CF-5",
        version=2,
        starts_at=datetime(2026, 12, 5, 10, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 5, 15, 0, tzinfo=UTC),
        venue_ref="VN-2",
        coordinator_id="W-21",
        invitees=(
            Invitee(
                lead_id="LD-4",
                role="relative",
                reply="yes",
                needs_separate_arrival=False,
                may_attend_first=True,
                way="in_person",
                needs=("travel", "interpreter"),
            ),
            Invitee(worker_id="W-11", role="social_worker", reply="yes", way="video", needs=()),
        ),
        part=1,
        parts=2,
        quorum=3,
    ),
    ConferenceStage(
        child_id=CHILD,
        conference_id="CF-5",
        stage="private_family_time",
        at=datetime(2026, 12, 5, 11, 30, tzinfo=UTC),
    ),
    ConferenceClosed(
        child_id=CHILD,
        conference_id="CF-5",
        outcome="held",
        attendance=(
            Attendance(lead_id="LD-4", attended=True, way="in_person"),
            Attendance(worker_id="W-11", attended=True, way="video"),
        ),
        child_participation="PN1",
        corrected=True,
    ),
    PlanAgreed(
        child_id=CHILD,
        plan_id="P-2",
        version=1,
        conference_id="CF-5",
        child_agrees=True,
        plan_lead_id="LD-4",
        review_date=date(2027, 6, 5),
        commitments=(
            AgreedCommitment(
                commitment_id="CM-1",
                lead_id="LD-4",
                kind="visit",
                how="in_person",
                frequency="monthly",
                starts=date(2027, 1, 10),
                checked_by="W-11",
                ends=date(2028, 1, 9),
                contingency="tell_plan_lead",
                conditions=("agreed_dates_only",),
            ),
        ),
        objectives=(MetObjective(objective_id="O-1", met="yes"),),
        agreed_on=date(2026, 12, 5),
        agreed_by="W-21",
        copies=("LD-4", "W-11"),
    ),
    PlanDecided(
        child_id=CHILD,
        plan_id="P-2",
        version=1,
        decided_by="W-11",
        considered_at_review=date(2026, 12, 18),
        decisions=(CommitmentDecision(commitment_id="CM-1", decision="approved"),),
        review_kind="looked_after_review",
        decision_id="D-31",
        decided_on=date(2026, 12, 18),
    ),
    CarePlanChanged(child_id=CHILD, plan_kind="care_plan", version=14, changed_by="W-11"),
)
