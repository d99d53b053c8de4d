"""A change in the child's record re-closes just what it touches, once, in one task (issue 7, kind 5)."""

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    CARE,
    CHILD,
    Story,
    approach_checks,
    check,
    introduced,
    introduction_checks,
    lead,
    only,
    open_search,
    record,
    tasks,
    views,
)


def opens(story: Story) -> list[str]:
    """The gates that are open for the lead."""
    return [gate for gate in ("G2", "G3", "G4") if story.cleared("L1", gate)]


@pytest.mark.parametrize(
    "change, left, missing",
    [
        ({"permanence_plan": ["RESPLMT"]}, [], {"risk", "approval", "arrangement_in_plan"}),
        ({"adoption": {"decision_date": "2026-11-01"}}, [], {"risk", "approval", "arrangement_in_plan"}),
        ({"care": {**CARE, "placement": "K2"}}, ["G2"], {"carer_briefed", "arrangement_in_plan"}),
        (
            {"care": {**CARE, "legal_status": "V2"}},
            [],
            {"orders", "risk", "carer_briefed", "arrangement_in_plan"},
        ),
    ],
)
def test_c34_each_change_asks_again_for_what_it_touches_in_one_task(
    change: dict[str, object], left: list[str], missing: set[str]
) -> None:
    """Told again it asks nothing; checks made anew open the gates again."""
    story = introduced()
    assert opens(story) == ["G2", "G3", "G4"]
    changed = record(2, **change)
    (task,) = only(story.play(changed), ours.TaskRaised)
    assert task.task_code == "checks-needed-again"
    assert set(task.missing) == {"L1", *missing}
    assert opens(story) == left
    assert story.play(changed) == []
    story.play_all(*approach_checks(), *introduction_checks())
    assert opens(story) == ["G2", "G3", "G4"]


@pytest.mark.parametrize(
    "change",
    [
        {"permanence_plan": None},
        {"permanence_plan": []},
        {"care": None},
        {"care": {**CARE, "placement": "T1"}},
        {"care": {**CARE, "placement": None, "legal_status": None}},
        {"workers": [{"worker_id": "W5", "role": "social_worker", "from": "2026-11-02"}]},
    ],
)
def test_what_is_missing_a_stay_in_hospital_and_a_new_worker_drop_no_check(change: dict[str, object]) -> None:
    """Missing facts are no change, nor are T0-T4 and the return from them (hard case 67)."""
    story = introduced()
    before = set(story.state.lead("L1").checks)
    story.play(record(2, **change))
    assert set(story.state.lead("L1").checks) == before
    story.play(record(3))
    assert opens(story) == ["G2", "G3", "G4"]
    assert "checks-needed-again" not in tasks(story.said)


def test_after_a_stay_in_hospital_another_placement_is_a_new_one() -> None:
    """The placement that counts is the last lasting one."""
    story = introduced()
    story.play_all(record(2, care={**CARE, "placement": "T1"}), record(3, care={**CARE, "placement": "K2"}))
    assert opens(story) == ["G2"]


@pytest.mark.parametrize("late", [True, False])
def test_versions_that_cross_ask_for_the_same_checks(*, late: bool) -> None:
    """The newest version stands, whichever is told first."""
    story = introduced()
    versions = [record(2, permanence_plan=["RESPLMT"]), record(3, permanence_plan=["RESPLMT"])]
    story.play_all(*(reversed(versions) if late else versions))
    assert opens(story) == []
    story.play_all(check("risk"), check("approval"), *introduction_checks())
    assert opens(story) == ["G2", "G3", "G4"]


def paused(number: int) -> ours.JourneyFrozen:
    """A pause of eligibility's."""
    return ours.JourneyFrozen(child_id=CHILD, reason_code="handover", pause=True, number=number)


def test_c69_a_pause_closes_every_gate_and_drops_nothing() -> None:
    """It goes on by itself when the pause is over; a freeze drops the checks as ever."""
    story = introduced()
    assert only(story.play(paused(5)), ours.SearchClosed)
    assert opens(story) == []
    assert story.state.lead("L1").checks
    story.play(ours.JourneyResumed(child_id=CHILD, reason_code="handed-over", number=6))
    assert opens(story) == ["G2", "G3", "G4"]
    frozen = ours.JourneyFrozen(child_id=CHILD, reason_code="adoption-decided", number=7)
    resumed = ours.JourneyResumed(child_id=CHILD, reason_code="reversed", number=8)
    story.play_all(frozen, resumed, frozen)
    assert opens(story) == []
    story.play_all(views("yes", "L1", view_id="V9"), *approach_checks(), *introduction_checks())
    assert opens(story) == ["G2", "G3", "G4"], "the freeze told again stops nothing"


def test_c35_while_paused_nothing_is_cleared() -> None:
    """Checks may be recorded, and count when the pause is over."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), paused(5), *approach_checks())
    assert opens(story) == []
