"""A child's record read on one day: age, current period of care, current workers and services.

Rule of DOMAIN 2.3 step 2: legal status and placement count only while the period of care is current.
"""

from datetime import date

from shared.clock import age_on
from shared.contracts.records import ChildRecord, is_current, period_is_current


class ChildOnDay:
    """What the criteria ask about a child on a day (a Europe/London date)."""

    __slots__ = ("age", "care_is_current", "day", "legal_status", "placement", "record")

    def __init__(self, record: ChildRecord, day: date) -> None:
        self.record = record
        self.day = day
        self.age = age_on(record.date_of_birth, day)
        care = record.care
        self.care_is_current = current = period_is_current(care, day)
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
