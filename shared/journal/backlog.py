"""The backlog: rows that wait, because they load facts first, failed, came early or are reminders."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from pydantic import ValidationError

from shared.contracts.envelope import fault_code, parse
from shared.errors import InvalidEvent
from shared.journal.batch import Batch
from shared.journal.faults import passing
from shared.journal.model import BACKLOG, REMINDER, Changes, InboxRow, Scope, Snapshot
from shared.journal.parts import Parts

log = structlog.get_logger(__name__)

_CHILDREN = 200
_LOADS = 16
_POLL_SECONDS = 1.0
_PAUSE_SECONDS = 0.5


class Backlog:
    """Settles what is due, child by child; loading happens before the transaction, never inside."""

    def __init__(self, parts: Parts) -> None:
        """Nothing happens before `run`."""
        self._parts = parts
        self._busy: set[str] = set()
        self._loads = asyncio.Semaphore(_LOADS)

    async def run(self) -> None:
        """Work until cancelled; other processes may do the same at the same time."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._parts.outcomes.backlog.clear()
                try:
                    due = await self._parts.store.next_due()
                    if due is None or due > self._parts.now():
                        await self._wait(due)
                    elif not await self.round(tasks):
                        await self._wait(None)  # all that is due is being loaded
                except Exception as fault:
                    if not passing(fault):
                        raise
                    log.warning(
                        "database-unavailable", service=self._parts.service, error=type(fault).__name__
                    )
                    await asyncio.sleep(_PAUSE_SECONDS)

    async def round(self, tasks: asyncio.TaskGroup) -> bool:
        """Settle what is due now; false when nothing is. Children that load facts go on in `tasks`."""
        now = self._parts.now()
        due = await self._parts.store.due_children(now, _CHILDREN + len(self._busy))
        children = [child for child in due if child not in self._busy]
        if not children:
            return False
        rows: Mapping[str, list[InboxRow]] = defaultdict(list)
        for row in await self._parts.store.due_rows(children, now):
            rows[row.child].append(row)
        loading = [child for child in children if any(self._must_load(row) for row in rows[child])]
        for child in loading:
            self._busy.add(child)
            tasks.create_task(self._load_and_settle(child, rows[child]))
        at_once = [child for child in children if child not in self._busy]
        if at_once:
            await self._settle(at_once, {})
        return True

    def _must_load(self, row: InboxRow) -> bool:
        handler = self._parts.settler.handlers.get(row.type)
        if handler is None or row.type.startswith(REMINDER):
            return False
        return handler.load is not None or self._without_data(row)

    def _without_data(self, row: InboxRow) -> bool:
        with suppress(Exception):
            return parse(self._parts.codec.open_inbox(row) or b"").data is None
        return False

    async def _load_and_settle(self, child: str, rows: list[InboxRow]) -> None:
        try:
            async with self._loads:
                facts = {row.seq or 0: await self._load(row) for row in rows if self._must_load(row)}
                await self._settle([child], facts)
        except Exception as fault:
            if not passing(fault):
                raise
            await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            self._busy.discard(child)
            self._parts.outcomes.backlog.set()

    async def _load(self, row: InboxRow) -> Any:  # noqa: ANN401 - facts are the handler's own
        """Data and facts of a row; a fault is returned, for it belongs to the row and not to this loop."""
        handler = self._parts.settler.handlers[row.type]
        try:
            envelope = parse(self._parts.codec.open_inbox(row) or b"")
            data = envelope.data
            if data is None and envelope.dataref is not None:
                data = dict(await self._parts.case_system.fetch(envelope.dataref))
            if data is None:
                return InvalidEvent(reason="no-data")
            if handler.load is None:
                return data, None
            try:
                event = handler.event.model_validate(data)
            except ValidationError as fault:
                return InvalidEvent(reason=fault_code(fault))
            return data, await handler.load(event, envelope, self._parts.case_system)
        except Exception as fault:  # noqa: BLE001 - recorded on the row and tried again
            return fault

    async def _settle(self, children: list[str], facts: Mapping[int, Any]) -> None:
        def work(snapshot: Snapshot) -> Changes:
            batch = Batch(self._parts.settler, snapshot, self._parts.clock(), facts)
            for child in children:
                batch.resume(child, BACKLOG)
            return batch.close()

        self._parts.outcomes.committed(await self._parts.store.transact(Scope(children, backlog=True), work))

    async def _wait(self, due: int | None) -> None:
        """Sleep until something is due here, at most for the time in which other processes are noticed."""
        seconds = _POLL_SECONDS
        if due is not None:
            seconds = min(max((due - self._parts.now()) / 1_000_000, 0.005), _POLL_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._parts.outcomes.backlog.wait()
