"""The broker comes late, restarts, cuts us off, falls silent or loses our queue: the same process goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiormq
import pytest
from yarl import URL

from deploy.servers.rabbitmq import RabbitNode
from shared.bus.base import Message
from shared.bus.topology import OUR_EXCHANGE
from shared.runtime import Opened
from tests.e2e.chaos.events import Noted
from tests.e2e.chaos.feed import Feed
from tests.e2e.chaos.findings import INBOX, journal_of, keep_results, results, until_settled, until_there
from tests.e2e.chaos.link import link
from tests.e2e.chaos.processes import Place, Worker, workers
from tests.e2e.chaos.service import World
from tests.e2e.chaos.workload import message
from tests.e2e.listening import until

pytestmark = [pytest.mark.servers, pytest.mark.slow]

CHILDREN = [f"child-{number}" for number in range(10)]


@dataclass(slots=True)
class Alone:
    """One worker that must never have to be started again; `sent` counts the events so far."""

    worker: Worker
    opened: Opened
    feed: Feed
    pid: int = 0
    sent: int = 0
    expected: dict[str, list[str]] = field(default_factory=lambda: {child: [] for child in CHILDREN})

    def events(self) -> list[Message]:
        """An event for every child."""
        made = []
        for child in CHILDREN:
            self.sent += 1
            self.expected[child].append(f"e-{self.sent}")
            made.append(message(Noted(child_id=child), f"e-{self.sent}"))
        return made

    async def handles(self, messages: list[Message]) -> None:
        """Send them, and wait until all is done and published by the same process as ever."""
        await self.feed.send(messages)
        rest = await until_settled(self.opened, [self.worker], self.sent, within=30)
        assert rest.is_settled(self.sent), rest
        assert self.worker.pid == self.pid


@asynccontextmanager
async def alone(folder: Path, rabbit_url: str, through: str | None = None) -> AsyncIterator[Alone]:
    """Start a worker whose journal is a file; `through` is its own way to the broker."""
    place = Place(folder, f"sqlite:///{folder}/data", through or rabbit_url)
    World(folder).prepare()
    async with journal_of(place) as opened:
        with workers(place, 1) as (worker,):
            yield Alone(worker, opened, Feed(rabbit_url), pid=worker.pid)
            worker.stop()


@pytest.mark.timeout(120)
async def test_a_broker_that_comes_late_restarts_and_cuts_us_off(
    rabbit: RabbitNode, rabbit_url: str, tmp_path: Path
) -> None:
    """Events are handled and results published after each, without a restart of ours."""
    await asyncio.to_thread(rabbit.stop)
    async with alone(tmp_path, rabbit_url) as one:
        await asyncio.sleep(3)  # the worker is up and finds nobody
        await asyncio.to_thread(rabbit.start)
        await until_there(rabbit_url, INBOX)
        await keep_results(rabbit_url)
        await one.handles(one.events())
        await asyncio.to_thread(rabbit.restart)
        await one.handles(one.events())
        for _ in range(3):
            await asyncio.to_thread(rabbit.close_connections)
            await one.handles(one.events())
        sending = asyncio.create_task(one.feed.send(one.events()))
        await asyncio.to_thread(rabbit.close_connections)
        await sending
        await one.handles([])
    told = (await results(rabbit_url)).by_child
    assert {child: [event.answers for event in events] for child, events in told.items()} == one.expected


@pytest.mark.timeout(60)
async def test_a_connection_that_falls_silent_is_given_up(
    rabbit: RabbitNode, rabbit_url: str, tmp_path: Path
) -> None:
    """No byte comes through and nobody closes anything: heartbeats notice, and publishing goes on after."""
    async with link(rabbit.port) as way:
        through = str(URL(rabbit_url).with_port(way.port).update_query(heartbeat=1))
        async with alone(tmp_path, rabbit_url, through) as one:
            await until_there(rabbit_url, INBOX)
            await keep_results(rabbit_url)
            await one.handles(one.events())
            sending = asyncio.create_task(one.feed.send(one.events() + one.events()))
            await asyncio.sleep(0.02)
            way.passing.clear()
            await _logged(one.worker, "inbox-lost", times=1, within=20)
            way.end()
            way.passing.set()
            await sending
            await one.handles([])
        told = (await results(rabbit_url)).by_child
    assert {child: [event.answers for event in events] for child, events in told.items()} == one.expected


@pytest.mark.timeout(60)
async def test_what_somebody_deleted_is_made_again(rabbit_url: str, tmp_path: Path) -> None:
    """Queue and exchange are declared anew by whoever misses them, and events flow as before."""
    async with alone(tmp_path, rabbit_url) as one:
        await until_there(rabbit_url, INBOX)
        await keep_results(rabbit_url)
        await one.handles(one.events())
        connection = await aiormq.connect(rabbit_url)
        channel = await connection.channel()
        await channel.queue_delete(INBOX)
        await until_there(rabbit_url, INBOX)
        await one.handles(one.events())
        declared = _count(one.worker, "topology-declared-again")
        await channel.exchange_delete(OUR_EXCHANGE)
        await connection.close()
        await one.feed.send(one.events())
        await _logged(one.worker, "topology-declared-again", times=declared + 1, within=20)
        await keep_results(rabbit_url)
        await one.handles([])
    told = (await results(rabbit_url)).by_child
    assert {child: [event.answers for event in events] for child, events in told.items()} == one.expected


async def _logged(worker: Worker, event: str, *, times: int, within: float) -> None:
    """Wait until the worker has logged that so many times."""
    await until(within, lambda: _count(worker, event) >= times)


def _count(worker: Worker, event: str) -> int:
    return worker.log_file.read_text().count(event)
