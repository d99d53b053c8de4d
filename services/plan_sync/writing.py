"""From a ruling to the Writes of its approved entries, and their taking back."""

from collections.abc import Sequence
from typing import Any

from services.plan_sync.notices import about_plan, task
from services.plan_sync.references import SHORT, entry_reference
from services.plan_sync.state import EntriesWrite, Plan, PlanSync, Ruling
from services.plan_sync.targets import Targets, lead_worker, targets_of
from shared.contracts.lifelong_links import PlanApproved, PlanWaiting
from shared.contracts.records import PlanKind
from shared.effects import CancelWrites, Context, Decision, Effect, Emit, Write
from shared.references import reference

LOCKED_OR_AWAY = "record-locked-or-away"
TARGET_UNKNOWN = "target-unknown"
SECTION_MISSING = "section-missing"


def waiting(state: PlanSync, plan: Plan, reason_code: str, missing: tuple[str, ...] = ()) -> Emit:
    """Say for what the write of a plan waits."""
    return Emit(
        PlanWaiting(
            child_id=state.child_id,
            plan_id=plan.plan_id,
            version=plan.version,
            reason_code=reason_code,
            missing=missing,
        )
    )


def wait(
    state: PlanSync, plan: Plan, ctx: Context, reason_code: str, missing: tuple[str, ...] = ()
) -> Decision[PlanSync]:
    """Let a plan wait: an event, and a task for the worker with the one thing to do."""
    act = task(
        reason_code,
        lead_worker(state.child, ctx.today),
        plan.plan_id,
        f"v{plan.version}",
        plan.decisions,
        missing=list(missing),
        **about_plan(plan),
    )
    return Decision(state.with_plan(plan), (waiting(state, plan, reason_code, missing), act))


def proceed(state: PlanSync, plan: Plan, ruling: Ruling, ctx: Context) -> Decision[PlanSync]:
    """Carry out a ruling that passed G5: name the targets, announce, write what does not stand there yet."""
    targets = targets_of(state.child, ctx.today) if ruling.approved else Targets()
    unknown = bool(ruling.approved) and not targets.kinds
    announced = ruling.announced and ruling.targets == targets.kinds
    settled = ruling.model_copy(update={"targets": targets.kinds, "announced": not unknown})
    plan = plan.model_copy(update={"ruling": settled, "decide_again": False})
    state, effects = withdraw_outdated(state.with_plan(plan), plan.plan_id)
    if unknown:
        return after(effects, wait(state, state.require(plan.plan_id), ctx, TARGET_UNKNOWN, targets.missing))
    if not announced:
        effects.append(Emit(_approved(state, plan, settled)))
    for target in targets.kinds:
        state, written = _write_missing(state, plan.plan_id, target)
        effects += written
    return after(effects, _wait_for_sections(state, state.require(plan.plan_id), ctx))


def after(effects: Sequence[Effect], then: Decision[PlanSync]) -> Decision[PlanSync]:
    """Put effects before those of a decision."""
    return Decision(then.state, (*effects, *then.effects))


def withdraw_outdated(state: PlanSync, plan_id: str) -> tuple[PlanSync, list[Effect]]:
    """Take back the pending Writes of a plan that its present version and ruling no longer ask for."""
    plan = state.require(plan_id)
    ruling = plan.ruling
    outdated = frozenset(
        one.reference
        for one in plan.writes
        if one.status == "pending"
        and (
            ruling is None
            or one.version != plan.version
            or one.target not in ruling.targets
            or one.commitments != needed(plan, one.target)
            or (one.with_conditions, one.approved_by) != (ruling.with_conditions, ruling.decided_by)
        )
    )
    return _take_back(state, outdated)


def _take_back(state: PlanSync, outdated: frozenset[str]) -> tuple[PlanSync, list[Effect]]:
    """Cancel Writes by reference; CancelWrites takes all of the child's, so the others are made anew."""
    pending = [(plan, one) for plan in state.plans for one in plan.writes if one.status == "pending"]
    if not any(one.reference in outdated for _, one in pending):
        return state, []
    effects: list[Effect] = [CancelWrites()]
    for plan in state.plans:
        state = state.with_plan(
            plan.model_copy(update={"writes": tuple(_cancelled(one) for one in plan.writes)})
        )
    for plan, one in pending:
        if one.reference in outdated:
            effects.append(_look_for(plan.plan_id, one))
        else:
            state, write = _issue(state, plan.plan_id, one)
            effects.append(write)
    return state, effects


def take_back_all(state: PlanSync) -> tuple[PlanSync, list[Plan], list[Effect]]:
    """Take back every pending Write; with the plans that had an approved item not yet written."""
    unwritten = [plan for plan in state.plans if _is_unwritten(plan)]
    effects: list[Effect] = [CancelWrites()]
    for plan in state.plans:
        effects += [_look_for(plan.plan_id, one) for one in plan.writes if one.status == "pending"]
        update: dict[str, Any] = {"writes": tuple(_cancelled(one) for one in plan.writes)}
        if plan in unwritten:
            update |= {"ruling": None, "decide_again": True}
        state = state.with_plan(plan.model_copy(update=update))
    return state, unwritten, effects


def _look_for(plan_id: str, write: EntriesWrite) -> Write:
    """Look, and write nothing: one that was taken back may have been made, and its answer lost."""
    payload = {**_payload(plan_id, write), "look_for": write.reference}
    return Write("entries", reference("look-for", write.reference), payload)


def needed(plan: Plan, target: PlanKind) -> tuple[str, ...]:
    """Return the approved commitments that do not stand in a target yet."""
    approved = plan.ruling.approved if plan.ruling else ()
    return tuple(one for one in approved if one not in plan.stands_in(target))


def _is_unwritten(plan: Plan) -> bool:
    targets = plan.ruling.targets if plan.ruling else ()
    return plan.is_without_target or any(needed(plan, target) for target in targets)


def _wait_for_sections(state: PlanSync, plan: Plan, ctx: Context) -> Decision[PlanSync]:
    ruling = plan.ruling
    unread = [one for one in ruling.targets if one not in ruling.bases] if ruling else []
    closed = tuple(target for target in unread if needed(plan, target))
    return wait(state, plan, ctx, SECTION_MISSING, closed) if closed else Decision(state)


def _cancelled(write: EntriesWrite) -> EntriesWrite:
    return write.model_copy(update={"status": "cancelled"}) if write.status == "pending" else write


def _write_missing(state: PlanSync, plan_id: str, target: PlanKind) -> tuple[PlanSync, list[Effect]]:
    plan = state.require(plan_id)
    ruling = plan.ruling
    if ruling is None or target not in ruling.bases:
        return state, []
    commitments = needed(plan, target)
    under_way = any((one.target, one.status) == (target, "pending") for one in plan.writes)
    if not commitments or under_way:
        return state, []
    write = EntriesWrite(
        reference="",
        target=target,
        version=plan.version,
        commitments=commitments,
        with_conditions=ruling.with_conditions,
        approved_by=ruling.decided_by,
        base=ruling.bases[target],
    )
    state, effect = _issue(state, plan_id, write)
    return state, [effect]


def _issue(state: PlanSync, plan_id: str, like: EntriesWrite) -> tuple[PlanSync, Write]:
    """Make a new Write; its reference is never used again, those of its entries always stay the same."""
    serial = state.serial + 1
    name = reference("entries", plan_id, f"v{like.version}", SHORT[like.target], serial)
    write = like.model_copy(update={"reference": name, "status": "pending", "delayed": False})
    plan = state.require(plan_id)
    kept = tuple(one for one in plan.writes if one.target != like.target or one.status == "cancelled")
    state = state.with_plan(plan.model_copy(update={"writes": (*kept, write)}))
    return state.model_copy(update={"serial": serial}), Write(
        "entries", name, _payload(plan_id, write), on_behalf_of=write.approved_by, outbound=True
    )


def _payload(plan_id: str, write: EntriesWrite) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "plan_version": write.version,
        "target": write.target,
        "expected_version": write.base,
        "approved_by": write.approved_by,
        "entries": [
            {
                "commitment_id": one,
                "reference": entry_reference(plan_id, write.version, one, write.target),
                "conditions": one in write.with_conditions,
            }
            for one in write.commitments
        ],
    }


def _approved(state: PlanSync, plan: Plan, ruling: Ruling) -> PlanApproved:
    return PlanApproved(
        child_id=state.child_id,
        plan_id=plan.plan_id,
        version=plan.version,
        approved=ruling.approved,
        declined=ruling.declined,
        targets=ruling.targets,
    )
