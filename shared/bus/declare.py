"""Puts the topology onto a RabbitMQ broker: exchanges, quorum queues and the bindings between them."""

from typing import Any

import structlog
from faststream.rabbit import ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue

from shared.bus.topology import (
    CASE_EXCHANGE,
    DEAD_LETTER_EXCHANGE,
    DEAD_LETTER_QUEUE,
    OUR_EXCHANGE,
    Topology,
)

log = structlog.get_logger(__name__)

EXCHANGES = {
    CASE_EXCHANGE: ExchangeType.TOPIC,
    OUR_EXCHANGE: ExchangeType.TOPIC,
    DEAD_LETTER_EXCHANGE: ExchangeType.FANOUT,
}
INBOX_ARGUMENTS: dict[str, Any] = {
    "x-single-active-consumer": True,
    "x-dead-letter-exchange": DEAD_LETTER_EXCHANGE,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
    # Attempts are counted in the journal; a clean stop spends delivery counts (20 by default on RabbitMQ 4).
    "x-delivery-limit": 1_000_000,
}


def _quorum(name: str, arguments: Any) -> RabbitQueue:  # noqa: ANN401 - FastStream's types know fewer arguments
    return RabbitQueue(name, queue_type=QueueType.QUORUM, arguments=arguments)


_DEAD_LETTERS = _quorum(DEAD_LETTER_QUEUE, {})


class Declaration:
    """The topology as one broker has it."""

    def __init__(self, broker: RabbitBroker, topology: Topology) -> None:
        """Nothing is declared yet."""
        self._broker = broker
        self._topology = topology
        self._bindings: list[tuple[Any, Any, str]] = []

    async def make(self) -> None:
        """Declare all of it; what is there already is left as it is."""
        exchanges = {
            name: await self._broker.declare_exchange(RabbitExchange(name, type=kind, durable=True))
            for name, kind in EXCHANGES.items()
        }
        self._bindings = [
            (await self._broker.declare_queue(_DEAD_LETTERS), exchanges[DEAD_LETTER_EXCHANGE], "")
        ]
        for spec in self._topology.queues:
            queue = await self._broker.declare_queue(_quorum(spec.name, INBOX_ARGUMENTS))
            self._bindings += [(queue, exchanges[b.exchange], b.pattern) for b in spec.bindings]
        for queue, exchange, pattern in self._bindings:
            await queue.bind(exchange, routing_key=pattern)

    async def again(self) -> None:
        """Make anew what somebody deleted while we ran."""
        for queue, exchange, pattern in self._bindings:
            await exchange.declare()
            await queue.declare()
            await queue.bind(exchange, routing_key=pattern)
        log.warning("topology-declared-again")
