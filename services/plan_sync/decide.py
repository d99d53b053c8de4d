"""What plan_sync decides on the child's record, the captured plan and the authority's decision. Pure."""

from datetime import date

from services.plan_sync import approval
from services.plan_sync.notices import about_plan, note, task
from services.plan_sync.state import ChildFacts, Plan, PlanSync
from services.plan_sync.stops import DECIDE_AGAIN, moved
from services.plan_sync.targets import facts_of, lead_worker, targets_of
from services.plan_sync.writing import after, proceed, wait, withdraw_outdated
from shared.clock import birthday, start_of
from shared.contracts.case_system import ChildChanged, PlanDecided
from shared.contracts.lifelong_links import PlanCaptured
from shared.effects import Context, Decision, Effect, Forget, Note, Remind
from shared.errors import TooEarly
from shared.rules.codes import ADULT
from shared.service import ReminderDue

TURNS_18 = "turns-18"


def on_child_changed(state: PlanSync, event: ChildChanged, ctx: Context) -> Decision[PlanSync]:
    """Learn who the child is to a target; go on with what waited for that, and ask about a new target."""
    if state.child is not None and event.record_version <= state.child.record_version:
        return Decision(state)
    clock = _clock(state.child, event.date_of_birth, ctx.today)
    lived = moved(state.model_copy(update={"child": facts_of(event, ctx.today)}), event, ctx)
    return after([*lived.effects, *clock], _targets_may_have_changed(lived.state, ctx))


def on_reminder(state: PlanSync, event: ReminderDue, ctx: Context) -> Decision[PlanSync]:
    """At 18 the target becomes the pathway plan (DOMAIN 2.5)."""
    return _targets_may_have_changed(state, ctx) if event.name == TURNS_18 else Decision(state)


def on_plan_captured(state: PlanSync, event: PlanCaptured, ctx: Context) -> Decision[PlanSync]:
    """Remember the plan's newest version and ask for a decision on each commitment.

    What was approved of an older version and not written yet is taken back: an amended plan needs G5 anew.
    """
    known = state.plan(event.plan_id)
    if known is not None and event.version <= known.version:
        return Decision(state)
    plan = Plan(
        plan_id=event.plan_id,
        version=event.version,
        child_agrees=event.child_agrees,
        commitments=tuple(dict.fromkeys(one.commitment_id for one in event.commitments)),
        writes=known.writes if known else (),
        standing=known.standing if known else (),
    )
    state, effects = withdraw_outdated(state.with_plan(plan), plan.plan_id)
    return Decision(state, (*effects, *_ask_for_decision(state, plan, ctx)))


def on_plan_decided(state: PlanSync, event: PlanDecided, ctx: Context) -> Decision[PlanSync]:
    """Apply G5 to the authority's decision; `ctx.facts` are the sections' versions at this moment."""
    if state.stopped:
        return _held(state, event, state.stopped, ctx)
    plan = state.plan(event.plan_id)
    if plan is None or plan.version < event.version:
        raise TooEarly(awaits="plan")
    if event.version < plan.version:
        detail = {"plan_id": plan.plan_id, "version": event.version, "current": plan.version}
        return Decision(state, (Note("decision-on-earlier-version", detail),))
    if state.opened_at is not None and ctx.event_time < state.opened_at:
        return _outlived(state, plan, ctx)
    before = plan.ruling
    plan = plan.model_copy(update={"decisions": plan.decisions + 1, "ruling": None, "decide_again": False})
    weighed = approval.weigh(plan, event, ctx.facts or {}, ctx.today)
    if isinstance(weighed, approval.Wait):
        state, taken_back = withdraw_outdated(state.with_plan(plan), plan.plan_id)
        waits = state.require(plan.plan_id)
        return after(taken_back, wait(state, waits, ctx, weighed.reason_code, weighed.missing))
    if before is not None and approval.says_the_same(before, weighed):
        told = {"targets": before.targets, "asked": before.asked, "announced": before.announced}
        return proceed(state, plan, weighed.model_copy(update=told), ctx)
    done = proceed(state, plan, weighed, ctx)
    return Decision(done.state, (*done.effects, *_about_declined(state, plan, event, ctx)))


def _ask_for_decision(state: PlanSync, plan: Plan, ctx: Context) -> list[Effect]:
    about = about_plan(plan)
    told = note("plan-captured", plan.plan_id, f"v{plan.version}", count=len(plan.commitments), **about)
    if plan.child_agrees:
        decider = lead_worker(state.child, ctx.today)
        act = task("decide-each-commitment", decider, plan.plan_id, f"v{plan.version}", **about)
    else:
        act = task("not-agreed-by-child", "coordinator", plan.plan_id, f"v{plan.version}", **about)
    return [told, act]


def _about_declined(state: PlanSync, plan: Plan, event: PlanDecided, ctx: Context) -> list[Effect]:
    """The network and the child are told by people; the record says what was declined and why."""
    declined = approval.declined_items(event)
    if not declined:
        return []
    about = about_plan(plan)
    facts = (plan.plan_id, f"v{plan.version}", plan.decisions)
    told: list[Effect] = [note("commitments-declined", *facts, items=declined, **about)]
    told.append(task("tell-what-was-declined", "coordinator", *facts, items=declined, **about))
    if unexplained := approval.without_reason(event):
        decider = lead_worker(state.child, ctx.today)
        told.append(task("reason-for-declining", decider, *facts, missing=list(unexplained), **about))
    if standing := _standing_among(plan, {one[0] for one in declined}):
        decider = lead_worker(state.child, ctx.today)
        told.append(task("declined-after-writing", decider, *facts, missing=standing, **about))
    return told


def _standing_among(plan: Plan, declined: set[str | None]) -> list[str]:
    return sorted(
        {one for target in plan.standing for one in plan.stands_in(target.target) if one in declined}
    )


def _held(state: PlanSync, event: PlanDecided, code: str, ctx: Context) -> Decision[PlanSync]:
    """A decision while everything outbound is stopped writes nothing, now or later: decide again."""
    known = state.plan(event.plan_id)
    if known is None or known.version != event.version:
        unknown = Plan(plan_id=event.plan_id, version=event.version, child_agrees=False, commitments=())
        return Decision(state, wait(state, unknown, ctx, code).effects)
    update = {"decisions": known.decisions + 1, "ruling": None, "decide_again": True}
    return wait(state, known.model_copy(update=update), ctx, code)


def _outlived(state: PlanSync, plan: Plan, ctx: Context) -> Decision[PlanSync]:
    """A decision that waited while a stop came and went is one from before it: decide again."""
    update = {"decisions": plan.decisions + 1, "decide_again": True}
    return wait(state, plan.model_copy(update=update), ctx, DECIDE_AGAIN)


def _clock(known: ChildFacts | None, born: date, today: date) -> list[Effect]:
    if known is not None and known.date_of_birth == born:
        return []
    turns = birthday(born, ADULT)
    if turns > today:
        return [Remind(TURNS_18, start_of(turns))]
    return [Forget(TURNS_18)] if known is not None else []


def _targets_may_have_changed(state: PlanSync, ctx: Context) -> Decision[PlanSync]:
    effects: list[Effect] = []
    for plan_id in [plan.plan_id for plan in state.plans]:
        plan = state.require(plan_id)
        if state.stopped or plan.ruling is None:
            continue
        if _outlived_its_target(state, plan, ctx.today):
            step = _taken_back(state, plan, ctx)
        else:
            goes_on = _go_on if plan.is_without_target else _ask_about_new_target
            step = goes_on(state, plan, ctx)
        state = step.state
        effects += step.effects
    return Decision(state, tuple(effects))


def _outlived_its_target(state: PlanSync, plan: Plan, today: date) -> bool:
    """Whether something waits to be written into a plan that is not known to be the child's any more."""
    kinds = targets_of(state.child, today).kinds
    return any(one.status == "pending" and one.target not in kinds for one in plan.writes)


def _taken_back(state: PlanSync, plan: Plan, ctx: Context) -> Decision[PlanSync]:
    """What was approved for one plan is not put into another without a person."""
    undecided = plan.model_copy(update={"ruling": None, "decide_again": True})
    state, effects = withdraw_outdated(state.with_plan(undecided), plan.plan_id)
    return after(effects, wait(state, state.require(plan.plan_id), ctx, DECIDE_AGAIN))


def _go_on(state: PlanSync, plan: Plan, ctx: Context) -> Decision[PlanSync]:
    if plan.ruling is None or not targets_of(state.child, ctx.today).kinds:
        return Decision(state)
    return proceed(state, plan, plan.ruling, ctx)


def _ask_about_new_target(state: PlanSync, plan: Plan, ctx: Context) -> Decision[PlanSync]:
    """A plan beside the one decided for is asked about, once; nothing is put there without a person."""
    ruling = plan.ruling
    if ruling is None or not ruling.approved:
        return Decision(state)
    gained = tuple(
        one for one in targets_of(state.child, ctx.today).kinds if one not in (*ruling.targets, *ruling.asked)
    )
    if not gained:
        return Decision(state)
    asked = ruling.model_copy(update={"asked": (*ruling.asked, *gained)})
    acts = [
        task(
            "decide-for-new-target",
            lead_worker(state.child, ctx.today),
            plan.plan_id,
            f"v{plan.version}",
            target,
            target=target,
            **about_plan(plan),
        )
        for target in gained
    ]
    return Decision(state.with_plan(plan.model_copy(update={"ruling": asked})), tuple(acts))
