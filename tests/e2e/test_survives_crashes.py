"""Nothing is lost and nothing happens twice, whatever is killed and whenever."""

import os
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest

from deploy.servers.postgres import PostgresNode
from deploy.servers.rabbitmq import RabbitNode
from tests.e2e.chaos.feed import Feed
from tests.e2e.chaos.mischief import Mischief
from tests.e2e.chaos.processes import Place, Worker
from tests.e2e.chaos.trial import Trial
from tests.e2e.chaos.workload import workload

pytestmark = [pytest.mark.servers, pytest.mark.slow]

SEED = int(os.environ.get("CHAOS_SEED", "20261121"))


@pytest.mark.timeout(170)
async def test_nothing_is_lost_and_nothing_happens_twice(
    rabbit: RabbitNode, postgres: PostgresNode, rabbit_url: str, postgres_url: str, tmp_path: Path
) -> None:
    """Two processes, RabbitMQ and PostgreSQL are killed again and again while 10,000 events pass."""
    random = Random(SEED)
    work = workload(random, events=10_000, children=1_000)
    mischief = Mischief(random)
    trial = Trial(Place(tmp_path, postgres_url, rabbit_url), rabbit, Feed(rabbit_url))

    def trouble(pair: Sequence[Worker]) -> Sequence[Coroutine[Any, Any, None]]:
        return (
            mischief.to_workers(pair, kills=10, freezes=3, within=44),
            mischief.to_database(postgres, postgres_url, kills=5, cuts=3, within=44),
            mischief.to_broker(rabbit, kills=3, cuts=4, within=22),
        )

    ending = await trial.run(work, trouble, count=2, within=30)
    sys.stdout.write(trial.summary(SEED, work, mischief, ending))
    assert ending.wrong(work, tmp_path) == []
    assert await _connections(postgres_url) == 0


@pytest.mark.timeout(120)
async def test_nothing_is_lost_on_sqlite(rabbit: RabbitNode, rabbit_url: str, tmp_path: Path) -> None:
    """One process with its journal in a file, and RabbitMQ, are killed again and again."""
    random = Random(SEED)
    work = workload(random, events=3_000, children=300)
    mischief = Mischief(random)
    trial = Trial(Place(tmp_path, f"sqlite:///{tmp_path}/data", rabbit_url), rabbit, Feed(rabbit_url))

    def trouble(alone: Sequence[Worker]) -> Sequence[Coroutine[Any, Any, None]]:
        return (
            mischief.to_workers(alone, kills=7, within=20),
            mischief.to_broker(rabbit, kills=2, cuts=2, within=8),
        )

    ending = await trial.run(work, trouble, count=1, within=12)
    sys.stdout.write(trial.summary(SEED, work, mischief, ending))
    assert ending.wrong(work, tmp_path) == []


async def _connections(url: str) -> int:
    """How many connections to the database are left beside the one that asks."""
    connection = await asyncpg.connect(url)
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    found: int = await connection.fetchval(asked)
    await connection.close()
    return found - 1
