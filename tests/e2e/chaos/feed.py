"""Sends the messages as a careful sender would: with confirms, and again whatever was not confirmed."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiormq
from aiormq.abc import AbstractChannel, AbstractConnection
from pamqp.commands import Basic

from shared.bus.base import Message
from shared.bus.faults import FAULTS, breakable
from shared.bus.topology import CASE_EXCHANGE
from shared.contracts.envelope import STRUCTURED

CONFIRM_SECONDS = 20


@dataclass(slots=True)
class Feed:
    """Sends in order: nothing new goes out before everything older is confirmed."""

    url: str
    at_once: int = 50
    again: int = 0

    async def send(self, messages: Sequence[Message], *, within: float = 0.0) -> None:
        """Send them all, spread over about `within` seconds; waits while the broker is away."""
        left = list(messages)
        pause = within * self.at_once / max(len(left), 1)
        while left:
            try:
                with breakable():
                    async with asyncio.timeout(CONFIRM_SECONDS):
                        connection = await aiormq.connect(self.url)
            except FAULTS:
                await asyncio.sleep(0.2)
                continue
            left = await self._send_over(connection, left, pause)
            with suppress(*FAULTS), breakable():
                async with asyncio.timeout(5):
                    await connection.close()

    async def _send_over(
        self, connection: AbstractConnection, left: list[Message], pause: float
    ) -> list[Message]:
        """Send until the connection fails; returns what is not confirmed."""
        with suppress(*FAULTS), breakable():
            channel = await connection.channel(publisher_confirms=True)
            while left:
                chunk = left[: self.at_once]
                async with asyncio.timeout(CONFIRM_SECONDS):
                    sending = [self._publish(channel, one) for one in chunk]
                    answers: list[Any] = await asyncio.gather(*sending, return_exceptions=True)
                unsure = [
                    one
                    for one, answer in zip(chunk, answers, strict=True)
                    if not isinstance(answer, Basic.Ack)
                ]
                left = unsure + left[self.at_once :]
                self.again += len(unsure)
                if unsure:
                    break
                await asyncio.sleep(pause)
        return left

    async def _publish(self, channel: AbstractChannel, one: Message) -> object:
        properties = Basic.Properties(
            content_type=STRUCTURED, delivery_mode=2, message_id=one.id, message_type=one.type
        )
        return await channel.basic_publish(
            one.body, exchange=CASE_EXCHANGE, routing_key=one.type, properties=properties, mandatory=True
        )
