"""A "no" is a person's: what the policy says of a record is a recommendation (DOMAIN 10; hard case 70)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.lifelong_links import JourneyFrozen, ReferralAccepted, ReferralDeclined, TaskRaised
from tests.unit.eligibility.children import IN_CARE
from tests.unit.eligibility.office import full
from tests.unit.eligibility.story import Story

RETURN: dict[str, Any] = {"permanence_plan": ["RETURN6M"]}
OVER = [
    {"date_of_death": "2026-11-20"},
    *(
        {"care": {**IN_CARE, "period_ended": "2026-11-20", "reason_ceased": reason}}
        for reason in ("E2", "E3", "E11", "E12")
    ),
]


def refused_by_policy(**changes: Any) -> Story:  # noqa: ANN401 - whatever a test changes
    """A referral of a child whom the policy does not admit."""
    story = Story()
    story.record(1, **(changes or RETURN))
    heard = story.referral()
    assert heard.events(ReferralDeclined) == []
    assert [one.task_code for one in heard.events(TaskRaised)] == ["decide-the-referral"]
    return story


@pytest.mark.parametrize("changes", [RETURN, *OVER])
def test_nothing_is_declined_but_by_somebody_with_a_name(changes: dict[str, Any]) -> None:
    """Whatever the reason; who declined is said."""
    story = refused_by_policy(**changes)
    (asked,) = story.decides("decline", by=None).events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("decision-not-carried-out", "decided-by-nobody-named")
    (declined,) = story.decides("decline", reason_code="plan-within-family").events(ReferralDeclined)
    assert (declined.decided_by, declined.reason_code) == ("M1", "plan-within-family")


@pytest.mark.parametrize("by, reason", [(None, "known-to-panel"), ("M1", None), ("M1", "urgent")])
def test_against_the_policy_a_name_and_a_reason_are_needed(by: str | None, reason: str | None) -> None:
    """One without the other is not carried out; to be urgent is no reason."""
    story = refused_by_policy()
    assert story.decides("accept", by=by, reason_code=reason).said() == ["decision-not-carried-out"]
    assert story.decides("waitlist", by=by, reason_code=reason).said() == ["decision-not-carried-out"]


def test_a_named_person_accepts_with_a_reason_on_these_facts_and_a_new_ground_freezes() -> None:
    """Gate G1: the same facts do not freeze again."""
    story = refused_by_policy()
    (accepted,) = story.decides("accept", reason_code="known-to-panel").events(ReferralAccepted)
    assert (accepted.accepted_by, accepted.reason_code) == ("M1", "known-to-panel")
    assert accepted.outcome == "not_eligible"
    assert story.record(2, **RETURN).said() == []
    heard = story.record(3, permanence_plan=["ADOPTION"])
    assert [(one.reason_code, one.pause) for one in heard.events(JourneyFrozen)] == [("plan-adoption", None)]
    assert story.decides("accept").said() == ["decision-not-carried-out"]
    again = story.decides("accept", reason_code="panel-again")
    assert [one.reason_code for one in again.events(ReferralAccepted)] == ["panel-again"]
    assert "journey.resumed" in again.said()


@pytest.mark.parametrize("changes", OVER)
def test_after_death_transfer_or_adoption_nobody_can_accept(changes: dict[str, Any]) -> None:
    """It is told, and the referral waits to be declined."""
    story = refused_by_policy(**changes)
    (asked,) = story.decides("accept", reason_code="known-to-panel").events(TaskRaised)
    assert asked.task_code == "decision-not-carried-out"
    assert not story.state.under_way


def test_what_else_is_in_the_way_is_not_overruled_with_the_policy() -> None:
    """A reason against the policy is no word of the authority or of a holder (hard case 16)."""
    story = refused_by_policy()
    story.consent("refused", given_by="authority")
    (asked,) = story.decides("accept", reason_code="known-to-panel").events(TaskRaised)
    assert asked.reason_code == "authority-refuses"


def test_a_decision_that_was_recorded_before_the_facts_is_asked_for_again() -> None:
    """Who accepted did not know of the plan (hard case 64)."""
    story = Story()
    story.record(1)
    story.referral()
    decided_at = story.now
    story.record(2, **RETURN)
    age = story.now - decided_at + timedelta(seconds=1)
    (asked,) = story.decides("accept", reason_code="known-to-panel", age=age).events(TaskRaised)
    assert asked.reason_code == "decided-before-the-facts"


def test_who_is_accepted_against_the_policy_takes_a_place_like_others() -> None:
    """At the end of the line, and begins at their turn (hard case 59)."""
    office = full("B")
    office.referred("C", **RETURN)
    office.decides("C", "accept", reason_code="known-to-panel")
    assert office.line() == ["B", "C"]
    office.decides("A", "decline", reason_code="completed")
    heard = office.decides("B", "decline", reason_code="completed")
    (accepted,) = heard.events(ReferralAccepted)
    assert (accepted.child_id, accepted.accepted_by) == ("C", "M1")
    assert accepted.reason_code == "known-to-panel"


def test_the_childs_own_no_is_named_as_that() -> None:
    """It declines at once, as before; so does nobody's decision on eligibility."""
    story = Story()
    story.record(1, **RETURN)
    (declined,) = story.referral(agreed=False).events(ReferralDeclined)
    assert (declined.reason_code, declined.decided_by) == ("child-has-not-agreed", None)
