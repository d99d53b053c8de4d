"""A whole history of a child's work, written down as it happened: events, each with its own time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from shared.contracts.envelope import Event
from tests.unit.moves import MEETING
from tests.unit.world import MINUTE, START

Line = tuple[Event | None, datetime]
"""An event and its own time; None: what waits is written into the record."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What happened, in order, and what stands at the end when it is told in order; equal only to itself."""

    name: str
    lines: tuple[Line, ...]
    entries: frozenset[str]
    """The commitments that stand in the end, as `child commitment`."""


class Diary:
    """Writes a history down, an event a minute."""

    def __init__(self) -> None:
        """Begin on Monday 2 November 2026, 9 o'clock."""
        self.now = START
        self.lines: list[Line] = []

    def then(self, *events: Event) -> "Diary":
        """What happens next."""
        for event in events:
            self.now += MINUTE
            self.lines.append((event, self.now))
        return self

    def on(self, day: date) -> "Diary":
        """Go on at nine o'clock on a day."""
        self.now = max(self.now, datetime.combine(day, START.time(), UTC))
        return self

    def meet(self) -> "Diary":
        """Go on when the meeting is over."""
        self.now = max(self.now, MEETING + timedelta(hours=4))
        return self

    def write(self) -> "Diary":
        """What waits is written into the record."""
        self.now += MINUTE
        self.lines.append((None, self.now))
        return self

    def told(self, name: str, *entries: str) -> History:
        """Close the diary; `entries` stand in the end."""
        return History(name, tuple(self.lines), frozenset(entries))
