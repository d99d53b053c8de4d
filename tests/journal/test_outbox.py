"""What a decision tells is published after its commit, with a stable id, in order per child."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text

from shared.contracts.envelope import parse
from shared.effects import Emit
from shared.errors import RetryLater
from shared.journal.tables import audit, inbox, outbox, state
from shared.storage.engine import Database
from tests.journal.probe import FixedClock, Script, Told, message
from tests.journal.process import Process, opened
from tests.journal.recorder import Recorder


def tells(script: Script, *numbers: int, child: str = "c1") -> None:
    """Let each of these events tell its number."""
    for number in numbers:
        script.effects[str(number)] = (Emit(Told(child_id=child, number=number)),)


async def test_what_is_told_is_published_and_forgotten(process: Process) -> None:
    """The outbox ends empty."""
    tells(process.script, 1, 2)
    await process.receive(message(1), message(2))
    await process.publish()
    assert process.bus.told() == [1, 2]
    assert await process.count(outbox) == 0


async def test_a_publication_continues_the_story_of_its_cause(process: Process) -> None:
    """Correlation and causation name the event that led to it; the origin is ours."""
    tells(process.script, 1)
    await process.receive(message(1))
    await process.publish()
    told = parse(process.bus.published[0].body)
    assert (told.correlationid, told.causationid, told.originsystem) == ("e1", "e1", "lifelong-links")
    assert (told.type, told.subject, told.data) == (Told.TYPE, "c1", {"child_id": "c1", "number": 1})


async def test_a_repeated_decision_has_the_same_ids(
    place: Database, script: Script, clock: FixedClock
) -> None:
    """Whoever decides, and however often: the id is made of the cause and the place of the effect."""
    script.effects["1"] = tuple(Emit(Told(child_id="c1", number=number)) for number in (1, 2))
    ids = []
    for _ in range(2):
        async with opened(place, script, clock) as process:
            script.faults["1"] = RetryLater("not-now")
            await process.receive(message(1))
            script.faults.clear()
            await process.later(60)
            await process.publish()
            ids.append(process.bus.ids)
            await process.store.execute(*(table.delete() for table in (inbox, outbox, state, audit)))
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


async def test_what_is_not_confirmed_stays(process: Process) -> None:
    """It is published as soon as the broker confirms again, in the same order."""
    tells(process.script, 1, 2)
    process.bus.away = True
    await process.receive(message(1), message(2))
    relaying = asyncio.create_task(process.publish())
    await asyncio.sleep(0.05)
    assert await process.count(outbox) == 2
    process.bus.away = False
    await relaying
    assert process.bus.told() == [1, 2]


async def test_what_a_dead_process_left_is_published_by_the_next(
    place: Database, script: Script, clock: FixedClock
) -> None:
    """Committed is promised: the outbox is read again after a restart."""
    tells(script, 1, 2)
    async with opened(place, script, clock) as first:
        await first.receive(message(1), message(2))
    async with opened(place, script, clock) as second:
        await second.publish()
        assert second.bus.told() == [1, 2]


async def test_a_decision_that_cannot_tell_all_tells_nothing(process: Process) -> None:
    """An effect that cannot be made fails the decision as a whole."""
    unspeakable = Told.model_construct(child_id="\ud800", number=1)
    process.script.effects["1"] = (Emit(Told(child_id="c1", number=1)), Emit(unspeakable))
    await process.receive(message(1))
    assert (await process.seen(), await process.count(outbox)) == ([], 0)


async def test_two_processes_keep_the_order_of_a_child(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """A row of another process before ours is published before ours."""
    bus = Recorder()
    numbers = range(1, 41)
    tells(script, *numbers)
    async with (
        opened(postgres_place, script, clock, bus=bus) as one,
        opened(postgres_place, script, clock, bus=bus) as other,
    ):
        relays = [asyncio.create_task(process.relay.run()) for process in (one, other)]
        for number in numbers:
            await (one if number % 3 else other).receive(message(number))
        await one.outbox_empty()
        assert bus.told() == list(numbers)
        await _end(relays)


async def test_only_one_process_relays(postgres_place: Database, script: Script, clock: FixedClock) -> None:
    """The other stands by: nothing is published twice while both live."""
    tells(script, *range(1, 21))
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        relays = [asyncio.create_task(process.relay.run()) for process in (one, other)]
        await one.receive(*(message(number) for number in range(1, 11)))
        await other.receive(*(message(number) for number in range(11, 21)))
        await one.outbox_empty()
        assert sorted(len(process.bus.published) for process in (one, other)) == [0, 20]
        await _end(relays)


async def test_another_process_takes_over_when_the_relaying_one_is_gone(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """The server gives the lock on as soon as the connection of the dead process is closed."""
    tells(script, 1, 2)
    async with opened(postgres_place, script, clock) as other:
        async with opened(postgres_place, script, clock) as one:
            first = asyncio.create_task(one.relay.run())
            await one.leadership_gained()
            second = asyncio.create_task(other.relay.run())
            await other.receive(message(1))
            await one.outbox_empty()
            await _end([first])
        await other.receive(message(2))
        await other.outbox_empty()
        assert (one.bus.told(), other.bus.told()) == ([1], [2])
        await _end([second])


async def test_a_relay_whose_connection_is_cut_starts_over(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """It no longer holds the lock, says so, and takes part again."""
    tells(script, 1, 2)
    async with opened(postgres_place, script, clock) as process:
        relaying = asyncio.create_task(process.relay.run())
        await process.leadership_gained()
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%advisory_lock%'"
        await process.store.query(text(f"{cut} AND pid <> pg_backend_pid()"))
        await process.receive(message(1))
        await process.outbox_empty()
        assert process.bus.told() == [1]
        await _end([relaying])


async def test_a_relay_that_cannot_be_told_does_not_begin(
    postgres_place: Database, script: Script, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would find what other processes commit by its sweep only: it tries again until it can listen."""

    async def busy(*_: object) -> None:
        monkeypatch.undo()
        raise asyncpg.InterfaceError("busy")

    monkeypatch.setattr(asyncpg.Connection, "add_listener", busy)
    async with opened(postgres_place, script, clock) as process:
        told = asyncio.Event()
        process.leadership.on_told(told.set)
        await process.leadership.gain()
        await process.store.execute(text("NOTIFY outbox_probe"))
        async with asyncio.timeout(5):
            await told.wait()


async def test_a_row_that_nobody_told_of_is_found_however_busy_the_relay_is(
    postgres_place: Database, script: Script, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notice may be lost, and so may the answer to a commit: the row must not wait for a quiet moment."""
    monkeypatch.setattr("shared.journal.outbox._BLIND_SECONDS", 0.3)
    tells(script, 1)
    tells(script, *range(2, 1000), child="c2")
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        relay = asyncio.create_task(one.relay.run())
        await one.leadership_gained()
        await one.receive(message(2, "c2"))
        await one.outbox_empty()
        await other.receive(message(1))
        for number in range(3, 30):
            await one.receive(message(number, "c2"))
            await asyncio.sleep(0.05)
        assert one.bus.told() == [1]
        await _end([relay])


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
