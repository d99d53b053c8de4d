"""A child's record read on one day: age, current period of care, current workers and services.

Rules of DOMAIN 2.3 step 2: a row is current when `from` is absent or not after the day, and `to` is absent
or after it; legal status and placement count only while the period of care is current.
"""

from datetime import date
from typing import Final, Protocol

from shared.clock import age_on
from shared.contracts.records import Care, ChildRecord

ADULT: Final = 18
"""From this birthday on parental responsibility and the plans of childhood have ended."""


class Row(Protocol):
    """Anything with a first day and a day on which it no longer counts."""

    @property
    def from_(self) -> date | None:
        """First day, or open."""

    @property
    def to(self) -> date | None:
        """First day on which it no longer counts, or open."""


def is_current(row: Row, day: date) -> bool:
    """Tell whether a worker, service or list entry counts on that day."""
    return (row.from_ is None or row.from_ <= day) and (row.to is None or row.to > day)


def period_is_current(care: Care | None, day: date) -> bool:
    """Tell whether a period of care is known to run on that day, whatever its legal status."""
    if care is None or care.period_started is None or care.period_started > day:
        return False
    return care.period_ended is None or care.period_ended > day


class ChildOnDay:
    """What the criteria ask about a child on a day (a Europe/London date)."""

    __slots__ = ("age", "day", "legal_status", "placement", "record")

    def __init__(self, record: ChildRecord, day: date) -> None:
        self.record = record
        self.day = day
        self.age = age_on(record.date_of_birth, day)
        care = record.care
        current = care is not None and period_is_current(care, day)
        self.legal_status = care.legal_status if current and care else None
        self.placement = care.placement if current and care else None

    @property
    def current_roles(self) -> tuple[str, ...] | None:
        """Roles of the current workers; None when workers are not known."""
        rows = self.record.workers
        return None if rows is None else tuple(row.role for row in rows if is_current(row, self.day))

    @property
    def current_services(self) -> tuple[str, ...] | None:
        """Current services; None when services are not known."""
        rows = self.record.services
        return None if rows is None else tuple(row.service for row in rows if is_current(row, self.day))
