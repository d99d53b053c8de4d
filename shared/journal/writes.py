"""The writer: carries out writes into the child's record, one at a time per child, effectively once.

A write is claimed for a while, so another process takes it over only when this one has died. What makes a
repetition harmless is the service's own `perform`: deterministic reference, read before write, conditional
write. Its result comes back as an event of the child, in the same transaction that ends the write.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress

import structlog

from shared.case_system.port import CaseSystem
from shared.clock import Clock
from shared.errors import CaseSystemMisconfigured, CaseSystemRefused, CaseSystemUnavailable, LifelongLinksError, RetryLater
from shared.journal.codec import Codec
from shared.journal.faults import passing
from shared.journal.model import Changes, Scope, Snapshot, WriteRow, micros, moment, stable_id
from shared.journal.outcomes import Outcomes
from shared.journal.retry import SECOND, RetryPolicy
from shared.journal.settle import Settler
from shared.journal.store import Store
from shared.observe import metrics
from shared.service import WriteDelayed, WriteRefused, WriteRequest, WriteSettled

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

    def __init__(
        self,
        store: Store,
        settler: Settler,
        codec: Codec,
        outcomes: Outcomes,
        case_system: CaseSystem,
        clock: Clock,
        retry: RetryPolicy,
    ) -> None:
        """Nothing is written before `run`."""
        self._store = store
        self._settler = settler
        self._codec = codec
        self._outcomes = outcomes
        self._case_system = case_system
        self._clock = clock
        self._retry = retry
        self._busy: set[str] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Write until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._outcomes.writer.clear()
                try:
                    await self._round(tasks)
                except Exception as fault:
                    if not passing(fault):
                        raise
                    await asyncio.sleep(_PAUSE_SECONDS)
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self._outcomes.writer.wait()

    async def _round(self, tasks: asyncio.TaskGroup) -> None:
        children: dict[str, list[WriteRow]] = defaultdict(list)
        for row in await self._store.due_writes(micros(self._clock()), _MOST):
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
            self._outcomes.writer.set()

    async def _write(self, row: WriteRow) -> None:
        """Claim, carry out, record; a write that a withdrawal took back is not found any more."""
        if not await self._store.claim_write(row.seq, row.due_at, micros(self._clock()) + _CLAIM):
            return
        document = self._codec.open_write(row)
        request = WriteRequest(
            child_id=row.child,
            kind=row.kind,
            reference=row.reference,
            payload=document["payload"],
            on_behalf_of=document["on_behalf_of"],
            created_at=moment(row.created_at),
        )
        perform = self._settler.service.perform
        if perform is None:
            msg = f"service {self._settler.service.name} asks for writes and has no perform"
            raise RuntimeError(msg)
        try:
            result = await perform(request, self._case_system)
        except CaseSystemRefused as fault:
            result = _refused(row, fault.code)
        except Exception as fault:  # noqa: BLE001 - every fault is recorded on its row and tried again
            return await self._postpone(row, fault)
        await self._record(row, result, ends=True)
        return None

    async def _postpone(self, row: WriteRow, fault: Exception) -> None:
        attempts = row.attempts + 1
        code = fault.code if isinstance(fault, LifelongLinksError) else type(fault).__name__
        level = log.warning if isinstance(fault, _WAITING) else log.error
        level("write-failed", service=self._store.where.service, kind=row.kind, attempts=attempts, error=code)
        if attempts >= _GIVE_UP and not isinstance(fault, _WAITING):
            return await self._record(row, _refused(row, "unexpected"), ends=True)
        after = getattr(fault, "after", None)
        due_at = self._retry.due_at(micros(self._clock()), attempts, at_least=after)
        await self._store.postpone_write(row.seq, attempts=attempts, due_at=due_at, error=code)
        metrics.WRITES.labels(row.kind, "retried").inc()
        if attempts == _TELL_AFTER:
            delayed = WriteDelayed(child_id=row.child, reference=row.reference, kind=row.kind, reason_code=code)
            await self._record(row, delayed, ends=False)
        return None

    async def _record(self, row: WriteRow, result: WriteSettled, *, ends: bool) -> None:
        """Take the result in as an event; the write ends in the same transaction."""
        event_id = stable_id(row.reference, str(row.created_at), result.TYPE)

        def work(snapshot: Snapshot) -> Changes:
            batch = self._settler.batch(snapshot, self._clock())
            batch.arrive_event(result, source=self._codec.source, event_id=event_id)
            changes = batch.close()
            if ends:
                changes.finished_writes.append(row.seq)
            return changes

        scope = Scope([row.child], [(self._codec.source, event_id)])
        self._outcomes.committed(await self._store.transact(scope, work))
        metrics.WRITES.labels(row.kind, result.TYPE.rsplit(".", 1)[-1]).inc()


def _refused(row: WriteRow, reason: str) -> WriteRefused:
    return WriteRefused(child_id=row.child, reference=row.reference, kind=row.kind, reason_code=reason)
