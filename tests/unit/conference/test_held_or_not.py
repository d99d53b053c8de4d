"""Whether a conference was held: on its own day, by somebody, and corrected when closed wrongly (issue 7)."""

from datetime import timedelta

import pytest

from shared.contracts.case_child import ConsentChanged, PersonMerged
from shared.contracts.lifelong_links import (
    ConferenceHeld,
    ConferenceIsArranged,
    ConferenceNotHeld,
    PlanCaptured,
)
from tests.unit.conference.story import (
    CHILD,
    NOON,
    STARTS,
    Story,
    arranged,
    booked,
    closed,
    consent,
    plan,
    stage,
    stages,
    under_way,
)

# c29: the day of the version


def test_a_stage_of_an_earlier_versions_day_does_not_make_a_later_one_held() -> None:
    """Told after the re-arrangement, or with that version itself told late (c29)."""
    later = STARTS + timedelta(days=21)
    old = stage("private_family_time")
    for events in (
        (arranged(), arranged(version=2, starts=later)),
        (arranged(version=2, starts=later), arranged()),
    ):
        story = under_way().hears(*events)
        story.now = later + timedelta(hours=5)
        assert story.hears(old, closed("held")).said(ConferenceHeld) == []
        assert story.hears(stage("private_family_time", at=later)).said(ConferenceHeld)


def test_a_stage_before_the_conferences_own_day_does_not_count() -> None:
    """Three weeks early, or dated on a day that had not come (c29)."""
    story = booked().hears(stage("private_family_time", at=NOON))
    assert story.tasks() == ["conference-stage-of-another-day"]
    assert story.hears(closed("held")).said(ConferenceHeld) == []
    ahead = Story()
    ahead.state, ahead.now = booked().state, NOON + timedelta(minutes=9)
    decision = ahead.at_once(stage("private_family_time"), closed("held"))
    assert decision == ["conference-stage-dated-ahead", "private-family-time-missing"]


def test_nobody_attended_is_not_held() -> None:
    """A conference without anybody of the network is none; the attendance may be recorded later."""
    story = booked().hears(*stages()).hears(closed("held", attendance=()))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["nobody-attended"]
    assert story.tasks() == ["attendance-missing"]
    assert story.hears(closed("held", "LD-1")).said(ConferenceHeld)


# c31: what was closed by mistake


def test_a_conference_closed_as_cancelled_by_mistake_can_be_corrected() -> None:
    """Held after all, and the plan that waits for it is captured (c31)."""
    story = booked().hears(*stages(), closed("cancelled")).hears(plan())
    assert story.tasks() == ["plan-not-captured"]
    story.hears(closed("held", "LD-1", "LD-2"))
    assert [type(event) for event in story.news] == [ConferenceHeld, PlanCaptured]
    assert story.hears(closed("cancelled"), closed("held", "LD-1", "LD-2")).news == [], "told again"


def test_a_conference_closed_as_held_by_mistake_can_be_corrected() -> None:
    """It is said, and people look at the plan that was captured from it (c31)."""
    story = booked().hears(*stages(), closed("held"), plan())
    assert story.said(PlanCaptured)
    story.hears(closed("cancelled", corrected=True))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["cancelled"]
    assert story.tasks() == ["captured-plan-not-of-a-conference"]
    story.hears(closed("held", "LD-1", corrected=True))
    assert [type(event) for event in story.news] == [ConferenceHeld, PlanCaptured]


def test_a_correction_after_a_refused_version_is_about_the_held_one() -> None:
    """The version that was refused takes its place, and is checked from the beginning."""
    later = STARTS + timedelta(days=21)
    story = booked().hears(*stages(), closed("held"), plan()).hears(arranged(version=2, starts=later))
    assert story.tasks() == ["conference-already-held"]
    story.hears(closed("cancelled", corrected=True))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["cancelled"]
    assert [one.version for one in story.said(ConferenceIsArranged)] == [2]
    assert story.tasks() == ["captured-plan-not-of-a-conference"]


def test_an_older_closing_told_late_changes_nothing_and_is_told() -> None:
    """Which closing stands is told by when they were recorded."""
    story = booked().hears(*stages())
    before = story.now
    story.now += timedelta(hours=1)
    story.hears(closed("held"))
    story.now, after = before, story.now
    story.hears(closed("cancelled"))
    story.now = after
    assert story.said(ConferenceNotHeld) == []
    assert story.tasks() == ["older-closing-told-late"]
    assert story.state.meetings["CF-1"].status == "held"


def test_a_closing_belongs_to_the_version_that_was_known_when_it_was_recorded() -> None:
    """A cancelled date does not cancel the next, whichever is told first; its repeat neither."""
    cancelled = closed("cancelled")
    story = booked().hears(cancelled, arranged(version=2))
    assert story.said(ConferenceIsArranged)
    assert story.hears(cancelled).news == []
    assert story.state.meetings["CF-1"].status == "arranged"


@pytest.mark.parametrize(
    "stop",
    [consent("withdrawn", STARTS.date()), PersonMerged(child_id=CHILD, kept_id="C-2", retired_id=CHILD)],
)
def test_a_conference_held_before_a_stop_and_told_after_it_counts_as_held(
    stop: ConsentChanged | PersonMerged,
) -> None:
    """What took place took place; its plan needs all that gate G5 needs (c31)."""
    story = booked()
    story.now = STARTS + timedelta(hours=5)
    story.hears(stop)
    assert story.said(ConferenceNotHeld)
    story.hears(*stages(), closed("held", "LD-1"))
    assert story.said(ConferenceHeld)
    assert story.tasks() == [], "they were cleared when they met"
    assert story.hears(plan()).said(PlanCaptured) == []


def test_a_conference_that_went_on_after_a_withdrawal_was_not_held() -> None:
    """Its private family time came after the child's word."""
    story = booked()
    story.now = STARTS + timedelta(minutes=30)
    story.hears(consent("withdrawn", STARTS.date()))
    story.now = STARTS + timedelta(hours=5)
    late = [stage(one.stage, at=STARTS + timedelta(hours=1)) for one in stages()]
    assert story.hears(*late, closed("held")).said(ConferenceHeld) == []
    assert story.state.meetings["CF-1"].ended_for == "child-withdrew"
