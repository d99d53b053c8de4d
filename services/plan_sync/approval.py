"""Gate G5: what the authority's decision must be before anything is written (DOMAIN 4, G5). Pure.

Agreed by child and network; each item decided, by somebody other than those who made the plan; considered at
a review held on or after the day the plan was agreed (regulation 32(2) of the Care Planning, Placement and
Case Review (England) Regulations 2010) or a coded reason why it could not wait. From 18 the review of the
pathway plan or a manager decides, as the authority chose (`Practice.adult_plan_decider`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.plan_sync.plan_words import Decided, PlanTold
from services.plan_sync.state import PlanSync, Ruling
from shared.clock import london_date
from shared.effects import Context
from shared.rules.codes import is_urgent_reason

PATHWAY_REVIEWS = frozenset({"pathway", "pathway_plan", "pathway-plan", "pathway_plan_review"})
"""Kinds of review that consider a pathway plan; one without a kind is taken for one from 18 on."""


@dataclass(frozen=True, slots=True)
class Wait:
    """G5 is closed: why (a code), and the commitments it is about."""

    reason_code: str
    missing: tuple[str, ...] = ()


def weigh(state: PlanSync, plan: PlanTold, word: Decided, ctx: Context) -> Ruling | Wait:
    """Return the ruling of one decision, or what G5 waits for."""
    if waits := _incomplete(plan, word) or _unlawful(state, plan, word, ctx):
        return waits
    return Ruling(
        decided_by=word.decided_by,
        approved=_with(plan, word, "approved", "approved_with_conditions"),
        with_conditions=_with(plan, word, "approved_with_conditions"),
        declined=_with(plan, word, "declined"),
        reasons={one: reason for one, decision, reason in word.items if decision == "declined"},
        urgent=None if _was_considered(plan, word) else word.urgent_reason_code,
        bases=word.bases,
    )


def also_declined(ruling: Ruling, declined: Iterable[tuple[str, str | None]]) -> Ruling:
    """Return the ruling without what a word of the same moment, or one that closes, declines as well."""
    more = {one: reason for one, reason in declined if one in ruling.approved}
    if not more:
        return ruling
    return ruling.model_copy(
        update={
            "approved": tuple(one for one in ruling.approved if one not in more),
            "with_conditions": tuple(one for one in ruling.with_conditions if one not in more),
            "declined": (*ruling.declined, *more),
            "reasons": {**ruling.reasons, **more},
        }
    )


def says_the_same(before: Ruling | None, now: Ruling) -> bool:
    """Say whether two rulings decide every commitment in the same way."""
    return before is not None and (before.approved, before.with_conditions, before.declined) == (
        now.approved,
        now.with_conditions,
        now.declined,
    )


def _incomplete(plan: PlanTold, word: Decided) -> Wait | None:
    if not plan.child_agrees:
        return Wait("not-agreed-by-child")
    if foreign := _foreign(plan, word):
        return Wait("commitments-unknown", foreign)
    undecided = _undecided(plan, word)
    return Wait("commitments-not-decided", undecided) if undecided else None


def _unlawful(state: PlanSync, plan: PlanTold, word: Decided, ctx: Context) -> Wait | None:
    if _made_the_plan(state, plan, word):
        return Wait("another-person-decides")
    if _author_must_be_known(state, plan, ctx):
        return Wait("plan-author-unknown")
    if _may_be_written_now(state, plan, word, ctx):
        return None
    adult = state.journey.is_adult(_day_of(word))
    return Wait("not-considered-for-adult" if adult else "not-considered-at-review")


def _foreign(plan: PlanTold, word: Decided) -> tuple[str, ...]:
    return tuple(sorted({one for one, _, _ in word.items} - _commitments(plan)))


def _undecided(plan: PlanTold, word: Decided) -> tuple[str, ...]:
    """Return the items with no decision, or with two that differ: nobody could say which one holds."""
    said: dict[str, set[str]] = {}
    for one, decision, _ in word.items:
        said.setdefault(one, set()).add(decision)
    return tuple(one.commitment_id for one in plan.promises if len(said.get(one.commitment_id, ())) != 1)


def _made_the_plan(state: PlanSync, plan: PlanTold, word: Decided) -> bool:
    """Neither author, plan lead, coordinator, anybody of the network nor the young person decides a plan."""
    leads = {same for one in plan.promises for same in state.people.same(one.lead_id)}
    coordinators = {one for one, since in state.coordinators.items() if since <= word.at}
    makers = {plan.agreed_by, plan.plan_lead_id, state.child_id, *plan.coordinator_ids, *coordinators, *leads}
    return word.decided_by in makers or word.decided_by in state.people.leads


def _author_must_be_known(state: PlanSync, plan: PlanTold, ctx: Context) -> bool:
    """A plan without an author waits, once this case system has sent who wrote a plan (practice)."""
    if plan.agreed_by is not None or ctx.practice.unknown_author == "accept":
        return False
    return state.authors_since is not None and state.authors_since <= plan.at


def _may_be_written_now(state: PlanSync, plan: PlanTold, word: Decided, ctx: Context) -> bool:
    considered = _was_considered(plan, word) or is_urgent_reason(word.urgent_reason_code)
    if not state.journey.is_adult(_day_of(word)):
        return considered
    by_manager = state.people.workers.is_manager(word.decided_by, _day_of(word))
    by_review = considered and word.review_kind in (None, *PATHWAY_REVIEWS)
    return {
        "review_or_manager": by_review or by_manager,
        "review": by_review,
        "manager": by_manager,
    }[ctx.practice.adult_plan_decider]


def _was_considered(plan: PlanTold, word: Decided) -> bool:
    """A review before the plan was agreed, or still to come at the decision, considered nothing of it."""
    review = word.considered_at_review
    return review is not None and plan.agreed_day <= review <= _day_of(word)


def _day_of(word: Decided) -> date:
    return london_date(word.at)


def _commitments(plan: PlanTold) -> set[str]:
    return {one.commitment_id for one in plan.promises}


def _with(plan: PlanTold, word: Decided, *decisions: str) -> tuple[str, ...]:
    chosen = {one for one, decision, _ in word.items if decision in decisions}
    return tuple(one.commitment_id for one in plan.promises if one.commitment_id in chosen)
