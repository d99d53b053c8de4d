"""The days on which time alone may change a result or the journey (DOMAIN 2.5; hard cases 3-6).

One reminder is kept, for the next of them. Ages 16 and 18 are statute; the others are the policy's.
"""

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import Final

from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.criteria import days_of
from services.eligibility.policies.policy import Policy, WorkEnds
from shared.clock import birthday, months_after
from shared.contracts.records import ChildRecord
from shared.rules.codes import ADULT

CONSENT_AGE: Final = 16


def next_turning_point(record: ChildRecord, book: PolicyBook, today: date) -> date | None:
    """Return the next day after today on which to look again, if there is one."""
    policy = book.on(today)
    birthdays = _days_of_age(record.date_of_birth, policy.birthdays, policy.work_ends)
    coming = [day for day in _days_of_rows(record, policy, book) if day > today]
    return min([*birthdays[bisect_right(birthdays, today) :][:1], *coming], default=None)


def milestones(born: date, policy: Policy) -> dict[str, date]:
    """Return the birthdays and warnings that people are told of: task code and day."""
    days = {"turned-16": birthday(born, CONSENT_AGE), "turned-18": birthday(born, ADULT)}
    if policy.work_ends is not None:
        days["work-ends-soon"] = warning_day(born, policy.work_ends)
        days["work-ends"] = birthday(born, policy.work_ends.age)
    return days


def passed(before: tuple[date, date], now: tuple[date, date], policy: Policy) -> list[str]:
    """Return the milestones reached now and not before; each is (date of birth as known, day).

    They are passed by time, or because the date of birth was corrected.
    """
    (born_before, day_before), (born, today) = before, now
    then = milestones(born_before, policy)
    return [
        code for code, day in milestones(born, policy).items() if day <= today and then[code] > day_before
    ]


def warning_day(born: date, ends: WorkEnds) -> date:
    """Return the day, whole months before the birthday, on which the end of the offer is announced."""
    return months_after(birthday(born, ends.age), -ends.warn_months_before)


def _days_of_rows(record: ChildRecord, policy: Policy, book: PolicyBook) -> list[date]:
    """Every day that matters beside birthdays, some of them past; a change of the policy is one."""
    days = list(book.days_of_change())
    if record.care is not None:
        days += [day for day in (record.care.period_started, record.care.period_ended) if day]
    for rows in (record.workers, record.services):
        if rows:
            days += days_of(rows)
    for criterion in policy.criteria.values():
        days += criterion.days(record)
    return days


@lru_cache(maxsize=8192)
def _days_of_age(born: date, ages: frozenset[int], ends: WorkEnds | None) -> tuple[date, ...]:
    """The birthdays that matter, and the first of all, for a record that came before it."""
    days = {birthday(born, age) for age in (0, *ages, CONSENT_AGE, ADULT)}
    if ends is not None:
        days |= {birthday(born, ends.age), warning_day(born, ends)}
    return tuple(sorted(days))
