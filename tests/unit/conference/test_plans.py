"""The support plan: captured when it may be, and reviewed in time."""

from datetime import UTC, date, datetime

import pytest

from services.conference.plans import review_name
from shared.contracts.case_meeting import MetObjective
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    ConferenceReviewDue,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    PlanCaptured,
    PlanWritten,
    TaskRaised,
)
from shared.effects import Remind
from shared.errors import TooEarly
from shared.service import ReminderDue
from tests.unit.conference.story import (
    CHILD,
    TODAY,
    Story,
    accepted,
    arranged,
    booked,
    closed,
    consent,
    plan,
    requested,
    stage,
    stages,
    under_way,
)

FROZEN = JourneyFrozen(child_id=CHILD, reason_code="plan-adoption")
RESUMED = JourneyResumed(child_id=CHILD, reason_code="adoption-reversed")
DUE = ReminderDue(child_id=CHILD, name="review-P-1")


HELD_ON = date(2026, 12, 5)


def held() -> Story:
    """A conference was held."""
    return booked().hears(*stages(), closed("held", "LD-1"))


def written(version: int = 1) -> PlanWritten:
    """The approved entries stand in the care plan."""
    return PlanWritten(child_id=CHILD, plan_id="P-1", version=version, target="care_plan", approved_by="W-11")


def test_a_plan_of_a_held_conference_is_captured_as_commitments() -> None:
    """Everything that the network promised and the child wanted goes on to the authority's decision."""
    agreed = plan(review_date=date(2027, 3, 1), objectives=(MetObjective(objective_id="O-1", met="partly"),))
    assert held().hears(agreed).news == [
        PlanCaptured(
            child_id=CHILD,
            plan_id="P-1",
            version=1,
            conference_id="CF-1",
            child_agrees=True,
            review_date=date(2027, 3, 1),
            commitments=agreed.commitments,
            objectives=agreed.objectives,
            kind="lifelong_links",
            agreed_on=HELD_ON,
            coordinator_ids=("W-21",),
        )
    ]


def test_a_plan_without_any_conference_is_captured() -> None:
    """No conference at all, but connections: a plan may be made without one (hard case 40)."""
    assert under_way().hears(plan(conference_id=None)).said(PlanCaptured)


def test_a_plan_without_commitments_is_captured() -> None:
    """Nobody found, history answered: still an outcome (hard case 41)."""
    objectives = (MetObjective(objective_id="O-1", met="yes"),)
    story = under_way().hears(plan(conference_id=None, commitments=(), objectives=objectives))
    assert story.said(PlanCaptured)[0].objectives == objectives


def test_a_plan_of_a_family_meeting_is_captured() -> None:
    """Family meetings make plans, also when no private family time was recorded; not when cancelled."""
    story = under_way().hears(requested("family_meeting"), arranged(), closed("held")).hears(plan())
    assert story.said(PlanCaptured)
    story = under_way().hears(requested("family_meeting"), arranged(), closed("cancelled")).hears(plan())
    assert story.said(PlanCaptured) == []


@pytest.mark.parametrize("story", [under_way(), booked(), booked().hears(*stages())])
def test_a_plan_waits_for_its_conference_to_close(story: Story) -> None:
    """It is set aside until the conference is known to have been held."""
    with pytest.raises(TooEarly, match="conference"):
        story.hears(plan())


def test_a_plan_of_a_conference_that_was_not_held_is_not_captured() -> None:
    """Without private family time it is not the network's plan; people are told, once."""
    story = booked().hears(closed("cancelled")).hears(plan())
    [task] = story.said(TaskRaised)
    assert (task.task_code, task.reason_code) == ("plan-not-captured", "conference-not-held")
    assert story.hears(plan()).news == []
    assert story.hears(plan(version=2, conference_id=None)).said(PlanCaptured)


def test_a_plan_that_the_child_does_not_agree_to_is_not_captured() -> None:
    """The child's view decides; once the child agrees, the same version is captured."""
    story = held().hears(plan(child_agrees=False))
    assert [task.reason_code for task in story.said(TaskRaised)] == ["child-does-not-agree"]
    assert story.hears(plan(child_agrees=False)).news == []
    assert story.hears(plan(child_agrees=True)).said(PlanCaptured)


def test_an_amended_plan_is_captured_again() -> None:
    """A review makes a new version of the same plan, which is decided anew (hard case 39)."""
    story = held().hears(plan())
    story.hears(requested("review", "CF-2"), arranged(conference_id="CF-2"))
    story.hears(*(stage(one.stage, "CF-2") for one in stages()), closed(conference_id="CF-2"))
    assert [one.version for one in story.hears(plan(2, "CF-2")).said(PlanCaptured)] == [2]
    assert story.hears(plan(2, "CF-2")).news == []
    assert story.hears(plan(1)).news == []


@pytest.mark.parametrize(
    "event, reason",
    [
        (consent("withdrawn"), "child-withdrew"),
        (JourneyClosed(child_id=CHILD, reason_code="died"), "journey-closed"),
    ],
)
def test_nothing_is_captured_when_everything_is_stopped(event: Event, reason: str) -> None:
    """A plan that was agreed before is not carried on by itself when the child comes back (hard case 14)."""
    story = held().hears(event).hears(plan())
    assert [task.reason_code for task in story.said(TaskRaised)] == [reason]
    assert story.hears(plan()).news == []
    story.hears(consent("given"), accepted(number=2))
    assert story.said(PlanCaptured) == []
    assert story.hears(plan()).news == [], "told again it says nothing new"
    assert story.hears(plan(version=2)).said(PlanCaptured), "the worker records it as its next version"


def test_a_plan_held_back_by_a_freeze_is_captured_when_the_journey_resumes() -> None:
    """A freeze loses nothing (hard case 7)."""
    story = held().hears(FROZEN).hears(plan())
    assert [task.reason_code for task in story.said(TaskRaised)] == ["journey-frozen"]
    assert story.hears(RESUMED).said(PlanCaptured)
    assert story.hears(plan()).news == []


def test_resuming_does_not_capture_a_plan_whose_conference_is_still_open() -> None:
    """It goes on waiting, and resuming is not held up by it (hard case 7)."""
    story = booked().hears(FROZEN, plan(), RESUMED)
    assert story.said(PlanCaptured) == []
    assert story.hears(*stages(), closed("held")).said(PlanCaptured)


def test_withdrawal_drops_what_a_freeze_held_back() -> None:
    """The child's return does not revive it (hard case 14)."""
    story = held().hears(FROZEN, plan(), consent("withdrawn")).hears(consent("given"), RESUMED)
    assert story.said(PlanCaptured) == []


def test_the_review_clock_runs_six_months_by_default() -> None:
    """It starts when the plan is written, once for both targets, at the start of a London day."""
    story = held().hears(plan()).hears(written())
    assert story.reminders == [Remind("review-P-1", datetime(2027, 6, 4, 23, 0, tzinfo=UTC))]
    assert story.hears(written()).reminders == []
    story.hears(DUE)
    assert story.said(ConferenceReviewDue) == [
        ConferenceReviewDue(child_id=CHILD, plan_id="P-1", due_on=date(2027, 6, 5))
    ]
    assert story.tasks() == ["arrange-review"]


def test_the_review_clock_follows_the_plans_own_date_and_its_amendment() -> None:
    """The newest written version sets the date (hard case 39)."""
    story = held().hears(plan(review_date=date(2027, 2, 1)), written())
    assert story.reminders == [Remind("review-P-1", datetime(2027, 2, 1, tzinfo=UTC))]
    story.hears(plan(2, review_date=date(2027, 8, 1)), written(2))
    assert story.reminders == [Remind("review-P-1", datetime(2027, 7, 31, 23, 0, tzinfo=UTC))]


def test_a_review_due_while_everything_is_stopped_is_only_remembered() -> None:
    """Nobody is asked to arrange a review for a child who withdrew; on return it is due (hard case 14)."""
    story = held().hears(plan(), written(), consent("withdrawn")).hears(DUE)
    assert story.news == []
    story.hears(consent("given"))
    assert story.tasks() == ["arrange-review"]
    assert story.hears(accepted()).news == []


def test_an_unknown_plan_or_reminder_is_no_crash() -> None:
    """What was written of a plan we do not know came too early; a reminder of nothing is a note."""
    with pytest.raises(TooEarly, match="plan"):
        under_way().hears(written())
    assert under_way().hears(DUE).notes == ["unknown-reminder"]


def test_a_reminders_name_fits_whatever_the_plans_id() -> None:
    """Names of reminders are codes of forty characters at most."""
    long = "P" * 64
    ReminderDue(child_id=CHILD, name=review_name(long))
    story = under_way().hears(plan(plan_id=long, conference_id=None))
    story.hears(written().model_copy(update={"plan_id": long}))
    assert story.hears(ReminderDue(child_id=CHILD, name=review_name(long))).said(ConferenceReviewDue)
    assert TODAY < story.said(ConferenceReviewDue)[0].due_on
