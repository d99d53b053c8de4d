"""Nobody under 16 is asked whether they are a parent or a care leaver (DOMAIN 11)."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.eligibility.not_asked import FIELDS, REASONS
from services.eligibility.screening import screen
from tests.unit.eligibility.children import LEEDS, ON, child
from tests.unit.eligibility.test_properties import RECORDS, read

NOTHING_KNOWN: dict[str, Any] = {
    "care_leaver": None,
    "parent": None,
    "services": None,
    "permanence_plan": None,
    "workers": None,
}


@settings(max_examples=60)
@given(RECORDS, st.sampled_from(["2010-11-22", "2014-02-03", "2022-11-22"]))
def test_no_reason_and_no_missing_field_asks_a_child_under_16(data: dict[str, Any], born: str) -> None:
    """Whatever is recorded; and the outcome is what it is all the same."""
    told = screen(read({**data, "date_of_birth": born}), LEEDS, ON)
    reasons = {told.leading_reason, *(one.reason_code for one in told.criteria)}
    assert not reasons & REASONS
    assert not FIELDS & {*told.missing}


def test_a_child_in_care_of_whom_little_is_known_is_asked_for_the_plan_alone() -> None:
    """From the sixteenth birthday on the other routes are asked about too (hard case 3)."""
    young = screen(child(**NOTHING_KNOWN), LEEDS, ON)
    assert (young.outcome, young.missing) == ("needs_decision", ("permanence_plan",))
    assert "parent." not in json.dumps(young.model_dump(mode="json")["missing"])
    older = screen(child(**NOTHING_KNOWN, date_of_birth="2010-11-21"), LEEDS, ON)
    assert "parent.is_parent" in older.missing


def test_a_child_who_is_not_known_to_be_in_care_still_needs_a_decision() -> None:
    """The result of a criterion is not changed by what is not asked (DOMAIN 2.3)."""
    told = screen(child(**NOTHING_KNOWN, care=None), LEEDS, ON)
    assert (told.outcome, told.leading_reason) == ("needs_decision", "plan-not-known")
    assert told.missing == ("permanence_plan", "care")
