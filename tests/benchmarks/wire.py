"""The harness's own connection to RabbitMQ: fills the queue, looks at its length, reads the results."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any, cast

import aiormq
from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel

from tests.benchmarks.job import CASE_EXCHANGE, EVENT_TYPE, RESULT_EXCHANGE, RESULT_QUEUE, RESULT_TYPE
from tests.benchmarks.messages import Packet

QUORUM = {"x-queue-type": "quorum"}
CHUNK = 500

Arrivals = list[tuple[float, bytes]]
"""Results with the moment of their arrival (seconds, monotonic clock)."""


class Wire:
    """One connection with a channel that confirms; make it with `wire(url)`."""

    def __init__(self, channel: Channel) -> None:
        """Take an open channel."""
        self._channel = channel

    async def declare_results(self) -> None:
        """Declare both exchanges and the queue of results."""
        for exchange in (CASE_EXCHANGE, RESULT_EXCHANGE):
            await self._channel.exchange_declare(exchange, exchange_type="topic", durable=True)
        await self._channel.queue_declare(RESULT_QUEUE, durable=True, arguments={**QUORUM})
        await self._channel.queue_bind(RESULT_QUEUE, RESULT_EXCHANGE, routing_key=RESULT_TYPE)

    async def declare_inbox(self, queue: str, arguments: Mapping[str, Any]) -> None:
        """Declare a contender's queue and bind it to the job's event type."""
        await self._channel.queue_declare(queue, durable=True, arguments={**QUORUM, **arguments})
        await self._channel.queue_bind(queue, CASE_EXCHANGE, routing_key=EVENT_TYPE)

    async def fill(self, packets: Iterable[Packet]) -> None:
        """Publish all and wait for every confirm."""
        rest = iter(packets)
        while chunk := list(islice(rest, CHUNK)):
            await asyncio.gather(*map(self.publish, chunk))

    async def publish(self, packet: Packet) -> None:
        """Publish one event and wait for its confirm."""
        body, properties = packet
        await self._channel.basic_publish(
            body,
            exchange=CASE_EXCHANGE,
            routing_key=EVENT_TYPE,
            properties=properties,
            mandatory=True,
            wait=False,
        )

    async def length(self, queue: str) -> int:
        """The number of messages that are ready in a queue; costs the broker next to nothing."""
        return (await self._channel.queue_declare(queue, passive=True)).message_count or 0

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[Arrivals]:
        """Take results from their queue for as long as the context lasts."""
        arrivals: Arrivals = []

        async def take(message: DeliveredMessage) -> None:
            arrivals.append((time.monotonic(), message.body))

        consuming = await self._channel.basic_consume(RESULT_QUEUE, take, no_ack=True)
        try:
            yield arrivals
        finally:
            await self._channel.basic_cancel(consuming.consumer_tag or "")


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    """Connect, and disconnect at the end."""
    connection = await aiormq.connect(url)
    try:
        channel = await connection.channel(on_return_raises=True)
        yield Wire(cast("Channel", channel))
    finally:
        await connection.close()
