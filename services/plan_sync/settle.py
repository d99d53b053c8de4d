"""After every event: what the decision on each plan means now, and what is said and written of it. Pure.

Nothing here depends on which event came: what may be written follows from everything that was told, so that
late, repeated and reordered words end in the same place (DOMAIN 4, "Which word stands").
"""

from typing import Any

from services.plan_sync import approval, bars
from services.plan_sync.decisions import Stands, which_stands
from services.plan_sync.entries import told_of_barred
from services.plan_sync.news import DECIDE_AGAIN, again, dropped, rulings_news, wait_once
from services.plan_sync.state import SHARING, Plan, PlanSync, Ruling
from services.plan_sync.targets import targets_of
from services.plan_sync.writing import carried_out, unwritten
from shared.effects import Context, Decision, Effect
from shared.rules.journey import PAUSED

Said = tuple[Plan, list[Effect]]


def settle(state: PlanSync, ctx: Context) -> Decision[PlanSync]:
    """Work out every plan anew; `ctx.now` is the moment of deciding and of writing."""
    told: list[Effect] = []
    for plan_id in [plan.plan_id for plan in state.plans]:
        plan, said = _worked_out(state, state.require(plan_id), ctx)
        state = state if plan == state.require(plan_id) else state.with_plan(plan)
        told += said
    done = carried_out(state)
    state, about_entries = told_of_barred(done.state, ctx)
    return Decision(state, (*done.effects, *told, *about_entries))


def why_on_hold(state: PlanSync, plan: Plan, ctx: Context) -> str | None:
    """Why nothing of a plan may be written now although it is decided; it goes on when the reason is gone."""
    journey = state.journey
    if journey.stopped == PAUSED:
        return PAUSED
    for giver, reason in (
        ("authority", "authority-refused-sharing"),
        ("pr_holder", "pr-holder-refused-sharing"),
    ):
        if journey.refused(giver, SHARING, ctx.today):
            return reason
    own_gate = plan.current is not None and bars.has_own_gate(plan.current)
    accepted = journey.referral_id is not None and journey.phase == "running"
    return None if own_gate or accepted else "no-referral"


def _worked_out(state: PlanSync, plan: Plan, ctx: Context) -> Said:
    stands = which_stands(plan)
    if stands is None:
        # decided in a document from before decisions were kept: a person decides again
        return again(state, plan, ctx, plan.ruling.decided_by) if plan.ruling else (plan, [])
    if state.stopped:
        return dropped(state, plan, state.stopped)
    return _decided(state, plan, stands, ctx)


def _decided(state: PlanSync, plan: Plan, stands: Stands, ctx: Context) -> Said:
    if since := _outlived(state, plan, stands):
        plan, said = dropped(state, plan, DECIDE_AGAIN)
        if not _is_wanted(state, plan, stands, ctx):
            return plan, said
        plan, asked = again(state, plan, ctx, f"{stands.key} {since}")
        return plan, [*said, *asked]
    weighed = _weighed(state, plan, stands, ctx)
    if isinstance(weighed, approval.Wait):
        plan, said = dropped(state, plan, weighed.reason_code)
        plan, waits = wait_once(state, plan, ctx, weighed.reason_code, stands.key, weighed.missing)
        return plan, [*said, *waits]
    return _carried(state, plan, weighed, ctx)


def _outlived(state: PlanSync, plan: Plan, stands: Stands) -> str | None:
    """Since when the decision that stands is to be taken again; None when it need not be."""
    if plan.spent == stands.key:
        return "target"
    for since in (state.last_stop, plan.amended_at):
        if since is not None and stands.word.at <= since:
            return since.isoformat()
    return None


def _is_wanted(state: PlanSync, plan: Plan, stands: Stands, ctx: Context) -> bool:
    """Whether the decision approved something that does not stand yet and that the child still agrees to."""
    approved = {one for one, decision, _ in stands.word.items if decision != "declined"}
    targets = targets_of(state.child, ctx.today).kinds
    missing = not targets or any(approved - plan.stands_in(target) for target in targets)
    return bool(approved) and missing and plan.current is not None and plan.current.child_agrees


def _weighed(state: PlanSync, plan: Plan, stands: Stands, ctx: Context) -> Ruling | approval.Wait:
    current = plan.current
    if current is None:
        return approval.Wait("not-agreed-by-child")
    ruling = approval.weigh(state, current, stands.word, ctx)
    for word in stands.beside:
        other = approval.weigh(state, current, word, ctx)
        if isinstance(ruling, approval.Wait):
            break
        if isinstance(other, approval.Wait) and not word.is_dated_ahead:
            return other
        declined = ((one, reason) for one, decision, reason in word.items if decision == "declined")
        ruling = approval.also_declined(ruling, declined)
    if isinstance(ruling, approval.Wait):
        return ruling
    return ruling.model_copy(update={"decision": stands.key})


def _carried(state: PlanSync, plan: Plan, ruling: Ruling, ctx: Context) -> Said:
    """Go on with a decision that passed G5: targets, what holds it or somebody's part, and the news of it."""
    before = plan.ruling
    kinds = targets_of(state.child, ctx.today).kinds if ruling.approved else ()
    same = approval.says_the_same(before, ruling)
    if before is not None and before.decision == ruling.decision:
        update: dict[str, Any] = {
            "bases": {**ruling.bases, **before.bases},
            "targets": before.targets or kinds,
            "asked": before.asked,
            "announced": before.announced and same,
        }
        lost = [one for one in before.targets if one not in kinds]
        if lost and unwritten(plan, lost):
            # what was approved for one plan is not put into another without a person (hard case 74)
            plan, said = again(state, plan, ctx, ruling.decision)
            return plan.model_copy(update={"spent": ruling.decision}), said
    else:
        announced = before is not None and before.announced and same and before.targets == kinds
        asked = before.asked if before is not None and same else ()
        update = {"targets": kinds, "asked": asked, "announced": announced}
    ruling = ruling.model_copy(update=update)
    after = plan.model_copy(
        update={
            "ruling": ruling,
            "held": _held(state, plan, ruling, ctx),
            "on_hold": why_on_hold(state, plan, ctx) if ruling.approved else None,
        }
    )
    return rulings_news(state, plan, after, ctx)


def _held(state: PlanSync, plan: Plan, ruling: Ruling, ctx: Context) -> dict[str, str]:
    current = plan.current
    if current is None:
        return {}
    promises = (one for one in current.promises if one.commitment_id in ruling.approved)
    found = ((one.commitment_id, bars.bar(state, current, one, ctx.today)) for one in promises)
    return {commitment: reason for commitment, reason in found if reason}
