"""B1: no plan to live within the family and none to be adopted (DOMAIN 2.2)."""

from typing import Any

import pytest

from tests.unit.eligibility.children import (
    IN_CARE,
    LEFT_CARE,
    child,
    finding,
    judged,
    plan_result,
    policy_with,
    with_care,
)


@pytest.mark.parametrize("key", ["LTFOST18", "RESPLMT", "SUPPLIV"])
def test_a_plan_outside_the_family_meets_b1(key: str) -> None:
    """Foster care to 18, residential, supported living."""
    assert plan_result(child(permanence_plan=[key])) == "met"


@pytest.mark.parametrize("key", ["REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV", "ADOPTION"])
def test_a_plan_of_home_or_adoption_is_not_met(key: str) -> None:
    """Either alone is enough: B1 says and, not or."""
    assert plan_result(child(permanence_plan=[key])) == "not_met"


@pytest.mark.parametrize("key", ["LTRELFR", "OTHERPLN", "NEWKEY"])
def test_an_open_plan_is_unknown_and_named(key: str) -> None:
    """Relatives, other, and a key nobody knows (hard case 10)."""
    found = finding("B1", child(permanence_plan=[key]))
    assert (found.result, found.evidence) == ("unknown", (("permanence_plan", key),))


@pytest.mark.parametrize("plan, reason", [(None, "plan-not-known"), ([], "plan-not-agreed")])
def test_no_plan_needs_a_decision_that_says_so(plan: list[str] | None, reason: str) -> None:
    """A blank plan is not agreed yet; null differs only in wording (hard case 9)."""
    found = judged(child(permanence_plan=plan))
    assert (found.outcome, found.leading_reason) == ("needs_decision", reason)
    assert found.missing == ("permanence_plan",)


def test_parallel_planning_with_a_return_home_needs_a_decision() -> None:
    """Fostering beside a return home: unknown, and the key is named (hard case 9)."""
    found = judged(child(permanence_plan=["LTFOST18", "RETURNEV"]))
    assert (found.outcome, found.leading_reason) == ("needs_decision", "parallel-planning-family")
    assert found.findings["B1"].evidence == (("permanence_plan", "RETURNEV"),)


def test_parallel_planning_with_adoption_needs_a_decision() -> None:
    """Fostering beside adoption is open too, for another reason (hard case 9)."""
    assert finding("B1", child(permanence_plan=["RESPLMT", "ADOPTION"])).reasons == (
        "parallel-planning-adoption",
    )


@pytest.mark.parametrize("other", ["OTHERPLN", "LTRELFR", "NEWKEY"])
def test_a_failing_plan_beside_an_open_one_is_unknown(other: str) -> None:
    """Not all of them fail: the failing and the open key are both named."""
    found = finding("B1", child(permanence_plan=["ADOPTION", other]))
    assert found.result == "unknown"
    assert found.evidence == (("permanence_plan", "ADOPTION"), ("permanence_plan", other))


def test_several_plans_that_all_fail_are_not_met() -> None:
    """Adoption or home: neither leaves room for B1."""
    found = finding("B1", child(permanence_plan=["ADOPTION", "RETURN1M"]))
    assert (found.result, found.reasons) == ("not_met", ("plan-adoption", "plan-within-family"))


def test_several_plans_that_all_pass_are_met() -> None:
    """Fostering and supported living may both be ticked."""
    assert plan_result(child(permanence_plan=["LTFOST18", "SUPPLIV"])) == "met"


def test_a_passing_plan_beside_an_open_one_is_unknown() -> None:
    """Otherwise any unknown key makes it unknown, naming it."""
    found = finding("B1", child(permanence_plan=["LTFOST18", "OTHERPLN"]))
    assert (found.result, found.evidence) == ("unknown", (("permanence_plan", "OTHERPLN"),))


def test_a_key_ticked_twice_is_one_key() -> None:
    """Doubled data is not parallel planning."""
    assert plan_result(child(permanence_plan=["ADOPTION", "ADOPTION"])) == "not_met"


@pytest.mark.parametrize("placement", ["A3", "A4", "A5", "A6", "P1"])
@pytest.mark.parametrize("plan", [["LTFOST18"], [], None, ["NEWKEY"], ["LTFOST18", "RETURNEV"]])
def test_a_hard_placement_wins_over_every_plan(placement: str, plan: list[str] | None) -> None:
    """Placed for adoption or with parents, whatever else is there (hard case 11)."""
    assert plan_result(child(care={**IN_CARE, "placement": placement}, permanence_plan=plan)) == "not_met"


@pytest.mark.parametrize("placement", ["U1", "U2", "U3", "U5"])
def test_a_soft_placement_makes_a_passing_plan_unknown(placement: str) -> None:
    """Kinship, or a carer who may adopt: a person decides (hard case 10)."""
    assert plan_result(with_care(placement=placement)) == "unknown"


@pytest.mark.parametrize("status", ["D1", "C1", "J1", "J2", "J3", "L1", "L2", "L3", "C9"])
def test_a_soft_legal_status_makes_a_passing_plan_unknown(status: str) -> None:
    """Freeing order, live proceedings, remand, emergency, unknown code (hard case 13, hard case 49)."""
    assert plan_result(with_care(legal_status=status)) == "unknown"


@pytest.mark.parametrize(
    "soft",
    [
        {"placement": "U1"},
        {"placement": "U5"},
        {"placement": "Q7"},
        {"legal_status": "D1"},
        {"legal_status": "C1"},
    ],
)
@pytest.mark.parametrize("plan", [["ADOPTION"], ["RETURN6M", "REMAINSUP"]])
def test_a_soft_signal_does_not_lift_a_plan_that_alone_is_not_met(
    soft: dict[str, str], plan: list[str]
) -> None:
    """Unknown beside not met is not met."""
    assert plan_result(child(care={**IN_CARE, **soft}, permanence_plan=plan)) == "not_met"


@pytest.mark.parametrize("field", ["legal_status", "placement"])
def test_a_missing_legal_status_or_placement_is_no_signal(field: str) -> None:
    """B1 then rests on the plan."""
    assert plan_result(with_care(**{field: None})) == "met"


def test_missing_care_is_no_signal_for_the_plan() -> None:
    """B1 then rests on the plan."""
    assert plan_result(child(care=None)) == "met"


@pytest.mark.parametrize(
    "care",
    [
        {**IN_CARE, "placement": "A4", "legal_status": "E1", "period_started": "2026-11-22"},
        {**LEFT_CARE, "placement": "P1", "legal_status": "V3"},
        {"placement": "A4", "legal_status": "E1"},
    ],
)
def test_legal_status_and_placement_count_only_while_the_period_is_current(care: dict[str, str]) -> None:
    """A future, an ended or no period gives no signal."""
    assert plan_result(child(care=care)) == "met"


def test_a_placement_order_is_a_hard_signal() -> None:
    """E1 without a plan to the contrary (no plan, adoption, an open plan)."""
    for plan in ([], None, ["ADOPTION"], ["OTHERPLN"], ["RETURN1M"], ["NEWKEY"]):
        assert plan_result(child(care={**IN_CARE, "legal_status": "E1"}, permanence_plan=plan)) == "not_met"


@pytest.mark.parametrize(
    "plan", [["LTFOST18"], ["RESPLMT"], ["SUPPLIV"], ["LTFOST18", "OTHERPLN"], ["ADOPTION", "LTFOST18"]]
)
def test_a_placement_order_beside_a_plan_outside_the_family_is_a_contradiction(plan: list[str]) -> None:
    """Unknown, and both are named."""
    found = finding("B1", child(care={**IN_CARE, "legal_status": "E1"}, permanence_plan=plan))
    assert (found.result, found.reasons[0]) == ("unknown", "placement-order-contradicts-plan")
    assert found.evidence[0] == ("care.legal_status", "E1")
    assert found.evidence[1][0] == "permanence_plan"


@pytest.mark.parametrize(
    "changes",
    [
        {"care": {**IN_CARE, "legal_status": "E1", "placement": "A3"}},
        {"care": {**IN_CARE, "legal_status": "E1", "placement": "P1"}},
        {"care": {**IN_CARE, "legal_status": "E1"}, "adoption": {"decision_date": "2026-01-01"}},
        {"care": {**IN_CARE, "legal_status": "E1"}, "adoption": {"placed_date": "2026-01-01"}},
    ],
)
def test_the_contradiction_disarms_the_placement_order_only(changes: dict[str, Any]) -> None:
    """Another hard signal still makes B1 not met."""
    assert plan_result(child(**changes)) == "not_met"


@pytest.mark.parametrize(
    "adoption, result",
    [
        (None, "met"),
        ({}, "met"),
        ({"decision_date": "2026-01-01"}, "not_met"),
        ({"decision_date": "2027-01-01"}, "not_met"),
        ({"decision_date": "2026-01-01", "decision_reversed_date": "2026-02-01"}, "met"),
        ({"decision_date": "2026-01-01", "reversal_reason": "RD1"}, "not_met"),
        ({"decision_reversed_date": "2026-02-01"}, "met"),
        ({"placed_date": "2026-01-01"}, "not_met"),
        ({"placed_date": "2026-01-01", "placed_ceased_date": "2026-02-01"}, "met"),
        (
            {
                "decision_date": "2026-01-01",
                "decision_reversed_date": "2026-02-01",
                "placed_date": "2026-01-01",
            },
            "not_met",
        ),
    ],
)
def test_adoption_dates_are_hard_signals_until_reversed_or_ceased(
    adoption: dict[str, str] | None, result: str
) -> None:
    """A reversal is shown by its date, not by its reason (hard case 7, hard case 8)."""
    assert plan_result(child(adoption=adoption)) == result


def test_adoption_dates_count_without_a_current_period_of_care() -> None:
    """Unlike legal status and placement."""
    for care in (None, {}, LEFT_CARE):
        assert plan_result(child(care=care, adoption={"decision_date": "2026-01-01"})) == "not_met"


def test_all_hard_signals_are_in_the_evidence() -> None:
    """A worker sees everything that speaks against, with its date or code."""
    care = {**IN_CARE, "placement": "A5"}
    found = finding(
        "B1", child(care=care, adoption={"decision_date": "2026-01-01"}, permanence_plan=["ADOPTION"])
    )
    assert found.evidence == (
        ("adoption.decision_date", "2026-01-01"),
        ("care.placement", "A5"),
        ("permanence_plan", "ADOPTION"),
    )


@pytest.mark.parametrize("treatment", ["met", "not_met", "unknown"])
def test_kinship_is_what_the_policy_says(treatment: str) -> None:
    """LTRELFR, U1 and U3 are taken alike (hard case 10)."""
    policy = policy_with(B1__kinship=treatment)
    for record in (child(permanence_plan=["LTRELFR"]), with_care(placement="U1"), with_care(placement="U3")):
        assert finding("B1", record, policy=policy).result == treatment


@pytest.mark.parametrize("treatment", ["met", "not_met", "unknown"])
def test_placed_with_parents_is_what_the_policy_says(treatment: str) -> None:
    """An authority may opt in (hard case 11)."""
    policy = policy_with(B1__placed_with_parents=treatment)
    assert finding("B1", with_care(placement="P1"), policy=policy).result == treatment


def test_nobody_plans_the_home_of_an_adult() -> None:
    """At 18 B1 is met whatever the record says; the day before it is not."""
    signals: dict[str, Any] = {
        "care": {**IN_CARE, "legal_status": "V3", "placement": "A3"},
        "permanence_plan": ["ADOPTION"],
        "adoption": {"decision_date": "2026-01-01"},
    }
    assert plan_result(child(date_of_birth="2008-11-22", **signals)) == "not_met"
    found = finding("B1", child(date_of_birth="2008-11-21", **signals))
    assert (found.result, found.reasons) == ("met", ("not-applicable-at-18-or-over",))
