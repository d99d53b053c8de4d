"""Taskiq over aio-pika, with asyncpg; uvloop comes with its worker."""

import json
from typing import Any

import aio_pika
import asyncpg
from taskiq import TaskiqEvents, TaskiqState
from taskiq_aio_pika import AioPikaBroker, Exchange, Queue, QueueType

from tests.benchmarks.job import RESULT_EXCHANGE, RESULT_TYPE, decide, result
from tests.benchmarks.peers.place import AMQP_URL, CHANGE, DATABASE_URL, OPEN, QUEUE

PREFETCH = 100
CONNECTIONS = 20

broker = AioPikaBroker(
    AMQP_URL,
    qos=PREFETCH,
    exchange=Exchange(name="benchmark"),
    task_queues=[Queue(name=QUEUE, type=QueueType.QUORUM)],
    dead_letter_queue=Queue(name="benchmark.dead"),
)
held: dict[str, Any] = {}


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def connect(_: TaskiqState) -> None:
    """Open what every task uses."""
    held["pool"] = await asyncpg.create_pool(DATABASE_URL, min_size=CONNECTIONS, max_size=CONNECTIONS)
    connection = await aio_pika.connect_robust(AMQP_URL)
    publisher = await connection.channel(on_return_raises=True)
    held["results"] = await publisher.get_exchange(RESULT_EXCHANGE)


@broker.task(task_name="handle")
async def handle(event: dict[str, Any]) -> None:
    """Do the job for one event; Taskiq acks when this returns."""
    child, event_id = event["subject"], event["id"]
    async with held["pool"].acquire() as database, database.transaction():
        document, is_new = await database.fetchrow(OPEN, event["source"], event_id, child)
        if not is_new:
            return
        state = decide(json.loads(document), event["data"], event_id)
        await database.execute(CHANGE, json.dumps(state), child)
    body = json.dumps(result(child, state, event_id)).encode()
    out = aio_pika.Message(body, delivery_mode=2, message_id=event_id, type=RESULT_TYPE)
    await held["results"].publish(out, RESULT_TYPE)
