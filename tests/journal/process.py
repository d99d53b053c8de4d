"""One process's journal of the probe service, its loops driven by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, cast

import asyncpg
from sqlalchemy import func, select

from shared.bus.base import Delivery
from shared.case_system.port import CaseSystem
from shared.journal import replay
from shared.journal.backlog import Backlog
from shared.journal.codec import Codec
from shared.journal.ingest import Ingest
from shared.journal.leadership import Alone, Leadership, PostgresLeadership
from shared.journal.model import HELD, InboxRow, micros
from shared.journal.origins import Origins
from shared.journal.outbox import Relay
from shared.journal.outcomes import Outcomes
from shared.journal.parts import Parts
from shared.journal.postgres import connect_arguments, lock_number
from shared.journal.retry import RetryPolicy
from shared.journal.settle import settler
from shared.journal.store import Store
from shared.journal.story import story
from shared.journal.tables import inbox, outbox, state, writes
from shared.journal.writes import Writer
from shared.service import Service
from shared.storage.encryption import MasterKey
from shared.storage.engine import Database, engine
from tests.journal.probe import Anybody, FixedClock, Script, probe
from tests.journal.recorder import Recorder

MASTER = MasterKey(bytes(32))
RETRY = RetryPolicy(first=1.0, factor=2.0, cap=60.0, jitter=0.0)
"""Waits of exactly 1, 2, 4, ... seconds."""

_MOST_ROUNDS = 300


@dataclass
class Process:
    """What a process has open, and what a test does and sees with it."""

    script: Script
    clock: FixedClock
    bus: Recorder
    parts: Parts
    relay: Relay
    leadership: Leadership

    @property
    def store(self) -> Store:
        """The journal's store."""
        return self.parts.store

    def hear_only(self, origins: Origins) -> None:
        """Take in nothing but what these admit; before, everything is taken in."""
        self.parts = replace(self.parts, origins=origins)

    async def receive(self, *deliveries: Delivery) -> None:
        """Take deliveries in as one batch."""
        await Ingest(self.parts, most=len(deliveries)).commit(deliveries)
        await self.check_lines()

    async def settle(self) -> None:
        """Settle until nothing is due; with a clock that stands still that must come to an end."""
        backlog = Backlog(self.parts)
        for _ in range(_MOST_ROUNDS):
            async with asyncio.TaskGroup() as tasks:
                found = await backlog.round(tasks)
            if not found:
                return await self.check_lines()
        raise AssertionError("the backlog goes round without end")

    async def later(self, seconds: float) -> None:
        """Let time pass and settle what is due then."""
        self.clock.move(seconds)
        await self.settle()

    async def write(self) -> None:
        """Make the writes that are due, each once."""
        async with asyncio.TaskGroup() as tasks:
            await Writer(self.parts, self.script.perform).round(tasks)
        await self.check_lines()

    async def publish(self) -> None:
        """Relay until the outbox is empty."""
        relaying = asyncio.create_task(self.relay.run())
        try:
            await self.outbox_empty()
        finally:
            relaying.cancel()
            with suppress(asyncio.CancelledError):
                await relaying

    async def outbox_empty(self) -> None:
        """Wait until everything is published, by whichever process."""

        async def empty() -> bool:
            return not await self.count(outbox)

        await until(empty)

    async def leadership_gained(self) -> None:
        """Wait until this process is the one that relays."""

        async def gained() -> bool:
            return self.leadership.held

        await until(gained)

    async def replay(self, number: int) -> None:
        """Replay the event of that number."""
        await self.replay_row((await self.row(number)).seq or 0)

    async def replay_row(self, seq: int, *, by: str = "op") -> None:
        """Replay what an operator calls by this number."""
        parts = self.parts
        await replay.replay(parts.store, parts.codec, seq, by=by, now=parts.now(), origins=parts.origins)
        await self.check_lines()

    async def discard(self, number: int) -> None:
        """Discard the event of that number."""
        await self.discard_row((await self.row(number)).seq or 0)

    async def discard_row(self, seq: int) -> None:
        """Discard what an operator calls by this number."""
        await replay.discard(self.store, self.parts.codec, seq, by="op", now=self.parts.now())
        await self.check_lines()

    async def row(self, number: int) -> InboxRow:
        """The inbox row of an event."""
        return next(row for row in await self.rows() if row.event_id == f"e{number}")

    async def rows(self) -> list[InboxRow]:
        """All inbox rows, in the order of their arrival."""
        columns = [inbox.c[name] for name in InboxRow.__dataclass_fields__ if name != "event_id"]
        found = await self.store.query(select(inbox.c.event_id, *columns).order_by(inbox.c.seq))
        return [InboxRow(**row._asdict()) for row in found]

    async def statuses(self, child: str = "c1") -> dict[str, str]:
        """The status of each event of a child."""
        return {row.event_id: row.status for row in await self.rows() if row.child == child}

    async def seen(self, child: str = "c1") -> list[str]:
        """What was decided about a child, in order."""
        found = await self.store.query(select(state.c.document).where(state.c.child == child))
        return list(self.parts.codec.show_state(child, found[0].document)["seen"]) if found else []

    async def audited(self, child: str = "c1") -> list[tuple[str, str]]:
        """Event id and outcome of each line of a child's audit, in order."""
        told = await story(self.store, self.parts.codec, child)
        return [(one.event_id, one.outcome) for one in told.happenings]

    async def count(self, table: Any) -> int:  # noqa: ANN401 - a table of the journal
        """How many rows a table has."""
        return int((await self.store.query(select(func.count()).select_from(table)))[0][0])

    async def waiting_writes(self) -> list[str]:
        """References of the writes that are not made yet."""
        found = await self.store.query(select(writes.c.reference).order_by(writes.c.seq))
        return [reference for (reference,) in found]

    async def check_lines(self) -> None:
        """In each child's line the head alone has a due time; a parked head has none."""
        lines: dict[str, list[InboxRow]] = {}
        for row in await self.rows():
            if row.status in ("waiting", "parked"):
                lines.setdefault(row.child, []).append(row)
        for head, *behind in lines.values():
            assert (head.due_at < HELD) == (head.status == "waiting"), "the head waits for nothing"
            assert [row.event_id for row in behind if row.due_at < HELD] == [], "due behind a head"

    async def close(self) -> None:
        """End as a killed process ends: what is in memory is gone."""
        await self.leadership.close()
        await self.store.close()


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = 20) -> None:
    """Wait for something that other tasks bring about."""
    for _ in range(int(seconds / 0.01)):
        if await condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(condition.__qualname__)


def due_in(row: InboxRow, clock: FixedClock) -> float:
    """Seconds until a row is due."""
    return (row.due_at - micros(clock())) / 1_000_000


@asynccontextmanager
async def opened(
    place: Database,
    script: Script,
    clock: FixedClock,
    *,
    bus: Recorder | None = None,
    masters: Sequence[MasterKey] = (MASTER,),
    service: Service[Any] | None = None,
) -> AsyncIterator[Process]:
    """Open a process's journal at a place."""
    process = await open_process(place, script, clock, bus=bus, masters=masters, service=service)
    try:
        yield process
    finally:
        await process.close()


async def open_process(
    place: Database,
    script: Script,
    clock: FixedClock,
    *,
    bus: Recorder | None = None,
    masters: Sequence[MasterKey] = (MASTER,),
    service: Service[Any] | None = None,
) -> Process:
    """Put a process's parts together as `journal` does; `close` is the caller's. The service is the probe."""
    service = service or probe(script, place.service)
    store = Store(place, engine(place))
    try:
        keyring = await store.keyring(masters, b"k" * 32)
    except BaseException:
        await store.close()
        raise
    codec = Codec(service, keyring, "urn:probe:ours")
    store.use(codec)
    bus = bus or Recorder()
    leadership: Leadership = PostgresLeadership(place) if place.is_postgres else Alone()
    relay = Relay(store, codec, bus, leadership)
    settles = settler(service, codec, RETRY)
    outcomes = Outcomes(service.name, codec, relay, settles.handlers.keys())
    record = cast("CaseSystem", script)
    parts = Parts(store, settles, codec, outcomes, record, clock, RETRY, Anybody())
    return Process(script, clock, bus, parts, relay, leadership)


async def lock(place: Database, child: str) -> asyncpg.Connection:
    """A connection that holds a child's lock, as a transaction of another process does."""
    connection = await asyncpg.connect(**connect_arguments(place))
    numbers = lock_number(place.service), lock_number(child)
    await connection.execute("SELECT pg_advisory_lock($1, $2)", *numbers)
    return connection
