"""The handlers for the day itself: stages, and whether it was held (DOMAIN 5; hard case 38). Pure.

A conference is held only when private family time took place. Stages may be told late or out of order: they
are kept, with a task. A close that says *held* without private family time is decided at once, as not held,
so that nobody waits in silence; if the stage is told afterwards the conference counts as held after all.
"""

from services.conference.conflicts import conflicts_among
from services.conference.plans import taken_up
from services.conference.state import BOTH, COORDINATOR, PRIVATE_FAMILY_TIME, Conferences, Meeting
from shared.clock import london_date
from shared.contracts.case_meeting import ConferenceClosed, ConferenceStage
from shared.contracts.our_meeting import Audience, ConferenceHeld, ConferenceNotHeld
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.errors import TooEarly
from shared.rules.tasks import About, raise_task

ORDER = ("information_sharing", PRIVATE_FAMILY_TIME, "agreeing_plan", "ended")
NO_PRIVATE_TIME = "no-private-family-time"
ALL: tuple[Audience, ...] = ("social_worker", "coordinator", "manager")


def on_stage(state: Conferences, event: ConferenceStage, ctx: Context) -> Decision[Conferences]:
    """The conference entered a stage; out of order it is kept, with a task.

    Raises TooEarly when the conference is not known yet.
    """
    meeting = state.meetings.get(event.conference_id)
    if meeting is None:
        raise TooEarly(awaits="conference")
    if event.stage in meeting.stages or meeting.status == "held":
        return Decision(state, (Note("stage-known-already", {"stage": event.stage}),))
    after = meeting.model_copy(update={"stages": (*meeting.stages, event.stage)})
    effects = (
        *_begun_unsafely(state, event.conference_id, meeting),
        *_out_of_order(state.child_id, event, meeting),
    )
    if after.ended_for == NO_PRIVATE_TIME and event.stage == PRIVATE_FAMILY_TIME and meeting.report:
        held = _held(state, meeting.report, after, ctx)
        return Decision(held.state, (*effects, Note("held-by-late-stage"), *held.effects))
    return Decision(state.with_meeting(event.conference_id, after), effects)


def on_closed(state: Conferences, event: ConferenceClosed, ctx: Context) -> Decision[Conferences]:
    """Held, if private family time took place; otherwise not held, and why.

    Raises TooEarly when the conference is not known yet.
    """
    meeting = state.meetings.get(event.conference_id)
    if meeting is None:
        raise TooEarly(awaits="conference")
    if meeting.is_over:
        return Decision(state, (Note("closed-already", {"status": meeting.status}),))
    if event.outcome != "held":
        return _not_held(state, event, meeting, event.outcome.replace("_", "-"))
    if PRIVATE_FAMILY_TIME in meeting.stages:
        return _held(state, event, meeting, ctx)
    decision = _not_held(state, event, meeting, NO_PRIVATE_TIME)
    about = About(
        f"{event.conference_id}-{meeting.version}",
        reason=NO_PRIVATE_TIME,
        conference_id=event.conference_id,
        missing=(PRIVATE_FAMILY_TIME,),
    )
    task = raise_task(state.child_id, "private-family-time-missing", BOTH, about)
    return Decision(decision.state, (*decision.effects, task))


def _held(
    state: Conferences, report: ConferenceClosed, meeting: Meeting, ctx: Context
) -> Decision[Conferences]:
    after = meeting.model_copy(update={"status": "held", "report": report, "ended_for": ""})
    attended = tuple(
        one.lead_id or one.worker_id or ""
        for one in report.attendance
        if one.attended and (one.lead_id or one.worker_id)
    )
    event = ConferenceHeld(
        child_id=state.child_id,
        conference_id=report.conference_id,
        attended=attended,
        child_participation=report.child_participation,
    )
    tasks = (*_views_missing(state, report), *_met_unsafely(state, report, meeting, ctx))
    held = state.with_meeting(report.conference_id, after).model_copy(update={"views_heard": False})
    taken = taken_up(held, ctx.today)
    return Decision(taken.state, (Emit(event), *tasks, *taken.effects))


def _not_held(
    state: Conferences, event: ConferenceClosed, meeting: Meeting, reason: str
) -> Decision[Conferences]:
    after = meeting.model_copy(update={"status": "not_held", "report": event, "ended_for": reason})
    told = ConferenceNotHeld(child_id=state.child_id, conference_id=event.conference_id, reason_code=reason)
    return Decision(state.with_meeting(event.conference_id, after), (Emit(told),))


def _out_of_order(child_id: str, event: ConferenceStage, meeting: Meeting) -> tuple[Effect, ...]:
    """What was passed over since the last known stage; what was passed over before that was said then."""
    reached = max((ORDER.index(one) for one in meeting.stages), default=0)
    missing = tuple(one for one in ORDER[reached : ORDER.index(event.stage)] if one not in meeting.stages)
    if not missing:
        return ()
    about = About(
        f"{event.conference_id}-{meeting.version}-{event.stage}",
        reason=event.stage,
        conference_id=event.conference_id,
        missing=missing,
    )
    return (raise_task(child_id, "conference-stage-out-of-order", COORDINATOR, about),)


def _begun_unsafely(state: Conferences, conference_id: str, meeting: Meeting) -> tuple[Effect, ...]:
    """A conference begins that was not found safe: people must know while it can still be stopped."""
    known_over = meeting.ended_for == NO_PRIVATE_TIME
    if meeting.stages or meeting.status == "arranged" or known_over:
        return ()
    reason = meeting.conflicts[0].reason if meeting.conflicts else meeting.ended_for or "not-arranged"
    about = About(f"{conference_id}-{meeting.version}", reason=reason, conference_id=conference_id)
    return (raise_task(state.child_id, "conference-begun-unsafely", ALL, about),)


def _views_missing(state: Conferences, report: ConferenceClosed) -> tuple[Effect, ...]:
    """A stage is not left while the child's views are missing; being absent is a way of taking part."""
    if report.child_participation or state.views_heard:
        return ()
    about = About(report.conference_id, conference_id=report.conference_id, missing=("child_participation",))
    return (raise_task(state.child_id, "conference-views-missing", BOTH, about),)


def _met_unsafely(
    state: Conferences, report: ConferenceClosed, meeting: Meeting, ctx: Context
) -> tuple[Effect, ...]:
    """Whoever attended without being cleared, or together with somebody they may not meet."""
    first = {one.lead_id for one in meeting.invitees if one.may_attend_first is True}
    present = {one.lead_id: one.lead_id in first for one in report.attendance if one.attended and one.lead_id}
    day = london_date(meeting.starts_at) if meeting.starts_at else ctx.today
    return tuple(
        raise_task(
            state.child_id,
            "attended-without-clearance",
            ALL,
            About(
                "-".join((report.conference_id, conflict.reason, *conflict.lead_ids)),
                reason=conflict.reason,
                lead_id=conflict.lead_ids[0],
                conference_id=report.conference_id,
            ),
        )
        for conflict in conflicts_among(state, present, day, ctx.today)
    )
