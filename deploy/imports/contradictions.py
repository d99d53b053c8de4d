"""Where episodes of care contradict each other: which of them is right, nobody can tell (DOMAIN 2, outcomes).

An episode that is open says that the child is in care today; one that began then or later and has ended says
that it is over, and another open one that the child is somewhere else. An end for good inside an episode that
goes on is the same. Episodes that merely overlap, one going on into the next, leave no doubt of care itself.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Final

from deploy.imports.periods import CONTINUES, Episode

OPEN: Final = "open beside an episode that says otherwise"
ENDED: Final = "ended for good while another episode goes on"
TWO_REASONS: Final = "not the reason of an episode that ended on the same day"
OVERLAPS: Final = "before the end of the episode before it"


def contradictions(episodes: Sequence[Episode]) -> Iterator[tuple[Episode, str, str]]:
    """Yield episodes that contradict others, each with the fact and the kind of fault.

    The same row twice is no contradiction.
    """
    if _one_after_another(episodes):
        return
    rows = _once(episodes)
    yield from _open(rows)
    yield from _ended_within(rows)
    yield from _two_reasons(rows)


def overlaps(episodes: Sequence[Episode]) -> Iterator[Episode]:
    """Yield episodes that begin before the one before them has ended, in the order of their starts."""
    if _one_after_another(episodes):
        return
    for before, after in pairwise(_once(episodes)):
        if before.end is not None and after.start < before.end:
            yield after


def _once(episodes: Sequence[Episode]) -> list[Episode]:
    by_what_they_say = {_what_it_says(one): one for one in reversed(episodes)}
    return sorted(by_what_they_say.values(), key=lambda one: (one.start, one.end or date.max, one.line))


def _what_it_says(one: Episode) -> tuple[object, ...]:
    return one.start, one.end, one.reason, one.new_reason, one.legal_status, one.placement


def _one_after_another(rows: Sequence[Episode]) -> bool:
    return all(before.end is not None and before.end <= after.start for before, after in pairwise(rows))


def _open(rows: Sequence[Episode]) -> Iterator[tuple[Episode, str, str]]:
    """Only the last to begin may be open, and nothing may have begun on the same day."""
    for at, row in enumerate(rows):
        same_day = at > 0 and rows[at - 1].start == row.start
        if row.end is None and (same_day or at + 1 < len(rows)):
            yield row, "end", OPEN


def _ended_within(rows: Sequence[Episode]) -> Iterator[tuple[Episode, str, str]]:
    starts = [row.start for row in rows]
    longest = list(accumulate((row.end or date.max for row in rows), max))
    for row in rows:
        if row.end is None or row.reason in (CONTINUES, None):
            continue
        before = bisect_left(starts, row.end)
        if before and longest[before - 1] > row.end:
            yield row, "end", ENDED


def _two_reasons(rows: Sequence[Episode]) -> Iterator[tuple[Episode, str, str]]:
    first: dict[date, str | None] = {}
    for row in rows:
        if row.end is not None and first.setdefault(row.end, row.reason) != row.reason:
            yield row, "reason", TWO_REASONS
