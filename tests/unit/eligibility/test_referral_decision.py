"""A person's decision on a referral: accept, waitlist, decline, and when it cannot be carried out."""

from datetime import date, timedelta

import pytest

from shared.contracts.lifelong_links import (
    ReferralAccepted,
    ReferralDeclined,
    ReferralWaitlisted,
    TaskRaised,
)
from shared.effects import Note
from shared.errors import TooEarly
from tests.unit.eligibility.children import care_leaver, child
from tests.unit.eligibility.story import Story, under_way


def referred(**changes: object) -> Story:
    """A story with a referral that waits for a decision."""
    story = Story()
    story.record(1, **changes)
    story.referral()
    return story


def test_a_decision_before_its_referral_is_set_aside() -> None:
    """It waits for the referral, also when another one is known."""
    with pytest.raises(TooEarly, match="referral"):
        Story().decides("accept")
    with pytest.raises(TooEarly, match="referral"):
        referred().decides("accept", referral_id="R9")


def test_an_accepted_referral_carries_what_the_search_needs() -> None:
    """Gate G1: eligible, agreed, position, allocated worker."""
    (accepted,) = referred().decides("accept").events(ReferralAccepted)
    assert accepted.model_dump(mode="json", exclude_none=True) == {
        "child_id": "C1",
        "referral_id": "R1",
        "outcome": "eligible",
        "child_agreed": True,
        "child_agreed_on": "2026-11-21",
        "parental_responsibility": {"position": "given", "date": "2026-11-21"},
        "allocated_worker": True,
        "coordinator_id": "W7",
        "objectives": [],
        "accepted_by": "M1",
        "number": 2,
    }


@pytest.mark.parametrize("role, allocated", [("personal_adviser", True), ("iro", False)])
def test_an_allocated_worker_is_a_social_worker_or_a_personal_adviser(role: str, *, allocated: bool) -> None:
    """Others do not count; nor does a position that 18 has ended."""
    story = Story()
    story.record(1, date_of_birth="2008-01-01", workers=[{"worker_id": "W1", "role": role}])
    story.referral(pr="not_sought")
    (accepted,) = story.decides("accept").events(ReferralAccepted)
    assert accepted.allocated_worker is allocated
    assert accepted.parental_responsibility.position == "not_needed"


def test_accepted_twice_is_accepted_once() -> None:
    """A repeated decision changes nothing."""
    story = under_way()
    before = story.state
    heard = story.decides("accept")
    assert (heard.said(), heard.noted(), story.state) == ([], ["decision-repeated"], before)


def test_a_persons_accept_is_the_decision_that_a_doubtful_case_needed() -> None:
    """The audit says who decided, and on what (hard case 9)."""
    story = referred(permanence_plan=[])
    heard = story.decides("accept", by="M1")
    assert heard.events(ReferralAccepted)[0].outcome == "needs_decision"
    (note,) = heard.of(Note)
    assert (note.code, note.detail["by"], note.detail["reason"]) == (
        "decided-accept",
        "M1",
        "plan-not-agreed",
    )


def test_nobody_named_cannot_decide_a_doubtful_case() -> None:
    """A person must look, so a person must be named."""
    heard = referred(permanence_plan=[]).decides("accept", by=None)
    assert heard.said() == ["decision-not-carried-out"]


def test_a_child_who_withdrew_is_not_accepted() -> None:
    """The accept becomes a task, once; when the child comes back a person decides again (hard case 14)."""
    story = referred()
    story.consent("withdrawn")
    (asked,) = story.decides("accept").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("decision-not-carried-out", "child-withdrew")
    assert story.decides("accept").said() == []
    assert story.consent("given").said() == ["decide-the-referral"]
    assert story.decides("accept").said() == ["referral.accepted"]


def test_a_child_who_is_not_eligible_any_more_is_not_accepted() -> None:
    """The reason is named; a person decides again when it is gone (hard case 7)."""
    story = referred()
    story.record(2, permanence_plan=["ADOPTION"])
    (asked,) = story.decides("accept").events(TaskRaised)
    assert asked.reason_code == "decided-without-a-reason"
    assert story.state.referral is not None
    assert story.state.referral.status == "open"


def test_a_holders_refusal_is_not_overridden_by_an_accept() -> None:
    """Fail closed (hard case 16)."""
    story = Story()
    story.record(1)
    story.referral(pr="refused")
    assert story.decides("accept").said() == ["decision-not-carried-out"]


def test_a_waitlisted_child_is_accepted_later() -> None:
    """Eligible and waitlisted: no room yet (hard case 59)."""
    story = referred()
    heard = story.decides("waitlist", reason_code="capacity")
    assert [one.reason_code for one in heard.events(ReferralWaitlisted)] == ["capacity"]
    assert story.decides("waitlist").noted() == ["decision-repeated"]
    assert story.decides("accept").said() == ["referral.accepted"]


def test_a_waitlisted_child_is_looked_at_again_when_the_turn_comes() -> None:
    """What changed meanwhile stands in the way, and is told (hard case 59)."""
    story = referred()
    story.decides("waitlist")
    assert "decide-the-referral" in story.record(2, permanence_plan=["ADOPTION"]).said()
    assert story.decides("accept").said() == ["decision-not-carried-out"]
    assert "decide-the-referral" not in story.record(3).said()
    assert story.decides("accept").said() == ["referral.accepted"]


def test_a_declined_referral_names_the_persons_reason() -> None:
    """Declined twice is declined once; an accept afterwards needs a new referral."""
    story = referred()
    (declined,) = story.decides("decline", reason_code="outside-the-offer").events(ReferralDeclined)
    assert declined.reason_code == "outside-the-offer"
    assert story.decides("decline").said() == []
    (asked,) = story.decides("accept").events(TaskRaised)
    assert asked.reason_code == "referral-already-declined"


def test_a_decline_after_the_acceptance_ends_the_journey() -> None:
    """Taking it back stops everything outbound; repeated, nothing happens twice."""
    story = under_way()
    assert story.decides("decline").said() == ["referral.declined", "journey.closed", "journey-closed"]
    assert story.decides("decline").said() == []


def test_a_waitlisting_after_the_acceptance_is_not_carried_out() -> None:
    """Work that runs is not put back on a list by a late message."""
    assert under_way().decides("waitlist").said() == ["decision-not-carried-out"]


def test_work_that_begins_shortly_before_25_is_warned_of_at_once() -> None:
    """Within the three months (hard case 5)."""
    story = Story()
    story.record(1, care_leaver(date_of_birth="2002-01-10"))
    story.referral()
    assert story.decides("accept").said() == ["referral.accepted", "work-ends-soon"]


def test_an_accept_lets_a_journey_go_on_that_was_frozen_for_a_decision() -> None:
    """A later accept by a named person is the decision that was needed; an older one is not."""
    story = under_way()
    story.record(2, permanence_plan=["LTFOST18", "ADOPTION"])
    assert story.decides("accept", age=timedelta(hours=1)).said() == []
    assert story.decides("accept", by=None).said() == []
    heard = story.decides("accept", by="M1")
    assert heard.said() == ["referral.accepted", "journey.resumed", "journey-resumed"]
    assert heard.noted() == ["decided-accept"]
    assert story.record(3, permanence_plan=["LTFOST18", "ADOPTION"]).said() == []


def test_an_accept_does_not_lift_what_is_not_a_persons_to_decide() -> None:
    """Not eligible stays frozen without a reason to decide otherwise; so does what the child holds."""
    story = under_way()
    story.consent("withdrawn")
    assert story.decides("accept", reason_code="known").noted() == ["decision-repeated"]
    story.consent("given")
    story.record(2, permanence_plan=["ADOPTION"])
    assert story.decides("accept").noted() == ["decision-not-carried-out"]
    assert story.state.holds == {"eligibility": "plan-adoption"}


def test_a_late_decision_finds_an_adult() -> None:
    """The position is that of the day of the decision (hard case 4)."""
    story = Story(on=date(2026, 11, 20))
    story.record(1, child(date_of_birth="2008-11-21"))
    story.referral(pr="not_sought", agreed_on=date(2026, 11, 20))
    story.day(date(2026, 11, 21))
    assert story.decides("accept").said() == ["decision-not-carried-out"], "own agreement first, hard case 74"
    story.consent("given")
    (accepted,) = story.decides("accept").events(ReferralAccepted)
    assert accepted.parental_responsibility.position == "not_needed"


def test_a_decision_on_a_referral_that_is_over_is_told_and_changes_nothing() -> None:
    """Accepted or put on the list though another was open or took its place: a person decided in vain."""
    story = referred()
    story.referral("R2")
    for decision in ("accept", "waitlist"):
        (asked,) = story.decides(decision, referral_id="R2").events(TaskRaised)
        assert (asked.task_code, asked.reason_code) == ("decision-not-carried-out", "referral-is-over")
        assert asked.referral_id == "R2"
    assert story.decides("decline", referral_id="R2").said() == []
    assert story.decides("accept").said() == ["referral.accepted"]
