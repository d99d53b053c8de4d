"""What holds whatever happens in whatever order, late or again: searched for, not listed."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.conference.conflicts import child_agreed
from services.conference.people import gates_closed_at
from services.conference.service import SERVICE
from services.conference.state import Conferences
from services.conference.words import OWN_GATE
from shared.contracts.case_child import PersonMerged
from shared.contracts.case_meeting import Invitee
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    ConferenceHeld,
    ConferenceIsArranged,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    LeadCleared,
    NetworkReady,
    PlanCaptured,
)
from shared.effects import Context, Decision
from shared.errors import TooEarly
from tests.unit.conference.story import (
    CHILD,
    NOON,
    STARTS,
    Story,
    accepted,
    arranged,
    blocked,
    booked,
    check,
    closed,
    consent,
    introduced,
    plan,
    ready,
    requested,
    restriction,
    stages,
    under_way,
    wish,
)

EVENTS: tuple[Event, ...] = (
    accepted(),
    accepted(referral_id="R-2", number=9),
    *introduced("LD-1", "aunt"),
    *introduced("LD-2", "uncle"),
    *(arranged(version=version) for version in (1, 2, 3, 10**18)),
    arranged("LD-1", version=4),
    arranged("LD-1", Invitee(lead_id="LD-1", may_attend_first=True), version=5),
    *stages(),
    closed("held", "LD-1"),
    closed("cancelled"),
    closed("cancelled", corrected=True),
    plan(),
    plan(2, child_agrees=False),
    plan(3, conference_id=None),
    ready(),
    requested(),
    requested("family_meeting"),
    requested("fgdm"),
    consent("withdrawn"),
    consent("given", consent_id="CN-2"),
    consent("withdrawn", scope="attend"),
    consent("refused", given_by="pr_holder", scope="attend", consent_id="CN-3"),
    wish("no"),
    wish("yes", view_id="V-2"),
    wish("message_only", view_id="V-3"),
    blocked("LD-1"),
    blocked("LD-2", "G4", "check-expired"),
    check("concern"),
    check("clear", check_id="CH-2"),
    restriction("LD-1"),
    restriction("LD-1", ended=True),
    restriction("LD-1", other="LD-2", restriction_id="RS-2"),
    JourneyFrozen(child_id=CHILD, reason_code="plan-adoption", number=5),
    JourneyFrozen(child_id=CHILD, reason_code="worker-missing", pause=True, number=6),
    JourneyResumed(child_id=CHILD, reason_code="adoption-reversed", number=7),
    JourneyClosed(child_id=CHILD, reason_code="completed", number=8),
    PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id="C-2"),
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
            _assert_safe(story.state, arrangement)
        for held in story.said(ConferenceHeld):
            stages = story.state.meetings[held.conference_id].stages
            assert "private_family_time" in [word.stage for word in stages]
            assert held.attended
        for captured in story.said(PlanCaptured):
            kind = captured.kind or ""
            assert story.state.stopped is None or kind == "fgdm" or not captured.child_agrees


@settings(max_examples=40)
@given(st.sampled_from((Story, under_way, booked)), st.lists(st.sampled_from(EVENTS), max_size=20))
def test_hearing_an_event_again_says_nothing_new(begin: Callable[[], Story], events: list[Event]) -> None:
    """The same record under a new envelope, at once or after all the others: not a word (hard case 65)."""
    story = begin()
    heard = []
    for event in events:
        try:
            story.hears(event)
        except TooEarly:
            continue
        heard.append(event)
        if not _is_new_each_time(event):
            assert story.hears(event).news == []
    for event in heard:
        if not _is_new_each_time(event):
            assert story.hears(event).news == [], event.TYPE


WORDS: tuple[Event, ...] = (
    accepted(),
    *introduced("LD-1", "aunt"),
    *introduced("LD-2", "uncle"),
    requested("family_meeting", "CF-7"),
    arranged("LD-1", "LD-2", conference_id="CF-7"),
    arranged(),
    arranged("LD-1", version=2),
    wish("no"),
    wish("yes", view_id="V-2"),
    check("concern", lead_id="LD-2"),
    restriction("LD-1", ended=True),
    consent("withdrawn", scope="attend"),
    consent("given", scope="attend", consent_id="CN-2"),
    *stages(),
    closed("cancelled"),
    closed("held", "LD-1", corrected=True),
    plan(),
    plan(2),
    plan(3, child_agrees=False),
)
"""One history in the order in which it was recorded; no stop in it asks for new arrangements."""


@settings(max_examples=80)
@given(st.data())
def test_what_is_displaced_ends_as_safe_as_in_order(data: st.DataObject) -> None:
    """Each event keeps its own time, but arrives whenever, or twice: no more is open for that."""
    chosen = data.draw(st.lists(st.sampled_from(range(len(WORDS))), unique=True).map(sorted))
    told = [(WORDS[place], _time_of(place)) for place in chosen]
    arrival = data.draw(st.permutations(range(len(told))))
    again = data.draw(st.lists(st.sampled_from(range(len(told))), max_size=3)) if told else []
    in_order = _end(told)
    displaced = _end([told[place] for place in (*arrival, *again)])
    for conference_id, meeting in in_order.meetings.items():
        other = displaced.meetings[conference_id]
        assert other.arrangement == meeting.arrangement
        assert (other.status == "held") == (meeting.status == "held")
        assert other.status != "arranged" or _is_safe(displaced, conference_id)
    for plan_id, known in in_order.plans.items():
        if not known.agrees:
            assert not displaced.plans[plan_id].agrees


def _time_of(place: int) -> datetime:
    """Stages and what comes after them are recorded once the conference has begun."""
    minutes = timedelta(minutes=place)
    return NOON + minutes if place < WORDS.index(stages()[0]) else STARTS + timedelta(hours=1) + minutes


def _end(told: Iterable[tuple[Event, datetime]]) -> Conferences:
    """The document at the end, everything being told after the fact; what comes too early is tried again."""
    state = Conferences(child_id=CHILD)
    early: list[tuple[Event, datetime]] = []
    for event, at in told:
        early.append((event, at))
        waiting, early = early, []
        for waits, since in waiting:
            try:
                state = _decide(state, waits, since).state
            except TooEarly:
                early.append((waits, since))
    for event, at in early:
        try:
            state = _decide(state, event, at).state
        except TooEarly:
            continue
    return state


def _decide(state: Conferences, event: Event, at: datetime) -> Decision[Conferences]:
    handler = SERVICE.handler(event.TYPE)
    assert handler is not None
    decision: Decision[Conferences] = handler.decide(
        state, event, Context(now=STARTS + timedelta(hours=3), event_id="e", event_time=at)
    )
    return decision


def _is_new_each_time(event: Event) -> bool:
    """Family finding says a thing once, with a number; without one, or of the network, it is a new word."""
    return isinstance(event, LeadCleared | NetworkReady) or event.TYPE in (
        "lifelong-links.lead.engaged.v1",
        blocked("X").TYPE,
    )


def _is_safe(state: Conferences, conference_id: str) -> bool:
    meeting = state.meetings[conference_id]
    invited = {one.lead_id for one in meeting.arrangement.invitees} if meeting.arrangement else set()
    return not any(wish.wish == "no" for who in invited if who for wish in state.people.wishes(who))


def _assert_safe(state: Conferences, arrangement: ConferenceIsArranged) -> None:
    invited = {one.lead_id for one in arrangement.invitees if one.lead_id}
    kind = state.meetings[arrangement.conference_id].kind
    assert state.stopped is None or kind == "fgdm"
    assert len(invited) == len([one for one in arrangement.invitees if one.lead_id])
    for lead_id in invited:
        said, since = state.lead(lead_id), gates_closed_at(state)
        assert kind in OWN_GATE or said.is_open("G4", since) or said.is_open("G3", since)
        assert all(wish.wish == "yes" for wish in state.people.wishes(lead_id))
    assert kind in OWN_GATE or (child_agreed(state) and invited)
    standing = [one for one in state.restrictions.values() if one.ended is not True]
    assert not any(one.lead_id in invited and one.other_lead_id is None for one in standing)
    assert not any({one.lead_id, one.other_lead_id} <= invited for one in standing if one.other_lead_id)
