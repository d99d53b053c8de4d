"""Kills and restarts things at seeded moments, until told to stop."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from deploy.servers.postgres import PostgresNode
from deploy.servers.rabbitmq import RabbitNode
from tests.e2e.chaos.processes import Worker


@dataclass(slots=True)
class Mischief:
    """What happens to workers, broker and database while the events flow; `done` counts it."""

    random: Random
    done: Counter[str] = field(default_factory=Counter)

    async def to_workers(self, workers: Sequence[Worker], *, times: int, within: float) -> None:
        """SIGKILL one worker after the other, each started again after at most a second."""
        for pause in self._moments(times, within):
            await asyncio.sleep(pause)
            worker = self.random.choice(workers)
            worker.kill()
            self.done["worker killed"] += 1
            await asyncio.sleep(self.random.uniform(0, 0.8))
            worker.start()

    async def to_database(self, node: PostgresNode, *, times: int, within: float) -> None:
        """SIGKILL the database, start it again after at most a second."""
        for pause in self._moments(times, within):
            await asyncio.sleep(pause)
            await asyncio.to_thread(node.kill)
            self.done["database killed"] += 1
            await asyncio.sleep(self.random.uniform(0, 0.8))
            await asyncio.to_thread(node.start)

    async def to_broker(self, node: RabbitNode, *, kills: int, closures: int, within: float) -> None:
        """SIGKILL the broker, or close every connection by force, in a random order."""
        deeds = ["kill"] * kills + ["close"] * closures
        self.random.shuffle(deeds)
        for deed, pause in zip(deeds, self._moments(len(deeds), within), strict=True):
            await asyncio.sleep(pause)
            if deed == "kill":
                await asyncio.to_thread(node.kill)
                await asyncio.to_thread(node.start)
                self.done["broker killed"] += 1
            else:
                await asyncio.to_thread(node.close_connections)
                self.done["connections closed"] += 1

    def _moments(self, times: int, within: float) -> list[float]:
        """Pauses of random length, half of the mean at least, that add up to about `within` seconds."""
        mean = within / times
        return [self.random.uniform(0.5, 1.5) * mean for _ in range(times)]
