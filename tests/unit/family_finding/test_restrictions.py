"""Restrictions: whom they bar, until when, and how they end."""

from datetime import timedelta

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    DAY,
    approach_checks,
    check,
    cleared_for_approach,
    introduced,
    lead,
    only,
    open_search,
    restriction,
    tasks,
    views,
)


def test_hard_case_18_an_order_on_a_lead_closes_every_gate_and_says_only_restricted() -> None:
    """Hard case 18: a hard block on every channel, with no more than the word."""
    story = introduced()
    said = story.play(restriction(lead_id="L1"))
    assert [(one.gate, one.reason_code, one.missing) for one in only(said, ours.LeadBlocked)] == [
        ("G2", "restricted", ()),
        ("G3", "restricted", ()),
        ("G4", "restricted", ()),
    ]


def test_a_clear_check_of_restrictions_does_not_open_a_restricted_lead() -> None:
    """The order itself counts, not what somebody thought of it."""
    story = open_search()
    story.play_all(restriction(lead_id="L1"), lead(), views("yes", "L1"), *approach_checks())
    assert not story.cleared("L1", "G2")


def test_a_restriction_that_arrives_before_its_lead_is_kept() -> None:
    """It bars the lead from its first moment."""
    story = open_search()
    story.play(restriction(lead_id="L1"))
    assert [one.reason_code for one in only(story.play(lead()), ours.LeadBlocked)] == ["restricted"]


def test_hard_case_19_a_restriction_past_its_last_day_still_bars_and_asks_for_a_decision() -> None:
    """Hard case 19: an urgent refusal expires to *needs a decision*, never to open."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), restriction(lead_id="L1", to=DAY + timedelta(days=6)))
    assert not only(story.sleep_until(DAY + timedelta(days=6)), ours.LeadBlocked)
    said = story.sleep_until(DAY + timedelta(days=7))
    assert [one.reason_code for one in only(said, ours.LeadBlocked)] == ["expired-needs-decision"]
    assert tasks(said) == ["restriction-needs-decision"]
    story.play_all(*approach_checks(date=story.today))
    assert not story.cleared("L1", "G2")
    assert tasks(story.sleep_until(DAY + timedelta(days=9))) == []


def test_hard_case_18_a_restriction_past_its_review_date_stays_and_raises_a_review() -> None:
    """Hard case 18: a stale restriction raises a task and stays."""
    story = open_search()
    story.play(lead())
    said = story.play(restriction(lead_id="L1", review_date=DAY - timedelta(days=1)))
    assert tasks(said) == ["restriction-needs-decision"]
    assert [one.reason_code for one in only(said, ours.LeadBlocked)] == ["expired-needs-decision"]


def test_an_ended_restriction_opens_nothing_by_itself_and_fresh_checks_do() -> None:
    """Only the case system ends it; what was checked before is looked at again."""
    story = cleared_for_approach()
    story.play(restriction(lead_id="L1"))
    story.play(restriction(lead_id="L1", ended=DAY))
    assert not story.cleared("L1", "G2")
    story.play_all(*approach_checks())
    assert story.cleared("L1", "G2")


@pytest.mark.parametrize("ended", [None, False, DAY + timedelta(days=1)])
def test_no_end_recorded_or_an_end_still_to_come_bars(ended: object) -> None:
    """Ended means: recorded, and the day has come."""
    story = open_search()
    story.play_all(restriction(lead_id="L1", ended=ended), lead(), views("yes", "L1"), *approach_checks())
    assert not story.cleared("L1", "G2")


def test_hard_case_20_an_order_on_the_father_bars_both_men_until_identity_is_resolved() -> None:
    """Hard case 20: two candidates, both barred; naming one frees the other after fresh checks."""
    story = open_search()
    for one in ("L1", "L2"):
        story.play_all(lead(one, "father"), views("yes", one), *approach_checks(one))
    said = story.play(restriction(relationship="father"))
    assert {one.lead_id for one in only(said, ours.LeadBlocked)} == {"L1", "L2"}
    story.play(restriction(relationship="father", lead_id="L1"))
    story.play_all(*approach_checks("L1"), *approach_checks("L2"))
    assert not story.cleared("L1", "G2")
    assert story.cleared("L2", "G2")


@pytest.mark.parametrize(
    "recorded, is_barred",
    [
        ("father", True),
        ("birth_father", True),
        ("Father", True),
        ("putative-father", True),
        ("dad", True),
        ("parent", True),
        ("mother", False),
        ("grandfather", False),
        ("aunt", False),
    ],
)
def test_hard_case_20_a_relationship_bars_everybody_who_may_be_meant(
    recorded: str, *, is_barred: bool
) -> None:
    """Hard case 20: other words for the same relationship, and an unknown one, are barred too."""
    story = open_search()
    story.play_all(restriction(relationship="father"), lead("L1", recorded))
    story.play_all(views("yes", "L1"), *approach_checks())
    assert story.cleared("L1", "G2") is not is_barred


@pytest.mark.parametrize("recorded", ["unknown", "other", "relative"])
def test_hard_case_66_a_word_that_may_mean_that_person_is_asked_about_once_and_answered_by_the_own_worker(
    recorded: str,
) -> None:
    """Hard case 66: one task for each order names the leads; nobody else's check answers it."""
    story = open_search()
    story.play_all(restriction(relationship="father"), lead("L1", recorded))
    asked = [
        task for task in only(story.said, ours.TaskRaised) if task.task_code == "restriction-names-someone"
    ]
    assert [task.missing for task in asked] == [("L1",)]
    story.play_all(views("yes", "L1"), *approach_checks(by="W9"))
    assert story.state.leads["L1"].verdicts["G2"].reason == "restriction-unanswered"
    story.play_all(*approach_checks())
    assert story.cleared("L1", "G2")
    assert tasks(story.play(lead("L2", recorded))) == ["restriction-names-someone"]
    assert tasks(story.play(lead("L2", recorded, version=2))) == []
    story.play(lead("L1", "friend_of_the_family", version=2))
    story.play(lead("L1", recorded, version=3))
    assert not story.cleared("L1", "G2"), "who answered did not know of this relationship"


def test_a_restriction_without_end_and_review_asks_for_a_review_when_it_is_a_year_old_and_stays() -> None:
    """Policy: by age, once."""
    story = open_search()
    story.play_all(lead(), restriction(lead_id="L1"))
    said = story.sleep_until(DAY.replace(year=DAY.year + 1))
    assert [(task.task_code, task.reason_code) for task in only(said, ours.TaskRaised)] == [
        ("restriction-needs-decision", "no-end-and-no-review")
    ]
    assert tasks(story.sleep_until(DAY.replace(year=DAY.year + 2))) == []
    assert not story.cleared("L1", "G2")


def test_correcting_the_relationship_does_not_slip_a_lead_from_under_a_restriction() -> None:
    """Once recorded as the father, barred as the father until the order names somebody."""
    story = open_search()
    story.play_all(lead("L1", "father"), restriction(relationship="father"), lead("L1", "uncle", version=2))
    story.play_all(views("yes", "L1"), *approach_checks())
    assert not story.cleared("L1", "G2")


def test_a_restriction_that_names_nobody_bars_everybody() -> None:
    """Nobody can say whom it leaves out."""
    story = cleared_for_approach()
    said = story.play(restriction())
    assert [one.reason_code for one in only(said, ours.LeadBlocked)] == ["restricted"]


def test_an_order_between_two_leads_is_kept_and_re_closes_their_gates_without_barring_them() -> None:
    """Whether they may meet is gate G4's question in the conference; the order is news about both."""
    story = cleared_for_approach()
    said = story.play(restriction(lead_id="L1", other_person={"lead_id": "L2"}))
    assert [one.missing for one in only(said, ours.LeadBlocked)] == [
        ("restrictions", "orders", "risk", "approval")
    ]
    story.play_all(*approach_checks())
    assert story.cleared("L1", "G2")
    assert "O1" in story.state.restrictions


def test_the_same_restriction_recorded_again_unchanged_says_nothing_and_spoils_no_check() -> None:
    """No change, no re-closing."""
    story = cleared_for_approach()
    story.play(restriction(lead_id="L1", other_person={"lead_id": "L2"}))
    story.play_all(*approach_checks())
    assert story.play(restriction(lead_id="L1", other_person={"lead_id": "L2"})) == []
    assert story.cleared("L1", "G2")


def test_an_older_version_of_a_restriction_changes_nothing() -> None:
    """A late copy from before it was renewed does not end it."""
    story = open_search()
    story.play_all(lead(), restriction(lead_id="L1"))
    before = story.now - timedelta(hours=1)
    story.play(restriction(lead_id="L1", ended=DAY), happened=before)
    story.play_all(views("yes", "L1"), *approach_checks(), check("child_wish"))
    assert not story.cleared("L1", "G2")


@pytest.mark.parametrize(
    "named, recorded",
    [
        ("birth_father", "dad"),
        ("birth_father", "parent"),
        ("half_sister", "sibling"),
        ("grandparent", "maternal-grandmother"),
        ("father", "Birth.Father"),
    ],
)
def test_hard_case_20_another_word_for_a_qualified_relationship_is_barred_too(
    named: str, recorded: str
) -> None:
    """Hard case 20: a birth father whom somebody recorded as the child's dad, and the other way round."""
    for order, found in ((named, recorded), (recorded, named)):
        story = open_search()
        story.play_all(restriction(relationship=order), lead("L1", found))
        story.play_all(views("yes", "L1"), *approach_checks())
        assert not story.cleared("L1", "G2")


def test_the_same_order_told_again_after_its_end_does_not_bring_it_back() -> None:
    """DOMAIN 4: a record told again says nothing new, also after it was taken back."""
    for told_late in (True, False):
        story = cleared_for_approach()
        story.play(restriction(lead_id="L1"))
        ended, again = story.now + timedelta(minutes=5), story.now + timedelta(minutes=10)
        story.now += timedelta(hours=1)
        tellings = [(restriction(lead_id="L1"), again), (restriction(lead_id="L1", ended=DAY), ended)]
        for event, happened in tellings if told_late else reversed(tellings):
            story.play(event, happened=happened)
        assert not story.cleared("L1", "G2")
        story.play_all(*approach_checks())
        assert story.cleared("L1", "G2")
