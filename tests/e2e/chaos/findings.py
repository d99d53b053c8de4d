"""What is there in the end, and whether it is what must be there."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from sqlalchemy import func, select

from shared.bus.topology import OUR_EXCHANGE
from shared.journal.faults import passing
from shared.journal.tables import inbox, outbox, state, writes
from shared.runtime import Opened, open_journal, where
from shared.storage.migrate import upgrade
from tests.e2e.chaos.events import Answered
from tests.e2e.chaos.processes import Place, Worker
from tests.e2e.chaos.service import NAME, Kept, World, build
from tests.e2e.chaos.workload import Expected

RESULTS = "chaos.results"
INBOX = f"{NAME}.inbox"


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be done, as the journal's tables have it."""

    inbox: dict[str, int]
    outbox: int
    writes: int

    def is_settled(self, events: int) -> bool:
        """Whether that many events are done and nothing else is there."""
        return self.inbox == {"done": events} and not self.outbox and not self.writes


@asynccontextmanager
async def journal_of(place: Place) -> AsyncIterator[Opened]:
    """Open the journal that the workers use; on PostgreSQL its schema is made first."""
    settings = place.settings()
    await upgrade(where(settings, NAME))
    async with open_journal(settings, build(World(place.folder))) as opened:
        yield opened


async def rest(opened: Opened) -> Rest:
    """Count."""
    query = opened.store.query
    by_status = select(inbox.c.status, func.count()).group_by(inbox.c.status)
    return Rest(
        inbox={row[0]: row[1] for row in await query(by_status)},
        outbox=(await query(select(func.count()).select_from(outbox)))[0][0],
        writes=(await query(select(func.count()).select_from(writes)))[0][0],
    )


async def until_settled(opened: Opened, workers: Sequence[Worker], events: int, *, within: float) -> Rest:
    """Wait until that many events are done and nothing is left, `within` seconds at most; returns what is."""
    deadline = time.monotonic() + within
    last = Rest({}, 0, 0)
    while time.monotonic() < deadline:
        for worker in workers:
            worker.check()
        try:
            last = await rest(opened)
        except Exception as fault:
            if not passing(fault):
                raise
        if last.is_settled(events):
            break
        await asyncio.sleep(0.1)
    return last


async def documents(opened: Opened) -> dict[str, Kept]:
    """Every child's document, opened."""
    return {
        row.child: Kept.model_validate(opened.codec.show_state(row.child, row.document))
        for row in await opened.store.query(select(state))
    }


async def keep_results(url: str) -> None:
    """Bind a queue of our own to what the service publishes."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(RESULTS, durable=True, arguments={"x-queue-type": "quorum"})
        await channel.declare_exchange(OUR_EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
        await queue.bind(OUR_EXCHANGE, "#")


async def until_there(url: str, queue: str, *, within: float = 20) -> None:
    """Wait until a worker has declared its queue."""
    deadline = time.monotonic() + within
    async with await aio_pika.connect(url) as connection:
        while True:
            try:
                async with connection.channel() as channel:
                    await channel.get_queue(queue)
                    return
            except aio_pika.exceptions.ChannelNotFoundEntity:
                assert time.monotonic() < deadline, f"nobody declared {queue}"
                await asyncio.sleep(0.1)


@dataclass(frozen=True, slots=True)
class Results:
    """What was published, each event once, in the order of first arrival; `published` counts them all."""

    published: int
    by_child: Mapping[str, list[Answered]]


async def results(url: str) -> Results:
    """Take everything out of our own queue."""
    published, seen = 0, set()
    by_child: dict[str, list[Answered]] = defaultdict(list)
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=1000)
        queue = await channel.get_queue(RESULTS)
        count = queue.declaration_result.message_count or 0
        if not count:
            return Results(0, by_child)
        async with queue.iterator(timeout=20) as messages:
            async for message in messages:
                await message.ack()
                published += 1
                if message.message_id not in seen:
                    seen.add(message.message_id)
                    event = Answered.model_validate(json.loads(message.body)["data"])
                    by_child[event.child_id].append(event)
                if published >= count:
                    break
    return Results(published, by_child)


def wrong_documents(expected: Mapping[str, Expected], found: Mapping[str, Kept]) -> list[str]:
    """Say what is wrong with the effects: lost, repeated, unexpected or out of order."""
    wrong = [f"{child}: unexpected" for child in found.keys() - expected.keys()]
    for child, wanted in expected.items():
        effects = list(found[child].effects) if child in found else []
        places = {effect: place for place, effect in enumerate(effects)}
        everything = wanted.anywhere | set(wanted.order)
        if len(places) != len(effects):
            wrong.append(f"{child}: twice in {effects}")
        if lost := everything - places.keys():
            wrong.append(f"{child}: lost {sorted(lost)}")
        if more := places.keys() - everything:
            wrong.append(f"{child}: unexpected {sorted(more)}")
        if (order := [effect for effect in effects if effect in set(wanted.order)]) != wanted.order:
            wrong.append(f"{child}: order {order} instead of {wanted.order}")
        wrong += [
            f"{child}: {effect} before {needed}"
            for effect, needed in wanted.after.items()
            if places.get(effect, 0) < places.get(needed, 0)
        ]
    return wrong


def wrong_results(found: Mapping[str, Kept], published: Results) -> list[str]:
    """Say what is wrong with the result events: each effect has one, in the child's order."""
    wrong = [f"{child}: unexpected" for child in published.by_child.keys() - found.keys()]
    for child, document in found.items():
        told = published.by_child.get(child, [])
        if [event.answers for event in told] != list(document.effects):
            wrong.append(f"{child}: told {[event.answers for event in told]} instead of {document.effects}")
        if [event.place for event in told] != list(range(1, len(told) + 1)):
            wrong.append(f"{child}: places {[event.place for event in told]}")
    return wrong
