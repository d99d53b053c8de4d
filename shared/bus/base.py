"""What a bus promises to the journal.

An inbox hands out deliveries in the order of its queue and keeps them until they are settled; `publish`
returns when every message is confirmed, and never confirms one that could be lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(slots=True)
class Delivery:
    """A message as it came in, raw; `tag` and `channel` are the bus's own.

    `exchange` is the one it was published to, as the broker says. AMQP's default exchange, which sends
    straight to a queue, has no name.
    """

    body: bytes = field(repr=False)
    content_type: str | None = None
    headers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    tag: int = 0
    channel: Any = None
    exchange: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to publish: a CloudEvent in structured mode; the routing key is its type and nothing else."""

    id: str
    type: str
    body: bytes = field(repr=False)


class Inbox(Protocol):
    """One service's queue, read by one process at a time."""

    async def take(self, most: int) -> list[Delivery]:
        """Wait for at least one delivery and return all that are there, `most` at most, in order."""

    async def settle(self, last: Delivery) -> None:
        """Settle that delivery and all that were handed out before it."""


class Bus(Protocol):
    """A connection to the broker; survives the broker's absence without a restart."""

    async def start(self) -> None:
        """Begin to connect; returns at once, whether or not the broker is there."""

    async def inbox(self, service: str) -> Inbox:
        """Open the inbox of a service."""

    async def publish(self, exchange: str, messages: Sequence[Message]) -> None:
        """Publish in order and wait for all confirms; raises BusUnavailable when any is missing."""

    def connected(self) -> bool:
        """Whether the broker answers at the moment."""

    async def stop(self) -> None:
        """Give back what is not settled and disconnect."""
