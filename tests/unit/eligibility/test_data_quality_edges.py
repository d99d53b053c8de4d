"""Remarks at the edges of days and ages, where a rule that is a little wrong would blame somebody."""

from typing import Any

import pytest

from services.eligibility.data_quality import remarks
from tests.unit.eligibility.children import IN_CARE, LEFT_CARE, ON, child

DECIDED = {"decision_date": "2026-01-01"}
DIED_IN_CARE = {**IN_CARE, "period_ended": "2026-05-01", "reason_ceased": "E2"}
BORN_AND_DIED: dict[str, Any] = {"date_of_birth": "2026-10-01", "date_of_death": "2026-10-01"}


def placed(code: str) -> dict[str, Any]:
    """A placement of the plain child's."""
    return {"care": {**IN_CARE, "placement": code}}


def ended(day: str, reason: str | None) -> dict[str, Any]:
    """An end of the plain child's period of care."""
    return {"care": {**IN_CARE, "period_ended": day, "reason_ceased": reason}}


@pytest.mark.parametrize(
    "changes, found",
    [
        ({"date_of_birth": "2010-11-20"}, ("category-none-but-eligible",)),
        ({"date_of_birth": "2010-11-21"}, ()),
        ({"date_of_birth": "2009-02-03", "care": LEFT_CARE}, ()),
        ({"adoption": {"placed_date": "2026-01-01"}}, ("placed-for-adoption-without-decision",)),
        (
            {"adoption": {**DECIDED, "placed_date": "2025-12-01", "placed_ceased_date": "2025-12-20"}},
            (),
        ),
        (
            {"adoption": {**DECIDED, "decision_reversed_date": "2026-11-20", "placed_date": "2026-02-01"}},
            ("placed-for-adoption-though-reversed",),
        ),
        (
            {"adoption": {**DECIDED, "decision_reversed_date": "2026-11-21", "placed_date": "2026-02-01"}},
            (),
        ),
        (
            {**placed("A5"), "permanence_plan": ["ADOPTION"], "adoption": DECIDED},
            ("adoptive-placement-without-order",),
        ),
        (ended("2024-05-01", "E12"), ("adopted-without-decision",)),
        (ended("2026-11-20", None), ("end-of-care-without-reason",)),
        (
            {"care": {**IN_CARE, "legal_status": "V4"}, "permanence_plan": ["ADOPTION"]},
            ("short-breaks-against-plan",),
        ),
    ],
)
def test_a_remark_at_the_edge_of_its_rule(changes: dict[str, Any], found: tuple[str, ...]) -> None:
    """The day itself and the day beside it, on a record of 20 November."""
    assert remarks(child(**changes), ON) == found


@pytest.mark.parametrize("category, care", [("relevant", LEFT_CARE), ("eligible", DIED_IN_CARE)])
def test_nobody_is_asked_about_the_category_of_somebody_who_has_died(
    category: str, care: dict[str, str]
) -> None:
    """Died at 17: never too old for it, and out of care only by death (hard case 55)."""
    dead = {"date_of_birth": "2008-10-01", "date_of_death": "2026-05-01", "care": care}
    assert remarks(child(**dead, care_leaver=category), ON) == ()


def test_who_died_on_the_day_of_birth_is_read_on_that_day() -> None:
    """An end of care that was still to come then had no reason yet."""
    care = {**IN_CARE, "period_started": "2026-10-01", "period_ended": "2026-10-02"}
    assert remarks(child(**BORN_AND_DIED, care=care), ON) == ("care-goes-on-after-death",)
