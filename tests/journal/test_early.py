"""An event that came too early is set aside: it holds up nobody and is settled when its time has come."""

from shared.effects import Remind
from shared.errors import CaseSystemUnavailable, InvalidEvent, TooEarly
from shared.journal.model import REMINDER
from tests.journal.probe import Loading, Urgent, message
from tests.journal.process import Process, due_in


async def test_the_childs_later_events_do_not_wait_for_it(process: Process) -> None:
    """It is set aside, with what it awaits as its reason."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1), message(2))
    assert await process.seen() == ["2"]
    row = await process.row(1)
    assert (row.status, row.error) == ("early", "awaits-lead")


async def test_it_is_settled_after_the_childs_next_event(process: Process) -> None:
    """At once, in the same transaction, and not by another child's event."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1))
    process.script.faults.clear()
    await process.receive(message(2, "c2"))
    assert await process.seen() == []
    await process.receive(message(3))
    assert await process.seen() == ["3", "1"]


async def test_it_is_settled_within_the_batch_that_brings_what_it_awaits(process: Process) -> None:
    """The order in which two events happen to arrive makes no difference in the end."""
    process.script.awaits["1"] = "2"
    await process.receive(message(1), message(2))
    assert await process.seen() == ["2", "1"]


async def test_one_early_event_may_await_another(process: Process) -> None:
    """What the first makes possible is settled at once too, in whichever order they were set aside."""
    process.script.awaits |= {"1": "2", "2": "3"}
    await process.receive(message(1), message(2), message(3))
    assert await process.seen() == ["3", "2", "1"]


async def test_it_is_tried_on_its_own_timer(process: Process) -> None:
    """Also when no other event of the child ever comes."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1))
    await process.later(10)
    assert (await process.row(1)).attempts == 2
    process.script.faults.clear()
    await process.later(20)
    assert await process.seen() == ["1"]


async def test_its_timer_goes_on_while_the_childs_line_is_held(process: Process) -> None:
    """It waits for nothing in the line, and a held line must not make the backlog go round and round."""
    process.script.faults |= {"1": TooEarly(awaits="lead"), "2": ValueError()}
    await process.receive(message(1), message(2), message(3))
    for _ in range(3):
        await process.later(10)
    assert (await process.row(2)).status == "parked"
    del process.script.faults["1"]
    await process.later(3600)
    assert await process.seen() == ["1"]


async def test_it_ends_as_dead_when_what_it_awaits_never_comes(process: Process) -> None:
    """After a day and a half of tries; an operator sees it."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1))
    for _ in range(60):
        await process.later(4400)
    row = await process.row(1)
    assert (row.status, row.error) == ("dead", "awaits-lead")
    assert await process.audited() == [("e1", "dead")]


async def test_an_outage_does_not_end_it(process: Process) -> None:
    """While the case system is away nothing dies of it."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1, kind=Loading))
    await process.settle()
    process.script.load_faults["1"] = CaseSystemUnavailable("read-lead", status=503)
    for _ in range(60):
        await process.later(4400)
    assert (await process.row(1)).status == "early"


async def test_an_early_event_that_loads_is_loaded_again(process: Process) -> None:
    """Its facts are as fresh as its decision."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1, kind=Loading))
    await process.settle()
    process.script.faults.clear()
    await process.receive(message(2))
    await process.settle()
    assert await process.seen() == ["2", "1"]


async def test_an_early_event_that_turns_out_invalid_ends_as_invalid(process: Process) -> None:
    """Nothing is gained by trying it for a day and a half."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1))
    process.script.faults["1"] = InvalidEvent(reason="no-such-thing")
    await process.later(10)
    assert (await process.row(1)).status == "invalid"


async def test_a_reminder_can_come_too_early(process: Process) -> None:
    """It is set aside and tried again like an event."""
    process.script.effects["1"] = (Remind("call", process.clock()),)
    process.script.faults["call"] = TooEarly(awaits="lead")
    await process.receive(message(1))
    await process.settle()
    assert [row.status for row in await process.rows() if row.type == f"{REMINDER}call"] == ["early"]
    process.script.faults.clear()
    await process.later(10)
    assert await process.seen() == ["1", "call"]


async def test_the_timer_of_an_early_event_slows_down(process: Process) -> None:
    """From seconds to an hour at most."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(message(1))
    first = due_in(await process.row(1), process.clock)
    for _ in range(20):
        await process.later(4400)
    last = due_in(await process.row(1), process.clock)
    assert 4 <= first <= 6
    assert 2880 <= last <= 4320


async def test_an_urgent_event_never_dies_of_an_outage(process: Process) -> None:
    """It is set aside like an early one, but nothing is wrong with it."""
    process.script.faults["1"] = CaseSystemUnavailable("read-lead", status=503)
    await process.receive(message(1, kind=Urgent))
    for _ in range(60):
        await process.later(4400)
    assert (await process.row(1)).status == "early"
