"""Celery with psycopg: acks late, publishes with confirm, one connection per worker slot."""

from typing import Any

from celery import Celery
from kombu import Exchange, Queue

from tests.benchmarks.job import RESULT_EXCHANGE, RESULT_TYPE
from tests.benchmarks.peers.place import AMQP_URL, QUEUE
from tests.benchmarks.peers.sync_job import settle

PREFETCH_PER_THREAD = 10

app = Celery("benchmark", broker=AMQP_URL)
app.conf.update(
    task_queues=[
        Queue(QUEUE, routing_key=QUEUE, no_declare=True, queue_arguments={"x-queue-type": "quorum"})
    ],
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=PREFETCH_PER_THREAD,
    worker_enable_remote_control=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_native_delayed_delivery_queue_type="classic",
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
)
results = Exchange(RESULT_EXCHANGE, type="topic", no_declare=True)


@app.task(name="benchmark.handle")  # type: ignore[untyped-decorator]  # Celery publishes no types
def handle(event: dict[str, Any]) -> None:
    """Do the job for one event; Celery acks when this returns."""

    def publish(body: bytes) -> None:
        with app.producer_pool.acquire(block=True) as producer:
            producer.publish(
                body,
                exchange=results,
                routing_key=RESULT_TYPE,
                content_type="application/cloudevents+json",
                content_encoding="utf-8",
                delivery_mode=2,
                mandatory=True,
                message_id=event["id"],
                type=RESULT_TYPE,
            )

    settle(event, publish)
