"""What stands in the child's plan of people who are barred since: told once for each cause. Pure.

Software removes no entry (DOMAIN 6): a worker decides what becomes of it (hard case 61).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from services.plan_sync.bars import barred, cause_of
from services.plan_sync.notices import task
from services.plan_sync.state import Entry, Plan, PlanSync
from services.plan_sync.targets import lead_worker
from shared.effects import Context, Effect

CODE = "entry-of-barred-person"


@dataclass(slots=True)
class Barred:
    """Entries of one person in one plan, and why that person is barred now."""

    plan: Plan
    lead_id: str
    reason: str
    commitments: set[str] = field(default_factory=set)


def told_of_barred(state: PlanSync, ctx: Context) -> tuple[PlanSync, list[Effect]]:
    """Raise one task about each person's entries and cause; a cause that went away may come again."""
    found = _barred_entries(state, ctx)
    acts: list[Effect] = [
        task(
            state.child_id,
            CODE,
            lead_worker(state.child, ctx.today),
            key,
            ctx.event_id,
            lead_id=one.lead_id,
            reason_code=one.reason,
            missing=sorted(one.commitments),
            plan_id=one.plan.plan_id,
        )
        for key, one in found.items()
        if key not in state.barred_told
    ]
    told = tuple(found)
    return (state if told == state.barred_told else state.model_copy(update={"barred_told": told})), acts


def _barred_entries(state: PlanSync, ctx: Context) -> dict[str, Barred]:
    found: dict[str, Barred] = {}
    for plan, entry in _entries(state):
        if entry.promise is None or entry.seen is None:
            continue
        if reason := barred(state, entry.promise, ctx.today):
            lead_id = entry.promise.lead_id
            key = f"{plan.plan_id} {lead_id} {cause_of(reason)}"
            found.setdefault(key, Barred(plan, lead_id, reason)).commitments.add(entry.commitment_id)
    return found


def _entries(state: PlanSync) -> Iterator[tuple[Plan, Entry]]:
    for plan in state.plans:
        for standing in plan.standing:
            for entry in standing.entries.values():
                yield plan, entry
