"""Each kind of criterion under the policies that ask for it, and what stands beside a plan (DOMAIN 2.2)."""

from datetime import date
from typing import Any, get_args

import pytest

from services.eligibility.policies.book import load_book
from services.eligibility.policies.criteria import Criterion
from services.eligibility.policies.files import shipped
from services.eligibility.policies.policy import Policy
from shared.contracts.lifelong_links import JourneyFrozen
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import (
    IN_CARE,
    LEFT_CARE,
    ON,
    PERSONAL_ADVISER,
    care_leaver,
    child,
    judged,
    policy_with,
    with_care,
)
from tests.unit.eligibility.story import Story

SHIPPED = {name: load_book(name).on(ON) for name in shipped()}
RECENTLY = {"period_started": "2024-03-01", "legal_status": "C2", "placement": "U4"}
NOBODY = child(care={}, care_leaver="none")


def stricter() -> Policy:
    """A policy of no authority's, with what none of the published pages asks."""
    data = SHIPPED["central_bedfordshire"].model_dump(by_alias=True)
    data["criteria"]["no_adoption"]["adoption_planned"] = "not_met"
    data["criteria"]["worker"] = {"kind": "allocated-worker", "worker_roles": ["social_worker"]}
    return Policy.model_validate(data)


ALL = {**SHIPPED, "stricter": stricter()}


def result(name: str, criterion: str, record: ChildRecord) -> str:
    """The answer to one criterion of a policy."""
    return judged(record, policy=ALL[name]).findings[criterion].result


KINDS: list[tuple[str, str, ChildRecord, str]] = [
    ("salford", "B1", child(), "met"),
    ("salford", "B1", child(permanence_plan=["RETURN1M"]), "not_met"),
    ("salford", "B1", child(permanence_plan=None), "unknown"),
    ("oxfordshire", "no_adoption", child(permanence_plan=None), "met"),
    ("oxfordshire", "no_adoption", with_care(placement="A5"), "unknown"),
    ("stricter", "no_adoption", with_care(placement="A5"), "not_met"),
    ("lancashire", "permanence", child(permanence_plan=["RESPLMT"]), "met"),
    ("lancashire", "permanence", child(permanence_plan=["REMAINSUP"]), "not_met"),
    ("lancashire", "permanence", child(permanence_plan=["OTHERPLN"]), "unknown"),
    ("kent", "in_care", child(), "met"),
    ("kent", "in_care", child(care=LEFT_CARE), "not_met"),
    ("kent", "in_care", child(care=None), "unknown"),
    ("lancashire", "care_leaver", care_leaver(care_leaver="qualifying"), "met"),
    ("lancashire", "care_leaver", NOBODY, "not_met"),
    ("lancashire", "care_leaver", child(care_leaver=None), "unknown"),
    ("salford", "B2", care_leaver(), "met"),
    ("salford", "B2", NOBODY, "not_met"),
    ("salford", "B2", care_leaver(workers=None), "unknown"),
    ("oxfordshire", "adult_under_25", care_leaver(), "met"),
    ("oxfordshire", "adult_under_25", child(), "not_met"),
    ("frg_england_trial", "under_3_years", child(care=RECENTLY), "met"),
    ("frg_england_trial", "under_3_years", child(), "not_met"),
    ("frg_england_trial", "under_3_years", child(care=None), "unknown"),
    ("stricter", "worker", child(), "met"),
    ("stricter", "worker", child(workers=[]), "not_met"),
    ("stricter", "worker", child(workers=None), "unknown"),
    ("leeds", "B3", NOBODY, "not_met"),
    ("leeds", "B3", care_leaver(parent=None, services=None), "unknown"),
    (
        "leeds",
        "B3",
        care_leaver(
            parent={"is_parent": True, "child_lost_in_care_proceedings": True},
            services=[{"service": "home_start_leeds"}],
        ),
        "met",
    ),
]


@pytest.mark.parametrize("name, criterion, record, expected", KINDS)
def test_each_kind_of_criterion_can_be_met_not_met_and_unknown(
    name: str, criterion: str, record: ChildRecord, expected: str
) -> None:
    """Under the policies that ask for it."""
    assert result(name, criterion, record) == expected


def test_no_kind_of_criterion_is_left_out() -> None:
    """Every answer of every kind is in the table above; only an age is always known."""
    shown = {(ALL[name].criteria[criterion].kind, answer) for name, criterion, _, answer in KINDS}
    kinds = {get_args(one.model_fields["kind"].annotation)[0] for one in get_args(get_args(Criterion)[0])}
    every = {(kind, answer) for kind in kinds for answer in ("met", "not_met", "unknown")}
    assert every - shown == {("age-range", "unknown")}


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"permanence_plan": ["ADOPTION"]}, "plan-adoption"),
        ({"permanence_plan": ["LTFOST18", "ADOPTION"]}, "parallel-planning-adoption"),
        ({"adoption": {"decision_date": "2026-01-01"}}, "adoption-decided"),
        ({"adoption": {"placed_date": "2026-01-01"}}, "placed-for-adoption"),
        ({"care": {**IN_CARE, "placement": "A3"}}, "placed-for-adoption"),
        ({"care": {**IN_CARE, "placement": "U5"}}, "carer-may-adopt"),
        ({"care": {**IN_CARE, "legal_status": "E1"}, "permanence_plan": []}, "placement-order"),
        ({"care": {**IN_CARE, "legal_status": "E1"}}, "placement-order-contradicts-plan"),
        ({"care": {**IN_CARE, "legal_status": "D1"}}, "freeing-order"),
        ({"care": {**IN_CARE, "legal_status": "C1"}}, "nothing-settled"),
        ({"care": {**IN_CARE, "legal_status": "J1"}}, "nothing-settled"),
        ({"permanence_plan": ["NEWKEY"]}, "plan-key-unrecognised"),
        ({"care": {**IN_CARE, "placement": "X9"}}, "placement-unrecognised"),
    ],
)
@pytest.mark.parametrize("name", ["central_bedfordshire", "oxfordshire", "lancashire"])
def test_where_a_page_is_silent_on_adoption_a_person_decides(
    name: str, changes: dict[str, Any], reason: str
) -> None:
    """No relatives are looked for beside an adoption on a page's silence (hard case 7, hard case 13)."""
    found = judged(child(**changes), policy=SHIPPED[name])
    assert found.outcome == "needs_decision"
    assert reason in {one for each in found.findings.values() for one in each.reasons}


@pytest.mark.parametrize(
    "changes",
    [
        {"adoption": {"decision_date": "2026-01-01", "decision_reversed_date": "2026-02-01"}},
        {"adoption": {"placed_date": "2026-01-01", "placed_ceased_date": "2026-02-01"}},
        {"permanence_plan": ["RETURNEV", "LTRELFR"]},
        {"care": {**IN_CARE, "placement": "P1"}},
        {"care": {**IN_CARE, "placement": "U1"}},
        {"date_of_birth": "2008-11-01", "permanence_plan": ["ADOPTION"]},
    ],
)
@pytest.mark.parametrize("name", ["central_bedfordshire", "oxfordshire"])
def test_what_does_not_speak_of_adoption_is_left_to_the_page(name: str, changes: dict[str, Any]) -> None:
    """A reversed decision, a return home, relatives, and an adult's old plan (hard case 8)."""
    assert judged(child(**changes), policy=SHIPPED[name]).outcome == "eligible"


@pytest.mark.parametrize(
    "care, expected",
    [
        ({"placement": "P1"}, "not_met"),
        ({"placement": "U1"}, "met"),
        ({"placement": "A4"}, "unknown"),
        ({"legal_status": "E1"}, "unknown"),
        ({"legal_status": "C1"}, "unknown"),
        ({"legal_status": "V3"}, "not_met"),
    ],
)
def test_a_plan_of_permanence_is_belied_by_what_stands_beside_it(care: dict[str, str], expected: str) -> None:
    """Each signal counts as a plan of that kind would (hard case 11, hard case 12, hard case 13)."""
    assert result("lancashire", "permanence", with_care(**care)) == expected


@pytest.mark.parametrize(
    "name, criterion", [("salford", "B1"), ("kent", "plan"), ("frg_england_trial", "B1")]
)
@pytest.mark.parametrize("kinship", ["met", "not_met", "unknown"])
@pytest.mark.parametrize(
    "record", [child(permanence_plan=["LTRELFR"]), with_care(placement="U1"), with_care(placement="U3")]
)
def test_kinship_is_the_authoritys_own_choice_and_else_a_persons(
    name: str, criterion: str, kinship: str, record: ChildRecord
) -> None:
    """Plan and placement alike; as shipped, no policy takes it upon itself (hard case 10)."""
    assert result(name, criterion, record) == "unknown"
    data = SHIPPED[name].model_dump(by_alias=True)
    data["criteria"][criterion]["kinship"] = kinship
    chosen = judged(record, policy=Policy.model_validate(data)).findings[criterion]
    assert chosen.result == kinship


def test_a_partner_service_counts_while_it_is_on_the_list() -> None:
    """Before and after, working with it needs a person's decision (hard case 52)."""
    rows = [{"service": "futures", "from": "2026-01-01", "to": "2026-11-21"}, {"service": "home_start_leeds"}]
    policy = policy_with(B3__partner_services=rows)
    record = care_leaver(
        workers=[],
        parent={"is_parent": True, "child_lost_in_care_proceedings": True},
        services=[{"service": "futures"}],
    )
    answers = {
        day: judged(record, policy=policy, on=day).findings["B3"].result
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 20), date(2026, 11, 21))
    }
    assert list(answers.values()) == ["unknown", "met", "met", "unknown"]


def test_an_adviser_is_asked_for_in_care_only_where_a_policy_says_so() -> None:
    """Leeds and Salford bind care leavers only."""
    for name in ("leeds", "salford"):
        assert judged(child(workers=[]), policy=SHIPPED[name]).outcome == "eligible"
    assert result("salford", "B2", care_leaver(workers=[PERSONAL_ADVISER])) == "met"


@pytest.mark.parametrize("name", ["central_bedfordshire", "oxfordshire", "lancashire"])
def test_a_plan_that_turns_to_adoption_freezes_a_journey_under_any_policy(name: str) -> None:
    """Whether or not the authority's page has a rule about the plan (hard case 7)."""
    story = Story(policy=load_book(name))
    story.record(1)
    story.referral(role="social_worker", iro=True)
    assert "referral.accepted" in story.decides("accept").said()
    heard = story.record(2, permanence_plan=["ADOPTION"])
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["plan-adoption"]
