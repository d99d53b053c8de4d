"""Dramatiq with psycopg: threads, each with a database connection and a publishing channel of its own."""

from typing import Any

import dramatiq
import pika
from dramatiq.brokers.rabbitmq import RabbitmqBroker

from tests.benchmarks.job import RESULT_EXCHANGE, RESULT_TYPE
from tests.benchmarks.peers.place import AMQP_URL, QUEUE
from tests.benchmarks.peers.sync_job import settle


class QuorumBroker(RabbitmqBroker):
    """Dramatiq declares classic queues; the job's queue is a quorum queue."""

    def _build_queue_arguments(self, queue_name: str) -> dict[str, Any]:
        arguments: dict[str, Any] = super()._build_queue_arguments(queue_name)  # type: ignore[no-untyped-call]  # as published
        return {**arguments, "x-queue-type": "quorum"}


broker = QuorumBroker(url=AMQP_URL, confirm_delivery=True, middleware=[])
dramatiq.set_broker(broker)
PROPERTIES = {"content_type": "application/cloudevents+json", "delivery_mode": 2, "type": RESULT_TYPE}


@dramatiq.actor(actor_name="handle", queue_name=QUEUE)
def handle(event: dict[str, Any]) -> None:
    """Do the job for one event; Dramatiq acks when this returns."""

    def publish(body: bytes) -> None:
        broker.channel.basic_publish(
            exchange=RESULT_EXCHANGE,
            routing_key=RESULT_TYPE,
            body=body,
            properties=pika.BasicProperties(message_id=event["id"], **PROPERTIES),
            mandatory=True,
        )

    settle(event, publish)
