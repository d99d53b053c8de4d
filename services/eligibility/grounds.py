"""What is new about a child since work was accepted, and whether it freezes or pauses it (DOMAIN 2.5, 4).

A fact that speaks against, new since a person or the policy found the child fit, freezes. A fact that is
only missing pauses, so that nothing that was checked is lost while somebody looks. What was known when the
work was accepted does neither: that decision was made on these facts (gate G1).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.eligibility.state import Answer, LastScreening
from shared.contracts.lifelong_links import Truth
from shared.rules.codes import FINAL_REASONS_CEASED

FINAL: Final = frozenset({"died", *(f"care-ended-{code}" for code in FINAL_REASONS_CEASED)})
"""Reasons that end a journey instead of holding it; nobody can accept a referral against them."""

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
"""Facts that speak for adoption, for living in the family, or that nothing is settled."""

LEAST_TELLING: Final = frozenset({"plan-open-to-judgement", "plan-not-of-permanence"})
"""Of these the reason is given only when there is no plainer one."""

TIME_LIMITS: Final = frozenset({"over-age-limit", "too-long-in-care"})
"""Reasons that come by time alone."""

WITHOUT_WORKER: Final = frozenset(
    {"no-worker", "no-worker-may-ask-for-adviser", "workers-not-known", "worker-role-unrecognised"}
)
"""Reasons that follow from nobody being allocated, which has a hold of its own (`holds.py`)."""

PARENT_ROUTE: Final = frozenset(
    {
        "no-parenthood",
        "no-child-lost-in-care-proceedings",
        "no-current-service",
        "parenthood-not-known",
        "child-lost-in-care-proceedings-not-known",
        "services-not-known",
        "service-not-listed",
    }
)
"""Facts of a route that was not open anyway: no news about a child who never came by it."""

_RANK: Final[Mapping[Truth, int]] = {"met": 2, "unknown": 1, "not_met": 0}
_WAS_MET: Final = Answer("met", ())
_SUMS: Final = frozenset({"criteria-met", "criteria-not-met", "criteria-not-known"})


class Ground(NamedTuple):
    """Why a journey is held, and whether that only pauses it."""

    reason: str
    pause: bool = False


def ground_to_hold(last: LastScreening, basis: LastScreening, *, worker_is_missing: bool) -> Ground | None:
    """Return what is new since the work was accepted on that basis and holds it, the weightiest first.

    Work in hand is completed when nothing but time has passed: a limit is for who begins (hard case 5).
    """
    if last.outcome == "eligible":
        return None
    known = _against(basis)
    against = [reason for reason in _against(last) if reason not in known]
    if last.outcome == "needs_decision" and against:
        return Ground(against[0])
    silent = _SUMS | TIME_LIMITS | (WITHOUT_WORKER if worker_is_missing else frozenset())
    news = [*against, *(reason for reason in _others(last, basis) if reason not in silent)]
    if not news:
        return None
    reason = last.leading if last.leading in news else news[0]
    return Ground(reason, pause=last.outcome == "needs_decision")


def _against(screening: LastScreening) -> list[str]:
    found = [screening.reason] if screening.reason.startswith("jurisdiction-") else []
    for answer in screening.answers.values():
        found += [reason for reason in answer.reasons if reason in AGAINST]
    return sorted(found, key=lambda reason: reason in LEAST_TELLING)


def _others(last: LastScreening, basis: LastScreening) -> list[str]:
    """Every other reason that is new: of the whole, and of the criteria that fell or still decide."""
    new = [] if last.reason == basis.reason else [last.reason]
    for name, answer in last.answers.items():
        before = basis.answers.get(name, _WAS_MET)
        if _RANK[answer.result] < _RANK[before.result] or name in last.deciding:
            known = _known(before)
            new += [reason for reason in answer.reasons if reason not in known]
    return new


def _known(before: Answer) -> frozenset[str]:
    """What is no news where a criterion was not met before; that nobody is allocated has several words."""
    if before.result == "met":
        return frozenset()
    worker = WITHOUT_WORKER if WITHOUT_WORKER & {*before.reasons} else frozenset()
    return PARENT_ROUTE | worker | {*before.reasons}
