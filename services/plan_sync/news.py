"""What is said of a decision and of what waits: each cause once, to one person who can act. Pure."""

from services.plan_sync import bars
from services.plan_sync.approval import says_the_same
from services.plan_sync.notices import about_plan, note, task
from services.plan_sync.state import Plan, PlanSync, Ruling
from services.plan_sync.targets import lead_worker, targets_of
from services.plan_sync.writing import needed, unwritten, waiting
from shared.contracts.lifelong_links import PlanApproved
from shared.effects import Context, Effect, Emit
from shared.rules.journey import PAUSED

DECIDE_AGAIN = "decide-plan-again"
TARGET_UNKNOWN = "target-unknown"
SECTION_MISSING = "section-missing"
HELD_BACK = "commitment-held-back"
ON_HOLD = {"no-referral": "plan-without-referral"}
"""The task for a plan that may not be written now; any other reason is that somebody refuses sharing."""

TOLD_OTHERWISE = frozenset(
    {"merged", "child-died", "journey-closed", "child-withdrew", "journey-frozen", PAUSED}
)
"""Reasons of a closed gate that stop everything: each has a note of its own."""

Said = tuple[Plan, list[Effect]]


def wait_once(
    state: PlanSync, plan: Plan, ctx: Context, reason: str, key: str, missing: tuple[str, ...] = ()
) -> Said:
    """Let a plan wait: an event, and a task for the worker with the one thing to do; once for each cause."""
    mark = f"{reason} {key} {' '.join(missing)}"
    if mark in plan.told:
        return plan, []
    about = about_plan(plan)
    act = task(
        state.child_id,
        reason,
        lead_worker(state.child, ctx.today),
        plan.plan_id,
        f"v{plan.version}",
        mark,
        missing=list(missing),
        **about,
    )
    return _marked(plan, mark), [waiting(state, plan, reason, missing), act]


def again(state: PlanSync, plan: Plan, ctx: Context, key: str) -> Said:
    """Ask the worker to decide again on what had been approved."""
    plan = plan.model_copy(update={"ruling": None, "held": {}, "on_hold": None})
    return wait_once(state, plan, ctx, DECIDE_AGAIN, key)


def dropped(state: PlanSync, plan: Plan, reason: str) -> Said:
    """Let a ruling go; what was approved and not written yet is said to wait."""
    ruling = plan.ruling
    if ruling is None:
        return plan, []
    bare = plan.model_copy(update={"ruling": None, "held": {}, "on_hold": None})
    waits = unwritten(plan, ruling.targets) and reason in TOLD_OTHERWISE | {"child-withdrew-sharing"}
    return bare, [waiting(state, plan, reason)] if waits else []


def rulings_news(state: PlanSync, before: Plan, plan: Plan, ctx: Context) -> Said:
    """Say what is new about a ruling: what was declined, who is held back, what it waits for."""
    ruling = plan.ruling
    if ruling is None:
        return plan, []
    effects: list[Effect] = []
    if not says_the_same(before.ruling, ruling):
        plan, said = _about_declined(state, plan, ruling, ctx)
        effects += said
    for step in (_about_urgency, _about_hold, _about_held, _about_targets, _about_sections):
        plan, said = step(state, plan, ctx)
        effects += said
    return plan, effects


def _about_targets(state: PlanSync, plan: Plan, ctx: Context) -> Said:
    ruling = plan.ruling
    if ruling is None or plan.on_hold:
        return plan, []
    found = targets_of(state.child, ctx.today)
    if ruling.approved and not ruling.targets:
        return wait_once(state, plan, ctx, TARGET_UNKNOWN, ruling.decision, found.missing)
    effects: list[Effect] = []
    if not ruling.announced:
        effects.append(Emit(_approved(state, plan, ruling)))
    gained = [one for one in found.kinds if one not in (*ruling.targets, *ruling.asked)]
    asked = gained if ruling.approved else []
    effects += [
        task(
            state.child_id,
            "decide-for-new-target",
            lead_worker(state.child, ctx.today),
            plan.plan_id,
            f"v{plan.version}",
            target,
            target=target,
            **about_plan(plan),
        )
        for target in asked
    ]
    told = ruling.model_copy(update={"announced": True, "asked": (*ruling.asked, *asked)})
    return plan.model_copy(update={"ruling": told}), effects


def _about_sections(state: PlanSync, plan: Plan, ctx: Context) -> Said:
    ruling = plan.ruling
    unread = [one for one in ruling.targets if one not in ruling.bases] if ruling else []
    closed = tuple(target for target in unread if needed(plan, target))
    if ruling is None or not closed:
        return plan, []
    return wait_once(state, plan, ctx, SECTION_MISSING, ruling.decision, closed)


def _about_hold(state: PlanSync, plan: Plan, ctx: Context) -> Said:
    reason, ruling = plan.on_hold, plan.ruling
    mark = f"hold {reason}"
    others = tuple(one for one in plan.told if not one.startswith("hold ") or one == mark)
    plan = plan if others == plan.told else plan.model_copy(update={"told": others})
    if reason is None or ruling is None or mark in plan.told or not unwritten(plan, ruling.targets):
        return plan, []
    effects: list[Effect] = [waiting(state, plan, reason)]
    if reason != PAUSED:
        code, decider = ON_HOLD.get(reason, "plan-may-not-be-shared"), lead_worker(state.child, ctx.today)
        facts = (plan.plan_id, f"v{plan.version}", reason, ctx.event_id)
        effects.append(task(state.child_id, code, decider, *facts, reason_code=reason, **about_plan(plan)))
    return _marked(plan, mark), effects


def _about_held(state: PlanSync, plan: Plan, ctx: Context) -> Said:
    """One task for each cause, with the people whose word is missing and what they promised."""
    if plan.on_hold or plan.ruling is None:
        return plan, []
    open_ = unwritten(plan, plan.ruling.targets)
    causes: dict[str, dict[str, list[str]]] = {}
    marks: set[str] = set()
    reasons: dict[str, str] = {}
    for commitment, reason in plan.held.items():
        promise = plan.promise(commitment)
        if promise is None or commitment not in open_ or reason in TOLD_OTHERWISE:
            continue
        cause = bars.cause_of(reason)
        mark = f"held {cause} {promise.lead_id}"
        marks.add(mark)
        if mark not in plan.told:
            reasons.setdefault(cause, reason)
            causes.setdefault(cause, {}).setdefault(promise.lead_id, []).append(commitment)
    kept = [one for one in plan.told if not one.startswith("held ")]
    plan = plan.model_copy(update={"told": (*kept, *sorted(marks))})
    effects: list[Effect] = [
        task(
            state.child_id,
            HELD_BACK,
            lead_worker(state.child, ctx.today),
            plan.plan_id,
            f"v{plan.version}",
            cause,
            ctx.event_id,
            reason_code=reasons[cause],
            lead_ids=list(leads),
            missing=[one for commitments in leads.values() for one in commitments],
            **about_plan(plan),
        )
        for cause, leads in causes.items()
    ]
    return plan, effects


def _about_urgency(state: PlanSync, plan: Plan, ctx: Context) -> Said:
    """What could not wait for a review is told to the reviewing officer; from 18 there is none."""
    ruling = plan.ruling
    mark = f"urgent {ruling.decision if ruling else ''}"
    if ruling is None or not ruling.urgent or not ruling.approved or mark in plan.told:
        return plan, []
    act = to_iro(state, ctx, "urgent-write", plan, ruling.decision, reason_code=ruling.urgent)
    return _marked(plan, mark), act


def _about_declined(state: PlanSync, plan: Plan, ruling: Ruling, ctx: Context) -> Said:
    """The network and the child are told by people; the record says what was declined and why."""
    mark = f"declined {ruling.decision} {' '.join(ruling.declined)}"
    if not ruling.declined or mark in plan.told:
        return plan, []
    about, child_id = about_plan(plan), state.child_id
    items = [[one, ruling.reasons.get(one)] for one in ruling.declined]
    facts = (plan.plan_id, f"v{plan.version}", mark)
    decider = lead_worker(state.child, ctx.today)
    told: list[Effect] = [note(child_id, "commitments-declined", *facts, items=items, **about)]
    told.append(task(child_id, "tell-what-was-declined", "coordinator", *facts, items=items, **about))
    told += to_iro(state, ctx, "iro-commitments-declined", plan, mark, items=items)
    if unexplained := [one for one, reason in items if not reason]:
        told.append(task(child_id, "reason-for-declining", decider, *facts, missing=unexplained, **about))
    if standing := sorted(
        {one for s in plan.standing for one in plan.stands_in(s.target)} & set(ruling.declined)
    ):
        told.append(task(child_id, "declined-after-writing", decider, *facts, missing=standing, **about))
    return _marked(plan, mark), told


def to_iro(
    state: PlanSync, ctx: Context, code: str, plan: Plan, *facts: str, **fields: object
) -> list[Effect]:
    """Tell the independent reviewing officer (DOMAIN 10); from 18 there is none."""
    if state.journey.is_adult(ctx.today):
        return []
    said = {**about_plan(plan), **fields}
    return [task(state.child_id, code, "iro", plan.plan_id, f"v{plan.version}", *facts, **said)]


def _approved(state: PlanSync, plan: Plan, ruling: Ruling) -> PlanApproved:
    return PlanApproved(
        child_id=state.child_id,
        plan_id=plan.plan_id,
        version=plan.version,
        approved=ruling.approved,
        declined=ruling.declined,
        targets=ruling.targets,
    )


def _marked(plan: Plan, mark: str) -> Plan:
    return plan.model_copy(update={"told": (*plan.told, mark)})
