"""Checking a conference against everything known, at its date, again whenever something changes. Pure.

A conflict that only says that something is *not passed yet* goes away when it is passed; any other stays with
that version of the arrangements: a person must arrange anew (hard case 37). So it is with a pause: what is
booked rests, and goes on by itself; a freeze lasts.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from services.conference.halts import stop_for, to_be_arranged_anew
from services.conference.invitees import expected
from services.conference.people import NOT_PASSED, REFUSED, TOGETHER, kept_apart, why_not
from services.conference.state import BOTH, COORDINATOR, Conferences
from services.conference.words import FORUM, OWN_GATE, Arrangement, Conflict, Meeting, digest
from shared.contracts.case_meeting import Invitee
from shared.contracts.our_meeting import Audience, ConferenceConflictFound, ConferenceIsArranged
from shared.effects import Context, Effect, Emit
from shared.rules.journey import PAUSED
from shared.rules.restrictions import UNANSWERED
from shared.rules.tasks import About, raise_task
from shared.rules.words import words_of

NO_AGREEMENT = "child-agreement-missing"
NO_REFERRAL = "referral-not-accepted"
FROZEN = "journey-frozen"
NOT_YET = frozenset({NOT_PASSED, NO_AGREEMENT, NO_REFERRAL, UNANSWERED, PAUSED})
"""Reasons that a later fact settles by itself; nobody and nothing speaks against the conference."""

STAGES = frozenset(
    {
        "conference",
        "fgc",
        "fgdm",
        "family_meeting",
        "review",
        "information_sharing",
        "private_family_time",
        "agreeing_plan",
    }
)
"""Stages of a view that are of the conference."""


def checked(
    state: Conferences, conference_id: str, meeting: Meeting, arrangement: Arrangement, ctx: Context
) -> tuple[Meeting, list[Effect]]:
    """Check a booked conference; return it, and what must be said about it that is new.

    New arrangements are checked from the beginning, also when they are told late, and so is a meeting of
    which we hear that it is of another kind; a conference that is past is not checked again.
    """
    other_kind = meeting.is_booked and meeting.checked_as != meeting.kind
    fresh = meeting.said_of != digest(arrangement) or other_kind
    if fresh:
        update = {"status": "conflict", "conflicts": (), "cleared": (), "ended_for": "", "attended": ()}
        meeting = meeting.model_copy(
            update={
                **update,
                "said_of": digest(arrangement),
                "checked_as": meeting.kind,
                "version": arrangement.version,
            }
        )
    elif not meeting.is_booked or arrangement.ends_at <= ctx.now:
        return meeting, []
    found = found_conflicts(state, meeting.kind, arrangement, ctx.today)
    return weighed(state, conference_id, meeting, arrangement, found, ctx)


def found_conflicts(
    state: Conferences, kind: str, arrangement: Arrangement, today: date
) -> tuple[Conflict, ...]:
    """Everything that now speaks against a booked conference; when all is stopped, that alone."""
    invitees = expected(state, arrangement.invitees)
    anew = tuple(Conflict(reason=reason) for reason in to_be_arranged_anew(state, kind, arrangement))
    found = (
        *about_the_time(arrangement),
        *anew,
        *about_the_child(state, kind, today),
        *_about_the_list(kind, invitees),
        *conflicts_among(state, [one for one in invitees if one.lead_id], kind, arrangement.starts_on, today),
    )
    lasting = tuple(one for one in found if one.reason not in NOT_YET)
    stop = stop_for(state, kind)
    if stop is None:
        return lasting if anew else found
    # During a pause people still hear at once of what a pause does not settle.
    return (Conflict(reason=stop), *(lasting if stop == PAUSED else ()))


def about_the_child(state: Conferences, kind: str, today: date) -> Iterator[Conflict]:
    """Yield whose word stands against any meeting of that kind, or is missing."""
    wish = state.people.wish_about(STAGES)
    if state.journey.refused("child", TOGETHER, today) or (wish is not None and wish.wish != "yes"):
        yield Conflict(reason="child-declined-conference")
    elif kind not in OWN_GATE and not child_agreed(state):
        yield Conflict(reason=NO_AGREEMENT)
    if any(state.journey.refused(giver, TOGETHER, today) for giver in ("pr_holder", "authority")):
        yield Conflict(reason=REFUSED)
    # Family meetings are held at any time, without a Lifelong Links referral (DOMAIN 1; hard case 78).
    if kind not in OWN_GATE and state.journey.referral_id is None:
        yield Conflict(reason=NO_REFERRAL)


def child_agreed(state: Conferences) -> bool:
    """Whether the child's own agreement to this journey is recorded and stands."""
    agreements = state.journey.agreements
    if agreements.child_withdrew:
        return False
    if state.journey.referral_id is not None and state.journey.referral_id in state.agreed_referrals:
        return True
    ends = [halt.at for halt in state.halts.values() if halt.reason == "journey-closed"]
    given = (word for word in words_of(agreements.consents) if word.given and not word.by_referral)
    own = (word for word in given if (word.giver, word.scope, word.lead_id) == ("child", "all", None))
    return any(not ends or word.at > max(ends) for word in own)


def about_the_time(arrangement: Arrangement) -> Iterator[Conflict]:
    """Yield what makes no sense: a conference is arranged before it begins, and ends after it begins.

    What counts is when the arrangement was recorded: we may learn of it late.
    """
    if arrangement.ends_at <= arrangement.starts_at:
        yield Conflict(reason="ends-before-it-starts")
    elif arrangement.starts_at <= arrangement.at:
        yield Conflict(reason="starts-in-the-past")


def conflicts_among(
    state: Conferences, leads: list[Invitee], kind: str, day: date, today: date
) -> Iterator[Conflict]:
    """Yield what speaks against each of these leads, and against each pair of them."""
    for invitee in leads:
        reason = why_not(state, invitee, kind, day, today)
        if reason:
            yield Conflict(reason=reason, lead_ids=(invitee.lead_id or "",))
    yield from kept_apart(state, leads, today)


def _about_the_list(kind: str, invitees: tuple[Invitee, ...]) -> Iterator[Conflict]:
    """Somebody is invited: to a Lifelong Links conference somebody of the network, not workers alone."""
    if any(one.lead_id is None and one.worker_id is None for one in invitees):
        yield Conflict(reason="invitee-not-named")
    elif not invitees or (kind == FORUM and not any(one.lead_id for one in invitees)):
        yield Conflict(reason="nobody-invited")


def weighed(
    state: Conferences,
    conference_id: str,
    meeting: Meeting,
    arrangement: Arrangement,
    found: tuple[Conflict, ...],
    ctx: Context,
) -> tuple[Meeting, list[Effect]]:
    """The conference after a check, and what must be said: arranged, or what newly speaks against it."""
    lasting = [one for one in meeting.conflicts if one.reason not in NOT_YET]
    if lasting:
        # It must be arranged anew in any case, and everything is then checked from the beginning.
        found = tuple(one for one in found if one.reason not in NOT_YET)
    standing = tuple(dict.fromkeys((*lasting, *found)))
    if not standing:
        return _arranged(state, conference_id, meeting, arrangement)
    if standing == meeting.conflicts:
        return meeting, []
    new = [one for one in standing if one not in meeting.conflicts]
    alarms = meeting.alarms + bool(new)
    after = meeting.model_copy(update={"status": "conflict", "conflicts": standing, "alarms": alarms})
    said = [effect for one in _grouped(new) for effect in _said(state, conference_id, after, one, ctx)]
    return after, said


def _arranged(
    state: Conferences, conference_id: str, meeting: Meeting, arrangement: Arrangement
) -> tuple[Meeting, list[Effect]]:
    if meeting.status == "arranged":
        return meeting, []
    invitees = expected(state, arrangement.invitees)
    event = ConferenceIsArranged(
        child_id=state.child_id,
        conference_id=conference_id,
        version=arrangement.version,
        starts_at=arrangement.starts_at,
        ends_at=arrangement.ends_at,
        invitees=invitees,
    )
    cleared = tuple(one.lead_id for one in invitees if one.lead_id)
    return meeting.model_copy(update={"status": "arranged", "conflicts": (), "cleared": cleared}), [
        Emit(event)
    ]


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


def _said(
    state: Conferences, conference_id: str, meeting: Meeting, conflict: Conflict, ctx: Context
) -> list[Effect]:
    event = ConferenceConflictFound(
        child_id=state.child_id,
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
    audience = _audience(state, conflict.reason, ctx.today)
    return [Emit(event), raise_task(state.child_id, "resolve-conference-conflict", audience, about)]


def _audience(state: Conferences, reason: str, today: date) -> tuple[Audience, ...]:
    if reason in NOT_YET:
        return COORDINATOR
    return with_reviewing_officer(state, BOTH, today) if reason == FROZEN else BOTH


def with_reviewing_officer(
    state: Conferences, audience: tuple[Audience, ...], today: date
) -> tuple[Audience, ...]:
    """Return the audience and the independent reviewing officer, whom a young person has until 18."""
    return audience if state.journey.is_adult(today) else (*audience, "iro")
