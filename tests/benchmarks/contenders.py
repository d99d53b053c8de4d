"""Who takes part, how each is started, and how it is tuned (best of what was tried, on two cores)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from tests.benchmarks import messages
from tests.benchmarks.job import CHILDREN, SCHEMA, SEED
from tests.benchmarks.wire import Wire

QUEUE = "benchmark.inbox"
FOLDER = "tests.benchmarks.peers"


@dataclass(frozen=True, slots=True)
class Place:
    """An empty virtual host and an empty database for one run."""

    amqp_url: str
    database_url: str

    def environment(self) -> dict[str, str]:
        """What a peer's worker is told."""
        return {"BENCH_AMQP_URL": self.amqp_url, "BENCH_DATABASE_URL": self.database_url}


async def peer_tables(place: Place) -> None:
    """Make a peer's tables, with every child's row in place."""
    connection = await asyncpg.connect(place.database_url)
    try:
        await connection.execute(SCHEMA)
        await connection.execute(SEED, CHILDREN)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the job. `events` is how many it gets per round: enough for a few seconds of work."""

    name: str
    title: str
    how: str
    command: tuple[str, ...]
    events: int
    encode: messages.Encode = messages.cloudevent
    queue: str = QUEUE
    arguments: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    settings: Callable[[Place], Mapping[str, str]] = Place.environment
    declares_itself: bool = False
    count: str | None = "SELECT count(*) FROM inbox"
    prepare: Callable[[Place], Awaitable[None]] = peer_tables

    async def declare(self, wire: Wire) -> None:
        """Declare the result queue and, unless its own code did in `prepare`, the contender's queue."""
        await wire.declare_results()
        if self.declares_itself:
            return
        await wire.declare_inbox(self.queue, self.arguments)


FASTSTREAM = Contender(
    name="faststream",
    title="FastStream + SQLAlchemy",
    how="asyncpg, ORM session per message, uvloop, prefetch 40, pool of 20",
    command=(f"{FOLDER}.faststream_orm",),
    events=3_000,
)

AIO_PIKA = Contender(
    name="aio-pika",
    title="aio-pika + asyncpg",
    how="transaction per message (two statements), uvloop, prefetch 100, pool of 40",
    command=(f"{FOLDER}.raw_aio_pika",),
    events=6_000,
)

CELERY = Contender(
    name="celery",
    title="Celery",
    how="psycopg, one process with 16 threads, prefetch 160, acks late; event inside a Celery message",
    command=(
        *("celery", "-A", f"{FOLDER}.celery_app", "worker", "--loglevel", "WARNING"),
        *("--pool", "threads", "--concurrency", "16"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ),
    encode=messages.celery,
    events=4_000,
)

DRAMATIQ = Contender(
    name="dramatiq",
    title="Dramatiq",
    how="psycopg, one process with 32 threads, prefetch 100; event inside a Dramatiq message",
    command=("dramatiq", f"{FOLDER}.dramatiq_app", "--processes", "1", "--threads", "32"),
    environment={"dramatiq_queue_prefetch": "100"},
    arguments={"x-dead-letter-exchange": "", "x-dead-letter-routing-key": f"{QUEUE}.XQ"},
    encode=messages.dramatiq,
    events=5_000,
)

TASKIQ = Contender(
    name="taskiq",
    title="Taskiq",
    how="asyncpg, uvloop, 20 tasks at once, prefetch 100, pool of 20; event inside a Taskiq message",
    command=(
        *("taskiq", "worker", f"{FOLDER}.taskiq_app:broker", "--workers", "1", "--log-level", "WARNING"),
        *("--max-async-tasks", "20", "--ack-type", "when_executed"),
    ),
    arguments={"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "benchmark.dead"},
    encode=messages.taskiq,
    events=5_000,
)

CEILING = Contender(
    name="ceiling",
    title="aio-pika, no database",
    how="consume, confirm, ack; no dedupe, no state: not the job, but what the client library allows",
    command=(f"{FOLDER}.ceiling",),
    events=8_000,
    count=None,
)

PEERS = (FASTSTREAM, AIO_PIKA, CELERY, DRAMATIQ, TASKIQ, CEILING)
