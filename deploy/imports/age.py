"""How old the data of an extract is: never the age of a file, which a copy makes new.

An extract is of the newest day that it speaks of, and a return at the latest of the 31 March that ends its
collection year. Days after the file itself was written are typing errors or plans, and do not count.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from deploy.imports.dates import day_of, first_moment
from deploy.imports.reading import Source
from deploy.imports.values import Unreadable
from shared.clock import london_date

DATES: Final = frozenset(
    {"start", "end", "seen", "entered", "decided", "reversed", "placed", "order", "died"}
)
"""Facts that are days on which something happened."""

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?:[-_/ ]?((?:20)?[0-9]{2}))?(?![0-9]|[-_][0-9])")
_SOME: Final = 100_000
_LONGEST: Final = 86_399
"""Minutes by which a version may rise above its moment in seconds: less than a day's seconds."""


@dataclass(slots=True)
class NewestDay:
    """The newest day in the rows of an extract; births only count where there is nothing else."""

    day: date = date.min
    born: date = date.min

    def looking_at(self, source: Source) -> Callable[[Sequence[str]], None]:
        """Return what takes note of the dates in a row of this file."""
        latest, places, seen = _written(source), _dated(source), set[str]()

        def look(cells: Sequence[str]) -> None:
            for fact, place in places:
                cell = cells[place]
                if cell and cell not in seen:
                    if len(seen) > _SOME:
                        seen.clear()
                    seen.add(cell)
                    self._take(fact, cell, latest)

        return look

    def _take(self, fact: str, cell: str, latest: date) -> None:
        try:
            day = day_of(cell)
        except Unreadable:
            return
        if day is None or day > latest:
            return
        if fact == "born":
            self.born = max(self.born, day)
        else:
            self.day = max(self.day, day)


def _dated(source: Source) -> list[tuple[str, int]]:
    """Births come last: a day on which also something else happened counts as that."""
    wanted = (DATES | {"born"}) - source.table.planned
    found = [(fact, place) for place, fact in enumerate(source.places) if fact in wanted]
    return sorted(found, key=lambda one: one[0] == "born")


def _written(source: Source) -> date:
    return london_date(datetime.fromtimestamp(source.path.stat().st_mtime, UTC))


def year_end(names: Iterable[str]) -> date | None:
    """Return the 31 March that ends the collection year which file names tell; None when none does.

    `2025` and `2024-25` both end on 31 March 2025; of several the latest counts.
    """
    ends = [end for name in names for end in map(_ends, _YEAR.finditer(name)) if end is not None]
    return max(ends, default=None)


def _ends(said: re.Match[str]) -> date | None:
    first, second = int(said[1]), said[2]
    if second is None:
        return date(first, 3, 31)
    return date(first + 1, 3, 31) if int(second) % 100 == (first + 1) % 100 else None


@dataclass(frozen=True, slots=True)
class Age:
    """Of when the data is, and why that is taken."""

    as_of: datetime
    why: str


def age_of(newest: NewestDay, end_of_year: date | None) -> Age:
    """Return the age of an extract whose rows have been read."""
    day, why = newest.day, "the newest day in it"
    if day == date.min:
        day, why = newest.born, "the newest day of birth in it; there is no other date"
    if end_of_year is not None and day > end_of_year:
        day, why = end_of_year, "the end of its collection year"
    return Age(first_moment(day if day > date.min else date(1970, 1, 1)), why)


def version_of(as_of: datetime, written: datetime) -> int:
    """Return a version that rises with the data's age, and for the same age with the files' own time."""
    minutes = int((written - as_of).total_seconds()) // 60
    return int(as_of.timestamp()) + max(0, min(minutes, _LONGEST))
