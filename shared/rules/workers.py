"""Who was allocated to the child on which day, whatever version of the record still says so. Pure.

A worker whom a newer record no longer lists was the child's worker until that record's day: their checks and
approvals were lawful when they were made (issue of hand-over: a successor gets a list, and no check is lost).
"""

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import Field

from shared.clock import london_date
from shared.contracts.records import Worker, is_current
from shared.effects import Kept
from shared.rules.codes import ALLOCATED
from shared.rules.record import Stamp


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

    def after(self, rows: tuple[Worker, ...] | None, known_on: date) -> "Workers":
        """Return who is known after a newer version of the record with these rows, of that day."""
        if rows is None:
            return self.model_copy(update={"rows": None})
        listed = {
            f"{row.worker_id} {row.role}": Allocation(
                worker_id=row.worker_id, role=row.role, from_=row.from_, to=row.to, manager_id=row.manager_id
            )
            for row in rows
        }
        gone = {key: _ended(one, known_on) for key, one in self.ever.items() if key not in listed}
        return Workers(rows=rows, ever={**gone, **listed})

    def has_worker(self, today: date) -> bool | None:
        """Whether a social worker or personal adviser is allocated today; None: the record does not say."""
        if self.rows is None:
            return None
        return any(row.role in ALLOCATED and is_current(row, today) for row in self.rows)

    def is_own_worker(self, worker_id: str, day: date) -> bool:
        """Whether this was the child's own social worker or personal adviser on that day."""
        own = (one for one in self.ever.values() if one.worker_id == worker_id and one.role in ALLOCATED)
        return any(allocation.covers(day) for allocation in own)

    def is_manager(self, worker_id: str, day: date) -> bool:
        """Whether this was a manager of the child, or the manager of one of the child's workers, that day."""
        then = [one for one in self.ever.values() if one.covers(day)]
        return any(
            worker_id == one.manager_id or (worker_id == one.worker_id and one.role == "manager")
            for one in then
        )

    def current(self, role: str, today: date) -> tuple[Worker, ...]:
        """Return the rows of today with that role."""
        return tuple(row for row in self.rows or () if row.role == role and is_current(row, today))


class Roster(Kept):
    """The workers whom one version of the record lists; None: it does not say."""

    stamp: Stamp
    at: datetime
    rows: tuple[Worker, ...] | None = None


def with_roster(rosters: Iterable[Roster], told: Roster) -> tuple[Roster, ...]:
    """Return the rosters in their order once one was told; of those that say the same in a row, the ends."""
    same = [one for one in rosters if (one.stamp, one.rows) == (told.stamp, told.rows)]
    others = [one for one in rosters if one not in same]
    ordered = sorted([*others, min([told, *same], key=lambda one: one.at)], key=_place)
    kept: list[Roster] = []
    for roster in ordered:
        if len(kept) > 1 and kept[-2].rows == kept[-1].rows == roster.rows:
            kept[-1] = roster
        else:
            kept.append(roster)
    return tuple(kept)


def workers_of(rosters: Iterable[Roster]) -> Workers:
    """Return who was allocated when, by every version of the record in its order."""
    known = Workers()
    for roster in rosters:
        known = known.after(roster.rows, london_date(roster.at))
    return known


def _place(roster: Roster) -> tuple[datetime, int, datetime]:
    return roster.stamp.as_of, roster.stamp.version, roster.at


def _ended(allocation: Allocation, day: date) -> Allocation:
    known = allocation.to
    return allocation.model_copy(update={"to": day if known is None else min(known, day)})
