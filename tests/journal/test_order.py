"""A child's events are settled in their order; other children are not held up."""

from shared.errors import RetryLater
from shared.journal.model import BACKLOG, HELD
from tests.journal.probe import Loading, Skippable, message
from tests.journal.process import Process


async def test_a_childs_events_are_settled_in_the_order_of_their_arrival(process: Process) -> None:
    """Within a batch and from batch to batch."""
    await process.receive(message(1), message(2))
    await process.receive(message(3))
    assert await process.seen() == ["1", "2", "3"]


async def test_later_events_wait_behind_a_failing_one(process: Process) -> None:
    """In the same batch as in a later one; nothing is tried before its turn."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1), message(2))
    await process.receive(message(3))
    await process.settle()
    assert await process.seen() == []
    assert [row.attempts for row in await process.rows()] == [1, 0, 0]


async def test_other_children_go_on(process: Process) -> None:
    """A failing event holds up nobody but its own child."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1, "c1"), message(2, "c2"), message(3, "c1"), message(4, "c2"))
    assert await process.seen("c2") == ["2", "4"]


async def test_the_line_goes_on_in_order_when_the_head_is_through(process: Process) -> None:
    """All that waited is settled in one go, in the order of arrival."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1), message(2), message(3, kind=Skippable), message(4))
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == ["1", "2", "3", "4"]


async def test_what_fails_in_the_middle_of_a_line_becomes_its_head(process: Process) -> None:
    """Those before it are through, those behind it wait for it."""
    process.script.faults |= {"1": RetryLater("not-now"), "3": RetryLater("not-now")}
    await process.receive(*(message(number) for number in (1, 2, 3, 4)))
    del process.script.faults["1"]
    await process.later(1)
    assert await process.seen() == ["1", "2"]
    assert await process.statuses() == {"e1": "done", "e2": "done", "e3": "waiting", "e4": "waiting"}
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == ["1", "2", "3", "4"]


async def test_only_the_head_of_a_line_has_a_due_time(process: Process) -> None:
    """A line of any length costs nothing while its head waits."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1), message(2), message(3))
    assert [row.due_at < HELD for row in await process.rows()] == [True, False, False]


async def test_a_line_longer_than_one_transaction_takes_is_settled_whole(process: Process) -> None:
    """More rows than BACKLOG go in several transactions, and in order."""
    numbers = range(1, 2 * BACKLOG + 3)
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(*(message(number) for number in numbers))
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == [str(number) for number in numbers]


async def test_what_loads_facts_keeps_its_place(process: Process) -> None:
    """Facts are loaded after the arrival; the events behind wait for that."""
    await process.receive(message(1, kind=Loading), message(2), message(3, kind=Loading), message(4))
    assert await process.seen() == []
    await process.settle()
    assert await process.seen() == ["1", "2", "3", "4"]
