"""A journal with all its loops running, over the in-process bus and by the real clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import event

from shared.bus.base import Message
from shared.bus.memory import MemoryBus
from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE, Binding, QueueSpec, Topology, topology
from shared.case_system.port import CaseSystem
from shared.clock import utc_now
from shared.effects import Emit, Remind, Write
from shared.errors import JournalBusy, TooEarly
from shared.journal.codec import Codec
from shared.journal.journal import Outside, journal
from shared.journal.retry import RetryPolicy
from shared.journal.store import Store
from shared.storage.engine import Database, engine
from shared.storage.migrate import upgrade
from tests.journal.probe import Anybody, FixedClock, Happened, Script, Told, message, probe
from tests.journal.process import MASTER, opened, until

RETRY = RetryPolicy(first=0.02, cap=0.1)


def _bus() -> MemoryBus:
    return MemoryBus(topology([("probe", probe(Script()).subscriptions)]))


@asynccontextmanager
async def _running(
    place: Database, script: Script, bus: MemoryBus
) -> AsyncIterator[tuple[Store, asyncio.Task[None]]]:
    """A journal of the probe at work."""
    service = probe(script, place.service)
    store = Store(place, engine(place))
    codec = Codec(service, await store.keyring((MASTER,), b"k" * 32), "urn:probe:ours")
    store.use(codec)
    made = journal(service, store, codec, Outside(bus, cast("CaseSystem", script), utc_now, RETRY, Anybody()))
    work = asyncio.create_task(made.run())
    try:
        yield store, work
    finally:
        work.cancel()
        await asyncio.wait([work])
        await made.close()
        await store.close()


async def _send(bus: MemoryBus, *numbers: int, child: str = "c1") -> None:
    for number in numbers:
        body = message(number, child).body
        await bus.publish(CASE_EXCHANGE, [Message(f"e{number}", Happened.TYPE, body)])


async def _seen(place: Database, script: Script, child: str = "c1") -> list[str]:
    async with opened(place, script, FixedClock()) as process:
        return await process.seen(child)


async def test_events_go_in_and_what_follows_comes_out(place: Database, script: Script) -> None:
    """In, retried, reminded, written and told, by the loops alone."""
    bus = _bus()
    script.effects |= {
        "1": (Remind("call", utc_now() + timedelta(seconds=0.2)), Write("note", "note-1")),
        "3": (Emit(Told(child_id="c1", number=3)),),
    }
    script.faults["2"] = TooEarly(awaits="lead")

    async def settled() -> bool:
        return len(await _seen(place, script)) == 5

    async with _running(place, script, bus):
        await _send(bus, 1, 2)
        script.faults.clear()
        await _send(bus, 3)
        await until(settled)
    assert set(await _seen(place, script)) == {"1", "2", "3", "call", "done note-1"}
    assert script.written == ["note-1"]


async def test_a_failing_event_is_through_as_soon_as_its_time_has_come(
    place: Database, script: Script
) -> None:
    """Nobody has to wake the backlog."""
    bus = _bus()
    script.faults["1"] = ValueError()
    async with _running(place, script, bus):
        await _send(bus, 1, 2)
        script.faults.clear()

        async def settled() -> bool:
            return await _seen(place, script) == ["1", "2"]

        await until(settled, seconds=5)


async def test_what_one_service_tells_another_hears(sqlite_place: Database, script: Script) -> None:
    """A publication waits for whoever listens and is forgotten when the listener's journal has it."""
    listener = Database("listener", sqlite_place.url.set(database=f"{sqlite_place.path}.listener"))
    await upgrade(listener)
    bus = MemoryBus(
        Topology(
            (
                QueueSpec("probe", (Binding(CASE_EXCHANGE, Happened.TYPE),)),
                QueueSpec("listener", (Binding(OUR_EXCHANGE, Happened.TYPE),)),
            )
        )
    )
    script.effects |= {str(n): (Emit(Happened(child_id="c1", number=n + 100)),) for n in (1, 2, 3)}
    heard = Script()
    async with _running(sqlite_place, script, bus) as (store, _):
        await _send(bus, 1, 2, 3)
        assert len(await store.unpublished(10)) == 3
        async with _running(listener, heard, bus):

            async def forgotten() -> bool:
                return not await store.unpublished(10)

            await until(forgotten)
        assert await _seen(listener, heard) == ["101", "102", "103"]


async def test_only_one_process_may_open_a_journal_in_a_file(sqlite_place: Database, script: Script) -> None:
    """The second is told to stop the first, or to use PostgreSQL."""
    bus = _bus()
    async with _running(sqlite_place, script, bus):
        await _send(bus, 1)
        with pytest.raises(JournalBusy, match="PostgreSQL"):
            async with _running(sqlite_place, script, bus) as (_, work):
                await work


async def test_a_journal_that_waits_is_quiet(place: Database, script: Script) -> None:
    """With a parked line, an early event and a far reminder it asks the database a few times a second."""
    bus = _bus()
    script.faults |= {"2": TooEarly(awaits="lead"), "3": ValueError()}
    script.effects["1"] = (Remind("call", utc_now() + timedelta(days=1)),)
    async with _running(place, script, bus) as (store, _):
        await _send(bus, 1, 2, 3, 4)

        async def parked() -> bool:
            async with opened(place, script, FixedClock()) as process:
                return (await process.row(3)).status == "parked"

        await until(parked)
        said: list[str] = []
        event.listen(store.engine.sync_engine, "before_cursor_execute", lambda *a: said.append(a[2]))
        await asyncio.sleep(2)
        assert len(said) < 20
