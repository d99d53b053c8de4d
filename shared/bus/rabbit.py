"""RabbitMQ through FastStream's broker and aio-pika's connection.

FastStream owns connection and topology. Messages are taken raw from aio-pika's channel layer and never pass
FastStream's parsing, which would put a payload that it cannot parse into its error log (and costs more than
all of our own work; see deploy/decisions). One channel publishes, each inbox has its own.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiormq
import structlog
from aiormq.abc import DeliveredMessage
from aiormq.exceptions import ChannelClosed, ChannelNotFoundEntity, PublishError
from faststream.rabbit import RabbitBroker
from pydantic import SecretStr
from yarl import URL

from shared.bus.base import Delivery, Message
from shared.bus.declare import Declaration
from shared.bus.ending import end_attempts_to_connect
from shared.bus.faults import FAULTS, breakable
from shared.bus.pipeline import publish_all
from shared.bus.tolerance import tolerate
from shared.bus.topology import OUR_TYPES, QueueSpec, Topology
from shared.errors import BusUnavailable

log = structlog.get_logger(__name__)

_CONFIRM_SECONDS = 30.0
_WRITE_SECONDS = 5.0
_DECLARE_SECONDS = 10.0
_HEARTBEAT_SECONDS = 15
"""A connection that is silent for three times as long is given up; aiormq's own 60 s notice too late."""
_PAUSE_SECONDS = 0.5


class RabbitInbox:
    """A queue's consumer: its own channel, reopened for as long as the bus runs."""

    def __init__(self, bus: "RabbitBus", queue: QueueSpec, prefetch: int) -> None:
        """Nothing is consumed before `run`."""
        self._bus = bus
        self._queue = queue
        self._prefetch = prefetch
        self._waiting: deque[Delivery] = deque()
        self._arrived = asyncio.Event()
        self._channel: Any = None

    async def run(self) -> None:
        """Consume until cancelled; every lost channel is replaced."""
        deleted = False
        while True:
            try:
                with breakable():
                    if deleted:
                        await self._bus.declare_again()
                    await self._consume()
            except FAULTS as fault:
                deleted = isinstance(fault, ChannelNotFoundEntity)
                log.warning("inbox-lost", queue=self._queue.name, error=type(fault).__name__)
            except Exception:
                # Nobody waits for this task: if it ended, nobody would hear of it.
                log.exception("inbox-lost", queue=self._queue.name)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _consume(self) -> None:
        channel = self._channel = await self._bus.channel(confirms=False)
        cancelled = asyncio.Event()
        channel.on_consumer_cancel_callbacks.add(lambda _: cancelled.set())
        await channel.basic_qos(prefetch_count=self._prefetch)
        await channel.basic_consume(self._queue.name, self._receive)
        log.info("inbox-open", queue=self._queue.name)
        await _either(channel.closing, cancelled)
        if not channel.is_closed:
            # The broker took the consumer away: the queue was deleted, or its leader has moved.
            async with asyncio.timeout(_WRITE_SECONDS):
                await channel.close()
        await channel.closing
        raise ChannelClosed(None, None)

    async def _receive(self, message: DeliveredMessage) -> None:
        header = message.header.properties
        if message.channel is not self._channel:
            return
        self._waiting.append(
            Delivery(
                message.body,
                header.content_type,
                header.headers or {},
                message.delivery_tag or 0,
                message.channel,
                message.exchange or "",
            )
        )
        self._arrived.set()

    async def take(self, most: int) -> list[Delivery]:
        """Wait for at least one delivery and return all that are there, `most` at most, in order."""
        while True:
            await self._arrived.wait()
            taken: list[Delivery] = []
            while self._waiting and len(taken) < most:
                delivery = self._waiting.popleft()
                if delivery.channel is self._channel:
                    taken.append(delivery)
            if not self._waiting:
                self._arrived.clear()
            if taken:
                return taken

    async def settle(self, last: Delivery) -> None:
        """Acknowledge that delivery and all before it; on a lost channel the broker delivers them again."""
        try:
            async with asyncio.timeout(_WRITE_SECONDS):
                await last.channel.basic_ack(last.tag, multiple=True, wait=False)
        except FAULTS as fault:
            log.info("ack-lost", queue=self._queue.name, error=type(fault).__name__)


class RabbitBus:
    """The connection of one process. Starts without the broker and outlives its restarts."""

    def __init__(self, url: str, topology: Topology, *, prefetch: int = 400) -> None:
        """`url` is an AMQP address with its credentials; it is never logged."""
        tolerate()
        self._topology = topology
        self._optional = OUR_TYPES - topology.routed
        self._prefetch = prefetch
        self._broker = RabbitBroker(
            _with_heartbeat(url),
            fail_fast=False,
            reconnect_interval=1.0,
            logger=None,
            app_id="lifelong-links",
        )
        self._connection: Any = None
        self._ready = asyncio.Event()
        self._publisher: Any = None
        self._publishing = asyncio.Lock()
        self._declaration = Declaration(self._broker, topology)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to connect; returns at once, whether or not the broker is there."""
        self._tasks.append(asyncio.create_task(self._connect(), name="bus"))

    async def _connect(self) -> None:
        while not self._ready.is_set():
            try:
                with breakable():
                    self._connection = await self._broker.connect()
                    await self._declaration.make()
                self._ready.set()
                log.info("bus-connected")
            except FAULTS as fault:
                log.warning("bus-unavailable", error=type(fault).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)
            except Exception:
                log.exception("bus-unavailable")
                await asyncio.sleep(_PAUSE_SECONDS)

    async def declare_again(self) -> None:
        """Make anew what somebody deleted while we ran; it is tried once and for a while only."""
        # Not at once: a consumer whose queue comes back in the same moment is never told that it went.
        await asyncio.sleep(_PAUSE_SECONDS)
        with suppress(*FAULTS), breakable():
            async with asyncio.timeout(_DECLARE_SECONDS):
                await self._declaration.again()

    async def channel(self, *, confirms: bool) -> Any:  # noqa: ANN401 - a channel of aiormq
        """Open a channel on the live connection; waits for there to be one."""
        await self._ready.wait()
        await self._connection.connected.wait()
        connection: aiormq.abc.AbstractConnection = self._connection.transport.connection
        return await connection.channel(publisher_confirms=confirms, on_return_raises=True)

    async def inbox(self, service: str) -> RabbitInbox:
        """Open the inbox of a service."""
        inbox = RabbitInbox(self, self._topology.queue(service), self._prefetch)
        self._tasks.append(asyncio.create_task(inbox.run(), name=f"inbox {service}"))
        return inbox

    async def publish(self, exchange: str, messages: Sequence[Message]) -> None:
        """Publish in order and wait for all confirms; raises BusUnavailable when any is missing."""
        async with self._publishing:
            try:
                with breakable():
                    async with asyncio.timeout(_CONFIRM_SECONDS):
                        channel = await self._publishing_channel()
                        await publish_all(channel, exchange, messages, self._optional)
            except FAULTS as fault:
                await self._drop_publishing_channel()
                if isinstance(fault, (ChannelNotFoundEntity, PublishError)):
                    await self.declare_again()
                raise BusUnavailable(type(fault).__name__) from None
            except asyncio.CancelledError:
                await self._drop_publishing_channel()
                raise

    async def _publishing_channel(self) -> Any:  # noqa: ANN401 - a channel of aiormq
        if self._publisher is None or self._publisher.is_closed:
            self._publisher = await self.channel(confirms=True)
        return self._publisher

    async def _drop_publishing_channel(self) -> None:
        """Confirms that are still to come belong to messages that will be sent again: let them go."""
        channel, self._publisher = self._publisher, None
        if channel is not None:
            with suppress(*FAULTS), breakable():
                async with asyncio.timeout(_WRITE_SECONDS):
                    await channel.close()

    def connected(self) -> bool:
        """Whether the broker answers at the moment."""
        return self._ready.is_set() and self._connection.connected.is_set()

    async def stop(self) -> None:
        """Give back what is not settled and disconnect."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await end_attempts_to_connect()
        await self._broker.stop()


def with_password(url: str, password: SecretStr | None) -> str:
    """The address with a password that was kept apart from it."""
    return url if password is None else str(URL(url).with_password(password.get_secret_value()))


async def _either(closing: asyncio.Future[Any], cancelled: asyncio.Event) -> None:
    waiting = asyncio.create_task(cancelled.wait())
    try:
        await asyncio.wait((closing, waiting), return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()


def _with_heartbeat(url: str) -> str:
    wanted = URL(url)
    return url if "heartbeat" in wanted.query else str(wanted.update_query(heartbeat=_HEARTBEAT_SECONDS))


async def queue_depths(url: str, names: Sequence[str]) -> dict[str, int | None]:
    """How many messages wait in each queue; None where the broker or the queue cannot be reached."""
    try:
        async with asyncio.timeout(5):
            connection = await aiormq.connect(url)
    except FAULTS:
        return dict.fromkeys(names)
    depths: dict[str, int | None] = {}
    for name in names:
        try:
            channel = await connection.channel()
            depths[name] = (await channel.queue_declare(name, passive=True)).message_count
        except FAULTS:
            depths[name] = None
    await connection.close()
    return depths
