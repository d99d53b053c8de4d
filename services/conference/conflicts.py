"""Checking a conference against everything known, at its date, again whenever something changes. Pure.

A conflict that only says that something is *not passed yet* goes away when it is passed; any other stays with
that version of the arrangements: a person must arrange anew (hard case 37).
"""

from collections.abc import Iterable, Iterator
from datetime import date

from services.conference.people import NOT_PASSED, kept_apart, refuses, why_not
from services.conference.state import BOTH, COORDINATOR, Conferences, Conflict, Meeting
from shared.clock import london_date
from shared.contracts.our_meeting import ConferenceConflictFound, ConferenceIsArranged
from shared.effects import Context, Decision, Effect, Emit
from shared.rules.tasks import About, raise_task

NO_AGREEMENT = "child-agreement-missing"
NO_REFERRAL = "referral-not-accepted"
NOT_YET = frozenset({NOT_PASSED, NO_AGREEMENT, NO_REFERRAL})
"""Reasons that a later fact settles by itself; nobody and nothing speaks against the conference."""


def checked(state: Conferences, ctx: Context, *also: Conflict) -> Decision[Conferences]:
    """Check every booked conference that is not past, for `also` too; say what is new about it."""
    effects: list[Effect] = []
    for conference_id, meeting in state.meetings.items():
        if meeting.is_booked and meeting.ends_at is not None and meeting.ends_at > ctx.now:
            found = (*also, *found_conflicts(state, meeting, ctx.today))
            after, said = weighed(state.child_id, conference_id, meeting, found)
            effects += said
            state = state if after is meeting else state.with_meeting(conference_id, after)
    return Decision(state, tuple(effects))


def found_conflicts(state: Conferences, meeting: Meeting, today: date) -> tuple[Conflict, ...]:
    """Everything that now speaks against a booked conference; when all is stopped, that alone."""
    if state.stopped:
        return (Conflict(reason=state.stopped),)
    day = london_date(meeting.starts_at) if meeting.starts_at else today
    return (*_about_the_child(state, meeting), *about_people(state, meeting, day, today))


def _about_the_child(state: Conferences, meeting: Meeting) -> Iterator[Conflict]:
    if refuses(state, "child") or (state.wish is not None and state.wish.wish in ("no", "not_now")):
        yield Conflict(reason="child-declined-conference")
    elif not state.child_agreed:
        yield Conflict(reason=NO_AGREEMENT)
    # Family meetings are held at any time, without a Lifelong Links referral (DOMAIN 1).
    if meeting.kind != "family_meeting" and state.journey.referral_id is None:
        yield Conflict(reason=NO_REFERRAL)


def about_people(state: Conferences, meeting: Meeting, day: date, today: date) -> Iterator[Conflict]:
    """Yield what speaks against each invited lead, and against each pair of them."""
    if any(one.lead_id is None and one.worker_id is None for one in meeting.invitees):
        yield Conflict(reason="invitee-not-named")
    invited = {one.lead_id: one.may_attend_first is True for one in meeting.invitees if one.lead_id}
    yield from conflicts_among(state, invited, day, today)


def conflicts_among(state: Conferences, leads: dict[str, bool], day: date, today: date) -> Iterator[Conflict]:
    """Yield what speaks against these leads; the value says whether a lead may attend first."""
    for lead_id, may_attend_first in leads.items():
        reason = why_not(state, lead_id, day, today, may_attend_first=may_attend_first)
        if reason:
            yield Conflict(reason=reason, lead_ids=(lead_id,))
    yield from kept_apart(state, leads, today)


def weighed(
    child_id: str, conference_id: str, meeting: Meeting, found: tuple[Conflict, ...]
) -> tuple[Meeting, list[Effect]]:
    """The conference after a check, and what must be said: arranged, or what newly speaks against it."""
    lasting = [one for one in meeting.conflicts if one.reason not in NOT_YET]
    if lasting:
        # It must be arranged anew in any case, and everything is then checked from the beginning.
        found = tuple(one for one in found if one.reason not in NOT_YET)
    standing = tuple(dict.fromkeys((*lasting, *found)))
    if not standing:
        return _arranged(child_id, conference_id, meeting)
    new = [one for one in standing if one not in meeting.conflicts]
    if standing == meeting.conflicts:
        return meeting, []
    alarms = meeting.alarms + bool(new)
    after = meeting.model_copy(update={"status": "conflict", "conflicts": standing, "alarms": alarms})
    return after, [effect for one in _grouped(new) for effect in _said(child_id, conference_id, after, one)]


def _arranged(child_id: str, conference_id: str, meeting: Meeting) -> tuple[Meeting, list[Effect]]:
    if meeting.status == "arranged" or meeting.starts_at is None or meeting.ends_at is None:
        return meeting, []
    event = ConferenceIsArranged(
        child_id=child_id,
        conference_id=conference_id,
        version=meeting.version,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        invitees=meeting.invitees,
    )
    return meeting.model_copy(update={"status": "arranged", "conflicts": ()}), [Emit(event)]


def _grouped(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """One conflict per reason with all its leads, but each pair who may not meet on its own."""
    grouped: dict[object, tuple[str, ...]] = {}
    for one in conflicts:
        key = one if len(one.lead_ids) > 1 else one.reason
        grouped[key] = (*grouped.get(key, ()), *one.lead_ids)
    return [
        key if isinstance(key, Conflict) else Conflict(reason=str(key), lead_ids=leads)
        for key, leads in grouped.items()
    ]


def _said(child_id: str, conference_id: str, meeting: Meeting, conflict: Conflict) -> list[Effect]:
    event = ConferenceConflictFound(
        child_id=child_id,
        conference_id=conference_id,
        version=meeting.version,
        reason_code=conflict.reason,
        lead_ids=conflict.lead_ids,
    )
    fact = (conference_id, str(meeting.version), str(meeting.alarms), conflict.reason, *conflict.lead_ids)
    about = About(
        "-".join(fact),
        reason=conflict.reason,
        lead_id=conflict.lead_ids[0] if len(conflict.lead_ids) == 1 else None,
        conference_id=conference_id,
    )
    audience = COORDINATOR if conflict.reason in NOT_YET else BOTH
    return [Emit(event), raise_task(child_id, "resolve-conference-conflict", audience, about)]
