"""What must never wait behind a stuck event (a withdrawal, a restriction) is decided on arrival."""

from shared.bus.base import Delivery
from shared.contracts.envelope import Envelope
from shared.errors import CaseSystemUnavailable
from tests.journal.probe import SOURCE, START, Loading, Urgent, message
from tests.journal.process import Process


async def _stuck(process: Process) -> None:
    process.script.faults["1"] = ValueError()
    await process.receive(message(1), message(2))
    for _ in range(3):
        await process.later(10)
    assert await process.statuses() == {"e1": "parked", "e2": "waiting"}


def _by_reference(number: int) -> Delivery:
    envelope = Envelope(
        id=f"e{number}", source=SOURCE, type=Urgent.TYPE, subject="c1", time=START, dataref=f"/{number}"
    )
    return Delivery(envelope.body())


async def test_it_is_decided_on_arrival_whatever_waits(process: Process) -> None:
    """Hard case 14: a withdrawal is acted on at once, also while the child's line is held."""
    await _stuck(process)
    await process.receive(message(3, kind=Urgent))
    assert await process.seen() == ["3"]
    assert await process.statuses() == {"e1": "parked", "e2": "waiting", "e3": "done"}


async def test_it_goes_before_what_loads(process: Process) -> None:
    """Nor does it wait for somebody else's facts."""
    process.script.load_faults["1"] = CaseSystemUnavailable("read-lead", status=503)
    await process.receive(message(1, kind=Loading), message(2, kind=Urgent))
    assert await process.seen() == ["2"]


async def test_when_it_fails_it_holds_nobody_up_and_is_tried_again(process: Process) -> None:
    """Also while the line is held: it is in no line."""
    await _stuck(process)
    process.script.faults["3"] = ValueError()
    await process.receive(message(3, kind=Urgent))
    process.script.faults.pop("3")
    await process.later(10)
    assert await process.seen() == ["3"]


async def test_it_is_fetched_and_decided_although_the_line_is_held(process: Process) -> None:
    """Its data may be elsewhere: it is fetched at once and does not wait behind the line."""
    await _stuck(process)
    process.script.fetched["/3"] = {"child_id": "c1", "number": 3}
    await process.receive(_by_reference(3))
    await process.settle()
    assert await process.seen() == ["3"]


async def test_while_it_cannot_be_fetched_the_line_is_left_as_it_is(process: Process) -> None:
    """And it is settled as soon as the case system answers."""
    await _stuck(process)
    process.script.load_faults["/3"] = CaseSystemUnavailable("fetch", status=503)
    await process.receive(_by_reference(3))
    await process.settle()
    assert (await process.row(3)).status == "early"
    process.script.load_faults.clear()
    process.script.fetched["/3"] = {"child_id": "c1", "number": 3}
    await process.later(10)
    assert await process.seen() == ["3"]


async def test_an_ordinary_event_does_not_overtake(process: Process) -> None:
    """The one that overtook changed nothing for those that wait."""
    await _stuck(process)
    await process.receive(message(3, kind=Urgent), message(4))
    process.script.faults.clear()
    await process.replay(1)
    await process.settle()
    assert await process.seen() == ["3", "1", "2", "4"]
