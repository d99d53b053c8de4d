"""Gate G5: what the authority's decision must be before anything is written (DOMAIN 4, G5).

Agreed by child and network; each item decided; considered at a review (regulation 32(2) of the Care
Planning, Placement and Case Review (England) Regulations 2010) or a reason why it could not wait.
"""

from dataclasses import dataclass
from datetime import date

from services.plan_sync.state import Plan, Ruling
from shared.contracts.case_meeting import PlanDecided
from shared.contracts.records import PlanKind


@dataclass(frozen=True, slots=True)
class Wait:
    """G5 is closed: why (a code), and the commitments it is about."""

    reason_code: str
    missing: tuple[str, ...] = ()


def weigh(plan: Plan, event: PlanDecided, bases: dict[PlanKind, str], today: date) -> Ruling | Wait:
    """Return the ruling, or what G5 waits for; `bases` are the sections' versions at the decision."""
    if not plan.child_agrees:
        return Wait("not-agreed-by-child")
    if foreign := _foreign(plan, event):
        return Wait("commitments-unknown", foreign)
    if undecided := _undecided(plan, event):
        return Wait("commitments-not-decided", undecided)
    if not _may_be_written_now(event, today):
        return Wait("not-considered-at-review")
    return Ruling(
        decided_by=event.decided_by,
        approved=_with(plan, event, "approved", "approved_with_conditions"),
        with_conditions=_with(plan, event, "approved_with_conditions"),
        declined=_with(plan, event, "declined"),
        bases=bases,
    )


def says_the_same(before: Ruling, now: Ruling) -> bool:
    """Say whether two rulings decide every commitment in the same way."""
    return (before.approved, before.with_conditions, before.declined) == (
        now.approved,
        now.with_conditions,
        now.declined,
    )


def without_reason(event: PlanDecided) -> tuple[str, ...]:
    """Return the declined commitments whose refusal carries no reason."""
    return tuple(
        one.commitment_id for one in event.decisions if one.decision == "declined" and not one.reason_code
    )


def declined_items(event: PlanDecided) -> list[list[str | None]]:
    """Return each declined commitment with the code of its reason."""
    return [[one.commitment_id, one.reason_code] for one in event.decisions if one.decision == "declined"]


def _foreign(plan: Plan, event: PlanDecided) -> tuple[str, ...]:
    return tuple(sorted({one.commitment_id for one in event.decisions} - set(plan.commitments)))


def _undecided(plan: Plan, event: PlanDecided) -> tuple[str, ...]:
    """Return the items with no decision, or with two that differ: nobody could say which one holds."""
    said: dict[str, set[str]] = {}
    for one in event.decisions:
        said.setdefault(one.commitment_id, set()).add(one.decision)
    return tuple(one for one in plan.commitments if len(said.get(one, ())) != 1)


def _may_be_written_now(event: PlanDecided, today: date) -> bool:
    """A review still to come has considered nothing yet."""
    considered = event.considered_at_review
    return bool(event.urgent_reason_code) or (considered is not None and considered <= today)


def _with(plan: Plan, event: PlanDecided, *decisions: str) -> tuple[str, ...]:
    chosen = {one.commitment_id for one in event.decisions if one.decision in decisions}
    return tuple(one for one in plan.commitments if one in chosen)
