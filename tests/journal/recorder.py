"""A bus whose publications a test can read."""

import asyncio
from collections.abc import Sequence

from shared.bus.base import Inbox, Message
from shared.contracts.envelope import parse
from shared.errors import BusUnavailable


class Recorder:
    """Keeps what is published; while `away` it confirms nothing."""

    def __init__(self) -> None:
        """Nothing is published yet."""
        self.published: list[Message] = []
        self.away = False

    async def publish(self, _exchange: str, messages: Sequence[Message]) -> None:
        """Keep them, in order."""
        await asyncio.sleep(0)
        if self.away:
            raise BusUnavailable("away")
        self.published += messages

    @property
    def ids(self) -> list[str]:
        """Ids of what was published, in order; one that was published twice stands there twice."""
        return [message.id for message in self.published]

    def told(self, child: str = "c1") -> list[int]:
        """Numbers told about a child, in the order of their first publication."""
        bodies = {message.id: message.body for message in self.published}
        envelopes = [parse(body) for body in bodies.values()]
        return [one.data["number"] for one in envelopes if one.subject == child and one.data]

    async def start(self) -> None:
        """Nothing to connect to."""

    async def inbox(self, service: str) -> Inbox:
        """Nobody reads here."""
        raise AssertionError(service)

    def connected(self) -> bool:
        """Whether it confirms."""
        return not self.away

    async def stop(self) -> None:
        """Nothing to give back."""
