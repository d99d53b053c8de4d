"""The words in which the tables of exact findings are written: a rule's whole answer about one child."""

from collections.abc import Mapping, Sequence

from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Fact, Finding
from services.eligibility.on_day import ChildOnDay
from services.eligibility.policies.criteria import Part
from services.eligibility.screening import CRITERIA
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import ON

Table = Mapping[Part, Sequence[tuple[ChildRecord, Finding]]]
"""A criterion with its parameters, and what it answers about each child."""


def rows(table: Table) -> list[tuple[Part, ChildRecord, Finding]]:
    """One row for each test."""
    return [(rule, record, expected) for rule, answers in table.items() for record, expected in answers]


def name(value: object) -> str:
    """How a test is called: by the criterion and the first reason."""
    return value.reasons[0] if isinstance(value, Finding) else type(value).__name__


def answer(rule: Part, record: ChildRecord) -> Finding:
    """What a criterion with these parameters answers on the tests' day, whatever policy it may stand in."""
    return CRITERIA[type(rule)](ChildOnDay(record, ON), rule)


def met(reasons: str, *evidence: Fact) -> Finding:
    """Reasons are written with spaces between, the deciding one first."""
    return Finding(MET, tuple(reasons.split()), evidence)


def not_met(reasons: str, *evidence: Fact) -> Finding:
    """As `met`."""
    return Finding(NOT_MET, tuple(reasons.split()), evidence)


def unknown(reasons: str, *evidence: Fact, missing: str = "") -> Finding:
    """As `met`; the missing fields too are written with spaces between."""
    return Finding(UNKNOWN, tuple(reasons.split()), evidence, tuple(missing.split()))


def plan(key: str) -> Fact:
    """A ticked key."""
    return "permanence_plan", key


def legal(status: str) -> Fact:
    """A legal status."""
    return "care.legal_status", status


def placed(placement: str) -> Fact:
    """A placement."""
    return "care.placement", placement


def ceased(reason: str) -> Fact:
    """Why the period of care ended."""
    return "care.reason_ceased", reason


def started(day: str | None) -> Fact:
    """When the period of care began."""
    return "care.period_started", day


def leaver(category: str) -> Fact:
    """A care-leaver category."""
    return "care_leaver", category


def role(code: str | None) -> Fact:
    """A worker's role, or that there is none."""
    return "workers.role", code


def service(code: str | None) -> Fact:
    """A partner service, or that there is none."""
    return "services.service", code
