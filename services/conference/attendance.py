"""The handlers for the day itself: stages, and the close (DOMAIN 5; hard case 38). Pure.

Stages may be told late or out of order: they are kept, with a task. A closing recorded by mistake is
corrected by a later one, in both directions. What follows is worked out and said by `happened.py`.
"""

from datetime import datetime

from services.conference.halts import ENDING
from services.conference.outcome import CORRECTABLE, closing_of, ended_by, is_of, stages_of, version_of
from services.conference.settle import settled
from services.conference.state import ALL, BOTH, COORDINATOR, Conferences
from services.conference.words import PRIVATE_FAMILY_TIME, Arrangement, Closing, Meeting, StageWord, told
from shared.clock import london_date
from shared.contracts.case_meeting import ConferenceClosed, ConferenceStage
from shared.effects import Context, Decision, Effect, Note
from shared.errors import TooEarly
from shared.rules.tasks import About, raise_task
from shared.rules.words import is_ahead

ORDER = ("information_sharing", PRIVATE_FAMILY_TIME, "agreeing_plan", "ended")


def on_stage(state: Conferences, event: ConferenceStage, ctx: Context) -> Decision[Conferences]:
    """The conference entered a stage; out of order it is kept, with a task.

    Raises TooEarly when the conference is not known yet.
    """
    meeting = _known(state, event.conference_id)
    word = StageWord(
        day=london_date(event.at),
        at=ctx.recorded_at,
        stage=event.stage,
        follows_stop=_last_stop_before(state, event),
    )
    stages = told(meeting.stages, word)
    if stages == meeting.stages:
        return Decision(state, (Note("stage-known-already", {"stage": event.stage}),))
    after = meeting.model_copy(update={"stages": stages})
    effects = _about_the_stage(state, event, word, meeting)
    return settled(state.with_meeting(event.conference_id, after), ctx, *effects)


def on_closed(state: Conferences, event: ConferenceClosed, ctx: Context) -> Decision[Conferences]:
    """Held, if private family time took place and somebody attended; otherwise not held, and why.

    Raises TooEarly when the conference is not known yet.
    """
    meeting = _known(state, event.conference_id)
    word = Closing(
        at=ctx.recorded_at,
        outcome=event.outcome,
        attendance=event.attendance,
        child_participation=event.child_participation,
        corrected=event.corrected is True,
    )
    closings = told(meeting.closings, word)
    if closings == meeting.closings:
        return Decision(state, (Note("closed-already", {"status": meeting.status}),))
    after = meeting.model_copy(update={"closings": closings})
    effects = _told_late(state, event, word, after)
    return settled(state.with_meeting(event.conference_id, after), ctx, *effects)


def _known(state: Conferences, conference_id: str) -> Meeting:
    meeting = state.meetings.get(conference_id)
    if meeting is None:
        raise TooEarly(awaits="conference")
    return meeting


def _last_stop_before(state: Conferences, event: ConferenceStage) -> datetime | None:
    """When the last known stop before the stage was recorded: the hour of the stage itself is not kept."""
    ends = (halt.at for halt in state.halts.values() if halt.reason in ENDING)
    return max((at for at in ends if at < event.at), default=None)


def _told_late(
    state: Conferences, event: ConferenceClosed, word: Closing, meeting: Meeting
) -> tuple[Effect, ...]:
    """An older *not held* told after the closing that stands changes nothing; a person is told."""
    stands = closing_of(meeting, version_of(meeting, word))
    if not word.caution or stands is None or stands == word:
        return ()
    about = About(
        f"{event.conference_id}-{event.outcome}",
        reason="older-word-told-late",
        conference_id=event.conference_id,
    )
    return (raise_task(state.child_id, "older-closing-told-late", COORDINATOR, about),)


def _about_the_stage(
    state: Conferences, event: ConferenceStage, word: StageWord, meeting: Meeting
) -> tuple[Effect, ...]:
    about = About(f"{event.conference_id}-{word.day}", conference_id=event.conference_id)
    if is_ahead(word.day, word.at):
        return (raise_task(state.child_id, "conference-stage-dated-ahead", COORDINATOR, about),)
    arrangement = meeting.arrangement
    if arrangement is None:
        return _begun_unsafely(state, event.conference_id, meeting, arrangement)
    if not is_of(word, arrangement):
        if any(is_of(word, earlier) for earlier in meeting.arrangements):
            return ()
        return (raise_task(state.child_id, "conference-stage-of-another-day", BOTH, about),)
    return (
        *_begun_unsafely(state, event.conference_id, meeting, arrangement),
        *_out_of_order(state.child_id, event, meeting, arrangement),
    )


def _out_of_order(
    child_id: str, event: ConferenceStage, meeting: Meeting, arrangement: Arrangement
) -> tuple[Effect, ...]:
    """What was passed over since the last known stage; what was passed over before that was said then."""
    known = stages_of(meeting, arrangement)
    reached = max((ORDER.index(stage) for stage in known), default=0)
    missing = tuple(stage for stage in ORDER[reached : ORDER.index(event.stage)] if stage not in known)
    if not missing:
        return ()
    about = About(
        f"{event.conference_id}-{arrangement.version}-{event.stage}",
        reason=event.stage,
        conference_id=event.conference_id,
        missing=missing,
    )
    return (raise_task(child_id, "conference-stage-out-of-order", COORDINATOR, about),)


def _begun_unsafely(
    state: Conferences, conference_id: str, meeting: Meeting, arrangement: Arrangement | None
) -> tuple[Effect, ...]:
    """A conference begins that was not found safe: people must know while it can still be stopped."""
    begun = meeting.stages if arrangement is None else stages_of(meeting, arrangement)
    if begun or meeting.status in ("arranged", "held") or meeting.ended_for in CORRECTABLE:
        return ()
    if meeting.status == "not_held" and arrangement is not None and _began_before_its_end(state, meeting):
        return ()
    reason = meeting.conflicts[0].reason if meeting.conflicts else meeting.ended_for or "not-arranged"
    about = About(f"{conference_id}-{meeting.version}", reason=reason, conference_id=conference_id)
    return (raise_task(state.child_id, "conference-begun-unsafely", ALL, about),)


def _began_before_its_end(state: Conferences, meeting: Meeting) -> bool:
    """Whether the stop that ended it came after it had begun, which is told late."""
    arrangement = meeting.arrangement
    if arrangement is None or not meeting.cleared:
        return False
    took_place = StageWord(day=arrangement.starts_on, at=arrangement.ends_at, stage=PRIVATE_FAMILY_TIME)
    begun = meeting.model_copy(update={"stages": (took_place,), "closings": ()})
    return ended_by(state, begun, arrangement) is None
