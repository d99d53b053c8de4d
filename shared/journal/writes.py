"""The writer: carries out writes into the child's record, one at a time per child, effectively once.

A write is claimed for a while, so another process takes it over only when this one has died. What makes a
repetition harmless is the service's own `perform`: deterministic reference, read before write, conditional
write. Its result comes back as an event of the child, in the same transaction that ends the write.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress

import structlog

from shared.errors import (
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
    LifelongLinksError,
    RetryLater,
)
from shared.journal.batch import Batch
from shared.journal.faults import passing
from shared.journal.model import Changes, Scope, Snapshot, WriteRow, moment, stable_id
from shared.journal.parts import Parts
from shared.journal.retry import SECOND
from shared.observe import metrics
from shared.service import Perform, WriteDelayed, WriteRefused, WriteRequest, WriteSettled

log = structlog.get_logger(__name__)

_MOST = 200
_AT_ONCE = 8
_CLAIM = 60 * SECOND
_POLL_SECONDS = 1.0
_PAUSE_SECONDS = 0.5
_TELL_AFTER = 3
"""Failures after which the workers are told that a write waits (ARCHITECTURE section 3)."""
_GIVE_UP = 12
"""Attempts after which a fault that nobody classified is handed to a person."""

_WAITING = (CaseSystemUnavailable, CaseSystemMisconfigured, RetryLater)


class Writer:
    """Makes one service's writes."""

    def __init__(self, parts: Parts, perform: Perform) -> None:
        """Nothing is written before `run`; `perform` is the service's own."""
        self._parts = parts
        self._perform = perform
        self._busy: set[str] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Write until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._parts.outcomes.writer.clear()
                try:
                    await self.round(tasks)
                except Exception as fault:
                    if not passing(fault):
                        raise
                    await asyncio.sleep(_PAUSE_SECONDS)
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self._parts.outcomes.writer.wait()

    async def round(self, tasks: asyncio.TaskGroup) -> None:
        """Begin every write that is due now, in `tasks`."""
        children: dict[str, list[WriteRow]] = defaultdict(list)
        for row in await self._parts.store.due_writes(self._parts.now(), _MOST):
            if row.child not in self._busy:
                children[row.child].append(row)
        for child, rows in children.items():
            self._busy.add(child)
            tasks.create_task(self._write_all(child, rows))

    async def _write_all(self, child: str, rows: list[WriteRow]) -> None:
        try:
            async with self._places:
                for row in rows:
                    await self._write(row)
        except Exception as fault:
            if not passing(fault):
                raise
            await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            self._busy.discard(child)
            self._parts.outcomes.writer.set()

    async def _write(self, row: WriteRow) -> None:
        """Claim, carry out, record; a write that a withdrawal took back is not found any more."""
        if not await self._parts.store.claim_write(row.seq, row.due_at, self._parts.now() + _CLAIM):
            return
        try:
            result = await self._perform(self._request(row), self._parts.case_system)
        except CaseSystemRefused as fault:
            await self._record(row, _refused(row, fault.code), ends=True)
        except Exception as fault:  # noqa: BLE001 - every fault is recorded on its row and tried again
            await self._postpone(row, fault)
        else:
            await self._record(row, result, ends=True)

    def _request(self, row: WriteRow) -> WriteRequest:
        document = self._parts.codec.open_write(row)
        return WriteRequest(
            child_id=row.child,
            kind=row.kind,
            reference=row.reference,
            payload=document["payload"],
            on_behalf_of=document["on_behalf_of"],
            created_at=moment(row.created_at),
        )

    async def _postpone(self, row: WriteRow, fault: Exception) -> None:
        attempts = row.attempts + 1
        code = fault.code if isinstance(fault, LifelongLinksError) else type(fault).__name__[:40]
        level = log.warning if isinstance(fault, _WAITING) else log.error
        level("write-failed", service=self._parts.service, kind=row.kind, attempts=attempts, error=code)
        if attempts >= _GIVE_UP and not isinstance(fault, _WAITING):
            await self._record(row, _refused(row, "unexpected"), ends=True)
            return
        if attempts == _TELL_AFTER:
            # Before the attempt is counted: whoever dies in between tells it again, and it is heard once.
            delayed = WriteDelayed(
                child_id=row.child, reference=row.reference, kind=row.kind, reason_code=code
            )
            await self._record(row, delayed, ends=False)
        after = getattr(fault, "after", None)
        due_at = self._parts.retry.due_at(self._parts.now(), attempts, at_least=after)
        await self._parts.store.postpone_write(row.seq, attempts=attempts, due_at=due_at, error=code)
        metrics.WRITES.labels(row.kind, "retried").inc()

    async def _record(self, row: WriteRow, result: WriteSettled, *, ends: bool) -> None:
        """Take the result in as an event; the write ends in the same transaction."""
        event_id = stable_id(row.reference, str(row.created_at), result.TYPE)

        def work(snapshot: Snapshot) -> Changes:
            batch = Batch(self._parts.settler, snapshot, self._parts.clock())
            batch.arrive_event(result, source=self._parts.codec.source, event_id=event_id)
            changes = batch.close()
            if ends:
                changes.finished_writes.append(row.seq)
            return changes

        scope = Scope([row.child], [(self._parts.codec.source, event_id)])
        self._parts.outcomes.committed(await self._parts.store.transact(scope, work))
        metrics.WRITES.labels(row.kind, result.TYPE.rsplit(".", 1)[-1]).inc()


def _refused(row: WriteRow, reason: str) -> WriteRefused:
    return WriteRefused(child_id=row.child, reference=row.reference, kind=row.kind, reason_code=reason)
