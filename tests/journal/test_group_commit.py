"""What has arrived goes into one transaction; a delivery is settled on the bus after the commit."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest
from sqlalchemy import text
from structlog.typing import EventDict

from shared.bus.base import Delivery
from shared.bus.memory import MemoryInbox
from shared.contracts.case_system import CASE_EVENTS
from shared.journal.batch import Batch
from shared.journal.ingest import Ingest
from shared.journal.model import Changes, Scope, Snapshot
from shared.journal.postgres import connect_arguments
from shared.journal.tables import inbox
from shared.storage.engine import Database
from tests.journal.probe import SOURCE, FixedClock, Happened, Script, message
from tests.journal.process import Process, lock, opened


async def _transactions(process: Process) -> list[int]:
    """How many inbox rows each transaction made, in order."""
    sql = "SELECT count(*) FROM inbox GROUP BY xmin::text ORDER BY min(seq)"
    return [count for (count,) in await process.store.query(text(sql))]


async def test_a_batch_is_one_transaction(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """Many children, one commit."""
    async with opened(postgres_place, script, clock) as process:
        await process.receive(*(message(number, f"c{number}") for number in range(1, 101)))
        assert await _transactions(process) == [100]


async def test_a_batch_takes_what_is_there_up_to_its_limit(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """No timer: it never waits for more to come."""
    async with opened(postgres_place, script, clock) as process:
        queue = MemoryInbox()
        confirms = [queue.put(message(number, f"c{number}").body) for number in range(1, 51)]
        taking = asyncio.create_task(Ingest(process.parts, most=20).run(queue))
        await asyncio.gather(*confirms)
        taking.cancel()
        assert await _transactions(process) == [20, 20, 10]


async def test_a_delivery_is_settled_after_its_commit(process: Process) -> None:
    """Whoever is told that it arrived can rely on the database."""
    queue = MemoryInbox()
    taking = asyncio.create_task(Ingest(process.parts, most=20).run(queue))
    await queue.put(message(1).body)
    taking.cancel()
    assert await process.count(inbox) == 1


async def test_a_batch_whose_transaction_is_cut_off_is_tried_again_in_place(
    postgres_place: Database, script: Script, clock: FixedClock, logged: list[EventDict]
) -> None:
    """The deliveries are held, unsettled, however often; nothing is lost and nothing is settled twice."""
    async with opened(postgres_place, script, clock) as process:
        holder = await lock(postgres_place, "c1")
        taking = asyncio.create_task(process.receive(message(1), message(2, "c2")))
        await asyncio.sleep(0.2)
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        await process.store.query(text(cut))
        await holder.close()
        await taking
        assert (await process.seen("c1"), await process.seen("c2")) == (["1"], ["2"])
        assert [line["event"] for line in logged] == ["database-unavailable"]


async def _carry_out(place: Database, sql: str) -> None:
    connection = await asyncpg.connect(**connect_arguments(place))
    await connection.execute(sql)
    await connection.close()


async def test_a_lock_that_the_server_makes_us_give_up_is_waited_for_again(
    postgres_place: Database, script: Script, clock: FixedClock, logged: list[EventDict]
) -> None:
    """A `lock_timeout` of the database's own says nothing against the event."""
    name = postgres_place.url.database
    await _carry_out(postgres_place, f"ALTER DATABASE \"{name}\" SET lock_timeout = '50ms'")
    async with opened(postgres_place, script, clock) as process:
        holder = await lock(postgres_place, "c1")
        taking = asyncio.create_task(process.receive(message(1)))
        await asyncio.sleep(0.3)
        await holder.close()
        await taking
        assert await process.seen() == ["1"]
        assert {line["event"] for line in logged} == {"database-unavailable"}


async def test_a_fault_is_told_although_the_connection_is_lost_with_it(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """What became of the rollback is of no interest to whoever asks what went wrong."""
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    cut += " WHERE datname = current_database() AND pid <> pg_backend_pid()"

    def work(_snapshot: Snapshot) -> Changes:
        with ThreadPoolExecutor() as aside:
            aside.submit(asyncio.run, _carry_out(postgres_place, cut)).result()
        raise ZeroDivisionError

    async with opened(postgres_place, script, clock) as process:
        with pytest.raises(ZeroDivisionError):
            await process.store.transact(Scope(["c1"]), work)
        await process.receive(message(1))
        assert await process.seen() == ["1"]


async def test_what_fails_to_commit_is_not_remembered(process: Process) -> None:
    """Neither in the database nor in memory: the next decision starts from what is committed."""
    await process.receive(message(1))

    def work(snapshot: Snapshot) -> Changes:
        batch = Batch(process.parts.settler, snapshot, process.clock())
        batch.arrive_event(Happened(child_id="c1", number=2), source=SOURCE, event_id="e2")
        batch.close()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await process.store.transact(Scope(["c1"], [(SOURCE, "e2")]), work)
    assert await process.seen() == ["1"]
    await process.receive(message(3))
    assert await process.seen() == ["1", "3"]


async def test_one_event_that_the_database_refuses_does_not_keep_the_others_out(
    postgres_place: Database, script: Script, clock: FixedClock
) -> None:
    """It is found, kept as invalid and shown; the others of its batch are settled."""
    async with opened(postgres_place, script, clock) as process:
        rule = "ALTER TABLE inbox ADD CONSTRAINT no_sevens CHECK (event_id <> 'e7')"
        await process.store.execute(text(rule))
        await process.receive(*(message(number, f"c{number}") for number in range(5, 10)))
        found = {row.event_id: row.status for row in await process.rows() if row.status == "done"}
        assert set(found) == {"e5", "e6", "e8", "e9"}
        [(status, error)] = [(r.status, r.error) for r in await process.rows() if r.status != "done"]
        assert (status, error) == ("invalid", "CheckViolationError")


async def test_an_empty_batch_and_one_of_other_services_events_cost_no_transaction(process: Process) -> None:
    """A queue bound to everything is mostly other services' events."""
    other = message(1)
    other.body = other.body.replace(Happened.TYPE.encode(), CASE_EVENTS[0].TYPE.encode())
    await Ingest(process.parts, most=1).commit([other, Delivery(other.body)])
    assert await process.count(inbox) == 0
