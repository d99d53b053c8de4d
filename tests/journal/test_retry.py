"""A failing event is tried again, at times that grow; what is not its own fault never kills it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import (
    BusUnavailable,
    CaseSystemMisconfigured,
    CaseSystemUnavailable,
    RetryLater,
)
from shared.journal.model import micros, moment
from shared.journal.retry import RetryPolicy
from tests.journal.probe import START, Loading, message
from tests.journal.process import Process, due_in


async def test_waits_double_up_to_the_cap(process: Process) -> None:
    """1, 2, 4, ... seconds, 60 at most."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1))
    waits = []
    for _ in range(8):
        waits.append(due_in(await process.row(1), process.clock))
        await process.later(waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_nothing_is_tried_before_its_time(process: Process) -> None:
    """A moment too early is too early."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1))
    await process.later(0.999)
    assert (await process.row(1)).attempts == 1
    await process.later(0.001)
    assert (await process.row(1)).attempts == 2


async def test_a_wait_that_the_other_side_asks_for_is_kept(process: Process) -> None:
    """`Retry-After` is the least; our own wait may be longer."""
    process.script.faults["1"] = CaseSystemUnavailable("read-lead", status=429, after=30)
    await process.receive(message(1))
    assert due_in(await process.row(1), process.clock) == 30


@pytest.mark.parametrize(
    "fault",
    [
        CaseSystemUnavailable("read-lead", status=503),
        CaseSystemMisconfigured("read-lead", status=401),
        RetryLater("record-locked"),
        BusUnavailable("closed"),
    ],
)
async def test_what_is_not_the_events_fault_never_kills_it(process: Process, fault: Exception) -> None:
    """An outage of any length ends with the event settled."""
    process.script.faults["1"] = fault
    await process.receive(message(1), message(2))
    for _ in range(10):
        await process.later(60)
    assert (await process.row(1)).status == "waiting"
    process.script.faults.clear()
    await process.later(60)
    assert await process.seen() == ["1", "2"]


async def test_the_reason_of_a_failure_stands_on_its_row(process: Process) -> None:
    """As a code: of our own errors their code, of any other fault its class and nothing of its text."""
    process.script.faults["1"] = RetryLater("record-locked")
    process.script.faults["2"] = ValueError("Jane Smith, 1 High Street")
    await process.receive(message(1), message(2, "c2"))
    assert [(await process.row(n)).error for n in (1, 2)] == ["record-locked", "ValueError"]


async def test_loading_that_fails_is_tried_again(process: Process) -> None:
    """A fault of `load` is a fault of the event: counted, recorded, repeated."""
    process.script.load_faults["1"] = CaseSystemUnavailable("read-lead", status=503)
    await process.receive(message(1, kind=Loading))
    await process.settle()
    row = await process.row(1)
    assert (row.status, row.attempts, row.error) == ("waiting", 1, "case-system-unavailable")
    process.script.load_faults.clear()
    await process.later(1)
    assert await process.seen() == ["1"]


async def test_a_failed_attempt_leaves_nothing_behind(process: Process) -> None:
    """Neither state nor effects nor audit of a decision that was not taken."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1))
    assert (await process.seen(), await process.audited()) == ([], [])


@given(st.integers(1, 10_000), st.floats(0.01, 10), st.floats(1, 5), st.floats(1, 1e6))
def test_a_wait_is_never_longer_than_the_cap_and_its_jitter(
    attempts: int, first: float, factor: float, cap: float
) -> None:
    """However many attempts: no overflow, no wait in the past."""
    policy = RetryPolicy(first=first, factor=factor, cap=cap, jitter=0.2)
    wait = (policy.due_at(0, attempts)) / 1_000_000
    assert 0 <= wait <= cap * 1.2 + 1e-5


@given(st.datetimes(min_value=START.replace(tzinfo=None), max_value=START.replace(year=2200, tzinfo=None)))
def test_moments_survive_their_way_into_the_database(when: object) -> None:
    """Microseconds there and back are the same moment."""
    aware = START + (when - START.replace(tzinfo=None))  # type: ignore[operator]  # hypothesis gives datetimes
    assert moment(micros(aware)) == aware
    assert moment(micros(aware) + 1) - aware == timedelta(microseconds=1)
