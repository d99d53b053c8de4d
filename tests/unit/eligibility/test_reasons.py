"""The table of reasons is complete: what the rules say stands in it, and what stands in it is said."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from services.eligibility import reasons, screening
from services.eligibility.finding import NOT_MET, UNKNOWN
from services.eligibility.policies.policy import Policy
from services.eligibility.reasons import AGAIN, DECIDE, KINDS, REASONS, REFER, next_action
from services.eligibility.screening import CRITERIA, judge
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import (
    IN_CARE,
    LEEDS,
    LEFT_CARE,
    ON,
    PERSONAL_ADVISER,
    care_leaver,
    child,
    judged,
    parent,
    policy_with,
    with_care,
)

CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
GUARDIANSHIP = {**LEFT_CARE, "reason_ceased": "E45"}
SEVENTEEN = "2009-05-05"


def asking(**criteria: dict[str, Any]) -> Policy:
    """A policy that asks for one thing or another."""
    names = {name: {"kind": name.replace("_", "-"), **rule} for name, rule in criteria.items()}
    readings = {"decide_by": "R1", "R1": [[name] for name in names]}
    return Policy.model_validate({**LEEDS.model_dump(by_alias=True), "criteria": names, "readings": readings})


WORKERS_TOO = policy_with(B2__worker_needed_in_care=True)
PERMANENCE = asking(plan_of_permanence={"counts": ["LTFOST18"], "does_not_count": ["SUPPLIV"]})
NO_ADOPTION = asking(no_adoption_planned={"adoption_planned": "unknown"})
IN_CARE_ONLY = asking(in_care={})
LEAVERS = asking(care_leaver={"categories": ["former_relevant"]})
WORKER = asking(allocated_worker={"worker_roles": ["social_worker"]})
TEENAGERS = asking(age_range={"from_age": 13, "limit": 20})
NEWLY_IN_CARE = asking(time_in_care={"less_than_months": 36})

SCREENED: tuple[tuple[Policy, ChildRecord], ...] = (
    *((LEEDS, with_care(placement=code)) for code in ("A3", "P1", "U1", "U5", "X9")),
    *((LEEDS, with_care(legal_status=code)) for code in ("C1", "D1", "E1", "V3", "X9", None)),
    (LEEDS, child(care={**IN_CARE, "legal_status": "E1"}, permanence_plan=["ADOPTION"])),
    *(
        (LEEDS, child(permanence_plan=keys))
        for keys in (["RETURN1M"], ["LTRELFR"], ["OTHERPLN"], ["NEW"], [], None, ["LTFOST18", "RETURNEV"])
    ),
    (LEEDS, child(permanence_plan=["LTFOST18", "ADOPTION"])),
    (LEEDS, child(adoption={"decision_date": "2026-01-01"})),
    *(
        (LEEDS, with_care(period_ended="2026-01-01", reason_ceased=code))
        for code in ("E2", "E3", "E11", "E12")
    ),
    *((LEEDS, child(jurisdiction=one)) for one in ("wales", "scotland", "northern_ireland", "mars")),
    (LEEDS, child(date_of_death="2026-01-01")),
    (LEEDS, child(date_of_birth="2024-01-01")),
    (LEEDS, child(date_of_birth_disputed=True)),
    (LEEDS, child(care=None)),
    (LEEDS, care_leaver()),
    (LEEDS, care_leaver(care={**LEFT_CARE, "reason_ceased": "E99"})),
    (LEEDS, care_leaver(care=GUARDIANSHIP, care_leaver=None)),
    *((LEEDS, care_leaver(care_leaver=one)) for one in ("none", None, "strange")),
    (LEEDS, care_leaver(care_leaver="eligible", date_of_birth=SEVENTEEN)),
    *((LEEDS, care_leaver(workers=one)) for one in ([], None, [{**PERSONAL_ADVISER, "role": "friend"}])),
    (LEEDS, care_leaver(workers=[], date_of_birth="2004-01-01")),
    (LEEDS, parent()),
    *(
        (LEEDS, parent(parent={"is_parent": one, "child_lost_in_care_proceedings": two}))
        for one, two in ((False, True), (None, True), (True, False), (True, None))
    ),
    *((LEEDS, parent(services=one)) for one in ([], None, [{"service": "kitchen"}])),
    (LEEDS, parent(date_of_birth="1990-01-01")),
    (LEEDS, parent(date_of_birth=SEVENTEEN, care=IN_CARE, permanence_plan=["RETURN1M"])),
    (WORKERS_TOO, child()),
    *((PERMANENCE, child(permanence_plan=[key])) for key in ("LTFOST18", "SUPPLIV", "OTHERPLN")),
    (NO_ADOPTION, child()),
    *((IN_CARE_ONLY, child(care=one)) for one in (IN_CARE, {}, LEFT_CARE, {"period_started": "2027-01-01"})),
    *((LEAVERS, care_leaver(care_leaver=one)) for one in ("former_relevant", "relevant", "none")),
    (LEAVERS, child(care_leaver="eligible")),
    (WORKER, child()),
    *((TEENAGERS, child(date_of_birth=born)) for born in ("2011-01-01", "2020-01-01", "2000-01-01")),
    *((NEWLY_IN_CARE, with_care(period_started=day)) for day in ("2026-01-01", "2010-01-01")),
)


def codes_said() -> Iterator[str]:
    """Every reason that the screenings above give, of the whole and of each criterion."""
    for policy, record in SCREENED:
        found = judge(record, policy, ON)
        yield from (found.reason, found.leading_reason)
        for one in found.findings.values():
            yield from one.reasons
    yield judged(child(), on=date(2010, 1, 1)).reason


def rule_modules() -> set[ModuleType]:
    """The modules that answer criteria, and screening itself."""
    answering = {module for answer in CRITERIA.values() if (module := inspect.getmodule(answer))}
    return answering | {screening}


def in_the_source() -> tuple[set[str], list[str]]:
    """Codes that stand in the rules, and patterns of those that are put together there."""
    written, made = set[str](), list[str]()
    for module in rule_modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                written |= {node.value}
            elif isinstance(node, ast.JoinedStr):
                parts = [str(one.value) if isinstance(one, ast.Constant) else "[^ ]+" for one in node.values]
                made.append("".join(parts))
    return written, made


def test_every_code_of_the_rules_stands_in_the_table() -> None:
    """A rule with a new reason cannot be forgotten."""
    written, _ = in_the_source()
    assert {one for one in written if CODE.fullmatch(one)} - REASONS.keys() == set()


def test_every_reason_of_the_table_stands_in_the_rules() -> None:
    """Written out, or put together of a code of the record."""
    written, made = in_the_source()
    assert [
        one for one in REASONS if one not in written and not any(re.fullmatch(m, one) for m in made)
    ] == []


def test_every_reason_of_the_table_is_given_to_some_child_and_no_other() -> None:
    """None is out of reach, and none is given that nobody has thought about."""
    assert set(codes_said()) == REASONS.keys()


def test_every_kind_and_every_action_is_used() -> None:
    """The lists hold nothing that never happens."""
    actions = {value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
    assert {one.kind for one in REASONS.values()} == KINDS.keys()
    assert {one.action for one in REASONS.values()} == actions


def test_no_reason_is_in_two_groups() -> None:
    """One kind and one action each."""
    assert sum(len(codes) for _, _, codes in reasons.GROUPS) == len(REASONS)


@pytest.mark.parametrize("policy, record", SCREENED)
def test_kinds_fit_results(policy: Policy, record: ChildRecord) -> None:
    """What is missing, unrecognised or contradictory leaves a criterion open; a fact alone never does."""
    for one in judge(record, policy, ON).findings.values():
        kind = REASONS[one.reasons[0]].kind
        if kind in ("missing", "unrecognised", "contradiction"):
            assert one.result == UNKNOWN
        if kind in ("time", "fact") and policy is LEEDS:
            assert one.result == NOT_MET


def test_the_next_action_follows_from_outcome_and_leading_reason() -> None:
    """An eligible child is referred; what a policy settles is not decided again, what it leaves open is."""
    assert next_action("eligible", "criteria-met") == REFER
    assert next_action("not_eligible", "kinship-placement") == AGAIN
    assert next_action("needs_decision", "kinship-placement") == DECIDE
    assert next_action("needs_decision", "plan-adoption") == DECIDE
