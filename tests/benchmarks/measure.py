"""One run of one contender: fill, let it work, time it, check every effect, then measure latency."""

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import asyncpg

from tests.benchmarks.contenders import Contender, Place
from tests.benchmarks.job import RESULT_QUEUE, event, event_id, with_duplicates
from tests.benchmarks.wire import Arrivals, Wire, wire
from tests.benchmarks.worker import Worker

LOOK_EVERY = 0.02
PATIENCE = 40.0
WARM_UP = 0.05
AFTERMATH = 0.2
RATE = 100


class WrongResult(Exception):
    """A contender lost or repeated an effect, or stood still: its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """Events per second, the worker's CPU seconds per 1,000 events, and its peak memory in MB."""

    events_per_second: float
    cpu_per_thousand: float
    peak_memory: float


@dataclass(frozen=True, slots=True)
class _Moment:
    at: float
    done: int
    cpu: float


class Bench:
    """A contender at work in one place; made by `bench`, which starts and stops its worker."""

    def __init__(self, contender: Contender, connection: Wire, worker: Worker, database: str) -> None:
        """Take what is already open or started."""
        self._contender = contender
        self._wire = connection
        self._worker = worker
        self._database = database
        self._counts: dict[str, list[int]] = defaultdict(list)

    async def throughput(self, events: int) -> Throughput:
        """Time the work on the full queue; its first five per cent warm the worker up and do not count."""
        first = await self._reach(int(events * WARM_UP))
        await self._reach(events)
        await self._stored(events)
        last = self._moment(events)
        done = last.done - first.done
        async with self._wire.receiving() as arrivals:
            await self._arrived(arrivals, events)
        self._check(arrivals, range(events))
        return Throughput(
            done / (last.at - first.at), (last.cpu - first.cpu) / done * 1_000, self._worker.peak_memory
        )

    async def latency(self, numbers: range) -> list[float]:
        """Publish at a steady rate; return the seconds from publishing each event to its result's arrival."""
        sent: dict[str, float] = {}
        start = time.monotonic()
        async with self._wire.receiving() as arrivals, asyncio.TaskGroup() as confirms:
            for place, number in enumerate(numbers):
                packet = self._contender.encode(event(number))
                await asyncio.sleep(max(0.0, start + place / RATE - time.monotonic()))
                sent[event_id(number)] = time.monotonic()
                confirms.create_task(self._wire.publish(packet))
            await self._arrived(arrivals, len(numbers))
        self._check(arrivals, numbers)
        return [at - sent[json.loads(body)["causationid"]] for at, body in arrivals]

    def _moment(self, done: int) -> _Moment:
        return _Moment(time.monotonic(), done, self._worker.cpu_seconds())

    async def _reach(self, target: int) -> _Moment:
        """Wait until that many results are in their queue."""
        done, since = 0, time.monotonic()
        while done < target:
            await asyncio.sleep(LOOK_EVERY)
            before, done = done, await self._wire.length(RESULT_QUEUE)
            since = self._patience(since, moved=done != before)
        return self._moment(done)

    async def _stored(self, events: int) -> None:
        """Wait until the database, too, has that many events."""
        if self._contender.count is None:
            return
        connection = await asyncpg.connect(self._database)
        try:
            since = time.monotonic()
            while (count := await connection.fetchval(self._contender.count)) < events:
                since = self._patience(since, moved=False)
                await asyncio.sleep(LOOK_EVERY)
        finally:
            await connection.close()
        if count != events:
            self._fail(f"{count} rows for {events} events")

    async def _arrived(self, arrivals: Arrivals, events: int) -> None:
        before, since = 0, time.monotonic()
        while len(arrivals) < events:
            await asyncio.sleep(LOOK_EVERY)
            since = self._patience(since, moved=len(arrivals) != before)
            before = len(arrivals)
        await asyncio.sleep(AFTERMATH)  # a repeated effect would come now

    def _patience(self, since: float, *, moved: bool) -> float:
        self._worker.watch()
        now = time.monotonic()
        if moved:
            return now
        if now - since > PATIENCE:
            self._fail(f"stood still\n{self._worker.last_words()}")
        return since

    def _fail(self, what: str) -> NoReturn:
        msg = f"{self._contender.name}: {what}"
        raise WrongResult(msg)

    def _check(self, arrivals: Arrivals, numbers: range) -> None:
        """Each event has exactly one result, and each child's counter took every step exactly once."""
        results = [json.loads(body) for _, body in arrivals]
        seen = Counter(result["causationid"] for result in results)
        if seen != Counter(map(event_id, numbers)):
            self._fail(f"{len(results)} results for {len(numbers)} events")
        if self._contender.count is None:
            return
        for result in results:
            self._counts[result["subject"]].append(result["data"]["count"])
        wrong = [
            child for child, steps in self._counts.items() if set(steps) != set(range(1, len(steps) + 1))
        ]
        if wrong:
            self._fail(f"a step lost or repeated for {len(wrong)} children")


@asynccontextmanager
async def bench(contender: Contender, place: Place, events: int, log: Path) -> AsyncIterator[Bench]:
    """Prepare the place, fill the queue with that many events and start the worker; stop it at the end."""
    await contender.prepare(place)
    async with wire(place.amqp_url) as connection:
        await contender.declare(connection)
        await connection.fill(contender.encode(event(number)) for number in _numbers(contender, events))
        with Worker(contender.command, {**contender.settings(place), **contender.environment}, log) as worker:
            yield Bench(contender, connection, worker, place.database_url)


def _numbers(contender: Contender, events: int) -> Iterable[int]:
    # Without a database nobody can know a duplicate.
    return with_duplicates(range(events)) if contender.count else range(events)
