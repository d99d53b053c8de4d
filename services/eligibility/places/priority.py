"""Who comes first on the waiting list: the policy's priorities, then who has waited longest."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from services.eligibility.places.ledger_state import Entry
from services.eligibility.policies.policy import Capacity, Priority
from shared.clock import months_after

Line = list[tuple[str, Entry]]
Holds = Callable[[Entry, date, date], bool]


def in_line(waiting: Mapping[str, Entry], capacity: Capacity | None, today: date) -> Line:
    """Return who waits, first in the line first, by the ranks of that day (Europe/London)."""

    def order(one: tuple[str, Entry]) -> tuple[int, date, int]:
        entry = one[1]
        return _rank(entry, capacity, today), entry.since, entry.arrived

    return sorted(waiting.items(), key=order)


def priority_of(entry: Entry, capacity: Capacity | None, today: date) -> Priority | None:
    """Return the first of the policy's priorities that holds that day, if one does."""
    if capacity is None:
        return None
    soon = months_after(today, capacity.soon_months)
    return next((one for one in capacity.priority if _HOLDS[one](entry, today, soon)), None)


def _rank(entry: Entry, capacity: Capacity | None, today: date) -> int:
    found = priority_of(entry, capacity, today)
    if capacity is None or found is None:
        return len(_HOLDS)
    return capacity.priority.index(found)


def _is_soon(day: date | None, today: date, soon: date) -> bool:
    return day is not None and today < day <= soon


_HOLDS: Final[Mapping[Priority, Holds]] = {
    "urgent": lambda entry, _today, _soon: entry.urgent,
    "work-ends-soon": lambda entry, today, soon: _is_soon(entry.work_ends_on, today, soon),
    "turns-18-soon": lambda entry, today, soon: _is_soon(entry.turns_18_on, today, soon),
    "care-leaver": lambda entry, _today, _soon: entry.care_leaver,
}
