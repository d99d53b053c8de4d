"""What stops the work reaches every conference, at once and once."""

from datetime import date, timedelta

import pytest

from services.conference.service import SERVICE
from shared.contracts.case_child import ChildChanged, PersonMerged
from shared.contracts.envelope import Event
from shared.contracts.examples import examples
from shared.contracts.lifelong_links import (
    ConferenceIsArranged,
    ConferenceNotHeld,
    ConferenceProposed,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    TaskRaised,
)
from shared.errors import TooEarly
from shared.service import ReminderDue
from tests.unit.conference.story import (
    CHILD,
    NOON,
    TODAY,
    Story,
    accepted,
    arranged,
    booked,
    closed,
    consent,
    introduced,
    plan,
    ready,
    requested,
    stages,
    under_way,
)

FROZEN = JourneyFrozen(child_id=CHILD, reason_code="plan-adoption")
RESUMED = JourneyResumed(child_id=CHILD, reason_code="adoption-reversed")
CLOSED = JourneyClosed(child_id=CHILD, reason_code="died")


def record(version: int = 1, died: date | None = None) -> ChildChanged:
    """The child's record, with or without a date of death."""
    born = date(2012, 5, 4)
    return ChildChanged(
        child_id=CHILD, record_version=version, as_of=NOON, date_of_birth=born, date_of_death=died
    )


def merged(kept: str, retired: str) -> PersonMerged:
    """Two records of one child became one."""
    return PersonMerged(child_id=CHILD, kept_id=kept, retired_id=retired)


@pytest.mark.parametrize("decision", ["withdrawn", "refused"])
def test_withdrawal_ends_what_is_booked_at_once_and_once(decision: str) -> None:
    """Immediate, and a second withdrawal changes nothing (hard case 14)."""
    story = booked().hears(requested(conference_id="CF-2")).hears(consent(decision))
    assert story.news == [
        ConferenceNotHeld(child_id=CHILD, conference_id=one, reason_code="child-withdrew")
        for one in ("CF-1", "CF-2")
    ]
    assert story.hears(consent(decision)).news == []


def test_after_withdrawal_nothing_is_proposed_or_arranged() -> None:
    """Whatever still arrives leads to no invitation (hard case 14)."""
    story = under_way().hears(ready(), consent("withdrawn"))
    assert story.said(ConferenceNotHeld) == [], "a mere proposal was not booked"
    story.hears(ready(), requested(), arranged(version=2), *introduced("LD-3", "friend"), accepted(), RESUMED)
    assert story.said(ConferenceProposed) == []
    assert story.said(ConferenceIsArranged) == []
    assert "child-withdrew" in {task.reason_code for task in story.said(TaskRaised)}


def test_the_record_is_kept_and_the_child_may_come_back() -> None:
    """A later agreement opens again, with fresh gates and a new version (hard case 14)."""
    story = booked().hears(consent("withdrawn"))
    assert story.state.meetings["CF-1"].version == 1
    story.now += timedelta(days=3)
    story.hears(consent("given", TODAY + timedelta(days=3), consent_id="CN-2"))
    assert story.hears(ready()).said(ConferenceProposed)
    assert story.hears(arranged(version=2)).conflicts() == [("gate-not-passed", ("LD-1", "LD-2"))]
    story.hears(*introduced("LD-1", "aunt"), *introduced("LD-2", "uncle"))
    assert [one.version for one in story.said(ConferenceIsArranged)] == [2]


def test_an_agreement_from_before_the_withdrawal_does_not_lift_it() -> None:
    """Told late, it is not a return (hard case 14)."""
    story = booked().hears(
        consent("withdrawn"), consent("given", TODAY - timedelta(days=1), consent_id="CN-2")
    )
    assert story.hears(ready()).said(ConferenceProposed) == []


@pytest.mark.parametrize("days, opens", [(None, False), (0, False), (1, True)])
def test_an_accepted_referral_lifts_a_withdrawal_only_by_a_later_agreement(
    days: int | None, *, opens: bool
) -> None:
    """An acceptance that crossed the withdrawal on its way is not the child's word (hard case 14)."""
    agreed_on = None if days is None else TODAY + timedelta(days=days)
    story = Story().hears(consent("withdrawn"))
    story.now += timedelta(days=days or 0)
    story.hears(accepted(child_agreed_on=agreed_on))
    assert bool(story.hears(ready()).said(ConferenceProposed)) is opens


def test_a_death_ends_what_is_booked_also_without_a_referral() -> None:
    """A family meeting has no journey that could be closed (hard case 55)."""
    story = Story().hears(consent("given"), requested("family_meeting", "CF-7")).hears(record(died=TODAY))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["child-died"]
    assert story.hears(requested(conference_id="CF-8")).said(ConferenceProposed) == []
    assert story.hears(ready()).notes == ["conference-not-proposed"]
    assert story.hears(record(2), requested("review", "CF-9")).said(ConferenceProposed)


def test_a_freeze_stops_what_is_booked_and_loses_nothing() -> None:
    """Plan changed to adoption: conflict, a task, the reviewing officer hears, data kept (hard case 7)."""
    story = booked().hears(FROZEN)
    assert story.conflicts() == [("journey-frozen", ())]
    [task] = story.said(TaskRaised)
    assert set(task.audience) == {"social_worker", "coordinator", "iro"}
    assert story.hears(FROZEN).news == []
    assert story.hears(ready()).news == []
    assert story.state.meetings["CF-1"].arrangements


def test_a_resumed_journey_needs_fresh_gates_and_a_new_version() -> None:
    """What was frozen does not come back by itself (hard case 7)."""
    story = booked().hears(FROZEN).hears(RESUMED)
    assert story.news == []
    assert story.hears(*introduced("LD-1", "aunt")).news == []
    assert story.hears(arranged(version=2)).conflicts() == [("gate-not-passed", ("LD-2",))]


def test_a_closed_journey_ends_every_conference() -> None:
    """Transfer, death, end of the work: nothing outbound is left, and a later referral may begin anew."""
    story = booked().hears(CLOSED)
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["journey-closed"]
    assert story.hears(CLOSED, FROZEN, RESUMED).news == []
    story.hears(accepted(referral_id="R-2"))
    assert story.hears(ready()).said(ConferenceProposed)[0].conference_id == "conference-R-2"


def test_agreement_ends_with_the_journey() -> None:
    """A new journey needs the child's agreement anew."""
    story = under_way().hears(CLOSED, accepted(referral_id="R-2", child_agreed=False))
    assert story.hears(ready()).said(ConferenceProposed) == []


def test_an_acceptance_that_the_closing_overtook_brings_no_agreement() -> None:
    """Told late, its agreement is that of the journey that has ended."""
    story = Story()
    story.hears(CLOSED)
    story.now = NOON - timedelta(minutes=1)
    story.hears(accepted())
    story.now = NOON
    story.hears(accepted(referral_id="R-2", child_agreed=False))
    assert story.hears(ready()).said(ConferenceProposed) == []


def test_a_held_conference_is_not_undone_by_any_stop() -> None:
    """What took place took place."""
    for stop in (consent("withdrawn"), CLOSED, FROZEN, merged("C-2", CHILD)):
        assert booked().hears(*stages(), closed()).hears(stop).news == []


def test_the_retired_record_of_a_merge_ends_for_good() -> None:
    """Nothing goes out for a record that is no longer the child's."""
    story = booked().hears(merged("C-2", CHILD))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["merged"]
    story.hears(accepted(), CLOSED, consent("given"), ready(), requested(conference_id="CF-9"))
    assert story.said(ConferenceProposed) == []


def test_a_booked_conference_of_the_kept_record_is_arranged_anew() -> None:
    """The other record may hold orders that this one does not know yet."""
    story = booked().hears(merged(CHILD, "C-2"))
    assert ("record-merged", ()) in story.conflicts()
    assert under_way().hears(merged(CHILD, "C-2")).news == []


def _every_event() -> list[Event]:
    shown = examples()
    return [
        handler.event.model_validate({**shown[handler.event.TYPE]["data"], "child_id": CHILD})
        for handler in SERVICE.handlers
        if handler.event.TYPE in shown
    ]


@pytest.mark.parametrize(
    "before",
    [
        Story(),
        booked().hears(consent("withdrawn")),
        booked().hears(CLOSED),
        booked().hears(merged("C-2", CHILD)),
        booked().hears(FROZEN),
        booked().hears(*stages(), closed(), plan()),
    ],
    ids=["unknown", "withdrawn", "closed", "retired", "frozen", "held"],
)
def test_every_event_is_answered_safely_whatever_came_before(before: Story) -> None:
    """No event crashes a stopped or unknown child's document; at most it came too early."""
    for event in (*_every_event(), ReminderDue(child_id=CHILD, name="review-P-1")):
        story = Story()
        story.state = before.state
        try:
            story.hears(event)
        except TooEarly:
            continue
        if before.state.stopped:
            assert not story.said(ConferenceProposed)
            assert not story.said(ConferenceIsArranged)


def test_the_service_listens_to_what_its_table_says() -> None:
    """Each event has one handler, and reminders come back from the journal alone."""
    types = [handler.event.TYPE for handler in SERVICE.handlers]
    assert len(set(types)) == len(types)
    assert ReminderDue.TYPE not in SERVICE.subscriptions
