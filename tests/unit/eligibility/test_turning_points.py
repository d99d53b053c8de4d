"""Reminders are complete: between two turning points no answer about a child changes by time alone.

So it is enough to look at a child on those days (DOMAIN 2.5); nobody has to be looked for. Remarks on the
record's quality wait for the next look.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.eligibility.policies.book import PolicyBook, load_book
from services.eligibility.policies.files import shipped
from services.eligibility.policies.policy import Policy
from services.eligibility.screening import judge
from services.eligibility.turning_points import next_turning_point
from shared.clock import birthday
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import LEEDS, care_leaver, child
from tests.unit.eligibility.test_properties import RECORDS, read

FIRST, LAST = date(2024, 1, 1), date(2036, 12, 31)
BORN_FIRST, BORN_LAST = date(1998, 1, 1), date(2027, 12, 31)
LEAP_DAYS = (date(2008, 2, 29), date(2012, 2, 29))
CHANCE = st.randoms(use_true_random=True)
"""Chosen dates lie evenly over the years; Hypothesis's own would crowd at their ends."""


def busy() -> PolicyBook:
    """A policy with every kind of criterion and every date that a file can hold, in two versions."""
    data = LEEDS.model_dump(by_alias=True)
    data["minimum_age"] = 7
    data["criteria"]["B2"]["worker_needed_in_care"] = True
    data["criteria"]["B3"] |= {
        "age_limit": 22,
        "age_limit_included": True,
        "partner_services": [
            {"service": "futures", "from": "2027-02-28", "to": "2029-03-01"},
            {"service": "other", "from": "2031-01-01", "to": None},
        ],
    }
    data["criteria"] |= {
        "adoption": {"kind": "no-adoption-planned", "adoption_planned": "not_met"},
        "permanence": {"kind": "plan-of-permanence", "counts": ["LTFOST18"], "does_not_count": ["OTHERPLN"]},
        "in_care": {"kind": "in-care"},
        "leaver": {"kind": "care-leaver", "categories": ["former_relevant"]},
        "worker": {"kind": "allocated-worker", "worker_roles": ["social_worker"]},
        "ages": {"kind": "age-range", "from_age": 11, "limit": 19, "limit_included": False},
        "time": {"kind": "time-in-care", "less_than_months": 18},
    }
    data["readings"]["R2"] = [list(data["criteria"])]
    first = Policy.model_validate(data | {"effective_from": "2025-01-01", "effective_to": "2028-06-30"})
    second = {"version": "2", "minimum_age": 0, "effective_from": "2028-06-30", "effective_to": "2034-01-01"}
    return PolicyBook((first, Policy.model_validate(data | second)))


BOOKS = {**{name: load_book(name) for name in shipped()}, "busy": busy()}


def some_day(chance: Random, first: date = FIRST, last: date = LAST) -> date:
    """A day between two others."""
    return first + timedelta(days=chance.randrange((last - first).days))


def maybe(chance: Random) -> date | None:
    """A day, or none."""
    return chance.choice([some_day(chance), None])


@st.composite
def records(draw: st.DrawFn) -> ChildRecord:
    """Any record that no sentence of rule 1 decides at once, its dates spread over the years of the days."""
    data: dict[str, Any] = draw(RECORDS)
    chance = draw(CHANCE)
    data |= {"date_of_death": None, "jurisdiction": None}
    data["date_of_birth"] = chance.choice([*LEAP_DAYS, *[some_day(chance, BORN_FIRST, BORN_LAST)] * 9])
    if data["care"]:
        data["care"] |= {
            "period_started": maybe(chance),
            "period_ended": maybe(chance),
            "reason_ceased": None,
        }
    for rows in ("workers", "services"):
        if data[rows]:
            data[rows] = [{**row, "from": maybe(chance), "to": maybe(chance)} for row in data[rows]]
    return read(data)


def said(record: ChildRecord, book: PolicyBook, day: date) -> tuple[Any, ...]:
    """Everything that a decision says, but for the evidence: that an age is 7, not 6, decides nothing."""
    found = judge(record, book.on(day), day)
    answers = {name: (one.result, one.reasons, one.missing) for name, one in found.findings.items()}
    return found.outcome, found.reason, found.leading_reason, found.missing, found.readings, answers


def days_between(record: ChildRecord, start: date, end: date) -> Iterator[date]:
    """The last day before the end, every birthday before it, and the day after each."""
    yield end - timedelta(days=1)
    for age in range(41):
        for day in (birthday(record.date_of_birth, age), birthday(record.date_of_birth, age) + timedelta(1)):
            if start < day < end:
                yield day


@pytest.mark.parametrize("name", BOOKS)
@settings(max_examples=80)
@given(record=records(), chance=CHANCE)
def test_nothing_changes_between_two_turning_points(name: str, record: ChildRecord, chance: Random) -> None:
    """Any record, any day, any shipped policy and one with every date there can be (hard case 6)."""
    book, start = BOOKS[name], some_day(chance)
    end = next_turning_point(record, book, start) or LAST + timedelta(days=400)
    expected = said(record, book, start)
    for day in (some_day(chance, start, end), *days_between(record, start, end)):
        assert said(record, book, day) == expected, day


def test_somebody_without_an_adviser_is_looked_at_when_they_may_ask_for_one() -> None:
    """From 21 until 25 a care leaver may have none and may ask: what is said changes (hard case 50)."""
    record = care_leaver(workers=[], date_of_birth="2006-02-03")
    point = next_turning_point(record, BOOKS["salford"], date(2026, 11, 21))
    assert point == date(2027, 2, 3)
    before, after = (said(record, BOOKS["salford"], day)[2] for day in (date(2027, 2, 2), point))
    assert (before, after) == ("no-worker", "no-worker-may-ask-for-adviser")


def test_the_end_of_a_time_in_care_is_a_day_to_look_again() -> None:
    """Three years in care to the day, as the trial counted."""
    record = child(care={"period_started": "2024-03-01", "legal_status": "C2", "placement": "U4"})
    book = BOOKS["frg_england_trial"]
    point = next_turning_point(record, book, date(2026, 11, 21))
    assert point == date(2027, 3, 1)
    outcomes = [said(record, book, day)[0] for day in (date(2027, 2, 28), point)]
    assert outcomes == ["eligible", "not_eligible"]
