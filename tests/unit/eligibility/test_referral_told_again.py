"""A referral that is told again: what its form now says against the work counts at once (DOMAIN 3)."""

from datetime import timedelta

import pytest

from shared.contracts.lifelong_links import JourneyFrozen, TaskRaised
from tests.unit.eligibility.children import ON, with_care
from tests.unit.eligibility.office import full
from tests.unit.eligibility.story import Story, referral_made, under_way

HOUR = timedelta(hours=1)
NEXT = ON + timedelta(days=1)


def open_referral(pr: str = "given") -> Story:
    """A referral of a child accommodated by agreement waits for a decision."""
    story = Story()
    story.record(1, with_care(legal_status="V2"))
    story.referral(pr=pr)
    return story


def test_a_form_that_was_corrected_to_no_agreement_of_the_child_stops_the_referral() -> None:
    """Once; until the child agrees (hard case 14)."""
    story = open_referral()
    (asked,) = story.referral(agreed=False).events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("referral-waits", "child-withdrew")
    assert story.referral(agreed=False).said() == []
    assert story.decides("accept").said() == ["decision-not-carried-out"]
    assert story.consent("given").said() == ["decide-the-referral"]
    assert story.referral(agreed=False).said() == [], "the form says nothing new"


def test_a_form_that_was_corrected_to_no_agreement_freezes_work_under_way() -> None:
    """As the child's own withdrawal does (hard case 14)."""
    story = under_way()
    heard = story.referral(agreed=False)
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["child-withdrew"]
    assert "journey.resumed" in story.consent("given").said()


def test_a_form_that_was_corrected_takes_a_child_out_of_the_line() -> None:
    """The place goes to who comes next (hard case 14, hard case 59)."""
    office = full("B", "C")
    office.hears(referral_made(agreed=False).model_copy(update={"child_id": "B"}))
    assert office.line() == ["C"]


@pytest.mark.parametrize("decided", [True, False])
def test_a_form_that_was_corrected_to_a_holders_refusal_counts(*, decided: bool) -> None:
    """Before the decision and after it (hard case 16)."""
    story = open_referral()
    if decided:
        story.decides("accept")
        said = ["journey.frozen", "journey-frozen"]
    else:
        said = ["referral-waits"]
    assert story.referral(pr="refused").said() == said
    assert story.referral(pr="refused").said() == []


def test_a_form_that_still_says_refused_does_not_undo_what_was_decided_since() -> None:
    """The holder gave agreement meanwhile; an older telling is no news at all (hard case 16)."""
    story = open_referral("refused")
    story.consent("given", given_by="pr_holder")
    assert story.referral(pr="refused").said() == []
    assert "referral.accepted" in story.decides("accept").said()
    story = open_referral()
    assert story.hears(referral_made(agreed=False, pr="refused"), age=HOUR).said() == []


def test_a_form_opens_nothing_by_being_told_again() -> None:
    """What the child or a holder refused is given by their own word (hard case 14, hard case 16)."""
    story = open_referral()
    story.consent("withdrawn")
    assert story.referral(agreed_on=NEXT).said() == []
    assert story.decides("accept").said() == ["decision-not-carried-out"]
