"""A trial: workers run, events flow, trouble comes; then everything must settle and is looked at."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.servers.rabbitmq import RabbitNode
from tests.e2e.chaos.feed import Feed
from tests.e2e.chaos.findings import (
    INBOX,
    Rest,
    Results,
    documents,
    journal_of,
    keep_results,
    results,
    until_settled,
    until_there,
    wrong_documents,
    wrong_results,
)
from tests.e2e.chaos.mischief import Mischief
from tests.e2e.chaos.processes import Place, Worker, processes_of, workers
from tests.e2e.chaos.service import Kept, World
from tests.e2e.chaos.workload import Workload

SETTLE_SECONDS = 60

Trouble = Callable[[Sequence[Worker]], Sequence[Coroutine[Any, Any, None]]]


@dataclass(frozen=True, slots=True)
class Ending:
    """What was found in the end; times in seconds."""

    rest: Rest
    documents: Mapping[str, Kept]
    results: Results
    trouble_seconds: float
    settle_seconds: float

    def wrong(self, work: Workload, folder: Path) -> list[str]:
        """Everything that is not as it must be; empty when all is well."""
        wrong = [] if self.rest.is_settled(work.events + work.reminders) else [f"not settled: {self.rest}"]
        wrong += wrong_documents(work.children, self.documents)
        wrong += wrong_results(self.documents, self.results)
        return wrong + [f"process {left} is left" for left in processes_of(folder)]


@dataclass(frozen=True, slots=True)
class Trial:
    """One service at one place, with the broker it listens to."""

    place: Place
    broker: RabbitNode
    feed: Feed

    async def run(self, work: Workload, trouble: Trouble, *, count: int, within: float) -> Ending:
        """Send the workload in about `within` seconds to `count` workers while the trouble goes on."""
        World(self.place.folder).prepare()
        async with journal_of(self.place) as opened:
            with workers(self.place, count) as running:
                await self.ready()
                began = time.monotonic()
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self.feed.send(work.messages, within=within))
                    for one in trouble(running):
                        tasks.create_task(one)
                quiet = time.monotonic()
                events = work.events + work.reminders
                rest = await until_settled(opened, running, events, within=SETTLE_SECONDS)
                settled = time.monotonic()
                for worker in running:
                    worker.stop()
            found = await documents(opened)
        told = await results(self.place.broker_url)
        return Ending(rest, found, told, quiet - began, settled - quiet)

    async def ready(self) -> None:
        """Wait for the topology, listen to what the service will publish, and put the queues on disk."""
        await until_there(self.place.broker_url, INBOX)
        await keep_results(self.place.broker_url)
        await asyncio.to_thread(self.broker.flush_queue_names)

    def summary(self, seed: int, work: Workload, mischief: Mischief, ending: Ending) -> str:
        """One line of what happened."""
        deeds = ", ".join(f"{what} {times} times" for what, times in sorted(mischief.done.items()))
        attempts = World(self.place.folder).attempts()
        return (
            f"seed {seed}: {work.events} events, {work.repeated} repeated, {self.feed.again} sent again "
            f"without a confirm, {work.failing} failing at first ({attempts} attempts), "
            f"{work.reminders} reminders; {deeds}; {ending.results.published} results published; "
            f"trouble {ending.trouble_seconds:.0f} s, settled {ending.settle_seconds:.1f} s later\n"
        )
