"""The days on which time alone may change a result or the journey (DOMAIN 2.5; hard cases 3-6).

One reminder is kept, for the next of them. Ages 16 and 18 are statute; the others are the policy's.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from services.eligibility.criteria import days_of
from services.eligibility.policy import Policy, WorkEnds
from services.eligibility.policy_book import PolicyBook
from shared.clock import birthday, months_after
from shared.codes import ADULT
from shared.contracts.records import ChildRecord

CONSENT_AGE: Final = 16


def next_turning_point(record: ChildRecord, book: PolicyBook, today: date) -> date | None:
    """Return the next day after today on which to look again, if there is one."""
    return min((day for day in _turning_points(record, book, today) if day > today), default=None)


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


def _turning_points(record: ChildRecord, book: PolicyBook, today: date) -> Iterator[date]:
    """Every day that may matter, some of them past, under the policy of today; its own end is one."""
    policy = book.on(today)
    ages = policy.birthdays | {CONSENT_AGE, ADULT}
    ends = policy.work_ends
    if ends is not None:
        ages |= {ends.age}
        yield warning_day(record.date_of_birth, ends)
    yield from (birthday(record.date_of_birth, age) for age in (0, *ages))
    if record.care is not None:
        yield from (day for day in (record.care.period_started, record.care.period_ended) if day)
    yield from days_of((*(record.workers or ()), *(record.services or ())))
    for criterion in policy.criteria.values():
        yield from criterion.days(record)
    yield from book.days_of_change()
