"""Kills and restarts things at seeded moments, until told to stop."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import asyncpg

from deploy.servers.postgres import PostgresNode
from deploy.servers.rabbitmq import RabbitNode
from tests.e2e.chaos.processes import Worker


@dataclass(slots=True)
class Mischief:
    """What happens to workers, broker and database while the events flow; `done` counts it."""

    random: Random
    done: Counter[str] = field(default_factory=Counter)

    async def to_workers(
        self, workers: Sequence[Worker], *, kills: int, freezes: int = 0, within: float
    ) -> None:
        """SIGKILL one worker after the other, each started again soon, or freeze one for a while."""
        for deed, pause in self._deeds({"killed": kills, "frozen": freezes}, within):
            await asyncio.sleep(pause)
            worker = self.random.choice(workers)
            if deed == "killed":
                worker.kill()
                await asyncio.sleep(self.random.uniform(0, 0.8))
                worker.start()
            else:
                worker.freeze()
                await asyncio.sleep(self.random.uniform(0.2, 2))
                worker.thaw()
            self.done[f"worker {deed}"] += 1

    async def to_database(
        self, node: PostgresNode, url: str, *, kills: int, cuts: int, within: float
    ) -> None:
        """SIGKILL the database and start it again soon, or end every connection to it."""
        for deed, pause in self._deeds({"killed": kills, "cut off": cuts}, within):
            await asyncio.sleep(pause)
            if deed == "killed":
                await asyncio.to_thread(node.kill)
                await asyncio.sleep(self.random.uniform(0, 0.8))
                await asyncio.to_thread(node.start)
            else:
                await _end_connections(url)
            self.done[f"database {deed}"] += 1

    async def to_broker(self, node: RabbitNode, *, kills: int, cuts: int, within: float) -> None:
        """SIGKILL the broker and start it again, or close every connection to it by force."""
        for deed, pause in self._deeds({"killed": kills, "cut off": cuts}, within):
            await asyncio.sleep(pause)
            if deed == "killed":
                await asyncio.to_thread(node.kill)
                await asyncio.to_thread(node.start)
            else:
                await asyncio.to_thread(node.close_connections)
            self.done[f"broker {deed}"] += 1

    def _deeds(self, counts: Mapping[str, int], within: float) -> list[tuple[str, float]]:
        """Deeds in a random order, each with the pause before it; the pauses add up to about `within`."""
        deeds = [deed for deed, count in counts.items() for _ in range(count)]
        self.random.shuffle(deeds)
        mean = within / len(deeds)
        return [(deed, self.random.uniform(0.5, 1.5) * mean) for deed in deeds]


async def _end_connections(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()
