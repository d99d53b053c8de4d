"""What holds whatever happens in whatever order: searched for, not listed."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from services.conference.conflicts import child_agreed
from services.conference.people import gates_closed_at
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    ConferenceHeld,
    ConferenceIsArranged,
    JourneyFrozen,
    JourneyResumed,
    PlanCaptured,
)
from shared.errors import TooEarly
from tests.unit.conference.story import (
    CHILD,
    Story,
    accepted,
    arranged,
    blocked,
    booked,
    closed,
    consent,
    introduced,
    plan,
    ready,
    requested,
    restriction,
    stage,
    stages,
    under_way,
    wish,
)

EVENTS: tuple[Event, ...] = (
    accepted(),
    *introduced("LD-1", "aunt"),
    *introduced("LD-2", "uncle"),
    *(arranged(version=version) for version in (1, 2, 3)),
    arranged("LD-1", version=4),
    *stages(),
    closed("held", "LD-1"),
    closed("cancelled"),
    plan(),
    plan(2, child_agrees=False),
    plan(3, conference_id=None),
    ready(),
    requested(),
    requested("family_meeting"),
    consent("withdrawn"),
    consent("given"),
    consent("withdrawn", scope="attend"),
    wish("no"),
    wish("yes"),
    blocked("LD-1"),
    blocked("LD-2", "G4", "check-expired"),
    restriction("LD-1"),
    restriction("LD-1", ended=True),
    restriction("LD-1", other="LD-2", restriction_id="RS-2"),
    JourneyFrozen(child_id=CHILD, reason_code="plan-adoption"),
    JourneyResumed(child_id=CHILD, reason_code="adoption-reversed"),
    stage("private_family_time"),
)


@settings(max_examples=60)
@given(st.sampled_from((Story, under_way, booked)), st.lists(st.sampled_from(EVENTS), max_size=30))
def test_nobody_is_brought_together_unsafely(begin: Callable[[], Story], events: list[Event]) -> None:
    """No arrangement past a stop, a bar or a pair kept apart; held only with private family time."""
    story = begin()
    for event in events:
        try:
            story.hears(event)
        except TooEarly:
            continue
        for arrangement in story.said(ConferenceIsArranged):
            _assert_safe(story, arrangement)
        for held in story.said(ConferenceHeld):
            stages = story.state.meetings[held.conference_id].stages
            assert "private_family_time" in [word.stage for word in stages]
        for captured in story.said(PlanCaptured):
            assert story.state.stopped is None or not captured.child_agrees


@settings(max_examples=40)
@given(st.sampled_from((Story, under_way, booked)), st.lists(st.sampled_from(EVENTS), max_size=20))
def test_hearing_an_event_again_at_once_says_nothing_new(
    begin: Callable[[], Story], events: list[Event]
) -> None:
    """The same unchanged thing is never said twice."""
    story = begin()
    for event in events:
        try:
            story.hears(event)
        except TooEarly:
            continue
        assert story.hears(event).news == []


def _assert_safe(story: Story, arrangement: ConferenceIsArranged) -> None:
    state = story.state
    invited = {one.lead_id for one in arrangement.invitees if one.lead_id}
    assert state.stopped is None
    assert child_agreed(state)
    for lead_id in invited:
        lead, since = state.lead(lead_id), gates_closed_at(state)
        assert lead.is_open("G4", since) or lead.is_open("G3", since)
        assert all(wish.wish == "yes" for wish in state.people.wishes(lead_id))
    standing = [one for one in state.restrictions.values() if one.ended is not True]
    assert not any(one.lead_id in invited and one.other_lead_id is None for one in standing)
    assert not any({one.lead_id, one.other_lead_id} <= invited for one in standing if one.other_lead_id)
