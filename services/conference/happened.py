"""What is said once it is clear what became of a conference: held, or not held and why. Pure."""

from services.conference.conflicts import conflicts_among, with_reviewing_officer
from services.conference.halts import ENDING
from services.conference.invitees import expected
from services.conference.outcome import NO_PRIVATE_TIME, NOBODY_CAME, Outcome
from services.conference.people import NOT_PASSED
from services.conference.state import ALL, BOTH, COORDINATOR, Conferences
from services.conference.words import PRIVATE_FAMILY_TIME, Arrangement, Closing, Conflict, Meeting, digest
from shared.contracts.case_meeting import Invitee
from shared.contracts.our_meeting import ConferenceHeld, ConferenceNotHeld
from shared.effects import Context, Decision, Effect, Emit
from shared.rules.tasks import About, raise_task

MISSING = {NO_PRIVATE_TIME: PRIVATE_FAMILY_TIME, NOBODY_CAME: "attendance"}
TASKS = {NO_PRIVATE_TIME: "private-family-time-missing", NOBODY_CAME: "attendance-missing"}


def say_held(state: Conferences, conference_id: str, outcome: Outcome, ctx: Context) -> Decision[Conferences]:
    """Say that it was held, once for each attendance that is recorded; later arrangements are refused."""
    meeting, arrangement, closing = state.meetings[conference_id], outcome.arrangement, outcome.closing
    if arrangement is None or closing is None:
        return Decision(state)
    if meeting.status == "held" and meeting.attended == closing.attended:
        return _refused(state, conference_id, arrangement)
    update = {
        "status": "held",
        "said_of": digest(arrangement),
        "version": arrangement.version,
        "attended": closing.attended,
        "ended_for": "",
    }
    event = ConferenceHeld(
        child_id=state.child_id,
        conference_id=conference_id,
        attended=closing.attended,
        child_participation=closing.child_participation,
    )
    tasks = (
        *_views_missing(state, conference_id, closing),
        *_met_unsafely(state, conference_id, outcome, ctx),
    )
    after = state.with_meeting(conference_id, meeting.model_copy(update=update))
    refused = _refused(after.model_copy(update={"views_heard": False}), conference_id, arrangement)
    return Decision(refused.state, (Emit(event), *tasks, *refused.effects))


def say_not_held(state: Conferences, conference_id: str, outcome: Outcome) -> Decision[Conferences]:
    """Say that it was not held, and why; once for each version of the arrangements."""
    meeting, arrangement = state.meetings[conference_id], outcome.arrangement
    said_of = meeting.said_of if arrangement is None else digest(arrangement)
    version = meeting.version if arrangement is None else arrangement.version
    is_said = meeting.status == "not_held" and meeting.said_of == said_of
    if is_said and meeting.ended_for == outcome.reason:
        return Decision(state)
    update = {
        "status": "not_held",
        "said_of": said_of,
        "version": version,
        "attended": (),
        "ended_for": outcome.reason,
    }
    after = state.with_meeting(conference_id, meeting.model_copy(update=update))
    effects: list[Effect] = []
    if not is_said:
        event = ConferenceNotHeld(
            child_id=state.child_id, conference_id=conference_id, reason_code=outcome.reason
        )
        effects.append(Emit(event))
    if outcome.reason in TASKS:
        about = About(
            f"{conference_id}-{version}",
            reason=outcome.reason,
            conference_id=conference_id,
            missing=(MISSING[outcome.reason],),
        )
        effects.append(raise_task(state.child_id, TASKS[outcome.reason], BOTH, about))
    return Decision(after, tuple(effects))


def say_no_longer_held(state: Conferences, conference_id: str) -> Decision[Conferences]:
    """Say that a conference was not held after all, when newer arrangements take its place."""
    meeting = state.meetings[conference_id]
    if meeting.status != "held":
        return Decision(state)
    closing = max(meeting.closings, key=lambda one: one.at)
    reason = closing.outcome.replace("_", "-") if closing.caution else NO_PRIVATE_TIME
    corrected = meeting.model_copy(update={"status": "not_held", "attended": (), "ended_for": reason})
    event = ConferenceNotHeld(child_id=state.child_id, conference_id=conference_id, reason_code=reason)
    return Decision(state.with_meeting(conference_id, corrected), (Emit(event),))


def _refused(state: Conferences, conference_id: str, held: Arrangement) -> Decision[Conferences]:
    """Another meeting is another conference: arrangements after it was held are refused, each once."""
    meeting = state.meetings[conference_id]
    newest = meeting.arrangement
    if newest is None or newest == held or newest.version == meeting.refused_version:
        return Decision(state)
    about = About(f"{conference_id}-{newest.version}", conference_id=conference_id)
    task = raise_task(state.child_id, "conference-already-held", COORDINATOR, about)
    refused = meeting.model_copy(update={"refused_version": newest.version})
    return Decision(state.with_meeting(conference_id, refused), (task,))


def _views_missing(state: Conferences, conference_id: str, closing: Closing) -> tuple[Effect, ...]:
    """A stage is not left while the child's views are missing; being absent is a way of taking part."""
    if closing.child_participation or state.views_heard:
        return ()
    about = About(conference_id, conference_id=conference_id, missing=("child_participation",))
    return (raise_task(state.child_id, "conference-views-missing", BOTH, about),)


def _met_unsafely(
    state: Conferences, conference_id: str, outcome: Outcome, ctx: Context
) -> tuple[Effect, ...]:
    """Whoever attended without being cleared, or together with somebody they may not meet."""
    meeting, arrangement, closing = state.meetings[conference_id], outcome.arrangement, outcome.closing
    if arrangement is None or closing is None:
        return ()
    rows = {row.lead_id: row for row in expected(state, arrangement.invitees)}
    present = [rows.get(lead_id, Invitee(lead_id=lead_id)) for lead_id in closing.leads_present]
    audience = with_reviewing_officer(state, ALL, ctx.today)
    conflicts = conflicts_among(state, present, meeting.kind, arrangement.starts_on, ctx.today)
    return tuple(
        raise_task(
            state.child_id,
            "attended-without-clearance",
            audience,
            About(
                "-".join((conference_id, conflict.reason, *conflict.lead_ids)),
                reason=conflict.reason,
                lead_id=conflict.lead_ids[0],
                conference_id=conference_id,
            ),
        )
        for conflict in conflicts
        if not _was_cleared_then(state, meeting, arrangement, conflict)
    )


def _was_cleared_then(
    state: Conferences, meeting: Meeting, arrangement: Arrangement, conflict: Conflict
) -> bool:
    """Whether a gate is closed only by a stop that came after the meeting, of which we are told late."""
    if conflict.reason != NOT_PASSED or conflict.lead_ids[0] not in meeting.cleared:
        return False
    ends = [halt for halt in state.halts.values() if halt.reason in ENDING]
    return any(halt.at >= arrangement.starts_at for halt in ends)
