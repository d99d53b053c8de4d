"""Remarks on a record: each raised by exactly what it names, and by nothing that only comes close."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from services.eligibility.data_quality import REMARKS, remarks
from services.plan_sync.wording import load_wording
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import (
    IN_CARE,
    LEFT_CARE,
    ON,
    SOCIAL_WORKER,
    care_leaver,
    child,
    parent,
)
from tests.unit.eligibility.test_properties import RECORDS, read

Changes = dict[str, Any]

ENDED = {**IN_CARE, "period_ended": "2024-05-01", "reason_ceased": "E8"}
AT_17 = {"date_of_birth": "2009-02-03"}
DECIDED = {"decision_date": "2026-01-01"}
REVERSED = {**DECIDED, "decision_reversed_date": "2026-05-01"}
FOR_ADOPTION = {"permanence_plan": ["ADOPTION"]}


def care(**changes: object) -> Changes:
    """The plain child's period of care with something else in it."""
    return {"care": {**IN_CARE, **changes}}


def ended(**changes: object) -> Changes:
    """A period of care that has ended, with something else in it."""
    return {"care": {**ENDED, **changes}}


def adoption(**changes: object) -> Changes:
    """What is known of adoption."""
    return {"adoption": changes}


def rows(start: str, end: str) -> Changes:
    """A worker's allocation beside that of today."""
    return {"workers": [SOCIAL_WORKER, {**SOCIAL_WORKER, "from": start, "to": end}]}


def left(category: str, born: str, **changes: object) -> Changes:
    """A young person who left care and has a category."""
    return {"care": LEFT_CARE, "care_leaver": category, "date_of_birth": born, **changes}


CASES: dict[str, tuple[Changes, Changes]] = {
    "born-after-the-record": (
        {"date_of_birth": "2026-11-21", "care": None},
        {"date_of_birth": "2026-11-20", "care": None},
    ),
    "child-lost-but-not-a-parent": (
        {"parent": {"is_parent": False, "child_lost_in_care_proceedings": True}},
        {"parent": {"child_lost_in_care_proceedings": True}},
    ),
    "worker-ends-before-it-begins": (rows("2025-05-02", "2025-05-01"), rows("2025-05-01", "2025-05-01")),
    "service-ends-before-it-begins": (
        {"services": [{"service": "futures", "from": "2025-05-02", "to": "2025-05-01"}]},
        {"services": [{"service": "futures", "to": "2025-05-01"}]},
    ),
    "plan-key-unrecognised": ({"permanence_plan": ["LTFOST"]}, {"permanence_plan": ["OTHERPLN"]}),
    "died-before-birth": (
        {"date_of_death": "2014-02-02", "care": None},
        {"date_of_death": "2014-02-03", "care": None},
    ),
    "died-after-the-record": (
        {"date_of_death": "2026-11-21", "care": None},
        {"date_of_death": "2026-11-20", "care": None},
    ),
    "care-goes-on-after-death": (
        {"date_of_death": "2024-05-01"},
        {"date_of_death": "2024-05-01", **ended(reason_ceased="E2")},
    ),
    "care-began-before-birth": (care(period_started="2014-02-02"), care(period_started="2014-02-03")),
    "adult-in-care": (
        {"date_of_birth": "2008-11-20"},
        {"date_of_birth": "2008-11-21", "care_leaver": "eligible"},
    ),
    "legal-status-unrecognised": (care(legal_status="C9"), care(legal_status="V2")),
    "placement-unrecognised": (care(placement="U9"), care(placement="Z14")),
    "no-social-worker-in-care": ({"workers": [{"worker_id": "I", "role": "iro"}]}, {"workers": None}),
    "care-ended-before-it-began": (
        ended(period_started="2024-05-02"),
        ended(period_started="2024-05-01"),
    ),
    "care-ended-but-never-began": (ended(period_started=None), ended()),
    "end-of-care-without-reason": (
        ended(reason_ceased=None),
        ended(reason_ceased=None, period_ended="2026-11-21"),
    ),
    "reason-ceased-says-it-goes-on": (ended(reason_ceased="X1"), ended(reason_ceased="E48")),
    "adopted-without-decision": (
        ended(reason_ceased="E11"),
        {**ended(reason_ceased="E11"), **adoption(**DECIDED)},
    ),
    "reason-ceased-without-end": (care(reason_ceased="E8"), ended()),
    "reason-ceased-death-without-date": (
        ended(reason_ceased="E2"),
        {"date_of_death": "2024-05-01", **ended(reason_ceased="E2")},
    ),
    "reason-ceased-unrecognised": (ended(reason_ceased="E99"), ended(reason_ceased="E13")),
    "placement-order-contradicts-plan": (
        care(legal_status="E1"),
        {**care(legal_status="E1"), **FOR_ADOPTION},
    ),
    "placement-order-without-decision": (
        {**care(legal_status="E1"), **FOR_ADOPTION, **adoption()},
        {**care(legal_status="E1"), **FOR_ADOPTION, **adoption(**DECIDED)},
    ),
    "legacy-freeing-order": (care(legal_status="D1"), care(legal_status="C1")),
    "short-breaks-against-plan": (
        care(legal_status="V4"),
        {**care(legal_status="V4"), "permanence_plan": ["REMAINSUP"]},
    ),
    "placed-with-parents-against-plan": (
        care(placement="P1"),
        {**care(placement="P1"), "permanence_plan": ["RETURNEV"]},
    ),
    "category-none-but-eligible": (
        {**AT_17, **care(period_started="2026-08-21")},
        {**AT_17, **care(period_started="2026-08-22")},
    ),
    "category-eligible-but-not-in-care": (
        {**AT_17, **ended(), "care_leaver": "eligible"},
        {**AT_17, "care": None, "care_leaver": "eligible"},
    ),
    "category-eligible-but-not-16-or-17": (
        {"date_of_birth": "2010-11-21", "care_leaver": "eligible"},
        {"date_of_birth": "2010-11-20", "care_leaver": "eligible"},
    ),
    "category-relevant-but-not-16-or-17": (left("relevant", "2008-11-20"), left("relevant", "2008-11-21")),
    "category-left-care-but-in-care": (
        {**AT_17, "care_leaver": "relevant"},
        {**AT_17, "care_leaver": "relevant", **care(legal_status="V3"), "permanence_plan": []},
    ),
    "category-former-relevant-under-18": (
        left("former_relevant", "2008-11-21"),
        left("former_relevant", "2008-11-20"),
    ),
    "category-qualifying-under-16": (left("qualifying", "2010-11-21"), left("qualifying", "2010-11-20")),
    "care-leaver-category-unrecognised": (left("leaver", "2006-02-03"), left("none", "2006-02-03")),
    "placed-for-adoption-without-decision": (
        {**care(placement="A4"), **FOR_ADOPTION},
        {**care(placement="A4"), **FOR_ADOPTION, **adoption(**DECIDED)},
    ),
    "placed-for-adoption-before-decision": (
        adoption(**DECIDED, placed_date="2025-12-31"),
        adoption(**DECIDED, placed_date="2026-01-01"),
    ),
    "placed-for-adoption-though-reversed": (
        adoption(**REVERSED, placed_date="2026-02-01"),
        adoption(**REVERSED, placed_date="2026-02-01", placed_ceased_date="2026-05-01"),
    ),
    "reversal-without-decision": (adoption(decision_reversed_date="2026-05-01"), adoption(**REVERSED)),
    "reversal-before-decision": (
        adoption(decision_date="2026-05-02", decision_reversed_date="2026-05-01"),
        adoption(decision_date="2026-05-01", decision_reversed_date="2026-05-01"),
    ),
    "reversal-reason-without-date": (
        adoption(**DECIDED, reversal_reason="RD1"),
        adoption(**REVERSED, reversal_reason="RD1"),
    ),
    "reversal-reason-unrecognised": (
        adoption(**REVERSED, reversal_reason="RD5"),
        adoption(**REVERSED, reversal_reason="RD4"),
    ),
    "placing-ended-before-it-began": (
        adoption(**DECIDED, placed_date="2026-03-01", placed_ceased_date="2026-02-28"),
        adoption(**DECIDED, placed_date="2026-03-01", placed_ceased_date="2026-03-01"),
    ),
    "placing-ended-but-never-began": (
        adoption(**DECIDED, placed_ceased_date="2026-03-01"),
        adoption(**DECIDED, placed_date="2026-02-01", placed_ceased_date="2026-03-01"),
    ),
    "adoptive-placement-without-order": (
        {**care(placement="A6"), **FOR_ADOPTION, **adoption(**DECIDED)},
        {**care(placement="A6", legal_status="E1"), **FOR_ADOPTION, **adoption(**DECIDED)},
    ),
}
"""Of each remark: what raises it and nothing else, and what comes close and raises nothing."""


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_is_raised_by_what_it_names_alone(remark: str) -> None:
    """Exactly this one, and none by a record that comes close."""
    hit, miss = CASES[remark]
    assert remarks(child(**hit), ON) == (remark,)
    assert remarks(child(**miss), ON) == ()


@pytest.mark.parametrize("record", [child(), care_leaver(), parent()])
def test_a_record_in_order_has_no_remark(record: ChildRecord) -> None:
    """The invented children of the other tests are in order."""
    assert remarks(record, ON) == ()


def test_what_is_not_known_is_no_contradiction() -> None:
    """A record of nothing but what is required has no remark, on any birthday."""
    bare = ChildRecord.model_validate(
        {
            "child_id": "C1",
            "record_version": 1,
            "as_of": "2026-11-20T09:00:00Z",
            "date_of_birth": "2009-02-03",
        }
    )
    assert [remarks(bare, date(2009 + years, 2, 3)) for years in range(30)] == [()] * 30


def test_parallel_planning_is_no_contradiction() -> None:
    """Adoption beside a return home, or a blank plan beside an adoption decision, is planning, not a slip."""
    assert remarks(child(permanence_plan=["RETURNEV", "ADOPTION"]), ON) == ()
    assert remarks(child(permanence_plan=[], adoption=DECIDED), ON) == ()


def test_a_legal_status_of_a_period_that_is_over_is_history() -> None:
    """E1, D1, P1 and A5 of an ended period contradict nothing (DOMAIN 2.3)."""
    for codes in ({"legal_status": "E1"}, {"legal_status": "D1"}, {"placement": "P1"}, {"placement": "A5"}):
        assert remarks(child(**ended(**codes)), ON) == ()


def test_no_role_that_nobody_knows_is_taken_for_a_missing_social_worker() -> None:
    """An authority's own code may well mean the social worker."""
    assert remarks(child(workers=[{"worker_id": "W", "role": "keyworker"}]), ON) == ()


@pytest.mark.parametrize("days, found", [(0, ()), (27, ()), (28, ("adult-in-care",))])
def test_a_birthday_is_no_fault_of_an_older_record(days: int, found: tuple[str, ...]) -> None:
    """The reminder of the 18th birthday blames nobody; four weeks later the open period is a remark."""
    turned_18 = date(2026, 11, 25)
    record = child(date_of_birth="2008-11-25", care_leaver="eligible")
    known = ("category-eligible-but-not-16-or-17",) if found else ()
    assert remarks(record, turned_18 + timedelta(days)) == (*found, *known)


@pytest.mark.parametrize("jurisdiction", ["scotland", "wales", "elsewhere"])
def test_the_codes_of_another_jurisdiction_are_not_measured_by_englands(jurisdiction: str) -> None:
    """A Scottish order is no slip; dates that contradict each other are (hard case 48)."""
    theirs = {**care(legal_status="S83", placement="KIN"), "permanence_plan": ["PERM"], "care_leaver": "x"}
    assert remarks(child(jurisdiction=jurisdiction, **theirs), ON) == ()
    backwards = child(jurisdiction=jurisdiction, **rows("2025-05-02", "2025-05-01"))
    assert remarks(backwards, ON) == ("worker-ends-before-it-begins",)


def test_who_has_died_is_looked_at_on_that_day() -> None:
    """Nobody is told that a child who died at 12 is an adult in care now."""
    dead = child(
        date_of_death="2026-05-01", care={**IN_CARE, "period_ended": "2026-05-01", "reason_ceased": "E2"}
    )
    assert remarks(dead, date(2040, 1, 1)) == ()


@settings(max_examples=40)
@given(RECORDS)
def test_remarks_are_of_the_closed_set_for_any_record(data: dict[str, Any]) -> None:
    """Whatever a record says, each remark is known, in the order of the tables, and said once."""
    found = remarks(read(data), ON)
    assert list(found) == sorted(set(found), key=REMARKS.index)


@pytest.mark.parametrize("day", [date.min, date(1, 1, 20), date.max])
def test_the_ends_of_the_calendar_are_days_like_others(day: date) -> None:
    """A screening date is an operator's word: none may crash."""
    assert isinstance(remarks(child(as_of="0001-01-02T00:00:00Z"), day), tuple)


def test_every_remark_has_words_and_no_other_has() -> None:
    """A code that travels, and a clause of a sentence that says what to correct."""
    words = load_wording().remarks
    assert set(words) == set(REMARKS)
    assert all(re.fullmatch(r"[a-z0-9-]{1,40}", remark) for remark in REMARKS)
    assert all(re.fullmatch(r"[^A-Z.;][^.;]*\([a-z][^.;]*\)", said) for said in words.values())
