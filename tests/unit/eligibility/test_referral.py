"""Taking a referral in: agreement, parental responsibility, screening (DOMAIN 1 step 2)."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.lifelong_links import ReferralDeclined, TaskRaised
from shared.errors import TooEarly
from tests.unit.eligibility.children import child
from tests.unit.eligibility.story import Story, under_way


def referred(record_changes: dict[str, object] | None = None, **changes: Any) -> tuple[Story, list[str]]:  # noqa: ANN401 - whatever a test changes
    """A story with one record and one referral, and what the referral led to."""
    story = Story()
    story.record(1, **(record_changes or {}))
    return story, story.referral(**changes).said()


def test_a_referral_before_the_childs_record_is_set_aside() -> None:
    """It waits for the screening."""
    with pytest.raises(TooEarly, match="child-record"):
        Story().referral()


def test_a_referral_of_an_eligible_child_asks_for_a_decision() -> None:
    """Eligible is not accepted: a coordinator or manager decides."""
    story = Story()
    story.record(1)
    (asked,) = story.referral().events(TaskRaised)
    assert (asked.task_code, asked.audience, asked.referral_id) == (
        "decide-the-referral",
        ("coordinator",),
        "R1",
    )
    assert story.state.referral is not None
    assert (story.state.referral.status, story.state.referral.waits_for) == ("open", "decision")


def test_without_the_childs_own_agreement_a_referral_is_declined() -> None:
    """The child's own agreement is always needed."""
    story = Story()
    story.record(1)
    (declined,) = story.referral(agreed=False).events(ReferralDeclined)
    assert (declined.referral_id, declined.reason_code) == ("R1", "child-has-not-agreed")


@pytest.mark.parametrize(
    "changes",
    [
        {"permanence_plan": ["ADOPTION"]},
        {"date_of_death": "2026-01-01"},
        {"care": {"period_started": "2020-01-01", "period_ended": "2026-01-01"}},
    ],
)
def test_a_referral_of_a_child_who_is_not_eligible_waits_for_a_named_person(
    changes: dict[str, object],
) -> None:
    """The policy's no is a recommendation, whatever the reason (hard case 70)."""
    story = Story()
    story.record(1, **changes)
    (asked,) = story.referral().events(TaskRaised)
    assert (asked.task_code, asked.audience, asked.reason_code) == (
        "decide-the-referral",
        ("manager",),
        "not-eligible",
    )


def test_a_referral_of_a_child_who_needs_a_decision_waits_for_a_person() -> None:
    """The manager sees what is missing and decides; the social worker was asked before (hard case 9)."""
    story = Story()
    story.record(1, permanence_plan=[])
    (asked,) = story.referral().events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("decide-the-referral", "plan-not-agreed")
    assert asked.audience == ("manager",)
    assert asked.missing == ("permanence_plan",)


@pytest.mark.parametrize("position", ["given", "not_needed", "not_found"])
def test_under_18_a_settled_position_lets_the_referral_go_on(position: str) -> None:
    """Where the position was not simply given, the audit says so (hard case 16)."""
    story = Story()
    story.record(1)
    heard = story.referral(pr=position)
    assert heard.said() == ["decide-the-referral"]
    assert "parental-responsibility" in heard.noted()


def test_under_18_a_refusal_waits_and_asks() -> None:
    """A refusal goes to a manager; nobody is told by software (hard case 16, hard case 17)."""
    story = Story()
    story.record(1)
    (asked,) = story.referral(pr="refused").events(TaskRaised)
    assert (asked.task_code, asked.audience) == ("referral-waits", ("social_worker", "manager"))
    assert asked.reason_code == "pr-refused"


@pytest.mark.parametrize("position", ["refused", "not_sought"])
def test_from_18_on_nobody_holds_parental_responsibility(position: str) -> None:
    """The position no longer counts (hard case 4)."""
    _, said = referred({"date_of_birth": "2008-11-21"}, pr=position)
    assert said == ["decide-the-referral"]


def test_turning_18_ends_the_wait_for_a_parent() -> None:
    """By the birthday alone (hard case 4)."""
    story, said = referred({"date_of_birth": "2008-11-22"}, pr="refused")
    assert said == ["decide-the-referral", "own-consent-to-ask"], "a manager, by name"
    assert story.day(date(2026, 11, 22)).said() == ["referral-waits"], "for their own agreement, hard case 74"
    assert story.consent("given").said() == ["decide-the-referral"]


def test_a_parent_who_agrees_later_ends_the_wait() -> None:
    """Given after all; repeated, nothing happens twice (hard case 16)."""
    story, _ = referred(pr="refused")
    assert story.consent("given", given_by="pr_holder").said() == ["decide-the-referral"]
    assert story.consent("given", given_by="pr_holder") == []


def test_the_authority_decides_only_while_it_holds_parental_responsibility() -> None:
    """Under a care order it may; a child accommodated by agreement is the parents' (hard case 16)."""
    story, _ = referred(pr="refused")
    assert story.consent("given", given_by="authority").said() == ["decide-the-referral"]
    care = {"period_started": "2020-01-01", "legal_status": "V2", "placement": "U4"}
    story, _ = referred({"care": care}, pr="refused")
    heard = story.consent("given", given_by="authority")
    assert (heard.said(), heard.noted()) == ([], ["authority-may-not-decide"])


def test_a_repeated_referral_changes_nothing() -> None:
    """The same id is the same referral, whatever became of it."""
    story, _ = referred()
    before = story.state
    assert story.referral().noted() == ["referral-repeated"]
    assert story.state == before
    story.decides("decline")
    assert story.referral().said() == []


def test_a_second_referral_while_one_is_open_is_declined() -> None:
    """One child, one referral at a time; the first stays."""
    story, _ = referred()
    (declined,) = story.referral("R2").events(ReferralDeclined)
    assert (declined.referral_id, declined.reason_code) == ("R2", "another-referral-is-open")
    assert story.decides("accept").said() == ["referral.accepted"]
    assert story.referral("R3").events(ReferralDeclined)[0].reason_code == "another-referral-is-open"
    assert story.referral("R2").said() == []


def test_a_child_may_be_referred_again_after_a_refusal() -> None:
    """A declined referral stays declined; a new one is looked at afresh."""
    story, said = referred(agreed=False)
    assert said == ["referral.declined"]
    assert story.referral("R2").said() == ["decide-the-referral"]
    assert story.decides("accept", referral_id="R1").said() == ["decision-not-carried-out"]
    assert story.decides("accept", referral_id="R2").said() == ["referral.accepted"]


def test_a_waiting_referral_follows_the_childs_record() -> None:
    """What it waits for is worked out anew; nobody is told twice of the same."""
    story, _ = referred()
    assert "decide-the-referral" in story.record(2, permanence_plan=["ADOPTION"]).said()
    assert "decide-the-referral" not in story.record(3, permanence_plan=["ADOPTION"]).said()
    assert "decide-the-referral" in story.record(4).said()


@pytest.mark.parametrize("status", ["open", "waitlisted"])
def test_after_death_or_transfer_a_waiting_referral_can_only_be_declined(status: str) -> None:
    """By a named person; nobody can accept it any more (hard case 46, hard case 55, hard case 70)."""
    story, _ = referred()
    if status == "waitlisted":
        story.decides("waitlist")
    assert story.record(2, date_of_death="2026-11-20").events(ReferralDeclined) == []
    (asked,) = story.decides("accept", reason_code="mistake").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("decision-not-carried-out", "died")
    (declined,) = story.decides("decline").events(ReferralDeclined)
    assert declined.decided_by == "M1"


def test_a_new_referral_opens_a_closed_journey_again() -> None:
    """A later referral is a new beginning, with its own decision."""
    story = under_way()
    ended = {"period_started": "2020-01-01", "period_ended": "2026-11-01", "reason_ceased": "E3"}
    story.record(2, care=ended)
    assert not story.state.under_way
    story.record(3, child(record_version=3))
    assert story.referral("R2").said() == ["decide-the-referral"]
    assert story.decides("accept", referral_id="R2").said() == ["referral.accepted"]
    assert story.state.under_way


def test_a_referral_after_a_closed_journey_may_be_declined() -> None:
    """What became of the first says nothing about the second."""
    story = under_way()
    story.decides("decline")
    story.referral("R2")
    assert story.decides("decline", referral_id="R2").said() == ["referral.declined"]


def test_people_hear_that_nothing_stops_a_referral_on_the_waiting_list_any_more() -> None:
    """They were told of the withdrawal; without a line there is no turn to wait for (hard case 14)."""
    story, _ = referred()
    story.decides("waitlist")
    assert story.consent("withdrawn").said() == ["referral-waits"]
    assert story.consent("given").said() == ["decide-the-referral"]
    assert "decide-the-referral" not in story.record(2, permanence_plan=[]).said()
