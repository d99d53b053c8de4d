"""Invented records with the outcome that DOMAIN 2.3 gives them, worked out apart from this code."""

import json
from pathlib import Path

import pytest

from services.eligibility.screening import screen
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import LEEDS, ON

CASES = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["record"]["child_id"] for case in CASES])
def test_an_invented_record_has_the_expected_outcome_criteria_and_readings(
    case: dict[str, dict[str, object]],
) -> None:
    """Under Leeds's policy on 21 November 2026."""
    said = screen(ChildRecord.model_validate(case["record"]), LEEDS, ON)
    found: dict[str, object] = {"outcome": said.outcome}
    if said.readings is not None:
        found["criteria"] = {one.criterion: one.result for one in said.criteria}
        found["readings"] = said.readings.model_dump()
    assert found == case["expected"]
