"""Exactly on which birthdays and days time alone may change an answer."""

from datetime import date
from typing import Final

import pytest

from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.criteria import (
    AgeRange,
    AllocatedWorker,
    CareLeaver,
    CareLeaverParent,
    Criterion,
    InCare,
    InCareOrSupportedLeaver,
    NoAdoptionPlanned,
    PlanOfPermanence,
    PlanOutsideFamily,
    TimeInCare,
)
from services.eligibility.turning_points import milestones, next_turning_point
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import LEEDS, ON, child, policy_with, with_care

THREE_YEARS: Final = TimeInCare(kind="time-in-care", less_than_months=36)
FROM_12: Final = AgeRange(kind="age-range", from_age=12)
PARENTS: Final = CareLeaverParent.model_validate(
    {
        "kind": "care-leaver-parent",
        "age_limit": 25,
        "age_limit_included": False,
        "partner_services": [
            {"service": "futures", "from": "2026-01-01", "to": "2027-01-01"},
            {"service": "home_start_leeds", "to": "2028-01-01"},
            {"service": "adult_and_health", "from": "2029-01-01"},
        ],
    }
)


@pytest.mark.parametrize(
    "rule, ages",
    [
        (PlanOutsideFamily(kind="plan-outside-family", kinship="met", placed_with_parents="met"), {18}),
        (NoAdoptionPlanned(kind="no-adoption-planned", adoption_planned="unknown"), {18}),
        (PlanOfPermanence(kind="plan-of-permanence", counts=("LTFOST18",)), set()),
        (InCare(kind="in-care"), set()),
        (CareLeaver(kind="care-leaver", categories=("relevant",)), {16, 21}),
        (AllocatedWorker(kind="allocated-worker", worker_roles=("social_worker",)), {21, 25}),
        (
            InCareOrSupportedLeaver(
                kind="in-care-or-supported-care-leaver", worker_roles=("iro",), worker_needed_in_care=True
            ),
            {16, 21, 25},
        ),
        (FROM_12, {12}),
        (AgeRange(kind="age-range", limit=25), {25}),
        (AgeRange(kind="age-range", from_age=1, limit=25, limit_included=True), {1, 26}),
        (THREE_YEARS, set()),
        (PARENTS, {16, 21, 25}),
        (PARENTS.model_copy(update={"age_limit_included": True}), {16, 21, 26}),
    ],
)
def test_an_answer_may_change_on_these_birthdays(rule: Criterion, ages: set[int]) -> None:
    """And on no other, so that a child is not looked at in vain (hard case 6)."""
    assert rule.birthdays() == ages


@pytest.mark.parametrize(
    "rule, record, days",
    [
        (THREE_YEARS, with_care(period_started="2024-02-29"), [date(2027, 2, 28)]),
        (THREE_YEARS, with_care(period_started=None), []),
        (THREE_YEARS, child(care=None), []),
        (PARENTS, child(), [date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1), date(2029, 1, 1)]),
        (FROM_12, child(), []),
    ],
)
def test_an_answer_may_change_on_these_days(rule: Criterion, record: ChildRecord, days: list[date]) -> None:
    """The end of a time in care, and a partner service that comes onto the list or leaves it."""
    assert list(rule.days(record)) == days


def test_the_birthdays_of_a_policy_are_those_of_its_criteria_and_its_minimum_age() -> None:
    """0 is no minimum."""
    assert LEEDS.birthdays == {4, 16, 18, 21, 25}
    assert policy_with(minimum_age=0).birthdays == {16, 18, 21, 25}


@pytest.mark.parametrize(
    "care, day",
    [
        ({"period_started": "2026-11-22"}, date(2026, 11, 22)),
        ({"period_started": "2026-11-20", "period_ended": "2026-11-23"}, date(2026, 11, 23)),
        ({"period_started": "2026-11-20", "period_ended": "2026-11-21"}, date(2030, 2, 3)),
        (None, date(2030, 2, 3)),
    ],
)
def test_a_period_of_care_is_looked_at_on_the_day_it_begins_or_ends(
    care: dict[str, str] | None, day: date
) -> None:
    """Only days after today; then the sixteenth birthday is next (hard case 3)."""
    assert next_turning_point(child(care=care), PolicyBook((LEEDS,)), ON) == day


def test_the_milestones_are_16_18_and_the_end_of_the_offer_with_its_warning() -> None:
    """Where the policy names no end there is none (hard case 3, hard case 4, hard case 5)."""
    statute = {"turned-16": date(2024, 2, 29), "turned-18": date(2026, 3, 1)}
    offer = {"work-ends-soon": date(2032, 12, 1), "work-ends": date(2033, 3, 1)}
    assert milestones(date(2008, 2, 29), LEEDS) == statute | offer
    assert milestones(date(2008, 2, 29), policy_with(work_ends=None)) == statute
