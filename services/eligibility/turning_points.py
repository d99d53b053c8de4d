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


def milestones(record: ChildRecord, policy: Policy, after: date, until: date) -> list[str]:
    """Return the task codes of birthdays and warnings that fell after the one day, up to the other."""
    if record.date_of_birth > until:
        return []
    days = [("turned-16", birthday(record.date_of_birth, CONSENT_AGE))]
    days.append(("turned-18", birthday(record.date_of_birth, ADULT)))
    if policy.work_ends is not None:
        days.append(("work-ends-soon", warning_day(record, policy.work_ends)))
        days.append(("work-ends", birthday(record.date_of_birth, policy.work_ends.age)))
    return [code for code, day in days if after < day <= until]


def warning_day(record: ChildRecord, ends: WorkEnds) -> date:
    """Return the day, whole months before the birthday, on which the end of the offer is announced."""
    return months_after(birthday(record.date_of_birth, ends.age), -ends.warn_months_before)


def _turning_points(record: ChildRecord, book: PolicyBook, today: date) -> Iterator[date]:
    """Every day that may matter, some of them past, under the policy of today; its own end is one."""
    policy = book.on(today)
    ages = policy.birthdays | {CONSENT_AGE, ADULT}
    ends = policy.work_ends
    if ends is not None:
        ages |= {ends.age}
        yield warning_day(record, ends)
    yield from (birthday(record.date_of_birth, age) for age in (0, *ages))
    if record.care is not None:
        yield from (day for day in (record.care.period_started, record.care.period_ended) if day)
    yield from days_of((*(record.workers or ()), *(record.services or ())))
    for criterion in policy.criteria.values():
        yield from criterion.days(record)
    yield from book.days_of_change()
