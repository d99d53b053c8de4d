"""What is told first and what is asked for come from the criteria that decide, and from no other."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings

from services.eligibility.finding import MET, NOT_MET, UNKNOWN, all_met, any_met
from services.eligibility.not_asked import asked
from services.eligibility.policies.policy import Policy, Reading
from services.eligibility.reasons import REASONS
from services.eligibility.screening import Judgement, sum_up
from shared.clock import age_on
from shared.contracts.lifelong_links import Truth
from tests.unit.eligibility.children import (
    FUTURES,
    IN_CARE,
    LEEDS,
    ON,
    care_leaver,
    child,
    judged,
    parent,
    policy_with,
)
from tests.unit.eligibility.test_properties import RECORDS, read

SETTLED: tuple[Truth, ...] = (MET, NOT_MET)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Every combination of answers is worked out anew."""
    sum_up.cache_clear()


def read_out(policy: Policy, answers: Mapping[str, Truth]) -> tuple[Truth, Truth]:
    """Both readings for these answers, spelt out apart from the code."""

    def one(reading: Reading) -> Truth:
        return any_met(all_met(answers[name] for name in route) for route in reading)

    return one(policy.readings.R1), one(policy.readings.R2 or policy.readings.R1)


def that_matter(found: Judgement, policy: Policy) -> set[str]:
    """Return the unknown criteria whose answer would, for some answers to the others, change the readings."""
    answers = {name: one.result for name, one in found.findings.items()}
    unknown = [name for name, result in answers.items() if result == UNKNOWN]
    matter = set()
    for name in unknown:
        others = [other for other in unknown if other != name]
        for filled in product(SETTLED, repeat=len(others)):
            case = answers | dict(zip(others, filled, strict=True))
            if read_out(policy, case | {name: MET}) != read_out(policy, case | {name: NOT_MET}):
                matter.add(name)
    return matter


@settings(max_examples=150)
@given(RECORDS)
def test_what_is_missing_is_what_would_settle_the_open_question(data: dict[str, Any]) -> None:
    """Exactly the empty fields of the criteria whose answers could change the outcome, and no others.

    Save what nobody under 16 is asked (DOMAIN 11).
    """
    found = judged(read(data))
    if found.reason not in ("criteria-not-known", "readings-differ"):
        assert found.missing == ()
        return
    matter = that_matter(found, LEEDS)
    age = age_on(read(data).date_of_birth, ON)
    told = [asked(found.findings[name], age) for name in matter]
    assert set(found.missing) == {field for one in told for field in one.missing}
    assert found.leading_reason in {one.reasons[0] for one in told} | {"readings-differ"}
    assert (found.leading_reason == "readings-differ") == (not matter)


@settings(max_examples=100)
@given(RECORDS)
def test_nothing_is_called_missing_without_being_named(data: dict[str, Any]) -> None:
    """Where a missing fact leads, the field is among the missing ones."""
    found = judged(read(data))
    if found.outcome == "needs_decision" and REASONS[found.leading_reason].kind == "missing":
        assert found.missing


@settings(max_examples=100)
@given(RECORDS)
def test_the_leading_reason_of_a_no_is_that_of_a_criterion_which_is_not_met(data: dict[str, Any]) -> None:
    """Or of rule 1, which needs no criterion."""
    found = judged(read(data))
    if found.outcome == "not_eligible" and found.findings:
        against = [one for one in found.findings.values() if one.result == NOT_MET]
        assert found.leading_reason in {one.reasons[0] for one in against}


def test_a_criterion_that_cannot_change_anything_is_not_told_first() -> None:
    """B1 is open, but neither B2 nor B3 is met: the plan would not help."""
    found = judged(child(care={}, permanence_plan=[]))
    assert found.findings["B1"].result == UNKNOWN
    assert (found.outcome, found.leading_reason) == ("not_eligible", "neither-in-care-nor-care-leaver")
    assert found.missing == ()


def test_what_another_open_route_does_without_is_not_asked_for() -> None:
    """B3 is met, and so R2 asks for the plan only: whether B2 is met as well does not matter."""
    found = judged(parent(date_of_birth="2008-11-22", care=None, permanence_plan=None, workers=None))
    assert found.readings is not None
    assert (found.readings.R1, found.readings.R2) == (MET, UNKNOWN)
    assert (found.leading_reason, found.missing) == ("plan-not-known", ("permanence_plan",))


def test_in_a_closed_route_nothing_is_asked_for() -> None:
    """Only the parent route is open to one without an adviser: what B2 would need is not asked for."""
    found = judged(care_leaver(workers=[], parent=None, services=[FUTURES]))
    assert found.leading_reason == "parenthood-not-known"
    assert set(found.missing) == {"parent.is_parent", "parent.child_lost_in_care_proceedings"}


def test_a_doubt_about_an_eligible_child_asks_for_no_other_fact() -> None:
    """B3 may be open; the child is eligible without it."""
    found = judged(child(date_of_birth_disputed=True, care_leaver=None, parent=None, services=None))
    assert found.findings["B3"].result == UNKNOWN
    assert (found.leading_reason, found.missing) == ("date-of-birth-disputed", ())


TO_RETURN: dict[str, Any] = {"date_of_birth": "2009-05-05", "care": IN_CARE, "care_leaver": "eligible"}


def test_readings_that_differ_by_an_open_fact_are_told_by_that_fact() -> None:
    """Settling it may make them agree; where nothing is open a person decides between them."""
    found = judged(parent(**TO_RETURN, permanence_plan=[]))
    assert (found.reason, found.leading_reason) == ("readings-differ", "plan-not-agreed")
    assert found.next_action == "agree-a-plan"
    settled = judged(parent(**TO_RETURN, permanence_plan=["RETURN6M"]))
    assert (settled.leading_reason, settled.next_action) == ("readings-differ", "decide-with-manager")


PARENT = ("parent.is_parent", "parent.child_lost_in_care_proceedings")


@pytest.mark.parametrize(
    "decide_by, leading, missing",
    [("R1", "parenthood-not-known", PARENT), ("R2", "plan-not-agreed", ("permanence_plan", *PARENT))],
)
def test_a_policy_that_chooses_a_reading_asks_for_what_that_one_needs(
    decide_by: str, leading: str, missing: tuple[str, ...]
) -> None:
    """R1 takes the parent route without a look at the plan, R2 does not."""
    policy = policy_with(readings={**LEEDS.readings.model_dump(), "decide_by": decide_by})
    leaver = {"care": {}, "care_leaver": "qualifying", "workers": [], "services": [FUTURES]}
    record = child(**leaver, date_of_birth="2010-02-03", permanence_plan=[], parent=None)
    found = judged(record, policy=policy)
    assert (found.outcome, found.leading_reason) == ("needs_decision", leading)
    assert found.missing == missing
