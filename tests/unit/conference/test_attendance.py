"""The day itself: stages, private family time, attendance, the child's views."""

import pytest

from shared.contracts.case_meeting import Attendance
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    ConferenceHeld,
    ConferenceNotHeld,
    JourneyFrozen,
    PlanCaptured,
    TaskRaised,
)
from shared.errors import TooEarly
from tests.unit.conference.story import (
    CHILD,
    Story,
    arranged,
    blocked,
    booked,
    closed,
    consent,
    plan,
    requested,
    restriction,
    stage,
    stages,
    under_way,
    wish,
)

NOT_HELD = ConferenceNotHeld(child_id=CHILD, conference_id="CF-1", reason_code="no-private-family-time")


def test_a_conference_with_private_family_time_is_held() -> None:
    """Who attended is kept, leads and workers, and how the child took part."""
    present = (
        Attendance(lead_id="LD-1", attended=True),
        Attendance(lead_id="LD-2", attended=False),
        Attendance(worker_id="W-11", attended=True),
    )
    story = booked().hears(*stages())
    assert story.news == []
    assert story.hears(closed(attendance=present)).news == [
        ConferenceHeld(
            child_id=CHILD, conference_id="CF-1", attended=("LD-1", "W-11"), child_participation="PN1"
        )
    ]


def test_without_private_family_time_it_was_not_held() -> None:
    """Whatever was recorded, private family time makes it a conference (hard case 38)."""
    story = booked().hears(stage("information_sharing"), stage("agreeing_plan")).hears(closed("held"))
    assert story.said(ConferenceNotHeld) == [NOT_HELD]
    assert story.tasks() == ["private-family-time-missing"]
    assert story.said(ConferenceHeld) == []


def test_a_stage_told_after_the_close_makes_it_held_after_all() -> None:
    """The close is decided at once, so that nobody waits in silence; the late stage corrects it, once."""
    story = booked().hears(closed("held"), plan())
    assert story.tasks() == ["private-family-time-missing", "plan-not-captured"]
    assert story.hears(stage("information_sharing")).news == []
    story.hears(stage("private_family_time"))
    assert [type(event) for event in story.news] == [ConferenceHeld, PlanCaptured]
    assert story.hears(stage("private_family_time"), closed("held"), plan()).news == []


@pytest.mark.parametrize("code", ["PN5", "PN6", "PN7"])
def test_a_child_who_does_not_come_does_not_undo_the_conference(code: str) -> None:
    """Being absent is a recorded way of taking part; a key person may be missing too (hard case 38)."""
    story = booked().hears(*stages()).hears(closed("held", "LD-2", child_participation=code))
    [held] = story.said(ConferenceHeld)
    assert (held.child_participation, held.attended) == (code, ("LD-2",))
    assert story.tasks() == []


def test_missing_views_of_the_child_are_a_task() -> None:
    """The stage is not left while the child's views are missing, but what was held was held."""
    story = booked().hears(*stages()).hears(closed(child_participation=None))
    assert story.said(ConferenceHeld)
    assert story.tasks() == ["conference-views-missing"]


def test_views_recorded_at_the_conference_are_enough() -> None:
    """Views count for one conference: the next one asks again."""
    story = booked().hears(wish(None, lead_id=None), *stages()).hears(closed(child_participation=None))
    assert story.tasks() == []
    story.hears(arranged(conference_id="CF-2"), *(stage(one.stage, "CF-2") for one in stages()))
    story.hears(closed(conference_id="CF-2", child_participation=None))
    assert story.tasks() == ["conference-views-missing"]


@pytest.mark.parametrize("outcome, reason", [("cancelled", "cancelled"), ("not_held", "not-held")])
def test_a_conference_that_did_not_take_place_is_not_held(outcome: str, reason: str) -> None:
    """With its reason, once."""
    story = booked().hears(closed(outcome))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == [reason]
    assert story.hears(closed(outcome)).news == []


@pytest.mark.parametrize("event", [stage("information_sharing"), closed()])
def test_the_day_of_an_unknown_conference_came_too_early(event: Event) -> None:
    """It is set aside until the conference is known."""
    with pytest.raises(TooEarly):
        under_way().hears(event)


def test_a_stage_out_of_order_is_kept_with_a_task() -> None:
    """Nothing that was recorded is lost; a person looks what is missing."""
    story = booked().hears(stage("information_sharing")).hears(stage("agreeing_plan"))
    [task] = story.said(TaskRaised)
    assert (task.task_code, task.missing) == ("conference-stage-out-of-order", ("private_family_time",))
    assert story.hears(stage("agreeing_plan")).news == []
    assert story.hears(stage("private_family_time")).tasks() == []
    assert story.hears(closed()).said(ConferenceHeld)


def test_a_stage_that_was_passed_over_is_asked_for_once() -> None:
    """The stages after it do not ask again."""
    story = booked().hears(stage("information_sharing"), stage("agreeing_plan"))
    assert story.hears(stage("ended")).tasks() == []


def test_of_private_family_time_only_that_it_took_place_is_kept() -> None:
    """One private family time: not its hour, not its length, nothing of its content."""
    event = stage("private_family_time")
    words = "Invented words"
    told = event.model_validate({**event.model_dump(), "notes": words, "spoke": [words]})
    kept = booked().hears(stage("information_sharing"), told).state.meetings["CF-1"]
    assert [word.stage for word in kept.stages] == ["information_sharing", "private_family_time"]
    assert words not in kept.model_dump_json()
    assert kept.model_dump_json().count("10:00:00") == 1, "only when the conference itself begins"


@pytest.mark.parametrize(
    "story, reason",
    [
        (under_way().hears(arranged("LD-9")), "gate-not-passed"),
        (booked().hears(restriction("LD-1")), "restricted"),
        (booked().hears(consent("withdrawn")), "child-withdrew"),
        (booked().hears(JourneyFrozen(child_id=CHILD, reason_code="plan-adoption")), "journey-frozen"),
        (under_way().hears(requested()), "not-arranged"),
    ],
)
def test_a_conference_that_begins_without_being_safe_is_said_at_once(story: Story, reason: str) -> None:
    """People must know while it can still be stopped; it is said once."""
    story.hears(stage("information_sharing"))
    [task] = story.said(TaskRaised)
    assert (task.task_code, task.reason_code) == ("conference-begun-unsafely", reason)
    assert "manager" in task.audience
    assert story.hears(stage("private_family_time")).tasks() == []


def test_somebody_who_attended_without_clearance_is_reported() -> None:
    """The conference was held, which is a fact; the social worker must know who was there."""
    story = booked().hears(*stages(), blocked("LD-2")).hears(closed("held", "LD-1", "LD-2", "LD-9"))
    reported = [(task.lead_id, task.reason_code) for task in story.said(TaskRaised)]
    assert reported == [("LD-2", "gate-not-passed"), ("LD-9", "gate-not-passed")]
    assert story.said(ConferenceHeld)


def test_two_who_met_and_may_not_are_reported() -> None:
    """An order that came to light between arrangement and close (hard case 21)."""
    story = booked().hears(*stages(), restriction("LD-1", other="LD-2")).hears(closed("held", "LD-1", "LD-2"))
    assert [(task.task_code, task.reason_code) for task in story.said(TaskRaised)] == [
        ("attended-without-clearance", "may-not-meet")
    ]


def test_a_conference_held_before_the_withdrawal_stays_held() -> None:
    """What took place took place; the close may be recorded later."""
    story = booked().hears(*stages()).hears(consent("withdrawn"))
    assert story.said(ConferenceNotHeld) == []
    assert story.hears(closed("held", "LD-1")).said(ConferenceHeld)
