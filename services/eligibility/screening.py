"""Screening: one record, one policy, one day, one result. Pure (DOMAIN 2.3)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from services.eligibility.care import allocated_worker, care_leaver, in_care, in_care_or_supported_leaver
from services.eligibility.criteria import (
    AgeRange,
    AllocatedWorker,
    CareLeaver,
    CareLeaverParent,
    InCare,
    InCareOrSupportedLeaver,
    PlanOfPermanence,
    PlanOutsideFamily,
    TimeInCare,
)
from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Finding, all_met, any_met
from services.eligibility.on_day import ChildOnDay
from services.eligibility.parent_route import care_leaver_parent
from services.eligibility.plan import plan_of_permanence, plan_outside_family
from services.eligibility.policy import Policy, Reading
from services.eligibility.time_limits import age_range, time_in_care
from shared import codes
from shared.clock import london_date
from shared.contracts.lifelong_links import EligibilityScreened, Outcome, Readings, Truth
from shared.contracts.records import ChildRecord

OUTCOMES: Final[Mapping[Truth, Outcome]] = {
    MET: "eligible",
    NOT_MET: "not_eligible",
    UNKNOWN: "needs_decision",
}

_REASONS: Final[Mapping[Truth, str]] = {
    MET: "criteria-met",
    NOT_MET: "criteria-not-met",
    UNKNOWN: "criteria-not-known",
}

CRITERIA: Final[Mapping[type, Callable[[ChildOnDay, Any], Finding]]] = {
    PlanOutsideFamily: plan_outside_family,
    PlanOfPermanence: plan_of_permanence,
    InCare: in_care,
    CareLeaver: care_leaver,
    AllocatedWorker: allocated_worker,
    InCareOrSupportedLeaver: in_care_or_supported_leaver,
    AgeRange: age_range,
    TimeInCare: time_in_care,
    CareLeaverParent: care_leaver_parent,
}
"""Which function answers which kind of criterion of a policy."""


class Judgement(NamedTuple):
    """What was decided and by which rule; no findings when one sentence of rule 1 alone decided."""

    outcome: Outcome
    reason: str
    findings: Mapping[str, Finding]
    readings: Readings | None

    @property
    def leading_reason(self) -> str:
        """The reason a person should be told first: that of the criterion which decides."""
        if self.reason not in {"criteria-not-met", "criteria-not-known"}:
            return self.reason
        wanted = NOT_MET if self.outcome == "not_eligible" else UNKNOWN
        return next(one.reasons[0] for one in self.findings.values() if one.result == wanted)

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields whose absence leaves a criterion open, when a person must decide."""
        if self.outcome != "needs_decision":
            return ()
        return tuple(dict.fromkeys(name for one in self.findings.values() for name in one.missing))


def judge(record: ChildRecord, policy: Policy, day: date) -> Judgement:
    """Decide on a record under a policy on a day (Europe/London).

    On a day on which the policy is not in force nothing can be found: a person must decide.
    """
    at_once = _decided_at_once(record)
    if at_once is None and not policy.in_force(day):
        at_once = ("needs_decision", "policy-not-in-force")
    if at_once is not None:
        return Judgement(*at_once, {}, None)
    child = ChildOnDay(record, day)
    findings = {name: CRITERIA[type(rule)](child, rule) for name, rule in policy.criteria.items()}
    first = _read(policy.readings.R1, findings)
    second = first if policy.readings.R2 is None else _read(policy.readings.R2, findings)
    outcome, reason = _combine(first, second, policy)
    if outcome == "eligible" and (doubt := _doubt(child, policy)):
        outcome, reason = "needs_decision", doubt
    return Judgement(outcome, reason, findings, Readings(R1=first, R2=second))


def screen(
    record: ChildRecord, policy: Policy, day: date, previous: Outcome | None = None
) -> EligibilityScreened:
    """Screen a record and return the event that says so; `previous` is the outcome before this one."""
    return as_event(judge(record, policy, day), record, policy, day, previous)


def as_event(
    judgement: Judgement, record: ChildRecord, policy: Policy, day: date, previous: Outcome | None
) -> EligibilityScreened:
    """Put a judgement into the words of the contract: codes, dates and numbers only.

    Validated in one piece, which costs a third of building it model by model.
    """
    known_on = london_date(record.as_of)
    return EligibilityScreened.model_validate(
        {
            "child_id": record.child_id,
            "record_version": record.record_version,
            "outcome": judgement.outcome,
            "reason_code": judgement.reason,
            "policy": policy.stamp,
            "as_of": record.as_of,
            "screened_on": day,
            "previous_outcome": previous,
            "criteria": [
                _criterion(name, policy.criteria[name].kind, one, known_on)
                for name, one in judgement.findings.items()
            ],
            "readings": judgement.readings,
            "missing": judgement.missing,
            "leading_reason": judgement.leading_reason,
        }
    )


def _criterion(name: str, kind: str, finding: Finding, known_on: date) -> dict[str, Any]:
    return {
        "criterion": name,
        "kind": kind,
        "result": finding.result,
        "reason_code": finding.reasons[0],
        "evidence": [
            {"field": field, "value": value, "as_of": known_on} for field, value in finding.evidence
        ],
    }


def _decided_at_once(record: ChildRecord) -> tuple[Outcome, str] | None:
    """Rule 1: its sentences in their order, each decides alone; an end or a death is a recorded date."""
    if record.date_of_death is not None:
        return "not_eligible", "died"
    care = record.care
    if care is not None and care.period_ended and care.reason_ceased in codes.FINAL_REASONS_CEASED:
        return "not_eligible", f"care-ended-{care.reason_ceased}"
    jurisdiction = record.jurisdiction
    if jurisdiction is not None and jurisdiction != codes.ENGLAND:
        named = jurisdiction if jurisdiction in codes.OTHER_JURISDICTIONS else codes.UNRECOGNISED
        return "needs_decision", f"jurisdiction-{named.replace('_', '-')}"
    return None


def _read(reading: Reading, findings: Mapping[str, Finding]) -> Truth:
    return any_met(all_met(findings[name].result for name in route) for route in reading)


def _combine(first: Truth, second: Truth, policy: Policy) -> tuple[Outcome, str]:
    if policy.readings.decide_by == "agreement" and first != second:
        return "needs_decision", "readings-differ"
    truth = second if policy.readings.decide_by == "R2" else first
    return OUTCOMES[truth], _REASONS[truth]


def _doubt(child: ChildOnDay, policy: Policy) -> str | None:
    """Rule 7, and rule 1 left open by a reason for ceasing that is no code of the list."""
    record = child.record
    care = record.care
    if care and care.period_ended and care.reason_ceased and care.reason_ceased not in codes.REASON_CEASED:
        return "reason-ceased-unrecognised"
    if child.age < policy.minimum_age:
        return "younger-than-minimum-age"
    return "date-of-birth-disputed" if record.date_of_birth_disputed else None
