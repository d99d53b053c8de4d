"""Sending records: the same record is the same event, at the rate that was asked for."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from deploy.imports.progress import Progress
from deploy.imports.publish import FirstLoad, message_of
from deploy.publishing import Steady
from shared.bus.memory import MemoryBus
from shared.bus.topology import CASE_EXCHANGE, topology
from shared.contracts.case_child import ChildChanged
from shared.contracts.envelope import parse

SOURCE = "urn:la:E08000035:import"


def line(child: int, version: int = 7) -> bytes:
    """A record as it is written."""
    return (
        f'{{"child_id": "C{child}", "record_version": {version}, '
        '"as_of": "2026-03-31T12:00:00Z", "date_of_birth": "2012-04-01", "care": null}\n'
    ).encode()


def test_a_record_is_an_event_of_the_contract() -> None:
    """From the import and not from us: our own events would be taken for an echo."""
    message = message_of(line(1), SOURCE)
    envelope = parse(message.body)
    assert (message.id, message.type) == (envelope.id, envelope.type) == ("import-C1-7", ChildChanged.TYPE)
    assert (envelope.source, envelope.subject, envelope.originsystem) == (SOURCE, "C1", None)
    assert envelope.time.isoformat() == "2026-03-31T12:00:00+00:00"
    assert ChildChanged.model_validate(envelope.data).child_id == "C1"


def test_the_same_record_is_the_same_event() -> None:
    """To the byte; a newer version is another one."""
    assert message_of(line(1), SOURCE) == message_of(line(1), SOURCE)
    assert message_of(line(1), SOURCE).body == message_of(line(1), SOURCE).body
    assert message_of(line(1, 8), SOURCE).id != message_of(line(1), SOURCE).id


async def _taken(bus: MemoryBus) -> list[bytes]:
    """Settle whatever comes."""
    inbox, found = await bus.inbox("eligibility"), []
    with suppress(asyncio.CancelledError):
        while True:
            portion = await inbox.take(100)
            found += [one.body for one in portion]
            await inbox.settle(portion[-1])
    return found


async def test_records_are_sent_in_order_at_the_rate(tmp_path: Path) -> None:
    """Each once, no faster than asked; what was sent before is passed over."""
    bus = MemoryBus(topology([("eligibility", ())]))
    told: list[str] = []
    places: list[int] = []
    taking = asyncio.create_task(_taken(bus))
    progress = Progress(tmp_path / "place", "abc")
    progress.keep(10)
    load = FirstLoad(Steady(bus, CASE_EXCHANGE, 100, asyncio.Event(), told.append), SOURCE)
    begun = time.monotonic()
    assert await load.send([line(child) for child in range(50)], progress, places.append) == 50
    assert time.monotonic() - begun >= 0.39
    taking.cancel()
    taken = await taking
    assert [parse(body).subject for body in taken] == [f"C{child}" for child in range(10, 50)]
    assert places == [10, 20, 30, 40, 50]
    assert (told, progress.file.exists()) == ([], False)


async def test_a_stop_keeps_the_place(tmp_path: Path) -> None:
    """After the batch that is under way; the rest is for the next time."""
    bus, stop = MemoryBus(topology([("eligibility", ())])), asyncio.Event()
    taking = asyncio.create_task(_taken(bus))
    progress = Progress(tmp_path / "place", "abc")
    load = FirstLoad(Steady(bus, CASE_EXCHANGE, 100, stop, lambda _: None), SOURCE)

    def after_twenty(sent: int) -> None:
        if sent >= 20:
            stop.set()

    sent = await load.send([line(child) for child in range(50)], progress, after_twenty)
    taking.cancel()
    assert sent == progress.sent() == len(await taking) == 20
