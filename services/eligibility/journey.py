"""An accepted journey that facts stop, let go on, or end (DOMAIN 2.5; hard cases 5, 7, 8, 46, 55).

It is held while anybody or anything holds it: the screening, the child, those with parental responsibility,
or the authority. A hold stops everything outbound and loses nothing.
"""

from typing import Final

from services.eligibility.state import Eligibility, Hold, LastScreening
from services.eligibility.turn import Turn, task, worker_and_coordinator
from shared.contracts.lifelong_links import Audience, JourneyClosed, JourneyFrozen, JourneyResumed
from shared.effects import Decision, Emit, Note
from shared.rules.codes import FINAL_REASONS_CEASED

FINAL: Final = frozenset({"died", *(f"care-ended-{code}" for code in FINAL_REASONS_CEASED)})
"""Reasons that end a journey instead of holding it."""

AGAINST: Final = frozenset(
    {
        "adoption-decided",
        "placed-for-adoption",
        "placement-order",
        "placement-order-contradicts-plan",
        "freeing-order",
        "carer-may-adopt",
        "plan-adoption",
        "parallel-planning-adoption",
        "placed-with-parents",
        "short-breaks",
        "kinship-placement",
        "plan-within-family",
        "plan-with-relatives",
        "parallel-planning-family",
        "nothing-settled",
        "plan-open-to-judgement",
        "plan-not-of-permanence",
    }
)
"""Facts that speak for adoption, for living in the family, or that nothing is settled.

When one of them is new since the referral was accepted, doubt is enough to stop outreach. A fact that is only
missing (a blank plan, an unknown code, a disputed date) raises a task and lets the work go on.
"""

LEAST_TELLING: Final = frozenset({"plan-open-to-judgement", "plan-not-of-permanence"})
"""Of these the reason is given only when there is no plainer one."""

TIME_LIMITS: Final = frozenset({"over-age-limit", "too-long-in-care"})
"""Reasons that come by time alone."""


def follow_screening(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Let a journey that is under way follow the last screening."""
    last = state.last
    if last is None or not state.under_way or state.referral is None:
        return Decision(state)
    if last.reason in FINAL:
        return close(state, turn, last.reason)
    reason = _reason_to_hold(last, state.referral.basis or last)
    if reason is not None:
        return hold(state, turn, "eligibility", reason)
    if last.outcome == "eligible":
        return lift(state, turn, "eligibility", "eligible-again")
    return Decision(state)


def hold(state: Eligibility, turn: Turn, who: Hold, reason: str) -> Decision[Eligibility]:
    """Freeze a journey that is under way; the same reason again changes nothing."""
    if not state.under_way or state.holds.get(who) == reason:
        return Decision(state)
    held = state.model_copy(update={"holds": {**state.holds, who: reason}, "held_at": turn.ctx.now})
    frozen = Emit(JourneyFrozen(child_id=state.child_id, reason_code=reason))
    return Decision(held, (frozen, task(held, turn, "journey-frozen", _who(held, turn, who), reason=reason)))


def lift(state: Eligibility, turn: Turn, who: Hold, reason: str) -> Decision[Eligibility]:
    """Take one hold away; the journey goes on when it was the last."""
    if who not in state.holds:
        return Decision(state)
    left = {name: why for name, why in state.holds.items() if name != who}
    lifted = state.model_copy(update={"holds": left})
    if left:
        return Decision(lifted, (Note("journey-still-frozen", {"reasons": sorted(left.values())}),))
    resumed = Emit(JourneyResumed(child_id=state.child_id, reason_code=reason))
    return Decision(
        lifted, (resumed, task(lifted, turn, "journey-resumed", _who(lifted, turn, who), reason=reason))
    )


def close(state: Eligibility, turn: Turn, reason: str) -> Decision[Eligibility]:
    """End a journey that is under way."""
    closed = state.model_copy(update={"closed_for": reason, "holds": {}})
    ended = Emit(JourneyClosed(child_id=state.child_id, reason_code=reason))
    people = worker_and_coordinator(state, turn.today)
    return Decision(closed, (ended, task(closed, turn, "journey-closed", people, reason=reason)))


def _who(state: Eligibility, turn: Turn, who: Hold) -> tuple[Audience, ...]:
    people = worker_and_coordinator(state, turn.today)
    return (*people, "manager") if who in ("parental-responsibility", "authority") else people


def _reason_to_hold(last: LastScreening, basis: LastScreening) -> str | None:
    if last.outcome == "not_eligible":
        return None if _only_time(last, basis) else last.leading
    if last.outcome == "needs_decision":
        known = _against(basis)
        return next((reason for reason in _against(last) if reason not in known), None)
    return None


def _against(screening: LastScreening) -> list[str]:
    found = [screening.reason] if screening.reason.startswith("jurisdiction-") else []
    for answer in screening.answers.values():
        found += [reason for reason in answer.reasons if reason in AGAINST]
    return sorted(found, key=lambda reason: reason in LEAST_TELLING)


def _only_time(last: LastScreening, basis: LastScreening) -> bool:
    """Work in hand is completed when nothing but time has passed: a limit is for who begins (hard case 5).

    A policy that ends it at a birthday closes it on that day (`work_ends`).
    """
    worse = [
        answer
        for name, answer in last.answers.items()
        if answer.result != "met" and name in basis.answers and basis.answers[name].result == "met"
    ]
    return bool(worse) and all(set(answer.reasons) <= TIME_LIMITS for answer in worse)
