"""What plan_sync takes in: the child's record, the captured plan and the authority's decision. Pure."""

from datetime import date
from typing import Any

from services.plan_sync.decisions import told as decision_kept
from services.plan_sync.decisions import which_stands
from services.plan_sync.news import to_iro, wait_once
from services.plan_sync.notices import about_plan, note, task
from services.plan_sync.plan_words import Decided, decision_told, plan_told
from services.plan_sync.settle import settle
from services.plan_sync.state import Plan, PlanSync
from services.plan_sync.stops import moved
from services.plan_sync.targets import facts_of, lead_worker
from services.plan_sync.writing import after
from shared.clock import birthday, start_of
from shared.contracts.case_system import ChildChanged, PlanAgreed, PlanDecided
from shared.contracts.lifelong_links import PlanCaptured, PlanWaiting
from shared.effects import Context, Decision, Effect, Emit, Forget, Note, Remind
from shared.errors import TooEarly
from shared.rules.codes import ADULT
from shared.rules.record import stamp
from shared.rules.versions import is_far
from shared.service import ReminderDue

TURNS_18 = "turns-18"


def on_child_changed(state: PlanSync, event: ChildChanged, ctx: Context) -> Decision[PlanSync]:
    """Learn who the child is to a target; go on with what waited for that, and ask about a new target."""
    if not state.people.record.is_older_than(stamp(event, ctx.recorded_at)):
        return Decision(state)
    known = state.child.date_of_birth if state.child else None
    clock = _clock(known, event.date_of_birth, ctx.today)
    update = {
        "child": facts_of(event, ctx.today),
        "people": state.people.after(event, ctx.recorded_at),
    }
    return after(clock, moved(state.model_copy(update=update), event, ctx))


def on_reminder(state: PlanSync, event: ReminderDue, ctx: Context) -> Decision[PlanSync]:
    """At 18 the target becomes the pathway plan (DOMAIN 2.5)."""
    return settle(state, ctx) if event.name == TURNS_18 else Decision(state)


def on_plan_captured(state: PlanSync, event: PlanCaptured, ctx: Context) -> Decision[PlanSync]:
    """Remember a version of a plan; of the newest one ask for a decision on each commitment.

    What was approved of an older version and not written yet is taken back: an amended plan needs G5 anew.
    """
    known = state.plan(event.plan_id) or Plan(plan_id=event.plan_id)
    plan = known.with_version(plan_told(event, ctx))
    if plan == known:
        return Decision(state)
    state = _with_makers(state.with_plan(plan), event, ctx)
    told: list[Effect] = []
    if event.agreed_by is None:
        told.append(Note("plan-without-author", {"plan_id": plan.plan_id, "version": event.version}))
    if plan.version == event.version:
        told += _ask_for_decision(state, plan, len(event.commitments), ctx)
    return after(told, settle(state, ctx))


def on_plan_agreed(state: PlanSync, event: PlanAgreed, ctx: Context) -> Decision[PlanSync]:
    """A version that the child does not agree to stops the one before it, at once.

    One that the child agrees to counts when conference captures it.
    """
    if event.child_agrees:
        return Decision(state)
    known = state.plan(event.plan_id) or Plan(plan_id=event.plan_id)
    plan = known.with_version(plan_told(event, ctx))
    if plan == known:
        return Decision(state)
    told: list[Effect] = []
    if known.current is not None and known.current.child_agrees and plan.version == event.version:
        decider = lead_worker(state.child, ctx.today)
        facts = (plan.plan_id, f"v{plan.version}")
        told.append(task(state.child_id, "not-agreed-by-child", decider, *facts, **about_plan(plan)))
    return after(told, settle(state.with_plan(plan), ctx))


def on_plan_decided(state: PlanSync, event: PlanDecided, ctx: Context) -> Decision[PlanSync]:
    """Keep the authority's decision and apply G5; `ctx.facts` are the sections' versions at this moment.

    Raises TooEarly when the version decided on is not captured yet.
    """
    plan = state.plan(event.plan_id)
    if plan is None or plan.version < event.version:
        return _without_its_plan(state, plan, event, ctx)
    if event.version < plan.version:
        detail = {"plan_id": plan.plan_id, "version": event.version, "current": plan.version}
        return Decision(state, (Note("decision-on-earlier-version", detail),))
    record_id, word = decision_told(event, ctx)
    before, plan = plan, decision_kept(plan, record_id, word)
    if plan == before:
        return Decision(state)
    if state.stopped:
        plan, told = wait_once(state, plan, ctx, state.stopped, _key(record_id, word))
        return after(told, settle(state.with_plan(plan), ctx))
    told = _about_its_day(state, plan, (record_id, word), ctx)
    return after(told, settle(state.with_plan(plan), ctx))


def _without_its_plan(
    state: PlanSync, plan: Plan | None, event: PlanDecided, ctx: Context
) -> Decision[PlanSync]:
    """A decision while everything is stopped is answered; one on a version beyond reason is shown."""
    decider = lead_worker(state.child, ctx.today)
    about: dict[str, Any] = {"plan_id": event.plan_id, "version": event.version}
    facts = (event.plan_id, f"v{event.version}")
    if state.stopped:
        waits = Emit(PlanWaiting(child_id=state.child_id, reason_code=state.stopped, **about))
        key = _key(*decision_told(event, ctx))
        return Decision(state, (waits, task(state.child_id, state.stopped, decider, *facts, key, **about)))
    if plan is not None and is_far(event.version, plan.version):
        return Decision(state, (task(state.child_id, "version-beyond-reason", decider, *facts, **about),))
    raise TooEarly(awaits="plan")


def _about_its_day(state: PlanSync, plan: Plan, told: tuple[str, Decided], ctx: Context) -> list[Effect]:
    """Tell a person of a decision dated ahead, and of an older one that declined and came too late."""
    record_id, word = told
    stands = which_stands(plan)
    key, about = _key(record_id, word), about_plan(plan)
    decider = lead_worker(state.child, ctx.today)
    facts = (plan.plan_id, f"v{plan.version}", key)
    if word.is_dated_ahead:
        return [task(state.child_id, "word-dated-ahead", decider, *facts, **about)]
    if stands is None or stands.key == key or word in stands.beside:
        return []
    late = sorted(word.declined - stands.word.declined)
    if not late:
        return [Note("older-decision", {"plan_id": plan.plan_id, "version": word.version})]
    return [task(state.child_id, "older-word-told-late", decider, *facts, missing=late, **about)]


def _key(record_id: str, word: Decided) -> str:
    return f"{record_id}@{word.at.isoformat()}"


def _with_makers(state: PlanSync, event: PlanCaptured, ctx: Context) -> PlanSync:
    """Remember since when this case system sends who wrote a plan."""
    if event.agreed_by is None:
        return state
    since = min(state.authors_since or ctx.recorded_at, ctx.recorded_at)
    return state if since == state.authors_since else state.model_copy(update={"authors_since": since})


def _ask_for_decision(state: PlanSync, plan: Plan, count: int, ctx: Context) -> list[Effect]:
    about, child_id = about_plan(plan), state.child_id
    facts = (plan.plan_id, f"v{plan.version}")
    told: list[Effect] = [note(child_id, "plan-captured", *facts, count=count, **about)]
    if plan.current is None or not plan.current.child_agrees:
        return [*told, task(child_id, "not-agreed-by-child", "coordinator", *facts, **about)]
    decider = lead_worker(state.child, ctx.today)
    told.append(task(child_id, "decide-each-commitment", decider, *facts, **about))
    return [*told, *to_iro(state, ctx, "iro-plan-captured", plan)]


def _clock(known: date | None, born: date, today: date) -> list[Effect]:
    if known == born:
        return []
    turns = birthday(born, ADULT)
    if turns > today:
        return [Remind(TURNS_18, start_of(turns))]
    return [Forget(TURNS_18)] if known is not None else []
