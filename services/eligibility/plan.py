"""The plan: B1, none to live within the family and none to be adopted; or a plan of permanence (DOMAIN 2.2).

Signals beside the plan and the plan itself are joined by Kleene AND, which is the whole precedence: a hard
signal (`not_met`) wins over everything, a soft one (`unknown`) does not lift a plan that alone is not met.
"""

from collections.abc import Mapping
from typing import Final

from services.eligibility.criteria import PlanOfPermanence, PlanOutsideFamily
from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Fact, Finding, every
from services.eligibility.on_day import ChildOnDay
from shared import codes
from shared.codes import ADULT
from shared.contracts.lifelong_links import Truth
from shared.contracts.records import Adoption

Signal = tuple[Truth, str]
"""What a code says of B1, and the reason."""

PLACEMENT_SIGNALS: Final[Mapping[str, Signal]] = {
    **dict.fromkeys(codes.PLACED_FOR_ADOPTION, (NOT_MET, "placed-for-adoption")),
    **dict.fromkeys(codes.MAY_BE_ADOPTED, (UNKNOWN, "carer-may-adopt")),
}

LEGAL_SIGNALS: Final[Mapping[str, Signal]] = {
    codes.PLACEMENT_ORDER: (NOT_MET, "placement-order"),
    codes.FREEING_ORDER: (UNKNOWN, "freeing-order"),
    **dict.fromkeys(codes.SHORT_BREAKS, (NOT_MET, "short-breaks")),
    **dict.fromkeys(codes.NOTHING_SETTLED, (UNKNOWN, "nothing-settled")),
}


def plan_outside_family(child: ChildOnDay, rule: PlanOutsideFamily) -> Finding:
    """Answer B1 for a child on a day; nobody can adopt an adult or plan their home."""
    if child.age >= ADULT:
        return Finding(MET, ("not-applicable-at-18-or-over",), (("age", child.age),))
    found = [
        *_adoption_signals(child.record.adoption),
        _placement_signal(child.placement, rule),
        _legal_signal(child),
        _plan(child.record.permanence_plan, rule),
    ]
    return every([one for one in found if one is not None], met="plan-outside-family")


def _adoption_signals(adoption: Adoption | None) -> list[Finding]:
    """A reversal or an end is shown by its date; the dates count whether or not the child is in care."""
    signals: list[Finding] = []
    if adoption is None:
        return signals
    if adoption.decision_date and not adoption.decision_reversed_date:
        fact = ("adoption.decision_date", adoption.decision_date.isoformat())
        signals.append(Finding(NOT_MET, ("adoption-decided",), (fact,)))
    if adoption.placed_date and not adoption.placed_ceased_date:
        fact = ("adoption.placed_date", adoption.placed_date.isoformat())
        signals.append(Finding(NOT_MET, ("placed-for-adoption",), (fact,)))
    return signals


def _placement_signal(placement: str | None, rule: PlanOutsideFamily) -> Finding | None:
    if placement is None:
        return None
    if placement == codes.WITH_PARENTS:
        signal: Signal | None = (rule.placed_with_parents, "placed-with-parents")
    elif placement in codes.KINSHIP_PLACEMENT:
        signal = (rule.kinship, "kinship-placement")
    elif placement in codes.PLACEMENT:
        signal = PLACEMENT_SIGNALS.get(placement)
    else:
        signal = (UNKNOWN, "placement-unrecognised")
    return _finding(signal, ("care.placement", codes.statutory(placement)))


def _legal_signal(child: ChildOnDay) -> Finding | None:
    status = child.legal_status
    if status is None:
        return None
    evidence = ("care.legal_status", codes.statutory(status))
    if status == codes.PLACEMENT_ORDER:
        against = [key for key in child.record.permanence_plan or () if key in codes.PLAN_OUTSIDE_FAMILY]
        if against:
            named = tuple(("permanence_plan", key) for key in against)
            return Finding(UNKNOWN, ("placement-order-contradicts-plan",), (evidence, *named))
    known = status in codes.LEGAL_STATUS
    return _finding(LEGAL_SIGNALS.get(status) if known else (UNKNOWN, "legal-status-unrecognised"), evidence)


def _finding(signal: Signal | None, evidence: Fact) -> Finding | None:
    """A signal that the policy takes as `met` is none."""
    if signal is None or signal[0] == MET:
        return None
    return Finding(signal[0], (signal[1],), (evidence,))


def plan_of_permanence(child: ChildOnDay, rule: PlanOfPermanence) -> Finding:
    """Answer whether a plan is agreed that the policy counts as one of permanence."""
    keys = child.record.permanence_plan
    return _joined(keys, {key: _counts(key, rule) for key in keys or ()}, met="plan-of-permanence")


def _counts(key: str, rule: PlanOfPermanence) -> Finding:
    evidence = (("permanence_plan", codes.plan_key(key)),)
    if key in rule.counts:
        return Finding(MET, ("plan-of-permanence",), evidence)
    if key in rule.does_not_count:
        return Finding(NOT_MET, ("plan-not-of-permanence",), evidence)
    known = key in codes.PLAN_KEYS
    return Finding(UNKNOWN, ("plan-open-to-judgement" if known else "plan-key-unrecognised",), evidence)


def _plan(keys: tuple[str, ...] | None, rule: PlanOutsideFamily) -> Finding:
    return _joined(keys, {key: _key(key, rule) for key in keys or ()}, met="plan-outside-family")


def _joined(keys: tuple[str, ...] | None, judged: dict[str, Finding], *, met: str) -> Finding:
    """Join what the ticked keys say: all failing fails, some failing is parallel planning, none is open."""
    if not keys:
        reason = "plan-not-known" if keys is None else "plan-not-agreed"
        return Finding(UNKNOWN, (reason,), (), ("permanence_plan",))
    failing = [key for key, one in judged.items() if one.result == NOT_MET]
    if failing and len(failing) < len(judged):
        judged = judged | {key: _parallel(key) for key in failing}
    return every(list(judged.values()), met=met)


def _key(key: str, rule: PlanOutsideFamily) -> Finding:
    evidence = (("permanence_plan", codes.plan_key(key)),)
    if key in codes.PLAN_OUTSIDE_FAMILY:
        return Finding(MET, ("plan-outside-family",), evidence)
    if key in codes.PLAN_IN_FAMILY:
        return Finding(NOT_MET, ("plan-within-family",), evidence)
    if key == codes.PLAN_ADOPTION:
        return Finding(NOT_MET, ("plan-adoption",), evidence)
    if key == codes.PLAN_RELATIVES:
        return Finding(rule.kinship, ("plan-with-relatives",), evidence)
    return Finding(UNKNOWN, ("plan-other" if key == codes.PLAN_OTHER else "plan-key-unrecognised",), evidence)


def _parallel(key: str) -> Finding:
    """Parallel planning: a plan that fails beside one that does not leaves the question open."""
    adoption = key == codes.PLAN_ADOPTION
    reason = "parallel-planning-adoption" if adoption else "parallel-planning-family"
    return Finding(UNKNOWN, (reason,), (("permanence_plan", key),))
