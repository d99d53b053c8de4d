"""Proposing, requesting and arranging a conference (DOMAIN 5, gate G4). Pure.

Each handler records its fact; whatever is booked is then checked by `conflicts.py`.
"""

from services.conference.conflicts import NO_AGREEMENT, checked, found_conflicts, weighed
from services.conference.journey import lives
from services.conference.state import COORDINATOR, Conferences, Conflict, Meeting
from shared.contracts.case_child import ChildChanged
from shared.contracts.case_meeting import ConferenceArranged, ConferenceRequested
from shared.contracts.our_meeting import ConferenceProposed
from shared.contracts.our_search import NetworkReady
from shared.contracts.records import is_current
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.errors import TooEarly
from shared.references import reference
from shared.rules.codes import ALLOCATED
from shared.rules.tasks import About, raise_task

FORUM = "lifelong_links"


def on_network_ready(state: Conferences, _event: NetworkReady, _ctx: Context) -> Decision[Conferences]:
    """Propose a conference, once for a referral: the network may still grow (hard case 41).

    Raises TooEarly when no referral is known yet.
    """
    referral_id = state.journey.referral_id
    if referral_id is None and not state.stopped:
        raise TooEarly(awaits="referral")
    hindrance = state.stopped or (None if state.child_agreed else NO_AGREEMENT)
    if hindrance or referral_id is None:
        return Decision(state, (Note("conference-not-proposed", {"reason": hindrance}),))
    if state.proposed_for == referral_id or _has_one(state):
        return Decision(state, (Note("conference-proposed-already"),))
    conference_id = reference("conference", referral_id)
    proposed = state.with_meeting(conference_id, Meeting(status="proposed"))
    event = ConferenceProposed(child_id=state.child_id, conference_id=conference_id, kind=FORUM)
    return Decision(proposed.model_copy(update={"proposed_for": referral_id}), (Emit(event),))


def on_requested(state: Conferences, event: ConferenceRequested, ctx: Context) -> Decision[Conferences]:
    """Family or a professional asks for a meeting: it is proposed, unless everything outbound is stopped.

    A request for a Lifelong Links conference takes up the one that we proposed; it is not said twice.
    """
    known = state.meetings.get(event.conference_id)
    if known is not None:
        named = known.model_copy(update={"kind": event.kind})
        return checked(state.with_meeting(event.conference_id, named), ctx)
    answered = event.kind == FORUM and any(one.status == "proposed" for one in state.meetings.values())
    requested = _without_proposals(state) if answered else state
    requested = requested.with_meeting(event.conference_id, Meeting(kind=event.kind, status="requested"))
    hindrance = state.stopped or (None if state.child_agreed else NO_AGREEMENT)
    if hindrance:
        return Decision(requested, (_cannot_be_proposed(state, event.conference_id, hindrance),))
    if answered:
        return Decision(requested, (Note("proposal-taken-up"),))
    proposed = ConferenceProposed(child_id=state.child_id, conference_id=event.conference_id, kind=event.kind)
    return Decision(requested, (Emit(proposed),))


def on_arranged(state: Conferences, event: ConferenceArranged, ctx: Context) -> Decision[Conferences]:
    """A new version of the arrangements is checked from the beginning, at its own date (hard case 37).

    Attendance and stages of an earlier date do not count for it. A conference that was not held can be
    arranged again; one that was held cannot.
    """
    before = state.meetings.get(event.conference_id)
    if before is not None and event.version <= max(before.version, before.refused_version):
        return Decision(state, (Note("older-arrangement-ignored", {"version": event.version}),))
    if before is not None and before.status == "held":
        return _held_already(state, event, before)
    meeting = Meeting(
        kind=before.kind if before else FORUM,
        status="conflict",
        version=event.version,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        coordinator_id=event.coordinator_id,
        invitees=event.invitees,
        warned_of=before.warned_of if before else None,
    )
    if meeting.kind == FORUM:
        state = _without_proposals(state)
    found = (*_about_the_time(meeting, ctx), *found_conflicts(state, meeting, ctx.today))
    meeting, effects = weighed(state.child_id, event.conference_id, meeting, found)
    meeting, warning = independent(state, event.conference_id, meeting, ctx)
    return Decision(state.with_meeting(event.conference_id, meeting), (*effects, *warning))


def on_child_changed(state: Conferences, event: ChildChanged, ctx: Context) -> Decision[Conferences]:
    """Know the child's own workers, and warn when one of them coordinates a booked conference.

    A date of death stops everything.
    """
    if event.record_version <= state.record_version:
        return Decision(state)
    own = tuple(one for one in event.workers or () if one.role in ALLOCATED)
    lived = lives(state, event, ctx)
    state = lived.state.model_copy(update={"record_version": event.record_version, "own_workers": own})
    effects = list(lived.effects)
    for conference_id, meeting in state.meetings.items():
        if meeting.is_booked:
            warned, warning = independent(state, conference_id, meeting, ctx)
            state = state.with_meeting(conference_id, warned)
            effects += warning
    return Decision(state, tuple(effects))


def independent(
    state: Conferences, conference_id: str, meeting: Meeting, ctx: Context
) -> tuple[Meeting, tuple[Effect, ...]]:
    """Warn, once for each person, when the coordinator is the child's own worker (hard case 58)."""
    coordinator = meeting.coordinator_id
    if coordinator == meeting.warned_of or coordinator not in _own_workers(state, ctx):
        return meeting, ()
    about = About(
        f"{conference_id}-{coordinator}",
        reason="coordinator-is-own-worker",
        conference_id=conference_id,
    )
    warning = raise_task(state.child_id, "coordinator-not-independent", ("manager", "coordinator"), about)
    return meeting.model_copy(update={"warned_of": coordinator}), (warning,)


def _held_already(state: Conferences, event: ConferenceArranged, meeting: Meeting) -> Decision[Conferences]:
    about = About(f"{event.conference_id}-{event.version}", conference_id=event.conference_id)
    task = raise_task(state.child_id, "conference-already-held", COORDINATOR, about)
    refused = meeting.model_copy(update={"refused_version": event.version})
    return Decision(state.with_meeting(event.conference_id, refused), (task,))


def _own_workers(state: Conferences, ctx: Context) -> set[str]:
    return {one.worker_id for one in state.own_workers if is_current(one, ctx.today)}


def _about_the_time(meeting: Meeting, ctx: Context) -> tuple[Conflict, ...]:
    """A conference is arranged before it begins, and ends after it begins.

    What counts is when the arrangement was recorded: we may learn of it late.
    """
    if meeting.starts_at is None or meeting.ends_at is None:
        return ()
    if meeting.ends_at <= meeting.starts_at:
        return (Conflict(reason="ends-before-it-starts"),)
    if meeting.starts_at <= ctx.event_time:
        return (Conflict(reason="starts-in-the-past"),)
    return ()


def _has_one(state: Conferences) -> bool:
    return any(one.kind == FORUM and one.status != "not_held" for one in state.meetings.values())


def _without_proposals(state: Conferences) -> Conferences:
    left = {name: one for name, one in state.meetings.items() if one.status != "proposed"}
    return state.model_copy(update={"meetings": left})


def _cannot_be_proposed(state: Conferences, conference_id: str, reason: str) -> Effect:
    about = About(f"{conference_id}-{reason}", reason=reason, conference_id=conference_id)
    return raise_task(state.child_id, "conference-cannot-be-proposed", COORDINATOR, about)
