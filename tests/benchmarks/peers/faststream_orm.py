"""FastStream with SQLAlchemy's asyncio ORM: the way its documentation shows, a transaction per message."""

import json
import logging
from datetime import datetime
from typing import Any

import uvloop
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange, RabbitMessage, RabbitQueue
from pydantic import BaseModel
from sqlalchemy import DateTime, func
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.benchmarks.job import RESULT_EXCHANGE, RESULT_TYPE, decide, result
from tests.benchmarks.peers.place import AMQP_URL, DATABASE_URL, QUEUE

PREFETCH = 40
CONNECTIONS = 20


class Base(DeclarativeBase):
    """Base of the mapped classes."""


class Inbox(Base):
    """One row per event that was handled."""

    __tablename__ = "inbox"
    event_id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)


class ChildState(Base):
    """One document per child."""

    __tablename__ = "state"
    child_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), onupdate=func.now())


class Incoming(BaseModel):
    """The event as the handler takes it."""

    id: str
    source: str
    subject: str
    data: dict[str, Any]


engine = create_async_engine(
    DATABASE_URL.replace("postgresql://", "postgresql+asyncpg://"), pool_size=CONNECTIONS, max_overflow=0
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
broker = RabbitBroker(AMQP_URL, log_level=logging.DEBUG, default_channel=Channel(on_return_raises=True))
inbox = RabbitQueue(QUEUE, declare=False)
results = RabbitExchange(RESULT_EXCHANGE, type=ExchangeType.TOPIC, declare=False)


async def decode(message: RabbitMessage) -> dict[str, Any]:
    """FastStream takes only `application/json` for JSON; CloudEvents have a content type of their own."""
    event: dict[str, Any] = json.loads(message.body)
    return event


@broker.subscriber(
    inbox, channel=Channel(prefetch_count=PREFETCH), ack_policy=AckPolicy.NACK_ON_ERROR, decoder=decode
)
async def handle(event: Incoming) -> None:
    """Do the job for one event; FastStream acks when this returns."""
    async with sessions.begin() as session:
        once = insert(Inbox).values(event_id=event.id, source=event.source).on_conflict_do_nothing()
        if not await session.scalar(once.returning(Inbox.event_id)):
            return
        child = await session.get_one(ChildState, event.subject, with_for_update=True)
        child.document = decide(child.document, event.data, event.id)
        child.version += 1
        out = result(event.subject, child.document, event.id)
    await broker.publish(
        out,
        exchange=results,
        routing_key=RESULT_TYPE,
        persist=True,
        message_id=event.id,
        message_type=RESULT_TYPE,
    )


async def main() -> None:
    """Work until told to stop."""
    await FastStream(broker).run(log_level=logging.WARNING)


if __name__ == "__main__":
    uvloop.run(main())
