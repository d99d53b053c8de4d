"""How the same tellings may be delivered: in any order, and any of them again under a later envelope."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from shared.contracts.envelope import Event

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = NOON.date()

some = settings(max_examples=40, deadline=None)
"""Enough of each property for every run; on a busy machine one example may take its time."""

Telling = tuple[Event, int]
"""An event, and so many minutes after noon its own time."""

R = TypeVar("R")


def tellings(events: st.SearchStrategy[Event]) -> st.SearchStrategy[list[Telling]]:
    """A few tellings of these events, in any order of their times; some of one moment."""
    return st.lists(st.tuples(events, st.integers(0, 6)), max_size=7)


@st.composite
def deliveries(draw: st.DrawFn, events: st.SearchStrategy[Event]) -> tuple[list[Telling], list[Telling]]:
    """Two deliveries of the same tellings; in the second they are shuffled and some are repeated later."""
    told = draw(tellings(events))
    again = draw(st.lists(st.tuples(st.sampled_from(told), st.integers(0, 9)), max_size=4)) if told else []
    repeated = [(event, minutes + later) for (event, minutes), later in again]
    return told, draw(st.permutations([*told, *repeated]))


def at(minutes: int) -> datetime:
    """The moment so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def heard(empty: R, after: Callable[[R, Event, datetime], R], told: Iterable[Telling]) -> R:
    """What a register knows after these tellings, in the order given."""
    known = empty
    for event, minutes in told:
        known = after(known, event, at(minutes))
    return known
