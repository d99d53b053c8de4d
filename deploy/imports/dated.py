"""Which of several dated codes is in force: in the SSD legal statuses and placements have their own rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Dated:
    """A code from its first day until the day on which it no longer counts."""

    code: str
    start: date
    end: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Tell whether it counts on that day."""
        return self.start <= day and (self.end is None or self.end > day)


def newest(rows: Sequence[Dated], day: date, *, since: date | None = None) -> frozenset[str]:
    """Return the code in force on a day that began last; more than one when they began together.

    With `since`, the first day of a period that is over, a code that had ended by then still counts when
    nothing else does: it was the period's last.
    """
    found = [row for row in rows if row.is_in_force(day)]
    if not found and since is not None:
        found = [row for row in rows if row.start <= day and (row.end is None or row.end > since)]
    last = max((row.start for row in found), default=None)
    return frozenset(row.code for row in found if row.start == last)
