"""Proposing, requesting and arranging a conference (DOMAIN 5, gate G4). Pure.

Each handler keeps its word; what follows from all of them is worked out and said by `settle.py`.
"""

from services.conference.halts import proposals_withdrawn, with_journey
from services.conference.settle import has_conference, hindrance_to_propose, settled
from services.conference.state import COORDINATOR, Conferences
from services.conference.words import FORUM, Arrangement, Meeting, Request, told
from shared.contracts.case_child import ChildChanged
from shared.contracts.case_meeting import ConferenceArranged, ConferenceRequested
from shared.contracts.our_search import NetworkReady
from shared.effects import Context, Decision, Effect, Note
from shared.errors import TooEarly
from shared.rules.journey import PAUSED
from shared.rules.tasks import About, raise_task
from shared.rules.versions import is_far


def on_network_ready(state: Conferences, event: NetworkReady, ctx: Context) -> Decision[Conferences]:
    """Propose a conference, once for a referral: the network may still grow (hard case 41).

    Raises TooEarly when no referral is known yet.
    """
    if state.journey.referral_id is None and not state.stopped:
        raise TooEarly(awaits="referral")
    if state.stopped not in (None, PAUSED):
        return Decision(state, (Note("conference-not-proposed", {"reason": state.stopped}),))
    if state.proposed_for == state.journey.referral_id or has_conference(state):
        # A conference that was asked for in the meantime is the one that would have been proposed.
        answered = state.model_copy(update={"proposed_for": state.journey.referral_id})
        return Decision(answered, (Note("conference-proposed-already"),))
    gathered = tuple(dict.fromkeys((*state.network, *event.lead_ids)))
    return settled(state.model_copy(update={"network": gathered}), ctx)


def on_requested(state: Conferences, event: ConferenceRequested, ctx: Context) -> Decision[Conferences]:
    """Family or a professional asks for a meeting: it is proposed, unless something stands against that.

    A request for a Lifelong Links conference takes up the one that we proposed; it is not said twice.
    """
    meeting = state.meetings.get(event.conference_id, Meeting(status="requested"))
    requests = told(meeting.requests, Request(at=ctx.recorded_at, kind=event.kind))
    if requests == meeting.requests:
        return Decision(state, (Note("requested-already"),))
    is_new = event.conference_id not in state.meetings
    answered = is_new and event.kind == FORUM and _is_proposed(state)
    requested = _without_proposals(state) if answered else state
    was_proposed = meeting.status == "proposed"
    update = {
        "requests": requests,
        "proposed": meeting.proposed or answered or was_proposed,
        "status": "requested" if was_proposed else meeting.status,
    }
    after = requested.with_meeting(event.conference_id, meeting.model_copy(update=update))
    effects: tuple[Effect, ...] = ()
    hindrance = hindrance_to_propose(state, event.kind, ctx)
    if is_new and hindrance:
        effects = (_cannot_be_proposed(state, event.conference_id, hindrance),)
    return settled(after, ctx, *effects)


def on_arranged(state: Conferences, event: ConferenceArranged, ctx: Context) -> Decision[Conferences]:
    """A new version of the arrangements is checked from the beginning, at its own date (hard case 37).

    Attendance and stages of an earlier date do not count for it. A conference that was not held can be
    arranged again; one that was held cannot. An older version told late changes nothing.
    """
    meeting = state.meetings.get(event.conference_id, Meeting(status="requested", proposed=True))
    word = Arrangement(
        at=ctx.recorded_at,
        version=event.version,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        coordinator_id=event.coordinator_id,
        invitees=event.invitees,
    )
    arrangements = told(meeting.arrangements, word)
    if arrangements == meeting.arrangements:
        return Decision(state, (Note("arranged-already", {"version": event.version}),))
    after = meeting.model_copy(update={"arrangements": arrangements})
    notes: tuple[Effect, ...] = ()
    if after.arrangement != word:
        notes = (Note("older-arrangement-ignored", {"version": event.version}),)
    if meeting.kind == FORUM:
        state = _without_proposals(state, keep=event.conference_id)
    beyond = _beyond_reason(state, event, meeting)
    return settled(state.with_meeting(event.conference_id, after), ctx, *notes, *beyond)


def on_child_changed(state: Conferences, event: ChildChanged, ctx: Context) -> Decision[Conferences]:
    """Know the child's own workers, birthday and death: a date of death stops everything."""
    people = state.people.after(event, ctx.recorded_at)
    moved = with_journey(state, event, ctx)
    if moved is state and people is state.people:
        return Decision(state)
    after = proposals_withdrawn(state, moved.model_copy(update={"people": people}))
    return settled(after, ctx)


def _beyond_reason(state: Conferences, event: ConferenceArranged, meeting: Meeting) -> tuple[Effect, ...]:
    """A version beyond reason counts until something is recorded after it; a person is told, once."""
    before = meeting.arrangement
    if before is None or not is_far(event.version, before.version):
        return ()
    about = About(f"{event.conference_id}-{event.version}", conference_id=event.conference_id)
    return (raise_task(state.child_id, "conference-version-beyond-reason", COORDINATOR, about),)


def _is_proposed(state: Conferences) -> bool:
    return any(one.status == "proposed" for one in state.meetings.values())


def _without_proposals(state: Conferences, keep: str | None = None) -> Conferences:
    left = {name: one for name, one in state.meetings.items() if one.status != "proposed" or name == keep}
    return state.model_copy(update={"meetings": left})


def _cannot_be_proposed(state: Conferences, conference_id: str, reason: str) -> Effect:
    about = About(f"{conference_id}-{reason}", reason=reason, conference_id=conference_id)
    return raise_task(state.child_id, "conference-cannot-be-proposed", COORDINATOR, about)
