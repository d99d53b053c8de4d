"""The ceiling of aio-pika alone: consume, publish with confirm, ack; no database and no decision."""

import asyncio
import json

import aio_pika
import uvloop

from tests.benchmarks.job import RESULT_EXCHANGE, RESULT_TYPE, result
from tests.benchmarks.peers.place import AMQP_URL, QUEUE

STATE = {"count": 0, "total": 0, "recent": []}


async def main() -> None:
    """Work until told to stop."""
    connection = await aio_pika.connect_robust(AMQP_URL)
    publisher = await connection.channel(on_return_raises=True)
    exchange = await publisher.get_exchange(RESULT_EXCHANGE)
    consumer = await connection.channel(publisher_confirms=False)
    await consumer.set_qos(prefetch_count=200)
    queue = await consumer.get_queue(QUEUE)

    async def handle(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        event = json.loads(message.body)
        body = json.dumps(result(event["subject"], STATE, event["id"])).encode()
        out = aio_pika.Message(body, delivery_mode=2, message_id=event["id"], type=RESULT_TYPE)
        await exchange.publish(out, RESULT_TYPE)
        await message.ack()

    await queue.consume(handle)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
