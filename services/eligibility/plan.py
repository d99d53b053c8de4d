"""The plan: B1, none to be adopted, a plan of permanence (DOMAIN 2.2).

Signals beside the plan and the plan itself are joined by Kleene AND, which is the whole precedence: a hard
signal (`not_met`) wins over everything, a soft one (`unknown`) does not lift a plan that alone is not met.
What a signal counts as follows from what the criterion says of such a plan: `Taken`.
"""

from typing import NamedTuple

from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Fact, Finding, every, part
from services.eligibility.on_day import ChildOnDay
from services.eligibility.policies.criteria import NoAdoptionPlanned, PlanOfPermanence, PlanOutsideFamily
from shared.contracts.lifelong_links import Truth
from shared.contracts.records import Adoption
from shared.rules import codes
from shared.rules.codes import ADULT

Signal = tuple[Truth, str]
"""What a code says of B1, and the reason."""


class Taken(NamedTuple):
    """How a criterion takes each thing that a signal beside the plan may speak of; `met` is no signal."""

    adoption: Truth
    with_parents: Truth
    kinship: Truth
    short_breaks: Truth = NOT_MET

    @property
    def perhaps_adoption(self) -> Truth:
        """How a signal is taken that may come to adoption, and may not."""
        return MET if self.adoption == MET else UNKNOWN


def plan_outside_family(child: ChildOnDay, rule: PlanOutsideFamily) -> Finding:
    """Answer B1 for a child on a day; nobody can adopt an adult or plan their home."""
    if child.age >= ADULT:
        return _adult(child)
    taken = Taken(NOT_MET, rule.placed_with_parents, rule.kinship)
    keys = child.record.permanence_plan
    ticked = _ticked(keys, {key: _key(key, rule) for key in keys or ()})
    return every([*_signals(child, taken), *ticked], met="plan-outside-family")


def no_adoption_planned(child: ChildOnDay, rule: NoAdoptionPlanned) -> Finding:
    """Answer whether nothing speaks of adoption; a plan that is blank or of any other kind does not."""
    if child.age >= ADULT:
        return _adult(child)
    signals = _signals(child, Taken(rule.adoption_planned, MET, MET, MET))
    keys = child.record.permanence_plan or ()
    said = [one for key in keys if (one := _of_adoption(key, rule, alone=len(set(keys)) == 1)) is not None]
    ticked = part(*(("permanence_plan", codes.plan_key(key)) for key in keys))
    return every([*signals, *said, ticked], met="no-adoption-planned")


def plan_of_permanence(child: ChildOnDay, rule: PlanOfPermanence) -> Finding:
    """Answer whether a plan is agreed that the policy counts as one of permanence, and nothing belies it."""
    taken = Taken(
        rule.takes(codes.PLAN_ADOPTION), rule.takes(codes.PLAN_REMAIN), rule.takes(codes.PLAN_RELATIVES)
    )
    keys = child.record.permanence_plan
    ticked = _ticked(keys, {key: _counts(key, rule) for key in keys or ()})
    return every([*_signals(child, taken), *ticked], met="plan-of-permanence")


def _adult(child: ChildOnDay) -> Finding:
    return Finding(MET, ("not-applicable-at-18-or-over",), (("age", child.age),))


def _signals(child: ChildOnDay, taken: Taken) -> list[Finding]:
    found = [
        *_adoption_signals(child.record.adoption, taken),
        _placement_signal(child.placement, taken),
        _legal_signal(child, taken),
    ]
    return [one for one in found if one is not None]


def _adoption_signals(adoption: Adoption | None, taken: Taken) -> list[Finding | None]:
    """A reversal or an end is shown by its date; the dates count whether or not the child is in care."""
    signals: list[Finding | None] = []
    if adoption is None:
        return signals
    if adoption.decision_date and not adoption.decision_reversed_date:
        fact = ("adoption.decision_date", adoption.decision_date.isoformat())
        signals.append(_finding((taken.adoption, "adoption-decided"), fact))
    if adoption.placed_date and not adoption.placed_ceased_date:
        fact = ("adoption.placed_date", adoption.placed_date.isoformat())
        signals.append(_finding((taken.adoption, "placed-for-adoption"), fact))
    return signals


def _placement_signal(placement: str | None, taken: Taken) -> Finding | None:
    if placement is None:
        return None
    signal: Signal | None = None
    if placement == codes.WITH_PARENTS:
        signal = (taken.with_parents, "placed-with-parents")
    elif placement in codes.KINSHIP_PLACEMENT:
        signal = (taken.kinship, "kinship-placement")
    elif placement in codes.PLACED_FOR_ADOPTION:
        signal = (taken.adoption, "placed-for-adoption")
    elif placement in codes.MAY_BE_ADOPTED:
        signal = (taken.perhaps_adoption, "carer-may-adopt")
    elif placement not in codes.PLACEMENT:
        signal = (UNKNOWN, "placement-unrecognised")
    return _finding(signal, ("care.placement", codes.statutory(placement)))


def _legal_signal(child: ChildOnDay, taken: Taken) -> Finding | None:
    status = child.legal_status
    if status is None:
        return None
    evidence = ("care.legal_status", codes.statutory(status))
    if status == codes.PLACEMENT_ORDER:
        against = [key for key in child.record.permanence_plan or () if key in codes.PLAN_OUTSIDE_FAMILY]
        if against:
            named = tuple(("permanence_plan", key) for key in against)
            return Finding(UNKNOWN, ("placement-order-contradicts-plan",), (evidence, *named))
    return _finding(_of_status(status, taken), evidence)


def _of_status(status: str, taken: Taken) -> Signal | None:
    if status == codes.PLACEMENT_ORDER:
        return taken.adoption, "placement-order"
    if status == codes.FREEING_ORDER:
        return taken.perhaps_adoption, "freeing-order"
    if status in codes.SHORT_BREAKS:
        return taken.short_breaks, "short-breaks"
    if status in codes.NOTHING_SETTLED:
        return UNKNOWN, "nothing-settled"
    return None if status in codes.LEGAL_STATUS else (UNKNOWN, "legal-status-unrecognised")


def _finding(signal: Signal | None, evidence: Fact) -> Finding | None:
    """A signal that the policy takes as `met` is none."""
    if signal is None or signal[0] == MET:
        return None
    return Finding(signal[0], (signal[1],), (evidence,))


def _counts(key: str, rule: PlanOfPermanence) -> Finding:
    fact = ("permanence_plan", codes.plan_key(key))
    result = rule.takes(key)
    if result == MET:
        return part(fact)
    if result == NOT_MET:
        return Finding(NOT_MET, ("plan-not-of-permanence",), (fact,))
    known = key in codes.PLAN_KEYS
    return Finding(UNKNOWN, ("plan-open-to-judgement" if known else "plan-key-unrecognised",), (fact,))


def _of_adoption(key: str, rule: NoAdoptionPlanned, *, alone: bool) -> Finding | None:
    if key == codes.PLAN_ADOPTION:
        evidence = (("permanence_plan", key),)
        return Finding(rule.adoption_planned, ("plan-adoption",), evidence) if alone else _parallel(key)
    if key not in codes.PLAN_KEYS:
        return Finding(UNKNOWN, ("plan-key-unrecognised",), (("permanence_plan", codes.plan_key(key)),))
    return None


def _ticked(keys: tuple[str, ...] | None, judged: dict[str, Finding]) -> list[Finding]:
    """What the ticked keys say: all failing fails, some failing is parallel planning, none ticked is open."""
    if not keys:
        reason = "plan-not-known" if keys is None else "plan-not-agreed"
        return [Finding(UNKNOWN, (reason,), (), ("permanence_plan",))]
    failing = [key for key, one in judged.items() if one.result == NOT_MET]
    if len(failing) < len(judged):
        judged = judged | {key: _parallel(key) for key in failing}
    return list(judged.values())


def _key(key: str, rule: PlanOutsideFamily) -> Finding:
    fact = ("permanence_plan", codes.plan_key(key))
    if key in codes.PLAN_OUTSIDE_FAMILY:
        return part(fact)
    if key in codes.PLAN_IN_FAMILY:
        return Finding(NOT_MET, ("plan-within-family",), (fact,))
    if key == codes.PLAN_ADOPTION:
        return Finding(NOT_MET, ("plan-adoption",), (fact,))
    if key == codes.PLAN_RELATIVES:
        return Finding(rule.kinship, ("plan-with-relatives",), (fact,))
    return Finding(UNKNOWN, ("plan-other" if key == codes.PLAN_OTHER else "plan-key-unrecognised",), (fact,))


def _parallel(key: str) -> Finding:
    """Parallel planning: a plan that fails beside one that does not leaves the question open."""
    adoption = key == codes.PLAN_ADOPTION
    reason = "parallel-planning-adoption" if adoption else "parallel-planning-family"
    return Finding(UNKNOWN, (reason,), (("permanence_plan", key),))
