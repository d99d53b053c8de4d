"""Screening: one record, one policy, one day, one result. Pure (DOMAIN 2.3)."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from services.eligibility.care import allocated_worker, care_leaver, in_care, in_care_or_supported_leaver
from services.eligibility.data_quality import remarks
from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Finding, all_met, any_met
from services.eligibility.not_asked import asked
from services.eligibility.not_asked import leading as first_reason
from services.eligibility.on_day import ChildOnDay
from services.eligibility.parent_route import care_leaver_parent
from services.eligibility.plan import no_adoption_planned, plan_of_permanence, plan_outside_family
from services.eligibility.policies.criteria import (
    AgeRange,
    AllocatedWorker,
    CareLeaver,
    CareLeaverParent,
    InCare,
    InCareOrSupportedLeaver,
    NoAdoptionPlanned,
    PlanOfPermanence,
    PlanOutsideFamily,
    TimeInCare,
)
from services.eligibility.policies.policy import Policy, PolicyReadings, Reading
from services.eligibility.reasons import next_action
from services.eligibility.time_limits import age_range, time_in_care
from shared.clock import age_on, london_date
from shared.contracts.lifelong_links import CriterionResult, EligibilityScreened, Outcome, Readings, Truth
from shared.contracts.records import ChildRecord
from shared.rules import codes

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

DIFFER: Final = "readings-differ"

CRITERIA: Final[Mapping[type, Callable[[ChildOnDay, Any], Finding]]] = {
    PlanOutsideFamily: plan_outside_family,
    NoAdoptionPlanned: no_adoption_planned,
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
    """What was decided and by which rule; no findings when one sentence of rule 1 alone decided.

    `leading_reason` is what a person should be told first: the reason of the first criterion that decides.
    `missing` are the fields whose absence leaves open what a person must decide, `deciding` names the
    criteria that decide.
    """

    outcome: Outcome
    reason: str
    findings: Mapping[str, Finding]
    readings: Readings | None
    leading_reason: str
    missing: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()

    @property
    def next_action(self) -> str:
        """The one thing to do next, as a code."""
        return next_action(self.outcome, self.leading_reason)


def judge(record: ChildRecord, policy: Policy, day: date) -> Judgement:
    """Decide on a record under a policy on a day (Europe/London).

    On a day on which the policy is not in force nothing can be found: a person must decide.
    """
    at_once = _decided_at_once(record)
    if at_once is None and not policy.in_force(day):
        at_once = ("needs_decision", "policy-not-in-force")
    if at_once is not None:
        return Judgement(*at_once, {}, None, at_once[1])
    child = ChildOnDay(record, day)
    findings = {name: CRITERIA[type(rule)](child, rule) for name, rule in policy.criteria.items()}
    total = sum_up(policy.readings, tuple([(name, one.result) for name, one in findings.items()]))
    outcome, reason, decide = total.outcome, total.reason, total.decide
    if outcome == "eligible" and (doubt := _doubt(child, policy)):
        outcome, reason = "needs_decision", doubt
    told = [asked(findings[name], child.age) for name in decide]
    leading = first_reason(told) if told else reason
    missing = tuple(dict.fromkeys([field for finding in told for field in finding.missing]))
    return Judgement(outcome, reason, findings, total.readings, leading, missing, decide)


def screen(
    record: ChildRecord, policy: Policy, day: date, previous: Outcome | None = None
) -> EligibilityScreened:
    """Screen a record and return the event that says so; `previous` is the outcome before this one."""
    return as_event(judge(record, policy, day), record, policy, day, previous, remarks(record, day))


def as_event(
    judgement: Judgement,
    record: ChildRecord,
    policy: Policy,
    day: date,
    previous: Outcome | None,
    found: tuple[str, ...],
) -> EligibilityScreened:
    """Put a judgement and the remarks on the record into the words of the contract: codes, dates and numbers.

    Everything is validated, and in one piece, which costs less than model by model.
    """
    known_on, age = london_date(record.as_of), age_on(record.date_of_birth, day)
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
                _criterion(name, policy.criteria[name].kind, asked(one, age), known_on)
                for name, one in judgement.findings.items()
            ],
            "readings": judgement.readings,
            "missing": judgement.missing,
            "leading_reason": judgement.leading_reason,
            "next_action": judgement.next_action,
            "remarks": found,
        }
    )


@lru_cache(maxsize=4096)
def _criterion(name: str, kind: str, finding: Finding, known_on: date) -> CriterionResult:
    """Say one answer; of many children the same is said on the same day, and it is validated once."""
    return CriterionResult.model_validate(
        {
            "criterion": name,
            "kind": kind,
            "result": finding.result,
            "reason_code": finding.reasons[0],
            "evidence": [
                {"field": field, "value": value, "as_of": known_on} for field, value in finding.evidence
            ],
        }
    )


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


class Sum(NamedTuple):
    """What answers to the criteria come to: `decide` names those that decide, in order."""

    outcome: Outcome
    reason: str
    readings: Readings
    decide: tuple[str, ...]


@lru_cache(maxsize=4096)
def sum_up(readings: PolicyReadings, answers: tuple[tuple[str, Truth], ...]) -> Sum:
    """Join answers as the policy's readings say; few combinations occur, and each is worked out once.

    The criteria that decide stand in routes whose result is that of a deciding reading: in an open reading
    the open routes, and in one that is not met all of them. A reading that is met leaves nothing to tell.
    """
    results = dict(answers)
    outcome: Outcome
    first = _read(readings.R1, results)
    second = first if readings.R2 is None else _read(readings.R2, results)
    if readings.decide_by == "agreement" and first != second:
        outcome, reason = "needs_decision", DIFFER
    else:
        truth = second if readings.decide_by == "R2" else first
        outcome, reason = OUTCOMES[truth], _REASONS[truth]
    decide: list[str] = []
    if outcome != "eligible":
        wanted: Truth = NOT_MET if outcome == "not_eligible" else UNKNOWN
        for reading, result in _deciding(readings, first, second):
            if result == wanted:
                decide += [name for route in _shortest(reading, wanted, results) for name in route]
    return Sum(outcome, reason, Readings(R1=first, R2=second), tuple(dict.fromkeys(decide)))


def _read(reading: Reading, results: Mapping[str, Truth]) -> Truth:
    return any_met([all_met([results[name] for name in route]) for route in reading])


def _deciding(readings: PolicyReadings, first: Truth, second: Truth) -> tuple[tuple[Reading, Truth], ...]:
    if readings.R2 is None or readings.decide_by == "R1":
        return ((readings.R1, first),)
    of_second = (readings.R2, second)
    return (of_second,) if readings.decide_by == "R2" else ((readings.R1, first), of_second)


def _shortest(reading: Reading, wanted: Truth, results: Mapping[str, Truth]) -> list[list[str]]:
    """Of each route with that result, the criteria that have it too.

    An open route that asks for all that another one asks for, and more, decides nothing: it is left out.
    """
    routes = [
        [name for name in route if results[name] == wanted]
        for route in reading
        if all_met([results[name] for name in route]) == wanted
    ]
    if wanted == NOT_MET:
        return routes
    return [route for route in routes if not any(set(other) < set(route) for other in routes)]


def _doubt(child: ChildOnDay, policy: Policy) -> str | None:
    """Rule 7, and rule 1 left open by a reason for ceasing that is no code of the list."""
    record = child.record
    care = record.care
    if care and care.period_ended and care.reason_ceased and care.reason_ceased not in codes.REASON_CEASED:
        return "reason-ceased-unrecognised"
    if child.age < policy.minimum_age:
        return "younger-than-minimum-age"
    return "date-of-birth-disputed" if record.date_of_birth_disputed else None
