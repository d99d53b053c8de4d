"""Gates G2 to G4: what opens them and what closes them again."""

from datetime import timedelta

import pytest

from services.family_finding.gates import APPROACH, INTRODUCTION
from shared.clock import start_of
from shared.contracts import lifelong_links as ours
from shared.effects import Forget, Remind
from tests.unit.family_finding.story import (
    CHILD,
    DAY,
    Story,
    approach_checks,
    check,
    cleared_for_approach,
    contact,
    introduced,
    introduction_checks,
    lead,
    only,
    open_search,
    tasks,
    views,
)

TOMORROW = DAY + timedelta(days=1)


def test_a_new_lead_is_blocked_and_everything_that_is_missing_is_named() -> None:
    """Missing is not passed."""
    said = open_search().play(lead())
    assert said == [
        ours.LeadBlocked(
            child_id=CHILD, lead_id="L1", gate="G2", reason_code="check-missing", missing=APPROACH
        )
    ]


def test_g2_opens_with_the_last_check_and_is_said_once() -> None:
    """The approach is cleared when nothing is missing any more; then it is the introduction's turn."""
    story = open_search()
    *most, last = approach_checks()
    story.play_all(lead(), views("yes", "L1"), *most)
    cleared, waits = story.play(last)
    assert cleared == ours.LeadCleared(child_id=CHILD, lead_id="L1", gate="G2")
    assert waits == ours.LeadBlocked(
        child_id=CHILD, lead_id="L1", gate="G3", reason_code="check-missing", missing=INTRODUCTION
    )
    assert story.play(last) == []


def test_the_check_of_the_childs_wish_stands_where_no_view_says_otherwise() -> None:
    """The wish may be recorded as a check."""
    story = open_search()
    story.play_all(lead(), *approach_checks(), check("child_wish"))
    assert story.cleared("L1", "G2")


@pytest.mark.parametrize("name", ["identity", "restrictions", "orders", "local_records", "risk", "approval"])
def test_hard_case_22_unknown_is_not_passed(name: str) -> None:
    """Hard case 22: sealed or held elsewhere: closed until somebody knows."""
    story = cleared_for_approach()
    said = story.play(check(name, result="unknown"))
    assert [(one.reason_code, one.missing) for one in only(said, ours.LeadBlocked)] == [
        ("check-unknown", (name,))
    ]


def test_a_concern_re_closes_the_gate_and_outdates_risk_and_approval() -> None:
    """A new allegation: clearing it alone is not enough."""
    story = cleared_for_approach()
    said = story.play(check("local_records", result="concern"))
    assert [(one.reason_code, one.missing) for one in only(said, ours.LeadBlocked)] == [
        ("check-concern", ("local_records", "risk", "approval"))
    ]
    story.play(check("local_records"))
    assert not story.cleared("L1", "G2")
    story.play_all(check("risk"), check("approval"))
    assert story.cleared("L1", "G2")


def test_a_concern_at_any_gate_closes_the_earlier_ones() -> None:
    """The approval of the approach did not know of it."""
    story = introduced()
    story.play(check("risk", gate="G3", result="concern"))
    assert not any(story.cleared("L1", gate) for gate in ("G2", "G3", "G4"))


@pytest.mark.parametrize("role", ["coordinator", "personal_adviser", "iro"])
def test_approval_by_another_role_does_not_count_and_is_told(role: str) -> None:
    """The approach is approved by the child's social worker or a manager."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), *approach_checks()[:-1])
    said = story.play(check("approval", role=role))
    assert tasks(said) == ["check-needs-another-role"]
    assert not story.cleared("L1", "G2")


def test_approval_by_a_manager_counts() -> None:
    """The manager may sign instead of the social worker."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), *approach_checks()[:-1], check("approval", role="manager"))
    assert story.cleared("L1", "G2")


def test_a_check_expires_on_its_day_and_the_reminder_says_so() -> None:
    """Expired is not passed; the last day before is."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), *approach_checks()[:-1])
    story.play(check("approval", expires=TOMORROW))
    assert Remind("gates", start_of(TOMORROW)) in story.effects
    said = story.sleep_until(TOMORROW)
    assert [(one.reason_code, one.missing) for one in only(said, ours.LeadBlocked)] == [
        ("check-expired", ("approval",))
    ]


def test_a_check_that_is_already_expired_does_not_count() -> None:
    """Its days are taken at their word."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), *approach_checks()[:-1], check("approval", expires=DAY))
    assert not story.cleared("L1", "G2")


def test_hard_case_71_a_check_dated_ahead_counts_for_nothing_until_it_is_recorded_anew_and_is_told() -> None:
    """Hard case 71: a typing error, also when that day comes; a concern dated ahead closes at once."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), *approach_checks()[:-1])
    ahead = check("approval", date=TOMORROW)
    assert tasks(story.play(ahead)) == ["word-dated-ahead"]
    story.sleep_until(TOMORROW)
    assert story.play(ahead) == []
    assert not story.cleared("L1", "G2")
    story.play(check("approval", date=TOMORROW))
    assert story.cleared("L1", "G2")
    story.play(check("orders", result="concern", date=TOMORROW + timedelta(days=400)))
    assert not story.cleared("L1", "G2")


def test_the_reminder_is_taken_back_when_nothing_waits_for_a_day() -> None:
    """A renewed check without an end needs no waking."""
    story = open_search()
    story.play_all(lead(), check("risk", expires=TOMORROW), check("risk"))
    assert Forget("gates") in story.effects


def test_a_corrected_check_leaves_nothing_behind_where_it_stood() -> None:
    """What was filed as risk and is now filed as orders is no risk check."""
    story = open_search()
    kept = [one for one in approach_checks() if getattr(one, "check", None) != "risk"]
    story.play_all(lead(), views("yes", "L1"), *kept, check("risk", check_id="X"))
    assert story.cleared("L1", "G2")
    said = story.play(check("orders", check_id="X"))
    assert [one.missing for one in only(said, ours.LeadBlocked)] == [("risk",)]


def test_an_older_version_of_a_check_changes_nothing() -> None:
    """The later word about the same check counts."""
    story = cleared_for_approach()
    before = story.now - timedelta(hours=1)
    story.play(check("orders", check_id="X"))
    assert story.play(check("orders", check_id="X", result="concern"), happened=before) == []
    assert story.cleared("L1", "G2")


def test_a_check_before_its_lead_is_kept_and_opens_nothing() -> None:
    """A concern must not wait for the lead's record; without a lead every gate is closed anyway."""
    story = open_search()
    assert story.play_all(views("yes", "L1"), *approach_checks(), check("orders", result="concern")) == []
    said = story.play(lead())
    assert [one.reason_code for one in only(said, ours.LeadBlocked)] == ["check-concern"]


def test_g3_needs_the_lead_willing_and_the_child_asked_again_after_that() -> None:
    """The wish that cleared the approach does not clear the introduction."""
    story = cleared_for_approach()
    said = story.play_all(contact(), *introduction_checks())
    assert only(said, ours.LeadBlocked)[-1].missing == ("child_asked_again",)
    said = story.play(views("yes", "L1", view_id="V2"))
    assert [one.gate for one in only(said, ours.LeadCleared)] == ["G3", "G4"]


def test_asking_again_may_be_recorded_as_a_check_of_g3() -> None:
    """As at G2, the wish may be a check."""
    story = cleared_for_approach()
    story.play_all(contact(), *introduction_checks(), check("child_wish", gate="G3"))
    assert story.cleared("L1", "G3")


@pytest.mark.parametrize("name", ["risk", "carer_briefed", "arrangement_in_plan"])
def test_g3_stays_closed_while_one_check_is_missing(name: str) -> None:
    """Risk signed, carer briefed, arrangement in the plan: all of them."""
    story = cleared_for_approach()
    story.play_all(contact(), views("yes", "L1", view_id="V2"))
    for each in introduction_checks():
        if getattr(each, "check", None) != name:
            story.play(each)
    assert not story.cleared("L1", "G3")


def test_g3_closes_with_g2() -> None:
    """A later gate never outlives an earlier one."""
    story = introduced()
    said = story.play(check("orders", result="unknown"))
    assert [one.gate for one in only(said, ours.LeadBlocked)] == ["G2", "G3", "G4"]


def test_a_lead_who_is_no_longer_sure_closes_the_introduction() -> None:
    """Willing is the last word, not the first."""
    story = introduced()
    said = story.play(contact("unsure"))
    assert ("G3", ("lead_willing", "child_asked_again")) in [
        (one.gate, one.missing) for one in only(said, ours.LeadBlocked)
    ]
    assert story.cleared("L1", "G2")


def test_g4_opens_by_an_explicit_may_attend_first() -> None:
    """An approval recorded at G4 stands in for the introduction of a lead who is willing."""
    story = cleared_for_approach()
    story.play(check("approval", gate="G4"))
    assert not story.cleared("L1", "G4"), "nobody has heard from this person yet"
    said = story.play(contact())
    assert [one.gate for one in only(said, ours.LeadCleared)] == ["G4"]
    assert not story.cleared("L1", "G3")


def test_may_attend_first_does_not_open_g4_without_g2() -> None:
    """It replaces the introduction, never the approach."""
    story = open_search()
    story.play_all(lead(), check("approval", gate="G4"))
    assert not story.cleared("L1", "G4")


def test_a_refused_may_attend_closes_g4_even_after_an_introduction() -> None:
    """Somebody said that this person may not come."""
    story = introduced()
    story.play(check("approval", gate="G4", result="unknown"))
    assert not story.cleared("L1", "G4")
    assert story.cleared("L1", "G3")


def test_gates_are_per_child_and_lead() -> None:
    """Hard case 25, one side of it: what clears one lead clears no other."""
    story = cleared_for_approach("L1")
    story.play(lead("L2"))
    assert not story.cleared("L2", "G2")


def test_a_lead_recorded_while_the_search_is_closed_is_blocked_with_that_reason() -> None:
    """Answered safely before any referral."""
    said = Story().play(lead())
    assert [one.reason_code for one in only(said, ours.LeadBlocked)] == ["no-referral"]


def test_a_concern_about_the_wish_is_not_outweighed_by_a_view() -> None:
    """The child's words stand in for a check that is not there, never for one that says otherwise."""
    story = cleared_for_approach()
    story.play_all(check("child_wish", result="concern"), check("risk"), check("approval"))
    assert not story.cleared("L1", "G2")


def test_a_check_dated_before_a_change_does_not_count_though_it_is_typed_in_later() -> None:
    """It was made without knowing of the concern."""
    story = cleared_for_approach()
    story.play_all(check("orders", result="concern"), check("orders"), check("risk"))
    story.play(check("approval", date=DAY - timedelta(days=1)))
    assert not story.cleared("L1", "G2")
    story.play(check("approval"))
    assert story.cleared("L1", "G2")


def test_a_wish_from_before_the_leads_yes_is_not_asking_again() -> None:
    """Typed in after the contact, but said before it."""
    story = cleared_for_approach()
    story.play_all(contact(date=DAY + timedelta(days=1)), *introduction_checks())
    story.play(views("yes", "L1", view_id="V2", day=DAY))
    assert not story.cleared("L1", "G3")
