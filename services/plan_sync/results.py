"""What the ways in which a Write can end mean for the plan, and whether what we wrote still stands."""

from typing import Any

from services.plan_sync.bars import barred
from services.plan_sync.news import to_iro
from services.plan_sync.notices import note, task
from services.plan_sync.references import entry_reference, entry_reference_of_old
from services.plan_sync.settle import settle
from services.plan_sync.state import EntriesWrite, Entry, Plan, PlanSync, Standing
from services.plan_sync.targets import lead_worker
from services.plan_sync.writing import LOCKED_OR_AWAY, after, allowed, waiting
from shared.contracts.case_system import CarePlanChanged
from shared.contracts.lifelong_links import PlanConflicted, PlanDrifted, PlanWritten
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.service import WriteConflicted, WriteDelayed, WriteDone, WriteRefused

Found = tuple[Plan, EntriesWrite]
Seen = dict[str, str]
"""Content hash by reference of the entries that stand in a section."""


def on_write_done(state: PlanSync, event: WriteDone, ctx: Context) -> Decision[PlanSync]:
    """The entries stand there: keep the proof, tell the others, put a note into the record."""
    found = _find(state, event.reference)
    if found is None:
        return Decision(state)
    plan, write = found
    standing = _standing(state.child_id, write, plan, event)
    earlier = [one for one in plan.standing if one.target == write.target and one.version < write.version]
    others = [one for one in plan.standing if one.target != write.target or one.version > write.version]
    writes = tuple(
        one
        for one in plan.writes
        if one.reference != write.reference and (one.target, one.status) != (write.target, "cancelled")
    )
    update = {"standing": (*others, standing), "writes": writes}
    state = _on_new_bases(state.with_plan(plan.model_copy(update=update)), write, event)
    written = Emit(
        PlanWritten(
            child_id=state.child_id,
            plan_id=plan.plan_id,
            version=write.version,
            target=write.target,
            receipts=event.receipts,
            approved_by=write.approved_by,
        )
    )
    about = _about(plan, write)
    told = note(state.child_id, "plan-written", write.reference, count=len(event.receipts), **about)
    looks = _to_look_at(state, plan, write, about, earlier, ctx)
    return after([written, told, *looks], settle(state, ctx))


def on_write_conflicted(state: PlanSync, event: WriteConflicted, ctx: Context) -> Decision[PlanSync]:
    """Somebody changed the section since the decision: nothing was overwritten, a person decides again."""
    found = _pending(state, event.reference)
    if found is None:
        return _forget(state, event.reference)
    plan, write = found
    conflicted = Emit(
        PlanConflicted(
            child_id=state.child_id,
            plan_id=plan.plan_id,
            version=write.version,
            target=write.target,
            expected_version=event.expected_version,
            found_version=event.found_version,
        )
    )
    act = task(
        state.child_id,
        "plan-changed-decide-again",
        lead_worker(state.child, ctx.today),
        write.reference,
        **_about(plan, write),
    )
    return Decision(_settled(state, plan, write, "conflicted"), (conflicted, act))


def on_write_delayed(state: PlanSync, event: WriteDelayed, _ctx: Context) -> Decision[PlanSync]:
    """The case system is away or somebody edits the record: say so once; the write goes on trying."""
    found = _pending(state, event.reference)
    if found is None or found[1].delayed:
        return Decision(state)
    plan, write = found
    late = tuple(
        one.model_copy(update={"delayed": True}) if one.reference == write.reference else one
        for one in plan.writes
    )
    state = state.with_plan(plan.model_copy(update={"writes": late}))
    return Decision(state, (waiting(state, plan, LOCKED_OR_AWAY),))


def on_write_refused(state: PlanSync, event: WriteRefused, ctx: Context) -> Decision[PlanSync]:
    """A person must look. A refused note or task is only noted: another task would be refused as well."""
    found = _pending(state, event.reference)
    if found is None:
        forgotten = _forget(state, event.reference)
        detail = {"reference": event.reference, "kind": event.kind, "reason_code": event.reason_code}
        return Decision(forgotten.state, (Note("write-refused", detail),))
    plan, write = found
    acts = [
        task(
            state.child_id,
            "plan-write-refused",
            role,
            write.reference,
            reason_code=event.reason_code,
            **_about(plan, write),
        )
        for role in ("manager", lead_worker(state.child, ctx.today))
    ]
    refused = _settled(state, plan, write, "refused")
    return Decision(refused, (waiting(state, plan, event.reason_code), *acts))


def on_care_plan_changed(state: PlanSync, event: CarePlanChanged, ctx: Context) -> Decision[PlanSync]:
    """Compare what stands in the section with our receipts; a worker's edit stands, and a person is told.

    `ctx.facts` is the hash by reference; None when the change was our own.
    """
    seen: Seen | None = ctx.facts
    if seen is None:
        return Decision(state)
    effects: list[Effect] = []
    for plan in state.plans:
        for one in plan.standing:
            if one.target == event.plan_kind:
                state, told = _compare(state, plan.plan_id, one, seen, ctx, event)
                effects += told
    return Decision(state, tuple(effects))


def _compare(
    state: PlanSync, plan_id: str, one: Standing, seen: Seen, ctx: Context, event: CarePlanChanged
) -> tuple[PlanSync, list[Effect]]:
    changed = {ref: entry for ref, entry in one.entries.items() if entry.seen != seen.get(ref)}
    if not changed:
        return state, []
    looked_at = {ref: entry.model_copy(update={"seen": seen.get(ref)}) for ref, entry in changed.items()}
    plan = state.require(plan_id)
    now = one.model_copy(update={"entries": {**one.entries, **looked_at}})
    standing = tuple(now if each == one else each for each in plan.standing)
    state = state.with_plan(plan.model_copy(update={"standing": standing}))
    drifted = tuple(ref for ref, entry in looked_at.items() if entry.seen != entry.written)
    if not drifted:
        return state, []
    about: dict[str, Any] = {"plan_id": plan_id, "version": one.version, "target": one.target}
    facts = (plan_id, f"v{one.version}", one.target, event.version)
    edited = [looked_at[ref].commitment_id for ref in drifted]
    decider = lead_worker(state.child, ctx.today)
    act = task(state.child_id, "plan-drifted", decider, *facts, missing=edited, **about)
    told = to_iro(
        state, ctx, "iro-plan-drifted", plan, one.target, str(event.version), missing=edited, **about
    )
    return state, [Emit(PlanDrifted(child_id=state.child_id, references=drifted, **about)), act, *told]


def _standing(child_id: str, write: EntriesWrite, plan: Plan, event: WriteDone) -> Standing:
    hashes = {one.reference: one.content_hash for one in event.receipts}
    promises = {one.commitment_id: one for one in write.promises}
    entries = {
        ref: Entry(commitment_id=one, written=hashes[ref], seen=hashes[ref], promise=promises.get(one))
        for one in write.commitments
        for ref in (
            entry_reference(child_id, plan.plan_id, write.version, one, write.target),
            entry_reference_of_old(plan.plan_id, write.version, one, write.target),
        )
        if ref in hashes
    }
    before = next(
        (one for one in plan.standing if (one.target, one.version) == (write.target, write.version)), None
    )
    return Standing(
        target=write.target,
        version=write.version,
        approved_by=write.approved_by,
        entries={**(before.entries if before else {}), **entries},
    )


def _to_look_at(
    state: PlanSync,
    plan: Plan,
    write: EntriesWrite,
    about: dict[str, Any],
    earlier: list[Standing],
    ctx: Context,
) -> list[Effect]:
    """Software adds entries and removes none: what should no longer stand there, a worker takes out."""
    decider = lead_worker(state.child, ctx.today)
    acts: list[Effect] = []
    if write.status == "cancelled" and _is_unwanted(state, plan, write, ctx):
        acts.append(task(state.child_id, "written-though-stopped", decider, write.reference, **about))
    if any(one.entries for one in earlier):
        acts.append(task(state.child_id, "earlier-entries", decider, write.reference, **about))
    return acts


def _is_unwanted(state: PlanSync, plan: Plan, write: EntriesWrite, ctx: Context) -> bool:
    """Whether something was written that would not be now; of people who are barred another task tells."""
    others = {one.commitment_id for one in write.promises if not barred(state, one, ctx.today)}
    told_here = others if write.promises else set(write.commitments)
    return not told_here <= set(allowed(plan)) or write.version != plan.version


def _on_new_bases(state: PlanSync, write: EntriesWrite, event: WriteDone) -> PlanSync:
    """Our own write moved the section on: what is written of the same decision later is pinned to that."""
    versions = {one.remote_version for one in event.receipts}
    if len(versions) != 1:
        return state
    (version,) = versions
    for plan in state.plans:
        ruling = plan.ruling
        if ruling is not None and ruling.bases.get(write.target) == write.base:
            bases = {**ruling.bases, write.target: version}
            moved = ruling.model_copy(update={"bases": bases})
            state = state.with_plan(plan.model_copy(update={"ruling": moved}))
    return state


def _about(plan: Plan, write: EntriesWrite) -> dict[str, Any]:
    return {"plan_id": plan.plan_id, "version": write.version, "target": write.target}


def _find(state: PlanSync, reference: str) -> Found | None:
    return next(
        ((plan, one) for plan in state.plans for one in plan.writes if one.reference == reference), None
    )


def _pending(state: PlanSync, reference: str) -> Found | None:
    found = _find(state, reference)
    return found if found is not None and found[1].status == "pending" else None


def _settled(state: PlanSync, plan: Plan, write: EntriesWrite, status: str) -> PlanSync:
    writes = tuple(
        one.model_copy(update={"status": status}) if one.reference == write.reference else one
        for one in plan.writes
    )
    return state.with_plan(plan.model_copy(update={"writes": writes}))


def _forget(state: PlanSync, reference: str) -> Decision[PlanSync]:
    """A cancelled Write ended without writing: nothing of it is left to wait for."""
    found = _find(state, reference)
    if found is None:
        return Decision(state)
    plan, write = found
    writes = tuple(one for one in plan.writes if one.reference != write.reference)
    return Decision(state.with_plan(plan.model_copy(update={"writes": writes})))
