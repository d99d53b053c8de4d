"""Publishing a batch in one write: every frame in one buffer, every confirm awaited together.

aiormq sends and awaits each message by itself (one task, one lock and one system call a message), which
is most of the cost of an event; this keeps its bookkeeping (delivery tags, confirms, returns) and shares the
rest. It builds on the channel's public attributes; tests/integration pins what is relied on.
"""

import asyncio
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from aiormq.abc import ChannelFrame
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from shared.bus.base import Message
from shared.contracts.envelope import STRUCTURED

Channel: TypeAlias = Any
"""A channel of aiormq with publisher confirms."""


class Confirms:
    """Stands for all messages of a batch where aiormq expects a future for each: one future, and a count."""

    __slots__ = ("_all", "_left")

    def __init__(self, count: int, everything: "asyncio.Future[None]") -> None:
        """`everything` is done when `count` messages are confirmed, or one is not."""
        self._left = count
        self._all = everything

    def done(self) -> bool:
        """Never by itself: each confirm counts."""
        return False

    def set_result(self, _frame: object) -> None:
        """One message is confirmed."""
        self._left -= 1
        if not self._left and not self._all.done():
            self._all.set_result(None)

    def set_exception(self, fault: BaseException) -> None:
        """One message is returned or refused: the batch is not published."""
        if not self._all.done():
            self._all.set_exception(fault)


async def publish_all(
    channel: Channel, exchange: str, messages: Sequence[Message], optional: AbstractSet[str]
) -> None:
    """Send messages in order and wait for every confirm; raises the first fault.

    Messages are mandatory unless their type is `optional`: one that finds no queue is a fault. After a fault
    or a cancellation the channel's delivery tags are not to be trusted: close it.
    """
    frames: list[Any] = []
    async with channel.lock:
        everything = channel.create_future()
        confirms = Confirms(len(messages), everything)
        for message in messages:
            channel.delivery_tag += 1
            channel.confirmations[channel.delivery_tag] = confirms
            channel.message_id_delivery_tag[message.id] = channel.delivery_tag
            frames += _frames(exchange, message, message.type not in optional, channel.max_content_size)
        await channel.write_queue.put(ChannelFrame.marshall(channel_number=channel.number, frames=frames))
    await everything
    for message in messages:
        channel.message_id_delivery_tag.pop(message.id, None)


def _frames(exchange: str, message: Message, mandatory: bool, most: int) -> list[Any]:  # noqa: FBT001 - AMQP's own flag
    properties = Basic.Properties(
        content_type=STRUCTURED, delivery_mode=2, message_id=message.id, message_type=message.type
    )
    return [
        Basic.Publish(exchange=exchange, routing_key=message.type, mandatory=mandatory),
        ContentHeader(body_size=len(message.body), properties=properties),
        *(ContentBody(message.body[at : at + most]) for at in range(0, len(message.body), most)),
    ]
