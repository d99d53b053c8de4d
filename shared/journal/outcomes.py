"""What follows a commit, for whichever loop made it: remember, hand over, wake, count."""

import asyncio
from collections import Counter
from collections.abc import Set as AbstractSet

import structlog

from shared.bus.topology import CASE_TYPES, OUR_TYPES
from shared.journal.codec import Codec
from shared.journal.model import Changes
from shared.journal.outbox import Relay
from shared.journal.refusals import SAME_ID
from shared.observe import metrics

log = structlog.get_logger(__name__)

_KNOWN = CASE_TYPES | OUR_TYPES


class Outcomes:
    """Called after every commit of one service's journal in this process."""

    def __init__(self, service: str, codec: Codec, relay: Relay, handled: AbstractSet[str]) -> None:
        """`backlog` and `writer` are set when something waits for those loops."""
        self.backlog = asyncio.Event()
        self.writer = asyncio.Event()
        self._service = service
        self._codec = codec
        self._relay = relay
        self._handled = handled

    def not_ours(self, event_type: str) -> bool:
        """Whether a known event type is another service's business: it is settled without a trace."""
        return event_type in _KNOWN and event_type not in self._handled

    def committed(self, changes: Changes) -> None:
        """Act on what has just become durable."""
        self._codec.remember(changes.live)
        if changes.outbox:
            self._relay.offer(changes.outbox, changes.unpublished)
        if changes.writes:
            self.writer.set()
        if changes.reminders or any(row.status in ("waiting", "early") for row in changes.inserted):
            self.backlog.set()
        for row in changes.inserted:
            if row.error == SAME_ID:
                log.warning("event-refused", service=self._service, reason_code=SAME_ID, event_type=row.type)
        for (event_type, outcome), count in Counter(changes.outcomes).items():
            metrics.EVENTS.labels(self._service, event_type, outcome).inc(count)
        for (what, code), count in Counter(changes.counts).items():
            metrics.COUNTED[what].labels(code).inc(count)
