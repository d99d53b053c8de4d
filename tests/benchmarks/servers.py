"""Private RabbitMQ and PostgreSQL for the benchmark, and an empty place on them for every run."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from deploy.servers.postgres import PostgresNode
from deploy.servers.rabbitmq import RabbitNode
from tests.benchmarks.contenders import Place


@dataclass(slots=True)
class Servers:
    """Both servers, running."""

    directory: Path
    rabbit: RabbitNode
    postgres: PostgresNode
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Place]:
        """Make an empty virtual host and an empty database, and remove them at the end."""
        name = f"bench{next(self._numbers)}"
        amqp = await asyncio.to_thread(self.rabbit.create_vhost, name)
        database = await asyncio.to_thread(self.postgres.create_database, name)
        try:
            yield Place(amqp, database)
        finally:
            await asyncio.to_thread(self.rabbit.delete_vhost, name)
            await asyncio.to_thread(self.postgres.drop_database, name)


@contextmanager
def servers() -> Iterator[Servers]:
    """Start both, stop both; their files are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lifelong-links-bench-") as name:
        directory = Path(name)
        directory.chmod(0o711)  # PostgreSQL runs as a user of its own when we are root
        with RabbitNode(directory) as rabbit, PostgresNode(directory) as postgres:
            yield Servers(directory, rabbit, postgres)
