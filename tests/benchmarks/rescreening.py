"""Every child of an authority looked at again through the broker, under a new policy: time and memory.

The service and the command are those of the command line, each a process of its own, on private servers. The
children's records go in first, as a first load does; that is timed too.
"""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import aiormq
import asyncpg

from deploy.composition import NAMES, all_services
from services.eligibility.policies.files import POLICIES
from shared import runtime
from shared.bus.base import Message
from shared.bus.topology import CASE_EXCHANGE
from shared.config import Settings, load
from shared.contracts.case_system import ChildChanged
from shared.contracts.envelope import wrap
from shared.contracts.lifelong_links import ScreeningRequested
from shared.storage.migrate import upgrade
from tests.benchmarks.children import records
from tests.benchmarks.contenders import Place
from tests.benchmarks.job import SOURCE
from tests.benchmarks.measure import PATIENCE, WrongResult
from tests.benchmarks.ours import environment
from tests.benchmarks.servers import Servers
from tests.benchmarks.worker import Worker

CHILDREN, QUICK_CHILDREN = 100_000, 5_000
SHARES = (0.1, 0.5, 1.0)
LOOK_EVERY = 0.25
BATCH = 500

COLUMNS = ("children through the broker", "done", "seconds", "children/s", "service MB", "command MB")
DONE = "SELECT count(*) FROM eligibility.inbox WHERE type = $1 AND status = 'done'"

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """How far it is: children done, seconds since the beginning, memory of service and command in MB."""

    done: int
    seconds: float
    service: float
    command: float

    def row(self, what: str) -> Row:
        """As a line of the table."""
        speed = f"{self.done / self.seconds:,.0f}"
        memory = f"{self.service:.0f}", f"{self.command:.0f}" if self.command else "-"
        return what, f"{self.done:,}", f"{self.seconds:.1f}", speed, *memory


async def measure(there: Servers, *, quick: bool) -> list[Row]:
    """Load children, put a new policy in force, and look at all of them again."""
    async with there.place() as place:
        return await _Authority(place, there.directory, QUICK_CHILDREN if quick else CHILDREN).measure()


class _Authority:
    """One authority in one place, under Leeds's policy in a file of its own."""

    def __init__(self, place: Place, folder: Path, count: int) -> None:
        self._database, self._amqp = place.database_url, place.amqp_url
        self._folder, self._count = folder, count
        self._policy = folder / "policy.toml"
        self._environment = {
            **environment(place),
            "LL_POLICY": str(self._policy),
            "LL_CASE_SYSTEM_SECRET": "unused",
            "LL_LOG_LEVEL": "ERROR",
        }

    async def measure(self) -> list[Row]:
        self._write_policy("2026-1", 4)
        for name in NAMES:
            await upgrade(runtime.where(self._settings, name))
        first = await self._watch(ChildChanged.TYPE, self._load())
        await self._nobody_listens()
        self._write_policy("2026-2", 6)
        again = await self._watch(ScreeningRequested.TYPE)
        rows = [sample.row("first load") for sample in first]
        return rows + [sample.row("looked at again") for sample in again]

    @property
    def _settings(self) -> Settings:
        given = {name.removeprefix("LL_").lower(): value for name, value in self._environment.items()}
        return load({}, **given)

    def _write_policy(self, version: str, minimum_age: int) -> None:
        text = (POLICIES / "leeds.toml").read_text().replace('"2026-1"', f'"{version}"')
        self._policy.write_text(text.replace("minimum_age = 4", f"minimum_age = {minimum_age}"))

    async def _load(self) -> None:
        """Publish every child's record, as a first load does."""
        bus = runtime.open_bus(self._settings, runtime.our_topology(all_services(self._settings)))
        await bus.start()
        said = map(ChildChanged.model_validate, records(self._count))
        while batch := list(islice(said, BATCH)):
            envelopes = [wrap(one, id=one.child_id, source=SOURCE, time=one.as_of) for one in batch]
            await bus.publish(CASE_EXCHANGE, [Message(one.id, one.type, one.body()) for one in envelopes])
        await bus.stop()

    async def _nobody_listens(self) -> None:
        """Only eligibility runs: what is said to the other services would pile up in the broker."""
        async with await aiormq.connect(self._amqp) as connection:
            channel = await connection.channel()
            for name in NAMES:
                await channel.queue_purge(f"{name}.inbox")

    async def _watch(self, kind: str, load: Coroutine[Any, Any, None] | None = None) -> Sequence[Sample]:
        """Run the service, and the load or else the command, until every child is done."""
        run = ("deploy.cli", "run", "eligibility")
        ask = ("deploy.cli", "rescreen", "--rate", "1000000")
        with ExitStack() as running:
            service = running.enter_context(self._worker(run))
            command = None if load else running.enter_context(self._worker(ask))
            loading = asyncio.create_task(load) if load else None
            samples = await self._samples(kind, service, command)
            if loading is not None:
                await loading
        return samples

    def _worker(self, words: Sequence[str]) -> Worker:
        return Worker(words, self._environment, self._folder / f"{words[1]}.log")

    async def _samples(self, kind: str, service: Worker, command: Worker | None) -> Sequence[Sample]:
        samples: list[Sample] = []
        begun = moved = time.monotonic()
        done, most = 0, 0.0
        connection = await asyncpg.connect(self._database)
        try:
            while len(samples) < len(SHARES):
                await asyncio.sleep(LOOK_EVERY)
                service.watch()
                most = max(most, command.memory() if command else 0.0)
                before, done = done, int(await connection.fetchval(DONE, kind))
                now = time.monotonic()
                moved = now if done != before else moved
                if now - moved > PATIENCE:
                    msg = f"{kind}: {done} of {self._count} after {PATIENCE:.0f} s without another"
                    raise WrongResult(msg)
                if done >= self._count * SHARES[len(samples)]:
                    samples.append(Sample(done, now - begun, service.memory(), most))
        finally:
            await connection.close()
        return samples
