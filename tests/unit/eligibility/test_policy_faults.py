"""Exactly for which faults a policy or a criterion refuses itself, and at which place of the file."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.eligibility.policies.criteria import AgeRange, CareLeaver, PlanOfPermanence, TimeInCare
from services.eligibility.policies.policy import Policy
from tests.unit.eligibility.children import LEEDS


def test_a_policy_that_does_not_hang_together_says_every_fault_and_where() -> None:
    """The place is that of the file: setting, reading and route."""
    data: dict[str, Any] = LEEDS.model_dump(by_alias=True)
    data["effective_to"] = data["effective_from"]
    data["readings"] = {"decide_by": "R2", "R1": [["B1"], ["B2", "B7"]]}
    assert faults(data) == [
        ("effective_to is not after effective_from: correct one of the two", ("effective_to",)),
        (
            "decide_by names R2, which the file does not give: add R2, or decide by R1",
            ("readings", "decide_by"),
        ),
        (
            "readings name B7, which the file does not define: add [criteria.B7]",
            ("readings", "R1", 1),
        ),
    ]
    data = LEEDS.model_dump(by_alias=True)
    data["readings"]["R2"] = [["B9"], ["B1"]]
    assert [at for _, at in faults(data)] == [("readings", "R2", 0)]


def faults(data: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    """What a policy of this data is refused for."""
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(data)
    (only,) = refused.value.errors()
    found: list[tuple[str, tuple[str | int, ...]]] = only["ctx"]["faults"]
    return found


@pytest.mark.parametrize(
    "rule, setting, said",
    [
        (AgeRange, {"kind": "age-range"}, "everybody is of that age"),
        (AgeRange, {"kind": "age-range", "from_age": 16, "limit": 16}, "no age lies between"),
        (
            AgeRange,
            {"kind": "age-range", "from_age": 18, "limit": 16, "limit_included": True},
            "no age lies between",
        ),
        (
            PlanOfPermanence,
            {
                "kind": "plan-of-permanence",
                "counts": ["SUPPLIV", "LTFOST18"],
                "does_not_count": ["LTFOST18", "SUPPLIV"],
            },
            "LTFOST18 stands in counts and in does_not_count",
        ),
        (
            CareLeaver,
            {"kind": "care-leaver", "categories": ["none"]},
            "none is none of the codes that count here: write eligible, former_relevant, qualifying",
        ),
    ],
)
def test_a_criterion_that_shuts_out_nobody_or_everybody_is_refused(
    rule: type[AgeRange | PlanOfPermanence | CareLeaver], setting: dict[str, Any], said: str
) -> None:
    """A slip of the pen is no policy."""
    with pytest.raises(ValidationError, match=said):
        rule.model_validate(setting)


@pytest.mark.parametrize("months", [0, 1201, "36", 36.0])
def test_a_time_in_care_is_a_number_of_whole_months(months: object) -> None:
    """From one month to a hundred years."""
    with pytest.raises(ValidationError, match="less_than_months"):
        TimeInCare.model_validate({"kind": "time-in-care", "less_than_months": months})
    for enough in (1, 1200):
        assert TimeInCare(kind="time-in-care", less_than_months=enough).less_than_months == enough


def test_an_age_range_of_one_year_is_a_range() -> None:
    """16 only, written in two ways."""
    one = AgeRange(kind="age-range", from_age=16, limit=16, limit_included=True)
    assert one.ends_at_age == AgeRange(kind="age-range", from_age=16, limit=17).ends_at_age == 17
