"""Who was allocated to the child on which day, whatever version of the record still says so. Pure.

A worker whom a newer record no longer lists was the child's worker until that record's day: their checks and
approvals were lawful when they were made (issue of hand-over: a successor gets a list, and no check is lost).
"""

from datetime import date, datetime

from pydantic import Field

from shared.clock import london_date
from shared.contracts.records import ChildRecord, Worker, is_current
from shared.effects import Kept
from shared.rules.codes import ALLOCATED


class Allocation(Kept):
    """A worker's time with the child: its first and its last day (either may be open)."""

    worker_id: str
    role: str
    from_: date | None = None
    to: date | None = None
    manager_id: str | None = None

    def covers(self, day: date) -> bool:
        """Whether they were the child's worker on that day; the last day is one of theirs."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Workers(Kept):
    """Everybody ever allocated, and the rows of the newest record; None while the record does not say."""

    rows: tuple[Worker, ...] | None = None
    ever: dict[str, Allocation] = Field(default_factory=dict)

    def after(self, record: ChildRecord, recorded_at: datetime) -> "Workers":
        """Return who is known after the newest version of the record."""
        if record.workers is None:
            return self.model_copy(update={"rows": None})
        listed = {
            f"{row.worker_id} {row.role}": Allocation(
                worker_id=row.worker_id, role=row.role, from_=row.from_, to=row.to, manager_id=row.manager_id
            )
            for row in record.workers
        }
        gone_on = london_date(min(record.as_of, recorded_at))
        gone = {key: _ended(one, gone_on) for key, one in self.ever.items() if key not in listed}
        return Workers(rows=record.workers, ever={**gone, **listed})

    def has_worker(self, today: date) -> bool | None:
        """Whether a social worker or personal adviser is allocated today; None: the record does not say."""
        if self.rows is None:
            return None
        return any(row.role in ALLOCATED and is_current(row, today) for row in self.rows)

    def is_own_worker(self, worker_id: str, day: date) -> bool:
        """Whether this was the child's own social worker or personal adviser on that day."""
        own = (one for one in self.ever.values() if one.worker_id == worker_id and one.role in ALLOCATED)
        return any(allocation.covers(day) for allocation in own)

    def current(self, role: str, today: date) -> tuple[Worker, ...]:
        """Return the rows of today with that role."""
        return tuple(row for row in self.rows or () if row.role == role and is_current(row, today))


def _ended(allocation: Allocation, day: date) -> Allocation:
    known = allocation.to
    return allocation.model_copy(update={"to": day if known is None else min(known, day)})
