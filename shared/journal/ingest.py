"""Ingest: everything that arrived while the last transaction was committing goes into the next one.

No timer, so no added latency when idle and one commit per batch under load. Deliveries are settled on the
bus after the commit; while the database is away they are held, unsettled, and tried again in place.
"""

import asyncio
import hashlib
from collections.abc import Sequence

import structlog

from shared.bus.base import Delivery, Inbox
from shared.contracts.envelope import Envelope, take
from shared.errors import InvalidEvent
from shared.journal.batch import Batch
from shared.journal.faults import passing
from shared.journal.model import Changes, InboxRow, Scope, Snapshot
from shared.journal.parts import Parts
from shared.observe import metrics, tracing
from shared.service import INTERNAL

log = structlog.get_logger(__name__)

_PAUSE_SECONDS = 0.5
_INVALID = "urn:lifelong-links:invalid"
_LARGEST = 1024 * 1024

Arrival = tuple[Envelope, bytes] | InboxRow


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
                elif isinstance(arrival, InboxRow):
                    raise
                else:
                    arrival = _invalid(arrival[1], type(fault).__name__, self._parts.now())
            else:
                return

    async def _transact(self, arrivals: Sequence[Arrival]) -> None:
        def work(snapshot: Snapshot) -> Changes:
            batch = Batch(self._parts.settler, snapshot, self._parts.clock())
            for arrival in arrivals:
                if isinstance(arrival, InboxRow):
                    batch.reject(arrival)
                else:
                    batch.arrive(*arrival)
            return batch.close()

        envelopes = [arrival[0] for arrival in arrivals if not isinstance(arrival, InboxRow)]
        keys = [(e.source, e.id) for e in envelopes] + [a.key for a in arrivals if isinstance(a, InboxRow)]
        scope = Scope(list({e.subject for e in envelopes}), keys)
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
            return _invalid(delivery.body, fault.reason, received)
        if self._parts.outcomes.not_ours(envelope.type):
            return None
        return envelope, body


def _invalid(body: bytes, reason: str, received: int) -> InboxRow:
    """A message that is no event: the same bytes are kept once, sealed, for an operator to look at."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    row = InboxRow(_INVALID, digest, "invalid", "", "invalid", received, received)
    row.finished_at, row.error, row.document = received, reason, body
    return row
