"""Drains the case system's outbox (`event_out`) to a bus, in order, and marks what was sent.

At least once: an event whose mark was lost with a crash is sent again, with the same id. While the bus is
away the rows wait, and nothing overtakes them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from deploy.sandbox.tracker.transactions import take_write_lock
from deploy.sandbox.tracker_home import opened
from shared.clock import utc_now
from shared.errors import RetryLater

BATCH = 100
IDLE_SECONDS = 0.05
FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 5.0
UNSENT = (
    "select id, _ref, _type, _payload from _event_out where id > ? and _sent_at is null order by id limit ?"
)

Result = TypeVar("Result")


@dataclass(frozen=True)
class OutgoingEvent:
    """One event as it goes out: its place in the order, and the CloudEvent in structured JSON."""

    number: int
    id: str
    type: str
    body: bytes


Publish = Callable[[OutgoingEvent], Awaitable[None]]
"""Sends one event; returns when the bus has confirmed it, raises RetryLater when it has not."""


class Source(Protocol):
    """An outbox to drain."""

    async def unsent(self, limit: int) -> Sequence[OutgoingEvent]:
        """Return the oldest events not marked as sent, in order."""

    async def mark_sent(self, events: Sequence[OutgoingEvent]) -> None:
        """Remember that these were confirmed."""


async def forward(source: Source, publish: Publish, stop: asyncio.Event) -> None:
    """Send events until `stop` is set; an event that is not confirmed keeps its place and is tried again."""
    wait = FIRST_WAIT_SECONDS
    while not stop.is_set():
        waiting = await source.unsent(BATCH)
        sent = await _send(waiting, publish, stop)
        await source.mark_sent(sent)
        if len(sent) == len(waiting):
            wait = FIRST_WAIT_SECONDS
            if not waiting:
                await _pause(stop, IDLE_SECONDS)
        else:
            await _pause(stop, wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)


async def _send(
    waiting: Sequence[OutgoingEvent], publish: Publish, stop: asyncio.Event
) -> list[OutgoingEvent]:
    sent: list[OutgoingEvent] = []
    with suppress(RetryLater):
        for event in waiting:
            if stop.is_set():
                break
            await publish(event)
            sent.append(event)
    return sent


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    # not wait_for, which on Python 3.11 may lose a cancellation that comes at the same moment
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


class TrackerOutbox(AbstractAsyncContextManager["TrackerOutbox"]):
    """The outbox of one tracker home, read and marked beside the running server, in a thread of its own."""

    def __init__(self, home: Path) -> None:
        """Name the home; it is opened on entering the context."""
        self._home = home
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="event_out")
        self._open = ExitStack()
        self._sent_up_to = 0

    async def __aenter__(self) -> Self:
        """Open the tracker."""
        self._db = await self._run(lambda: self._open.enter_context(opened(self._home)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the tracker."""
        await self._run(self._open.close)
        self._thread.shutdown()

    async def unsent(self, limit: int) -> Sequence[OutgoingEvent]:
        """Return the oldest events not marked as sent, in the order of their commits."""
        return await self._run(lambda: self._read(limit))

    async def mark_sent(self, events: Sequence[OutgoingEvent]) -> None:
        """Mark events in one transaction."""
        if events:
            await self._run(lambda: self._mark(events))

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _read(self, limit: int) -> list[OutgoingEvent]:
        self._db.sql(UNSENT, (self._sent_up_to, limit))
        rows = self._db.sql_fetchall()
        return [OutgoingEvent(int(number), ref, kind, body.encode()) for number, ref, kind, body in rows]

    def _mark(self, events: Sequence[OutgoingEvent]) -> None:
        take_write_lock(self._db)
        moment = utc_now().isoformat()
        for event in events:
            self._db.getclass("event_out").set(str(event.number), sent_at=moment)
        self._db.commit()
        self._sent_up_to = events[-1].number
