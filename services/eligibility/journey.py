"""An accepted journey that facts stop, let go on, or end (DOMAIN 2.5; hard cases 5, 7, 8, 46, 55).

It is held while anybody or anything holds it: the screening, the child, or those with parental
responsibility. A hold stops everything outbound and loses nothing.
"""

from typing import Final

from services.eligibility.policy import Policy
from services.eligibility.state import Eligibility, Hold, LastScreening
from services.eligibility.turn import Turn, task, worker_and_coordinator
from shared.codes import FINAL_REASONS_CEASED
from shared.contracts.lifelong_links import Audience, JourneyClosed, JourneyFrozen, JourneyResumed
from shared.effects import Decision, Emit, Note

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
    }
)
"""Facts that speak for adoption, for living in the family, or that nothing is settled.

When one of them is new since the referral was accepted, doubt is enough to stop outreach. A fact that is only
missing (a blank plan, an unknown code, a disputed date) raises a task and lets the work go on.
"""


def follow_screening(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Let a journey that is under way follow the last screening."""
    last = state.last
    if last is None or not state.under_way or state.referral is None:
        return Decision(state)
    if last.reason in FINAL:
        return close(state, turn, last.reason)
    reason = _reason_to_hold(last, state.referral.basis or last, turn.policy)
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
    return (*people, "manager") if who == "parental-responsibility" else people


def _reason_to_hold(last: LastScreening, basis: LastScreening, policy: Policy) -> str | None:
    if last.outcome == "not_eligible":
        return None if _only_the_birthday(last, basis, policy) else last.leading
    if last.outcome == "needs_decision":
        known = _against(basis)
        return next((reason for reason in _against(last) if reason not in known), None)
    return None


def _against(screening: LastScreening) -> list[str]:
    found = [screening.reason] if screening.reason.startswith("jurisdiction-") else []
    for answer in screening.answers.values():
        found += [reason for reason in answer.reasons if reason in AGAINST]
    return found


def _only_the_birthday(last: LastScreening, basis: LastScreening, policy: Policy) -> bool:
    """Work in hand is completed past the age limit when the policy says so and nothing else got worse."""
    if policy.work_ends is None or policy.work_ends.work_in_hand != "complete":
        return False
    worse = [
        answer
        for name, answer in last.answers.items()
        if answer.result != "met" and name in basis.answers and basis.answers[name].result == "met"
    ]
    return bool(worse) and all(answer.reasons == ("over-age-limit",) for answer in worse)
