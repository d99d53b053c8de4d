"""Ingest: everything that arrived while the last transaction was committing goes into the next one.

No timer, so no added latency when idle and one commit per batch under load. Deliveries are settled on the
bus after the commit; while the database is away they are held, unsettled, and tried again in place.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from shared.bus.base import Delivery, Inbox
from shared.contracts.envelope import Envelope, take
from shared.errors import InvalidEvent
from shared.journal import refusals
from shared.journal.batch import Batch, LookAgain
from shared.journal.content import digest_of
from shared.journal.faults import passing
from shared.journal.model import Changes, Key, Scope, Snapshot
from shared.journal.origins import FOREIGN_SOURCE
from shared.journal.parts import Parts
from shared.journal.refusals import Refusal
from shared.observe import metrics, tracing
from shared.service import INTERNAL

log = structlog.get_logger(__name__)

_PAUSE_SECONDS = 0.5
_LARGEST = 1024 * 1024


@dataclass(slots=True)
class Taken:
    """An event that is taken in: read, in the form that is kept, with the digest of its content."""

    envelope: Envelope
    body: bytes = field(repr=False)
    digest: bytes
    exchange: str


Arrival = Taken | Refusal


class Ingest:
    """Takes one service's deliveries into its journal."""

    def __init__(self, parts: Parts, *, most: int) -> None:
        """`most` bounds a batch, and with it the locks of a transaction."""
        self._parts = parts
        self._most = most

    async def run(self, inbox: Inbox) -> None:
        """Take deliveries until cancelled."""
        while True:
            deliveries = await inbox.take(self._most)
            await self.commit(deliveries)
            await inbox.settle(deliveries[-1])

    async def commit(self, deliveries: Sequence[Delivery]) -> None:
        """Make a batch durable, however long the database is away."""
        received = self._parts.now()
        arrivals = [arrival for one in deliveries if (arrival := self._read(one, received)) is not None]
        while arrivals:
            try:
                await self._transact(arrivals)
            except Exception as fault:  # noqa: BLE001 - told apart by what it is
                if not passing(fault):
                    await self._one_by_one(arrivals, fault)
                    return
                log.warning("database-unavailable", service=self._parts.service, error=type(fault).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                return

    async def _one_by_one(self, arrivals: list[Arrival], fault: Exception) -> None:
        """Find the event that the database refuses: the others go in, that one is kept as invalid."""
        log.error("batch-refused", service=self._parts.service, count=len(arrivals), exc_info=fault)
        for arrival in arrivals:
            await self._alone(arrival)

    async def _alone(self, arrival: Arrival) -> None:
        while True:
            try:
                await self._transact([arrival])
            except Exception as fault:
                if passing(fault):
                    await asyncio.sleep(_PAUSE_SECONDS)
                elif isinstance(arrival, Refusal):
                    raise
                else:
                    reason, now = type(fault).__name__, self._parts.now()
                    arrival = refusals.unreadable(arrival.body, reason, arrival.exchange, now)
            else:
                return

    async def _transact(self, arrivals: Sequence[Arrival]) -> None:
        try:
            await self._take_in(arrivals)
        except LookAgain as rare:
            await self._take_in(arrivals, rare.keys)

    async def _take_in(self, arrivals: Sequence[Arrival], more: Sequence[Key] = ()) -> None:
        """Commit them in one transaction; raises LookAgain when it needs rows under further keys."""

        def work(snapshot: Snapshot) -> Changes:
            batch = Batch(self._parts.settler, snapshot, self._parts.clock(), looked_for=more)
            for arrival in arrivals:
                if isinstance(arrival, Refusal):
                    batch.refuse(arrival)
                else:
                    batch.arrive(arrival.envelope, arrival.body, arrival.digest)
            return batch.close()

        scope = _scope(arrivals, more)
        metrics.BATCH.labels(self._parts.service).observe(len(arrivals))
        with (
            metrics.SETTLE_SECONDS.labels(self._parts.service).time(),
            tracing.span("settle", service=self._parts.service),
        ):
            changes = await self._parts.store.transact(scope, work)
        self._parts.outcomes.committed(changes)

    def _read(self, delivery: Delivery, received: int) -> Arrival | None:
        try:
            if len(delivery.body) > _LARGEST:
                raise InvalidEvent(reason="too-large")  # noqa: TRY301 - handled like any other fault of the message
            envelope, body = take(delivery.body, delivery.content_type, delivery.headers)
            if envelope.type.startswith(INTERNAL):
                raise InvalidEvent(reason="internal-type")  # noqa: TRY301 - ours alone: nobody may send it to us
        except InvalidEvent as fault:
            return refusals.unreadable(delivery.body, fault.reason, delivery.exchange, received)
        reason = self._parts.origins.refusal(envelope, delivery.exchange)
        if reason is not None:
            self._parts.origins.tell(self._parts.service, envelope, reason)
        # What came by a wrong exchange may have come to this queue only: nobody else accounts for it.
        if reason in (None, FOREIGN_SOURCE) and self._parts.outcomes.not_ours(envelope.type):
            return None
        digest = digest_of(envelope)
        if reason is not None:
            return refusals.foreign(envelope, body, digest, reason, delivery.exchange, received)
        return Taken(envelope, body, digest, delivery.exchange)


def _scope(arrivals: Sequence[Arrival], more: Sequence[Key]) -> Scope:
    """Which children these events are about, and under which keys they may have come before."""
    children: set[str] = set()
    keys = list(more)
    for arrival in arrivals:
        if isinstance(arrival, Refusal):
            keys += arrival.places
        else:
            children.add(arrival.envelope.subject)
            keys.append((arrival.envelope.source, arrival.envelope.id))
    return Scope(list(children), keys)
