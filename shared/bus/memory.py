"""The in-process bus: the embedded default, and what unit tests use.

A publication is confirmed when every inbox that wants it has settled it, that is, when their journals have
committed it. So a crash between two services loses nothing: the outbox still holds what was not confirmed.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

from shared.bus.base import Delivery, Message
from shared.bus.topology import CASE_EXCHANGE, Topology
from shared.errors import BusUnavailable


class MemoryInbox:
    """A queue in memory."""

    def __init__(self) -> None:
        """Start empty."""
        self._waiting: deque[tuple[Delivery, asyncio.Future[None]]] = deque()
        self._taken: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._arrived = asyncio.Event()
        self._tag = 0

    def put(self, body: bytes, exchange: str = "") -> asyncio.Future[None]:
        """Add a message that was published to an exchange; the future is done when it has been settled."""
        self._tag += 1
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((Delivery(body, tag=self._tag, exchange=exchange), settled))
        self._arrived.set()
        return settled

    async def take(self, most: int) -> list[Delivery]:
        """Wait for at least one delivery and return all that are there, `most` at most, in order."""
        await self._arrived.wait()
        taken: list[Delivery] = []
        while self._waiting and len(taken) < most:
            delivery, settled = self._waiting.popleft()
            taken.append(delivery)
            self._taken.append((delivery.tag, settled))
        if not self._waiting:
            self._arrived.clear()
        return taken

    async def settle(self, last: Delivery) -> None:
        """Settle that delivery and all that were handed out before it."""
        while self._taken and self._taken[0][0] <= last.tag:
            _, settled = self._taken.popleft()
            if not settled.done():
                settled.set_result(None)


class MemoryBus:
    """Routes by the same topology as RabbitMQ, among the services of this process."""

    def __init__(self, topology: Topology) -> None:
        """Every queue of the topology exists from the start."""
        self._topology = topology
        self._inboxes = {queue.service: MemoryInbox() for queue in topology.queues}
        self._open = True

    async def start(self) -> None:
        """Nothing to connect to."""

    async def inbox(self, service: str) -> MemoryInbox:
        """Open the inbox of a service."""
        return self._inboxes[service]

    async def publish(self, exchange: str, messages: Sequence[Message]) -> None:
        """Publish in order and wait until every inbox has settled every message."""
        if not self._open:
            raise BusUnavailable("bus-stopped")
        confirms = [
            self._inboxes[queue.service].put(message.body, exchange)
            for message in messages
            for queue in self._topology.queues
            if any(b.exchange == exchange and b.pattern in (message.type, "#") for b in queue.bindings)
        ]
        await asyncio.gather(*confirms)

    async def publish_case_event(self, message: Message) -> None:
        """Take an event of the case system when there is no broker between (the embedded sandbox)."""
        await self.publish(CASE_EXCHANGE, [message])

    def connected(self) -> bool:
        """Whether it runs."""
        return self._open

    async def stop(self) -> None:
        """Take nothing more."""
        self._open = False
