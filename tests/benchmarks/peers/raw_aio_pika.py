"""aio-pika and asyncpg with nothing between: a transaction per message, concurrency by prefetch."""

import asyncio
import json

import aio_pika
import asyncpg
import uvloop

from tests.benchmarks.job import RESULT_EXCHANGE, RESULT_TYPE, decide, result
from tests.benchmarks.peers.place import AMQP_URL, CHANGE, DATABASE_URL, OPEN, QUEUE

PREFETCH = 100
CONNECTIONS = 40


async def main() -> None:
    """Work until told to stop."""
    pool = await asyncpg.create_pool(DATABASE_URL, min_size=CONNECTIONS, max_size=CONNECTIONS)
    connection = await aio_pika.connect_robust(AMQP_URL)
    publisher = await connection.channel(on_return_raises=True)
    exchange = await publisher.get_exchange(RESULT_EXCHANGE)
    consumer = await connection.channel(publisher_confirms=False)
    await consumer.set_qos(prefetch_count=PREFETCH)
    queue = await consumer.get_queue(QUEUE)

    async def handle(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        event = json.loads(message.body)
        child, event_id = event["subject"], event["id"]
        async with message.process(requeue=True):
            async with pool.acquire() as database, database.transaction():
                document, is_new = await database.fetchrow(OPEN, event["source"], event_id, child)
                if not is_new:
                    return
                state = decide(json.loads(document), event["data"], event_id)
                await database.execute(CHANGE, json.dumps(state), child)
            body = json.dumps(result(child, state, event_id)).encode()
            out = aio_pika.Message(body, delivery_mode=2, message_id=event_id, type=RESULT_TYPE)
            await exchange.publish(out, RESULT_TYPE)

    await queue.consume(handle)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
