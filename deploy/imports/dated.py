"""Which of several dated codes is in force: in the SSD legal statuses and placements have their own rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deploy.imports.facts import MISSING
from deploy.imports.periods import Period
from deploy.imports.rows import Row
from shared.rules.codes import UNRECOGNISED


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

    With `since`, the first day of a period, a code that had ended by then still counts when nothing else
    does: it was the period's last.
    """
    found = [row for row in rows if row.is_in_force(day)]
    if not found and since is not None:
        found = [row for row in rows if row.start <= day and (row.end is None or row.end > since)]
    last = max((row.start for row in found), default=None)
    return frozenset(row.code for row in found if row.start == last)


def in_force_on(day: date, rows: Sequence[Dated], period: Period) -> frozenset[str]:
    """Return what is in force in a period on a day; once the period is over, what was in force last."""
    asked = max(period.last_day(day), period.started)
    return newest(rows, asked, since=period.started if period.is_over(day) else None)


def the_one(codes: frozenset[str]) -> str | None:
    """Return the code in force; None when there is none, two began together, or its row does not say."""
    return (next(iter(codes)) or None) if len(codes) == 1 else None


def rows_of(rows: Sequence[Row], known: frozenset[str]) -> list[Dated] | None:
    """Return the rows; None when a date cannot be read, for then nobody knows which is in force.

    A row in words has a code that no rule knows: where it is the one in force, a person decides. It may say
    placement order, or placed with parents; an older row that nobody has ended is then no answer.
    """
    found = []
    for row in rows:
        code, start, end = row.code("code", known), row.day("start"), row.day("end")
        if start is None and not row.spoiled:
            row.bad("start", MISSING)
        if start is None or row.spoiled:
            return None
        if said := row.text("code"):
            found.append(Dated(code or UNRECOGNISED, start, end))
        else:
            row.bad("code", MISSING)
            found.append(Dated(said, start, end))
    return found
