"""The child's agreement, withdrawn and given again (DOMAIN 3), and that of those with responsibility."""

from datetime import date, timedelta

import pytest

from shared.contracts.lifelong_links import JourneyFrozen, JourneyResumed, TaskRaised
from tests.unit.eligibility.children import ON, child
from tests.unit.eligibility.story import Story, under_way

DAY = timedelta(days=1)


@pytest.mark.parametrize("decision", ["withdrawn", "refused"])
def test_the_childs_withdrawal_freezes_the_journey_once(decision: str) -> None:
    """At once, and idempotently; the record is kept (hard case 14)."""
    story = under_way()
    heard = story.consent(decision)
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["child-withdrew"]
    assert story.consent(decision).said() == []
    assert story.state.record is not None


def test_the_child_may_come_back() -> None:
    """Given again on the same or a later day: resumed; repeated, nothing happens twice (hard case 14)."""
    story = under_way()
    story.consent("withdrawn")
    heard = story.consent("given")
    assert [one.reason_code for one in heard.events(JourneyResumed)] == ["child-agreed-again"]
    assert story.consent("given") == []


def test_an_agreement_older_than_the_withdrawal_does_not_undo_it() -> None:
    """A late message from before changes nothing (hard case 14)."""
    story = under_way()
    story.consent("withdrawn")
    assert story.consent("given", day=ON - DAY).said() == []
    assert story.state.holds == {"child": "child-withdrew"}


def test_a_withdrawal_counts_whatever_its_date() -> None:
    """Fail closed; and it never moves back in time."""
    story = under_way()
    story.consent("withdrawn", day=ON - DAY)
    story.consent("withdrawn", day=ON)
    story.consent("withdrawn", day=ON - DAY)
    assert story.consent("given", day=ON - DAY).said() == []
    assert story.state.withdrawn


def test_two_holds_are_lifted_one_by_one() -> None:
    """The child comes back while adoption is planned: still frozen (hard case 7, hard case 14)."""
    story = under_way()
    story.consent("withdrawn")
    story.record(2, permanence_plan=["ADOPTION"])
    heard = story.consent("given")
    assert (heard.said(), heard.noted()) == ([], ["journey-still-frozen"])
    assert story.record(3).said() == ["journey.resumed", "journey-resumed"]


def test_becoming_eligible_again_does_not_override_the_child() -> None:
    """The other way round (hard case 14)."""
    story = under_way()
    story.record(2, permanence_plan=["ADOPTION"])
    story.consent("withdrawn")
    assert story.record(3).events(JourneyResumed) == []
    assert story.consent("given").said() == ["journey.resumed", "journey-resumed"]


def test_a_withdrawal_holds_a_referral_that_waits() -> None:
    """Told once; the decision waits until the child comes back (hard case 14)."""
    story = Story()
    story.record(1)
    story.referral()
    (asked,) = story.consent("withdrawn").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("referral-waits", "child-withdrew")
    assert story.consent("withdrawn").said() == []
    assert story.consent("given").said() == ["decide-the-referral"]


def test_a_withdrawal_that_arrives_before_everything_is_remembered() -> None:
    """Also before the child's record (hard case 14)."""
    story = Story()
    story.consent("withdrawn")
    story.record(1)
    assert story.referral().said() == ["referral-waits"]
    assert story.decides("accept").said() == ["decision-not-carried-out"]


@pytest.mark.parametrize(
    "agreed_on, said", [(ON + DAY, "decide-the-referral"), (ON, "referral-waits"), (None, "referral-waits")]
)
def test_a_new_referral_with_a_later_agreement_is_the_child_coming_back(
    agreed_on: date | None, said: str
) -> None:
    """An undated agreement, or one of the same day, does not undo a withdrawal (hard case 14)."""
    story = Story()
    story.record(1)
    story.consent("withdrawn")
    story.now += DAY
    assert story.referral(agreed_on=agreed_on).said() == [said]


@pytest.mark.parametrize("scope", ["search", "contact", "attend", "share"])
def test_a_narrower_agreement_is_not_about_the_referral(scope: str) -> None:
    """Other services act on it (hard case 15)."""
    story = under_way()
    assert story.consent("withdrawn", scope=scope) == []


def test_what_a_lead_agrees_to_is_not_about_the_referral() -> None:
    """A lead's refusal stops the lead (hard case 32)."""
    assert under_way().consent("refused", given_by="lead") == []


def test_a_parent_who_refuses_mid_journey_holds_it_and_a_manager_is_asked() -> None:
    """Lifted when given, or decided by the authority under a care order (hard case 16, hard case 17)."""
    for giver in ("pr_holder", "authority"):
        story = under_way()
        heard = story.consent("withdrawn", given_by="pr_holder")
        assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["pr-refused"]
        assert heard.events(TaskRaised)[0].audience == ("social_worker", "coordinator", "manager", "iro")
        assert story.consent("withdrawn", given_by="pr_holder").said() == []
        assert story.consent("given", given_by=giver).said() == ["journey.resumed", "journey-resumed"]


def test_a_parent_has_no_say_about_an_adult() -> None:
    """Parental responsibility ended at 18 (hard case 4)."""
    story = under_way(child(date_of_birth="2008-01-01"))
    assert story.consent("refused", given_by="pr_holder").said() == []


def test_agreement_without_a_referral_changes_nothing() -> None:
    """There is nothing to hold or to lift."""
    story = Story()
    assert story.consent("given") == []
    assert story.consent("refused", given_by="pr_holder") == []
    assert story.consent("given", given_by="authority").said() == []


def test_a_parent_who_agrees_does_not_lift_the_authoritys_own_refusal() -> None:
    """Each giver's refusal ends by that giver's own word; the authority's lifts it (hard case 16)."""
    story = under_way()
    assert "journey.frozen" in story.consent("refused", given_by="authority").said()
    heard = story.consent("given", given_by="pr_holder")
    assert (heard.said(), heard.noted()) == ([], ["authority-refuses-still"])
    assert story.consent("given", given_by="authority").said() == ["journey.resumed", "journey-resumed"]


@pytest.mark.parametrize("giver", ["child", "pr_holder", "authority"])
def test_a_withdrawal_that_comes_in_on_a_merged_record_is_kept(giver: str) -> None:
    """It acts on the record that was kept (hard case 68), and on its own if the merge is taken back."""
    story = under_way()
    story.merged(kept="C2", retired="C1")
    assert story.consent("withdrawn", given_by=giver).said() == []
    assert story.state.agreements.refused(giver, ("all",))
