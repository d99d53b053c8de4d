"""From rulings to the Writes of their entries, and their taking back."""

from collections.abc import Sequence
from typing import Any

from services.plan_sync.references import SHORT, childs, entry_reference
from services.plan_sync.state import EntriesWrite, Plan, PlanSync
from shared.contracts.lifelong_links import PlanWaiting
from shared.contracts.records import PlanKind
from shared.effects import CancelWrites, Decision, Effect, Emit, Write

LOCKED_OR_AWAY = "record-locked-or-away"
UNFINISHED = ("pending", "conflicted", "refused")
"""A Write after which the same decision makes no other one in that target."""


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


def after(effects: Sequence[Effect], then: Decision[PlanSync]) -> Decision[PlanSync]:
    """Put effects before those of a decision."""
    return Decision(then.state, (*effects, *then.effects))


def carried_out(state: PlanSync) -> Decision[PlanSync]:
    """Bring the Writes in line with what may be written: take back what may not, write what is missing."""
    state, effects = _without_outdated(state)
    for plan_id in [plan.plan_id for plan in state.plans]:
        ruling = state.require(plan_id).ruling
        for target in ruling.targets if ruling else ():
            state, written = _write_missing(state, plan_id, target)
            effects += written
    return Decision(state, tuple(effects))


def needed(plan: Plan, target: PlanKind) -> tuple[str, ...]:
    """Return the commitments that may be written and do not stand in a target yet."""
    stands = plan.stands_in(target)
    return tuple(one for one in allowed(plan) if one not in stands)


def allowed(plan: Plan) -> tuple[str, ...]:
    """Return the approved commitments that nothing holds back."""
    if plan.ruling is None or plan.on_hold:
        return ()
    return tuple(one for one in plan.ruling.approved if one not in plan.held)


def unwritten(plan: Plan, targets: Sequence[PlanKind]) -> tuple[str, ...]:
    """Return the approved commitments, held or not, that do not stand in every target."""
    approved = plan.ruling.approved if plan.ruling else ()
    stands = [plan.stands_in(target) for target in targets]
    return tuple(one for one in approved if not stands or any(one not in here for here in stands))


def _is_outdated(plan: Plan, write: EntriesWrite) -> bool:
    ruling = plan.ruling
    if write.status != "pending":
        return False
    if ruling is None or write.version != plan.version or write.target not in ruling.targets:
        return True
    stands = plan.stands_in(write.target)
    wanted = set(needed(plan, write.target))
    conditions = set(write.with_conditions) & set(write.commitments)
    return (
        not set(write.commitments) <= set(allowed(plan))
        or set(write.commitments) - stands != wanted
        or conditions != set(ruling.with_conditions) & set(write.commitments)
        or write.approved_by != ruling.decided_by
    )


def _without_outdated(state: PlanSync) -> tuple[PlanSync, list[Effect]]:
    """Take back outdated Writes; CancelWrites takes all of the child's, so the others are made anew."""
    pending = [(plan, one) for plan in state.plans for one in plan.writes if one.status == "pending"]
    outdated = {one.reference for plan, one in pending if _is_outdated(plan, one)}
    if not outdated:
        return state, []
    effects: list[Effect] = [CancelWrites()]
    for plan in state.plans:
        state = state.with_plan(
            plan.model_copy(update={"writes": tuple(_cancelled(one) for one in plan.writes)})
        )
    for plan, one in pending:
        if one.reference in outdated:
            effects.append(_look_for(state.child_id, plan.plan_id, one))
        else:
            state, write = _issue(state, plan.plan_id, one)
            effects.append(write)
    return state, effects


def _look_for(child_id: str, plan_id: str, write: EntriesWrite) -> Write:
    """Look, and write nothing: one that was taken back may have been made, and its answer lost."""
    payload = {**_payload(child_id, plan_id, write), "look_for": write.reference}
    return Write("entries", childs(child_id, "look-for", write.reference), payload)


def _cancelled(write: EntriesWrite) -> EntriesWrite:
    return write.model_copy(update={"status": "cancelled"}) if write.status == "pending" else write


def _write_missing(state: PlanSync, plan_id: str, target: PlanKind) -> tuple[PlanSync, list[Effect]]:
    plan = state.require(plan_id)
    ruling = plan.ruling
    if ruling is None or target not in ruling.bases:
        return state, []
    commitments = needed(plan, target)
    under_way = any(
        one.target == target
        and one.status in UNFINISHED
        and (one.status == "pending" or one.decision == ruling.decision)
        for one in plan.writes
    )
    if not commitments or under_way:
        return state, []
    promises = plan.current.promises if plan.current else ()
    write = EntriesWrite(
        reference="",
        target=target,
        version=plan.version,
        commitments=commitments,
        promises=tuple(one for one in promises if one.commitment_id in commitments),
        with_conditions=tuple(one for one in ruling.with_conditions if one in commitments),
        approved_by=ruling.decided_by,
        decision=ruling.decision,
        base=ruling.bases[target],
    )
    state, effect = _issue(state, plan_id, write)
    return state, [effect]


def _issue(state: PlanSync, plan_id: str, like: EntriesWrite) -> tuple[PlanSync, Write]:
    """Make a new Write; its reference is never used again, those of its entries always stay the same."""
    serial = state.serial + 1
    name = childs(state.child_id, "entries", plan_id, f"v{like.version}", SHORT[like.target], serial)
    write = like.model_copy(update={"reference": name, "status": "pending", "delayed": False})
    plan = state.require(plan_id)
    kept = tuple(one for one in plan.writes if one.target != like.target or one.status == "cancelled")
    state = state.with_plan(plan.model_copy(update={"writes": (*kept, write)}))
    payload = _payload(state.child_id, plan_id, write)
    return state.model_copy(update={"serial": serial}), Write(
        "entries", name, payload, on_behalf_of=write.approved_by, outbound=True
    )


def _payload(child_id: str, plan_id: str, write: EntriesWrite) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "plan_version": write.version,
        "target": write.target,
        "expected_version": write.base,
        "approved_by": write.approved_by,
        "entries": [
            {
                "commitment_id": one,
                "reference": entry_reference(child_id, plan_id, write.version, one, write.target),
                "conditions": one in write.with_conditions,
            }
            for one in write.commitments
        ],
    }
