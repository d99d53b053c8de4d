"""Readings, the last doubts, unknown codes: how criteria become an outcome (rules 6 and 7)."""

from datetime import date
from typing import Any

import pytest

from services.eligibility.policies.book import load_book
from services.eligibility.screening import screen
from services.eligibility.time_limits import within_age
from tests.unit.eligibility.children import (
    IN_CARE,
    LEEDS,
    LEFT_CARE,
    ON,
    SOCIAL_WORKER,
    care_leaver,
    child,
    finding,
    judged,
    parent,
    policy_with,
    with_care,
)

PARENT_FOR_ADOPTION: dict[str, Any] = {
    "date_of_birth": "2009-05-05",
    "care": IN_CARE,
    "care_leaver": "eligible",
    "permanence_plan": ["RETURN6M"],
}
"""Seventeen, in care, a parent who meets B3, and to return home: the two readings differ."""


def test_where_the_readings_differ_a_person_decides_and_both_are_shown() -> None:
    """B3 met and B1 not: R1 says yes, R2 says no."""
    found = judged(parent(**PARENT_FOR_ADOPTION))
    assert (found.outcome, found.reason) == ("needs_decision", "readings-differ")
    assert found.readings is not None
    assert (found.readings.R1, found.readings.R2) == ("met", "not_met")
    assert found.leading_reason == "readings-differ"


def test_readings_that_differ_by_an_unknown_need_a_decision_too() -> None:
    """B3 met and B1 unknown: R1 met, R2 unknown."""
    found = judged(parent(**{**PARENT_FOR_ADOPTION, "permanence_plan": []}))
    assert found.readings is not None
    assert (found.outcome, found.readings.R1, found.readings.R2) == ("needs_decision", "met", "unknown")
    assert found.missing == ("permanence_plan",)


@pytest.mark.parametrize("decide_by, outcome", [("R1", "eligible"), ("R2", "not_eligible")])
def test_a_policy_may_choose_one_reading(decide_by: str, outcome: str) -> None:
    """The switch of DOMAIN 2.1."""
    policy = policy_with(readings={**LEEDS.readings.model_dump(), "decide_by": decide_by})
    assert judged(parent(**PARENT_FOR_ADOPTION), policy=policy).outcome == outcome


def test_a_page_with_one_reading_has_no_second() -> None:
    """Salford publishes B1 and B2 only: both readings are the one."""
    policy = policy_with(readings={"decide_by": "agreement", "R1": [["B1", "B2"]]})
    found = judged(parent(**PARENT_FOR_ADOPTION), policy=policy)
    assert found.readings is not None
    assert (found.outcome, found.readings.R2) == ("not_eligible", "not_met")


@pytest.mark.parametrize("born, outcome", [("2022-11-22", "needs_decision"), ("2022-11-21", "eligible")])
def test_an_eligible_child_younger_than_four_needs_a_decision(born: str, outcome: str) -> None:
    """No minimum age is published; the fourth birthday is old enough."""
    assert judged(child(date_of_birth=born)).outcome == outcome


def test_a_disputed_date_of_birth_needs_a_decision() -> None:
    """The recorded date is used, and a person looks (hard case 54)."""
    found = judged(child(date_of_birth_disputed=True))
    assert (found.outcome, found.reason) == ("needs_decision", "date-of-birth-disputed")


def test_doubt_does_not_lift_a_child_who_is_not_eligible() -> None:
    """Young, disputed and for adoption is not eligible."""
    record = child(date_of_birth="2024-01-01", date_of_birth_disputed=True, permanence_plan=["ADOPTION"])
    assert judged(record).outcome == "not_eligible"


def test_an_age_disputed_young_person_is_not_closed_automatically() -> None:
    """Care ended because of age (E15): the category decides, not the dispute (hard case 54)."""
    ended = {**LEFT_CARE, "reason_ceased": "E15"}
    found = judged(care_leaver(care=ended, date_of_birth_disputed=True))
    assert found.outcome == "needs_decision"


def test_a_special_guardianship_without_a_category_needs_a_decision() -> None:
    """Not in care; whether they qualify is for a person (hard case 53)."""
    ended = {**LEFT_CARE, "reason_ceased": "E46"}
    assert judged(care_leaver(care=ended, care_leaver=None)).outcome == "needs_decision"
    assert judged(care_leaver(care=ended, care_leaver="qualifying")).outcome == "eligible"


def test_a_remanded_child_needs_a_decision_and_a_sentenced_one_is_no_longer_in_care() -> None:
    """In care only while the legal status says so (hard case 49)."""
    assert judged(with_care(legal_status="J1", placement="R5")).outcome == "needs_decision"
    sentenced = child(care={**LEFT_CARE, "reason_ceased": "E9"}, care_leaver="none")
    assert judged(sentenced).outcome == "not_eligible"
    assert (
        judged(child(care={**LEFT_CARE, "reason_ceased": "E9"}, care_leaver=None)).outcome == "needs_decision"
    )


def test_an_unknown_reason_for_the_end_of_care_is_looked_at_by_a_person() -> None:
    """It may be a transfer or an adoption; it does not rescue a child who is not eligible."""
    ended = {**LEFT_CARE, "reason_ceased": "E99"}
    found = judged(care_leaver(care=ended))
    assert (found.outcome, found.reason) == ("needs_decision", "reason-ceased-unrecognised")
    assert judged(child(care=ended)).outcome == "not_eligible"


def test_screening_is_dated_in_the_authoritys_calendar() -> None:
    """The day before, on and after a birthday are three questions (hard case 6)."""
    leap = child(date_of_birth="2024-02-29")
    assert judged(leap, on=date(2028, 2, 28)).outcome == "needs_decision"
    assert judged(leap, on=date(2028, 2, 29)).outcome == "eligible"
    turning = child(date_of_birth="2023-02-28")
    assert judged(turning, on=date(2027, 2, 28)).outcome == "eligible"


def test_an_unborn_or_misdated_child_is_no_crash() -> None:
    """A date of birth after the screening date is younger than any minimum."""
    assert judged(child(date_of_birth="2031-01-01")).reason == "younger-than-minimum-age"


def test_a_date_of_birth_to_come_shuts_nobody_out_by_age() -> None:
    """It is under every upper limit: a slip in the date ends with a person, never with a silent no."""
    found = judged(parent(date_of_birth="2031-01-01"))
    assert (found.findings["B3"].result, found.reason) == ("met", "younger-than-minimum-age")
    trial = load_book("frg_england_trial").versions[0]
    newcomer = child(date_of_birth="2031-01-01", care={**IN_CARE, "period_started": "2026-01-01"})
    assert judged(newcomer, policy=trial).reason == "younger-than-minimum-age"


@pytest.mark.parametrize("age, result", [(-1, "not_met"), (0, "not_met"), (1, "met")])
def test_a_range_from_the_first_birthday_leaves_out_who_has_not_had_it(age: int, result: str) -> None:
    """Not born yet, or in the first year."""
    assert within_age(age, 1, None).result == result


@pytest.mark.parametrize(
    "code, shown",
    [
        ("X9", "X9"),
        ("Z99A", "Z99A"),
        ("Smithson", "unrecognised"),
        ("SMITHSON", "unrecognised"),
        ("ANN", "unrecognised"),
        ("c2", "unrecognised"),
    ],
)
def test_an_unknown_code_is_named_only_when_it_looks_like_one(code: str, shown: str) -> None:
    """A surname may have been typed where a code belongs; it is not repeated."""
    assert ("care.legal_status", shown) in finding("B1", with_care(legal_status=code)).evidence
    assert ("care.placement", shown) in finding("B1", with_care(placement=code)).evidence


def test_a_name_in_any_field_for_codes_is_never_repeated() -> None:
    """No value that is no code leaves screening."""
    name = "Quillfeather"
    record = child(
        date_of_birth="2009-05-05",
        care={**IN_CARE, "legal_status": name, "placement": name},
        permanence_plan=[name],
        care_leaver=name,
        workers=[{**SOCIAL_WORKER, "role": name}],
        parent={"is_parent": True, "child_lost_in_care_proceedings": True},
        services=[{"service": name}],
    )
    for one in (record, record.model_copy(update={"jurisdiction": name})):
        assert name not in screen(one, LEEDS, ON).model_dump_json()


def test_the_event_says_what_was_decided_by_which_policy_and_on_what_data() -> None:
    """The contract's fields, with codes, dates and numbers only."""
    said = screen(child(), LEEDS, ON, "needs_decision").model_dump(mode="json")
    assert said["policy"] == {"authority": "E08000035", "version": "2026-1"}
    assert (said["record_version"], said["as_of"]) == (1, "2026-11-20T09:00:00Z")
    assert (said["screened_on"], said["previous_outcome"]) == ("2026-11-21", "needs_decision")
    assert said["criteria"][0] == {
        "criterion": "B1",
        "kind": "plan-outside-family",
        "result": "met",
        "reason_code": "plan-outside-family",
        "evidence": [{"field": "permanence_plan", "value": "LTFOST18", "as_of": "2026-11-20"}],
    }
    assert (said["readings"], said["missing"]) == ({"R1": "met", "R2": "met"}, [])


def test_what_is_missing_is_said_only_when_a_person_must_decide() -> None:
    """A decided outcome misses nothing."""
    assert judged(child(parent=None, services=None)).missing == ()
    unknown = {"parent": None, "care_leaver": None, "services": None, "permanence_plan": None}
    assert judged(child(**unknown, date_of_birth="2010-02-03")).missing == (
        "permanence_plan",
        "care_leaver",
        "parent.is_parent",
        "parent.child_lost_in_care_proceedings",
        "services",
    )
