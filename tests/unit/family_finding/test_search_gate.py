"""Gate G1: when a search may begin, and when it ends."""

import pytest

from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    CHILD,
    DAY,
    Story,
    accepted,
    approach_checks,
    check,
    cleared_for_approach,
    consent,
    only,
    open_search,
    record,
    step,
    tasks,
    views,
)


def frozen(reason: str = "adoption-decided") -> ours.JourneyFrozen:
    """The journey freezes."""
    return ours.JourneyFrozen(child_id=CHILD, reason_code=reason)


def resumed() -> ours.JourneyResumed:
    """The journey goes on."""
    return ours.JourneyResumed(child_id=CHILD, reason_code="eligible-again")


def screened(outcome: str, reason: str, version: int = 2) -> ours.EligibilityScreened:
    """A screening."""
    data = {"outcome": outcome, "reason_code": reason, "record_version": version}
    policy = {"authority": "leeds", "version": "1"}
    more = {"policy": policy, "as_of": "2026-11-02T09:00:00Z", "screened_on": DAY}
    return ours.EligibilityScreened.model_validate({"child_id": CHILD, **data, **more})


def test_an_accepted_referral_with_everything_in_place_opens_the_search() -> None:
    """Eligible, agreed, PR position known, worker allocated: SearchOpened and no task."""
    said = Story().play(accepted())
    assert said == [ours.SearchOpened(child_id=CHILD, referral_id="R1")]


@pytest.mark.parametrize("position", ["given", "not_needed", "not_found"])
def test_pr_given_not_needed_or_not_found_opens_the_search(position: str) -> None:
    """A holder who cannot be found does not stand in the way."""
    assert only(Story().play(accepted(position=position)), ours.SearchOpened)


@pytest.mark.parametrize(
    "fields, missing",
    [
        ({"position": "refused"}, "parental_responsibility"),
        ({"position": "not_sought"}, "parental_responsibility"),
        ({"child_agreed": False}, "child_agreement"),
        ({"allocated_worker": False}, "allocated_worker"),
        ({"outcome": "not_eligible"}, "eligibility"),
    ],
)
def test_what_gate_g1_lacks_is_named_in_a_task_and_the_search_stays_closed(
    fields: dict[str, str], missing: str
) -> None:
    """Nothing starts without every need of G1."""
    said = Story().play(accepted(**fields))
    assert not only(said, ours.SearchOpened)
    assert [task.missing for task in only(said, ours.TaskRaised)] == [(missing,)]


def test_a_date_of_death_stops_everything() -> None:
    """At once, whatever eligibility has said so far (hard case 55)."""
    story = open_search()
    story.play(record(1))
    said = story.play(record(2, date_of_death="2026-11-01"))
    assert [one.reason_code for one in only(said, ours.SearchClosed)] == ["child-died"]


@pytest.mark.parametrize(
    "outcome, decision, opens",
    [
        ("needs_decision", {"accepted_by": "M1"}, True),
        ("needs_decision", {}, False),
        ("not_eligible", {"accepted_by": "M1", "reason_code": "child-needs-it"}, True),
        ("not_eligible", {"accepted_by": "M1"}, False),
    ],
)
def test_an_acceptance_that_a_named_person_decided_opens_the_search(
    outcome: str, decision: dict[str, str], *, opens: bool
) -> None:
    """DOMAIN 4, G1: eligible, or accepted by a named person, against the policy with a reason."""
    said = Story().play(accepted(outcome=outcome, **decision))
    assert bool(only(said, ours.SearchOpened)) is opens


def test_the_same_acceptance_twice_says_nothing_new() -> None:
    """Neither the opening nor the task is repeated."""
    story = open_search()
    assert story.play(accepted()) == []
    other = Story()
    other.play(accepted(position="refused"))
    assert other.play(accepted(position="refused")) == []


def test_a_search_step_without_gate_g1_is_kept_and_told_to_people_at_once() -> None:
    """The step is not lost; coordinator and social worker hear of it, once."""
    story = Story()
    said = story.play(step())
    assert [(task.task_code, task.audience) for task in only(said, ours.TaskRaised)] == [
        ("search-step-without-gate", ("coordinator", "social_worker"))
    ]
    assert "S1" in story.state.steps
    assert story.play(step()) == []


def test_a_search_step_with_gate_g1_open_is_just_kept() -> None:
    """No task for work that is in order."""
    story = open_search()
    assert story.play(step()) == []
    assert "S1" in story.state.steps


def test_hard_case_7_a_freeze_closes_the_search_and_every_cleared_lead() -> None:
    """Hard case 7: plan changes to adoption, outreach stops, data stays."""
    story = cleared_for_approach()
    said = story.play(frozen())
    assert only(said, ours.SearchClosed)[0].reason_code == "journey-frozen"
    assert [(one.lead_id, one.gate) for one in only(said, ours.LeadBlocked)] == [("L1", "G2")]
    assert "L1" in story.state.leads
    assert story.play(frozen()) == []


def test_after_a_freeze_leads_need_fresh_checks_and_a_fresh_wish() -> None:
    """What was checked before does not open the gate again."""
    story = cleared_for_approach()
    story.play(frozen())
    said = story.play(resumed())
    assert only(said, ours.SearchOpened)
    assert not only(said, ours.LeadCleared)
    story.play_all(*approach_checks())
    assert not story.cleared("L1", "G2")
    story.play(views("yes", "L1", view_id="V2"))
    assert story.cleared("L1", "G2")


def test_a_check_from_before_the_freeze_that_arrives_later_does_not_count() -> None:
    """It did not know of the change."""
    story = cleared_for_approach()
    before = story.now
    story.play_all(frozen(), resumed(), views("yes", "L1", view_id="V2"))
    for name in ("identity", "restrictions", "orders", "local_records", "risk", "approval"):
        story.play(check(name), happened=before)
    assert not story.cleared("L1", "G2")


def test_a_journey_that_closed_opens_again_only_with_a_new_acceptance() -> None:
    """Resuming is for a freeze; an end needs a later referral."""
    story = cleared_for_approach()
    said = story.play(ours.JourneyClosed(child_id=CHILD, reason_code="work-done"))
    assert only(said, ours.SearchClosed)[0].reason_code == "journey-closed"
    assert story.play(resumed()) == []
    assert only(story.play(accepted("R2")), ours.SearchOpened)[0].referral_id == "R2"
    assert not story.cleared("L1", "G2")


def test_an_acceptance_does_not_lift_a_freeze() -> None:
    """Only the resumption does."""
    story = Story()
    story.play_all(frozen(), accepted())
    assert not only(story.said, ours.SearchOpened)
    assert only(story.play(resumed()), ours.SearchOpened)


def test_a_screening_that_is_not_eligible_closes_the_gates_until_it_is_decided_and_keeps_the_checks() -> None:
    """While nobody has accepted the child on these facts, nothing is cleared; then it goes on by itself."""
    story = cleared_for_approach()
    said = story.play(screened("needs_decision", "parallel-planning"))
    assert {one.reason_code for one in only(said, ours.LeadBlocked)} == {"search-gate-closed"}
    assert not tasks(said), "eligibility asks about its own doubts"
    story.play(accepted(outcome="needs_decision", accepted_by="M1"))
    assert story.cleared("L1", "G2")
    assert story.play(screened("needs_decision", "parallel-planning", version=3)) == []


def test_an_eligible_or_older_screening_changes_nothing() -> None:
    """No change, no re-closing."""
    story = cleared_for_approach()
    assert story.play(screened("eligible", "met", version=5)) == []
    assert story.play(screened("not_eligible", "adoption-decided", version=4)) == []
    assert story.cleared("L1", "G2")


def test_the_retired_record_of_a_merged_child_closes_for_good() -> None:
    """Nothing opens it again."""
    story = cleared_for_approach()
    said = story.play(case.PersonMerged(child_id=CHILD, kept_id="C9", retired_id=CHILD))
    assert only(said, ours.SearchClosed)[0].reason_code == "merged"
    assert not story.cleared("L1", "G2")
    assert not only(story.play_all(accepted("R2"), frozen(), resumed()), ours.SearchOpened)


def test_on_the_kept_record_a_person_looks_and_gates_need_fresh_checks() -> None:
    """The other record may hold orders that are not here."""
    story = cleared_for_approach()
    said = story.play(case.PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id="C9"))
    assert tasks(said) == ["look-at-merged-record"]
    assert not only(said, ours.SearchClosed)
    assert not story.cleared("L1", "G2")


def test_a_withdrawn_child_is_asked_again_when_a_new_referral_is_accepted() -> None:
    """The acceptance alone opens nothing; a task asks for the child's own agreement."""
    story = open_search()
    story.play(consent("withdrawn"))
    said = story.play(accepted("R2"))
    assert tasks(said) == ["search-gate-closed"]
    assert not only(said, ours.SearchOpened)


def test_another_doubt_than_the_one_that_was_accepted_closes_the_gates_again() -> None:
    """The outcome and its reason are the same; what the criteria say is not: a new ground."""

    def doubt(reason: str, version: int) -> ours.EligibilityScreened:
        found = [{"criterion": "B1", "result": "unknown", "reason_code": reason}]
        said = screened("needs_decision", "criteria-not-known", version)
        return ours.EligibilityScreened.model_validate({**said.model_dump(), "criteria": found})

    story = cleared_for_approach()
    story.play_all(doubt("plan-with-relatives", 2), accepted(outcome="needs_decision", accepted_by="M1"))
    assert story.cleared("L1", "G2")
    assert story.play(doubt("plan-with-relatives", 3)) == []
    story.play(doubt("plan-other", 4))
    assert not story.cleared("L1", "G2")
    story.play(resumed())
    assert story.cleared("L1", "G2"), "eligibility let it go on"
