"""Several processes of one service share a journal on PostgreSQL as if they were one."""

import asyncio

import pytest

from shared.bus.base import Delivery
from shared.effects import Write
from shared.journal import replay
from shared.journal.replay import NotStuck
from shared.journal.tables import data_keys
from shared.storage.engine import Database
from tests.journal.probe import FixedClock, Loading, Script, message
from tests.journal.process import Process, lock, opened


async def test_two_processes_never_settle_a_child_at_once(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """Whichever takes which event: no decision is lost and none is made twice."""
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        await asyncio.gather(
            *((one if number % 2 else other).receive(message(number)) for number in range(1, 61))
        )
        assert sorted(await one.seen(), key=int) == [str(number) for number in range(1, 61)]


async def test_a_transaction_waits_for_another_on_the_same_child_only(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """A child's lock is that child's."""
    async with opened(postgres_place, script, clock) as process:
        holder = await lock(postgres_place, "c1")
        waiting = asyncio.create_task(process.receive(message(1, "c1")))
        await process.receive(message(2, "c2"))
        assert (await process.seen("c2"), waiting.done()) == (["2"], False)
        await holder.close()
        await waiting
        assert await process.seen("c1") == ["1"]


async def test_one_event_taken_in_by_two_processes_at_once_is_settled_once(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """Also when the two copies name different children, so that no lock keeps them apart."""
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        for number in range(1, 11):
            await asyncio.gather(
                one.receive(message(number, "c1", event_id=f"x{number}")),
                other.receive(message(number, "c2", event_id=f"x{number}")),
            )
        seen = await one.seen("c1") + await one.seen("c2")
        assert sorted(seen, key=int) == [str(number) for number in range(1, 11)]


async def test_one_broken_message_taken_in_by_two_processes_is_kept_once(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """It belongs to no child, so no lock keeps the two apart."""
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        for number in range(10):
            broken = f"broken {number}".encode()
            await asyncio.gather(one.receive(Delivery(broken)), other.receive(Delivery(broken)))
        assert [row.status for row in await one.rows()] == ["invalid"] * 10


async def test_what_is_due_is_settled_once_whoever_settles_it(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """Both find the same rows due at the same time."""
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        for child in ("c1", "c2", "c3"):
            await one.receive(
                *(message(number, child, Loading, event_id=f"{child}-{number}") for number in (1, 2))
            )
        await asyncio.gather(one.settle(), other.settle())
        assert [await one.seen(child) for child in ("c1", "c2", "c3")] == [["1", "2"]] * 3


async def test_a_write_is_made_by_one_of_them(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """The claim decides."""
    script.effects["1"] = tuple(Write("note", f"note-{number}") for number in range(10))
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        await one.receive(message(1))
        await asyncio.gather(one.write(), other.write())
        while await one.waiting_writes():
            await asyncio.gather(one.write(), other.write())
        assert sorted(script.written) == sorted(f"note-{number}" for number in range(10))


async def test_a_process_goes_on_from_what_another_has_committed(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """Its own memory of a child counts only while nobody else has written since."""
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        await one.receive(message(1))
        await other.receive(message(2))
        await one.receive(message(3))
        await other.receive(message(4))
        assert await one.seen() == ["1", "2", "3", "4"]


async def _parked(process: Process) -> int:
    process.script.faults["1"] = ValueError()
    await process.receive(message(1))
    for _ in range(3):
        await process.later(10)
    return (await process.row(1)).seq or 0


async def test_what_arrives_while_an_operator_discards_is_not_forgotten(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """An arrival that saw the line held is in it before the line is freed."""
    async with (
        opened(postgres_place, script, clock) as process,
        opened(postgres_place, script, clock) as desk,
    ):
        seq = await _parked(process)
        holder = await lock(postgres_place, "c1")
        arriving = asyncio.create_task(process.receive(message(2)))
        await asyncio.sleep(0.1)
        acting = asyncio.create_task(
            replay.discard(desk.store, desk.parts.codec, seq, by="op", now=desk.parts.now())
        )
        await asyncio.sleep(0.1)
        await holder.close()
        await asyncio.gather(arriving, acting)
        await process.settle()
        assert await process.seen() == ["2"]


async def test_two_operators_replay_an_event_once(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """The second is told that there is nothing to replay any more."""
    async with (
        opened(postgres_place, script, clock) as process,
        opened(postgres_place, script, clock) as desk,
    ):
        seq = await _parked(process)
        script.faults.clear()
        await process.replay_row(seq, by="a")
        with pytest.raises(NotStuck):
            await desk.replay_row(seq, by="b")
        await process.settle()
        assert await process.seen() == ["1"]


async def test_two_processes_that_start_at_once_agree_on_one_data_key(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """What one of them seals the other can open."""
    async with opened(postgres_place, script, clock) as one, opened(postgres_place, script, clock) as other:
        assert await one.count(data_keys) == 1
        await one.receive(message(1))
        assert await other.seen() == ["1"]
