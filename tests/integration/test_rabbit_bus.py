"""The bus on a real RabbitMQ: what it declares, confirms, gives back and survives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiormq
import pytest
from aiormq.exceptions import ChannelPreconditionFailed
from pamqp.commands import Basic
from yarl import URL

from deploy.servers.node import free_port
from deploy.servers.rabbitmq import RabbitNode
from shared.bus.base import Delivery, Inbox, Message
from shared.bus.faults import FAULTS
from shared.bus.pipeline import publish_all
from shared.bus.rabbit import RabbitBus, queue_depths
from shared.bus.topology import CASE_EXCHANGE, DEAD_LETTER_EXCHANGE, DEAD_LETTER_QUEUE, OUR_EXCHANGE, topology
from shared.contracts.envelope import parse
from shared.contracts.lifelong_links import EligibilityScreened, NetworkReady
from shared.errors import BusUnavailable
from tests.e2e.chaos.link import link
from tests.e2e.listening import until

pytestmark = [pytest.mark.servers, pytest.mark.timeout(60)]

LEADS = "case.lead.recorded.v1"
SHAPE = topology([("conference", (LEADS, NetworkReady.TYPE))])
QUEUE = "conference.inbox"
ARGUMENTS: dict[str, Any] = {
    "x-queue-type": "quorum",
    "x-single-active-consumer": True,
    "x-dead-letter-exchange": DEAD_LETTER_EXCHANGE,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
    "x-delivery-limit": 1_000_000,
}


@asynccontextmanager
async def bus_at(url: str) -> AsyncIterator[RabbitBus]:
    """A started bus that has declared its topology."""
    bus = RabbitBus(url, SHAPE)
    await bus.start()
    try:
        await until(20, bus.connected)
        yield bus
    finally:
        await bus.stop()


@asynccontextmanager
async def channel_at(url: str) -> AsyncIterator[Any]:
    """A channel with confirms on a connection of its own, past the bus."""
    async with await aiormq.connect(url) as connection:
        yield await connection.channel(publisher_confirms=True)


def leads(first: int, count: int = 1, body: bytes = b"{}") -> list[Message]:
    """Messages with consecutive ids."""
    return [Message(f"e{number}", LEADS, body + b" %d" % number) for number in range(first, first + count)]


async def taken(inbox: Inbox, count: int) -> list[Delivery]:
    """Take so many deliveries, in as many portions as they come."""
    found: list[Delivery] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            found += await inbox.take(count - len(found))
    return found


def numbers(deliveries: list[Delivery]) -> list[int]:
    """Which messages of `leads` they are."""
    return [int(one.body.rsplit(b" ", 1)[1]) for one in deliveries]


async def published(bus: RabbitBus, messages: list[Message]) -> None:
    """Publish as the relay does: again until it is confirmed."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await bus.publish(CASE_EXCHANGE, messages)
            except BusUnavailable:
                await asyncio.sleep(0.05)


async def has_depth(url: str, depth: int, queue: str = QUEUE) -> None:
    """Wait until so many messages are ready in a queue."""
    async with asyncio.timeout(20):
        while (await queue_depths(url, [queue]))[queue] != depth:  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("name", ARGUMENTS)
async def test_an_inbox_is_a_quorum_queue_with_every_argument(rabbit_url: str, name: str) -> None:
    """The broker finds the queue as we want it, and refuses it with any one argument missing."""
    async with bus_at(rabbit_url), channel_at(rabbit_url) as channel:
        await channel.queue_declare(QUEUE, durable=True, arguments=ARGUMENTS)
        other = {key: value for key, value in ARGUMENTS.items() if key != name}
        with pytest.raises(ChannelPreconditionFailed):
            await channel.queue_declare(QUEUE, durable=True, arguments=other)


async def test_exchanges_and_the_dead_letter_queue_are_durable(rabbit_url: str) -> None:
    """Two topic exchanges, a fanout for dead letters and its quorum queue are declared."""
    kinds = {CASE_EXCHANGE: "topic", OUR_EXCHANGE: "topic", DEAD_LETTER_EXCHANGE: "fanout"}
    async with bus_at(rabbit_url), channel_at(rabbit_url) as channel:
        for name, kind in kinds.items():
            await channel.exchange_declare(name, exchange_type=kind, durable=True)
        await channel.queue_declare(DEAD_LETTER_QUEUE, durable=True, arguments={"x-queue-type": "quorum"})


async def test_a_message_that_is_refused_goes_to_the_dead_letters(rabbit_url: str) -> None:
    """What an operator rejects from an inbox is kept in the dead-letter queue."""
    async with bus_at(rabbit_url) as bus:
        await bus.publish(CASE_EXCHANGE, leads(1))
        one = (await taken(await bus.inbox("conference"), 1))[0]
        await one.channel.basic_reject(one.tag, requeue=False)
        await has_depth(rabbit_url, 1, DEAD_LETTER_QUEUE)
        await has_depth(rabbit_url, 0)


async def test_batches_are_confirmed_and_keep_their_order(rabbit_url: str) -> None:
    """What is published is in the queue when publish returns, and comes out in the same order."""
    async with bus_at(rabbit_url) as bus:
        await bus.publish(CASE_EXCHANGE, leads(0, 700))
        await bus.publish(CASE_EXCHANGE, leads(700, 300))
        assert await queue_depths(rabbit_url, [QUEUE]) == {QUEUE: 1000}
        inbox = await bus.inbox("conference")
        found: list[int] = []
        while len(found) < 1000:
            portion = await taken(inbox, 200)
            await inbox.settle(portion[-1])
            found += numbers(portion)
        assert found == list(range(1000))
        await has_depth(rabbit_url, 0)


async def test_bodies_larger_than_a_frame_come_whole(rabbit_url: str) -> None:
    """A body of 300 KB between small ones and one of no bytes arrive as they were sent."""
    bodies = [b"{} 1", bytes(range(256)) * 1200, b"", b"{} 2"]
    async with bus_at(rabbit_url) as bus:
        messages = [Message(f"e{at}", LEADS, body) for at, body in enumerate(bodies)]
        await bus.publish(CASE_EXCHANGE, messages)
        assert [one.body for one in await taken(await bus.inbox("conference"), 4)] == bodies


async def test_a_wanted_type_must_find_a_queue_and_an_optional_one_need_not(rabbit_url: str) -> None:
    """An unroutable message is BusUnavailable, save one of ours that nobody listens to; then it goes on."""
    async with bus_at(rabbit_url) as bus:
        await bus.publish(OUR_EXCHANGE, [Message("e0", EligibilityScreened.TYPE, b"{}")])
        for number in (1, 2):
            lost = [*leads(number), Message("lost", "case.unheard.v1", b"{}"), *leads(number)]
            with pytest.raises(BusUnavailable):
                await bus.publish(CASE_EXCHANGE, lost)
        await bus.publish(CASE_EXCHANGE, leads(3))
        found = numbers(await taken(await bus.inbox("conference"), 5))
        assert found == [1, 1, 2, 2, 3]


async def test_a_message_that_the_broker_refuses_is_not_published(rabbit_url: str) -> None:
    """A full queue's refusal (nack) is BusUnavailable, and the next batch is judged by itself."""
    full = {"x-max-length": 1, "x-overflow": "reject-publish"}
    async with bus_at(rabbit_url) as bus, channel_at(rabbit_url) as channel:
        await channel.queue_declare("full", arguments=full)
        await channel.queue_bind("full", CASE_EXCHANGE, routing_key=LEADS)
        with pytest.raises(BusUnavailable):
            await bus.publish(CASE_EXCHANGE, leads(1, 3))
        await channel.queue_delete("full")
        await bus.publish(CASE_EXCHANGE, leads(4))


async def test_what_was_not_settled_comes_again_after_a_cut(rabbit: RabbitNode, rabbit_url: str) -> None:
    """Connections closed by force: the same objects go on, and unsettled messages come again in order."""
    async with bus_at(rabbit_url) as bus:
        inbox = await bus.inbox("conference")
        await bus.publish(CASE_EXCHANGE, leads(1, 5))
        first = await taken(inbox, 5)
        await inbox.settle(first[1])
        await has_depth(rabbit_url, 0)
        await asyncio.to_thread(rabbit.close_connections)
        await published(bus, leads(6))
        again = await taken(inbox, 4)
        assert numbers(again) == [3, 4, 5, 6]
        await inbox.settle(first[4])  # of a channel that is gone: nothing is settled, nothing raised
        await inbox.settle(again[-1])
    await has_depth(rabbit_url, 0)


async def test_a_deleted_queue_is_declared_again(rabbit_url: str) -> None:
    """A queue that somebody deletes while we run comes back with its arguments and bindings."""
    async with bus_at(rabbit_url) as bus, channel_at(rabbit_url) as channel:
        inbox = await bus.inbox("conference")
        await bus.publish(CASE_EXCHANGE, leads(1))
        await inbox.settle((await taken(inbox, 1))[0])
        await channel.queue_delete(QUEUE)
        await published(bus, leads(2))
        assert numbers(await taken(inbox, 1)) == [2]
        await channel.queue_declare(QUEUE, durable=True, arguments=ARGUMENTS)


async def test_another_process_takes_over_when_the_first_stops(rabbit_url: str) -> None:
    """One at a time is served; when it stops, what it had not settled goes to the next, in order."""
    async with bus_at(rabbit_url) as second:
        async with bus_at(rabbit_url) as first:
            active = await first.inbox("conference")
            await second.publish(CASE_EXCHANGE, leads(1))
            await active.settle((await taken(active, 1))[0])
            standby = await second.inbox("conference")
            await second.publish(CASE_EXCHANGE, leads(2, 4))
            await active.settle((await taken(active, 4))[1])
        assert numbers(await taken(standby, 2)) == [4, 5]


async def test_stopping_gives_back_what_is_not_settled(rabbit_url: str) -> None:
    """After a stop the messages wait in the queue, and a stopped bus publishes nothing."""
    async with bus_at(rabbit_url) as bus:
        inbox = await bus.inbox("conference")
        await bus.publish(CASE_EXCHANGE, leads(1, 3))
        await inbox.settle((await taken(inbox, 3))[0])
    await has_depth(rabbit_url, 2)


async def test_binary_mode_is_delivered_with_its_headers(rabbit_url: str) -> None:
    """A CloudEvent in binary mode comes with all that parsing needs."""
    attributes = f"id=e1 source=urn:x type={LEADS} subject=C1 time=2026-11-21T09:00:00Z"
    headers: dict[str, Any] = {
        f"cloudEvents:{pair[0]}": pair[1] for pair in (one.split("=") for one in attributes.split())
    }
    properties = Basic.Properties(content_type="application/json", headers=headers)
    async with bus_at(rabbit_url) as bus, channel_at(rabbit_url) as channel:
        await channel.basic_publish(
            b'{"a":1}', exchange=CASE_EXCHANGE, routing_key=LEADS, properties=properties
        )
        one = (await taken(await bus.inbox("conference"), 1))[0]
    envelope = parse(one.body, one.content_type, one.headers)
    assert (envelope.id, envelope.subject, envelope.data) == ("e1", "C1", {"a": 1})


async def test_depths_of_queues_are_known_or_none(rabbit_url: str) -> None:
    """A queue that is not there, and a broker that is not there, are None and no fault."""
    async with bus_at(rabbit_url) as bus:
        await bus.publish(CASE_EXCHANGE, leads(1, 2))
        assert await queue_depths(rabbit_url, ["none", QUEUE]) == {"none": None, QUEUE: 2}
    nobody = str(URL(rabbit_url).with_port(free_port()))
    assert await queue_depths(nobody, [QUEUE]) == {QUEUE: None}


async def test_confirms_that_never_come_are_no_confirms(rabbit: RabbitNode, rabbit_url: str) -> None:
    """The connection ends between sending and confirming: BusUnavailable, and the next try succeeds."""
    async with link(rabbit.port) as way, bus_at(str(URL(rabbit_url).with_port(way.port))) as bus:
        await bus.publish(CASE_EXCHANGE, leads(1))
        way.passing.clear()
        sending = asyncio.create_task(bus.publish(CASE_EXCHANGE, leads(2, 3)))
        done, _ = await asyncio.wait([sending], timeout=0.2)
        assert not done
        way.end()
        with pytest.raises(BusUnavailable):
            await asyncio.wait_for(sending, 10)
        way.passing.set()
        await published(bus, leads(2, 3))
        assert {1, 2, 3, 4} == set(numbers(await taken(await bus.inbox("conference"), 4)))


async def test_a_cancelled_publication_does_not_harm_the_next(rabbit: RabbitNode, rabbit_url: str) -> None:
    """Confirms of what was cancelled are not taken for those of what is published after it."""
    async with link(rabbit.port) as way, bus_at(str(URL(rabbit_url).with_port(way.port))) as bus:
        await bus.publish(CASE_EXCHANGE, leads(1))
        way.passing.clear()
        sending = asyncio.create_task(bus.publish(CASE_EXCHANGE, leads(2, 3)))
        await asyncio.wait([sending], timeout=0.2)
        sending.cancel()
        way.passing.set()
        await asyncio.wait([sending])
        assert sending.cancelled()
        await bus.publish(CASE_EXCHANGE, leads(5))
        assert numbers(await taken(await bus.inbox("conference"), 5)) == [1, 2, 3, 4, 5]


async def test_what_publishing_in_one_write_relies_on(rabbit: RabbitNode, rabbit_url: str) -> None:
    """The library's own bookkeeping: tags count on, nothing is left over, a closed channel ends the wait."""
    async with bus_at(rabbit_url), channel_at(rabbit_url) as channel:
        await publish_all(channel, CASE_EXCHANGE, leads(1, 3), frozenset())
        await channel.basic_publish(b"{} 4", exchange=CASE_EXCHANGE, routing_key=LEADS)
        await publish_all(channel, CASE_EXCHANGE, leads(5, 2), frozenset())
        assert (channel.delivery_tag, dict(channel.confirmations)) == (6, {})
        assert channel.message_id_delivery_tag == {}
        assert 4096 <= channel.max_content_size <= 131_072
        async with link(rabbit.port) as way, channel_at(str(URL(rabbit_url).with_port(way.port))) as silent:
            way.passing.clear()
            sending = asyncio.create_task(publish_all(silent, CASE_EXCHANGE, leads(7, 3), frozenset()))
            await until(5, lambda: len(silent.confirmations) == 3)
            way.end()
            with pytest.raises(FAULTS):
                await asyncio.wait_for(sending, 10)
