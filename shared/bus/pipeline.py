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


async def publish_all(
    channel: Channel, exchange: str, messages: Sequence[Message], optional: AbstractSet[str]
) -> None:
    """Send messages in order and wait for every confirm; raises the first fault.

    Messages are mandatory unless their type is `optional`: one that finds no queue is a fault. After a fault
    or a cancellation the channel's delivery tags are not to be trusted: close it.
    """
    confirms = []
    frames: list[Any] = []
    async with channel.lock:
        for message in messages:
            channel.delivery_tag += 1
            confirm = channel.create_future()
            channel.confirmations[channel.delivery_tag] = confirm
            channel.message_id_delivery_tag[message.id] = channel.delivery_tag
            confirms.append(confirm)
            frames.append(
                Basic.Publish(
                    exchange=exchange, routing_key=message.type, mandatory=message.type not in optional
                )
            )
            properties = Basic.Properties(
                content_type=STRUCTURED, delivery_mode=2, message_id=message.id, message_type=message.type
            )
            frames.append(ContentHeader(body_size=len(message.body), properties=properties))
            most = channel.max_content_size
            frames += [ContentBody(message.body[at : at + most]) for at in range(0, len(message.body), most)]
        await channel.write_queue.put(ChannelFrame.marshall(channel_number=channel.number, frames=frames))
    answers = await asyncio.gather(*confirms, return_exceptions=True)
    for message in messages:
        channel.message_id_delivery_tag.pop(message.id, None)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
