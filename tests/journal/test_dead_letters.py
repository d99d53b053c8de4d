"""After its last attempt an event is parked, and holds its child's line, or is dead, and does not."""

from shared.journal import replay
from shared.journal.status import backlog, status
from tests.journal.probe import Skippable, message
from tests.journal.process import Process


async def test_after_the_last_attempt_an_event_is_parked_and_holds_the_line(process: Process) -> None:
    """Later events of the child wait for an operator, however long."""
    process.script.faults["1"] = ValueError()
    await process.receive(message(1), message(2))
    await process.later(1)
    await process.later(2)
    await process.later(3600)
    assert await process.statuses() == {"e1": "parked", "e2": "waiting"}
    await process.receive(message(3))
    await process.later(3600)
    assert await process.seen() == []


async def test_a_handler_may_say_that_the_line_goes_on_without_it(process: Process) -> None:
    """`skip`: the event is dead, the next is settled at once."""
    process.script.faults["1"] = ValueError()
    await process.receive(message(1, kind=Skippable), message(2))
    await process.later(1)
    await process.later(2)
    assert await process.statuses() == {"e1": "dead", "e2": "done"}


async def test_parking_and_dying_are_audited(process: Process) -> None:
    """Each once."""
    process.script.faults |= {"1": ValueError(), "2": ValueError()}
    await process.receive(message(1, kind=Skippable), message(2))
    for _ in range(6):
        await process.later(10)
    assert await process.audited() == [("e1", "dead"), ("e2", "parked")]


async def test_an_operator_sees_what_is_stuck(process: Process) -> None:
    """The newest first, with the code of the fault and the number of attempts."""
    process.script.faults |= {"1": ValueError(), "2": KeyError()}
    await process.receive(message(1, kind=Skippable), message(2))
    for _ in range(6):
        await process.later(10)
    letters = await replay.dead_letters(process.store)
    assert [(one.event_id, one.status, one.error, one.attempts) for one in letters] == [
        ("e2", "parked", "KeyError", 3),
        ("e1", "dead", "ValueError", 3),
    ]


async def test_what_waits_behind_a_parked_event_is_no_lag(process: Process) -> None:
    """It waits for an operator, whom the held rows call; the service itself is behind with nothing."""
    process.script.faults["1"] = ValueError()
    await process.receive(message(1), message(2))
    for _ in range(3):
        await process.later(10)
    assert await process.statuses() == {"e1": "parked", "e2": "waiting"}
    seen = await backlog(process.store, process.parts.now())
    assert (seen.lag_seconds, seen.held_rows) == (0.0, 1)


async def test_status_counts_what_waits_and_why(process: Process) -> None:
    """Rows by status, faults by code, and since when the oldest is open."""
    process.script.faults |= {"1": ValueError()}
    await process.receive(message(1), message(2), message(3, "c2"))
    process.clock.move(100)
    found = await status(process.store)
    assert found.inbox == {"waiting": 2, "done": 1}
    assert found.troubles == {"ValueError": 1}
    seen = await backlog(process.store, process.parts.now())
    assert (seen.lag_seconds, seen.held_rows) == (100.0, 0)
