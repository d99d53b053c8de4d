"""The relay: publishes what is committed, in order per child, and forgets it when it is confirmed.

One process of a service relays at a time. What this process commits is handed over in memory, so nothing is
read again; what others commit is found by sweeping the outbox. A row is taken from memory only when no
unknown row of the same child is before it, so a child's events leave in the order of their decisions.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog

from shared.bus.base import Bus, Message
from shared.bus.topology import OUR_EXCHANGE
from shared.errors import BusUnavailable
from shared.journal.codec import Codec
from shared.journal.faults import passing
from shared.journal.leadership import Leadership
from shared.journal.model import OutboxRow
from shared.journal.store import Store

log = structlog.get_logger(__name__)

_MOST = 500
_SWEEP_SECONDS = 0.5
_BLIND_SECONDS = 5.0
"""So often it sweeps however busy it is: a notice, or the answer to a commit, may have been lost."""
_PAUSE_SECONDS = 0.5
_FORGET_SECONDS = 0.1


class Relay:
    """Publishes one service's outbox."""

    def __init__(self, store: Store, codec: Codec, bus: Bus, leadership: Leadership) -> None:
        """Nothing is published before `run`."""
        self._store = store
        self._codec = codec
        self._bus = bus
        self._leadership = leadership
        self._queue: deque[OutboxRow] = deque()
        self._known: set[str] = set()
        self._published: list[str] = []
        self._forgotten: set[str] | None = None  # while a sweep reads: it may still see them
        self._wake = asyncio.Event()
        self._forget = asyncio.Event()
        self._unseen = True
        self._swept = 0.0
        leadership.on_told(self._hear)

    def _hear(self) -> None:
        self._unseen = True
        self._wake.set()

    def offer(self, rows: Sequence[OutboxRow], unpublished: Mapping[str, set[str]]) -> None:
        """Take over rows that were just committed; those that must wait for a sweep are left to it."""
        if not self._leadership.held:
            self._leadership.tell()
            return
        for row in rows:
            if row.event_id in self._known:
                continue
            if unpublished.get(row.child, set()) - self._known:
                self._unseen = True
                continue
            self._known.add(row.event_id)
            self._queue.append(row)
        self._wake.set()

    async def run(self) -> None:
        """Relay for as long as this process is the one to do it, and stand by otherwise."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._forget_published())
            while True:
                await self._leadership.gain()
                self._start_over()
                log.info("relay-started", service=self._store.where.service)
                while self._leadership.held:
                    try:
                        await self.round()
                    except BusUnavailable as fault:
                        log.warning("publish-failed", service=self._store.where.service, error=fault.reason)
                        await asyncio.sleep(_PAUSE_SECONDS)
                    except Exception as fault:
                        if not passing(fault):
                            raise
                        await asyncio.sleep(_PAUSE_SECONDS)
                log.info("relay-stopped", service=self._store.where.service)

    def _start_over(self) -> None:
        self._queue.clear()
        self._known.clear()
        self._published.clear()
        self._unseen = True

    async def round(self) -> None:
        """Publish what is known to wait, or wait a little for something; raises BusUnavailable."""
        if self._unseen or asyncio.get_running_loop().time() - self._swept > _BLIND_SECONDS:
            await self._sweep()
        if not self._queue:
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_SWEEP_SECONDS):
                    await self._wake.wait()
                    return
            self._unseen = True
            return
        batch = [self._queue[place] for place in range(min(_MOST, len(self._queue)))]
        await self._bus.publish(
            OUR_EXCHANGE, [Message(r.event_id, r.type, self._codec.open_outbox(r)) for r in batch]
        )
        for row in batch:
            self._queue.popleft()
            self._published.append(row.event_id)
        self._forget.set()

    async def _sweep(self) -> None:
        """Take over the oldest rows, in one look: a second one could see a row and miss the one before it."""
        self._unseen = False
        self._swept = asyncio.get_running_loop().time()
        most = len(self._known) + _MOST
        forgotten = self._forgotten = set()
        try:
            rows = await self._store.unpublished(most)
        finally:
            self._forgotten = None
        for row in rows:
            if row.event_id not in self._known and row.event_id not in forgotten:
                self._known.add(row.event_id)
                self._queue.append(row)
        if len(rows) == most:
            self._unseen = True

    async def _forget_published(self) -> None:
        while True:
            await self._forget.wait()
            await asyncio.sleep(_FORGET_SECONDS)
            self._forget.clear()
            ids, self._published = self._published, []
            try:
                if ids:
                    await self._store.published(ids)
                if self._forgotten is not None:
                    self._forgotten.update(ids)
                self._known.difference_update(ids)
            except Exception as fault:
                if not passing(fault):
                    raise
                self._published = ids + self._published
                await asyncio.sleep(_PAUSE_SECONDS)
                self._forget.set()
