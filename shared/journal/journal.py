"""One service's journal at work: its four loops in one task group."""

import asyncio
import fcntl
import os
from pathlib import Path
from typing import Any

from shared.bus.base import Bus
from shared.case_system.port import CaseSystem
from shared.clock import Clock
from shared.errors import JournalBusy
from shared.journal.backlog import Backlog
from shared.journal.codec import Codec
from shared.journal.ingest import Ingest
from shared.journal.leadership import Alone, Leadership, PostgresLeadership
from shared.journal.outbox import Relay
from shared.journal.outcomes import Outcomes
from shared.journal.retry import RetryPolicy
from shared.journal.settle import settler
from shared.journal.store import Store
from shared.journal.writes import Writer
from shared.service import Service


class Journal:
    """Runs one service: takes its deliveries, settles them, publishes and writes what follows."""

    def __init__(
        self,
        service: Service[Any],
        store: Store,
        codec: Codec,
        bus: Bus,
        case_system: CaseSystem,
        clock: Clock,
        retry: RetryPolicy,
        *,
        batch: int = 400,
    ) -> None:
        """Everything is handed in; nothing happens before `run`."""
        self._lock: int | None = None
        self._store = store
        self._bus = bus
        self._service = service
        self._leadership: Leadership = PostgresLeadership(store.where) if store.where.is_postgres else Alone()
        self._relay = Relay(store, codec, bus, self._leadership)
        settles = settler(service, codec, retry)
        self._outcomes = Outcomes(service.name, codec, self._relay, lambda kind: kind in settles.handlers)
        self._ingest = Ingest(store, settles, self._outcomes, clock, most=batch)
        self._backlog = Backlog(store, settles, codec, self._outcomes, case_system, clock)
        self._writer = Writer(store, settles, codec, self._outcomes, case_system, clock, retry)

    async def run(self) -> None:
        """Work until cancelled."""
        if not self._store.where.is_postgres:
            self._lock = _only_process(self._store.where.path)
        inbox = await self._bus.inbox(self._service.name)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._relay.run(), name=f"{self._service.name} relay")
            tasks.create_task(self._backlog.run(), name=f"{self._service.name} backlog")
            tasks.create_task(self._ingest.run(inbox), name=f"{self._service.name} ingest")
            if self._service.perform is not None:
                tasks.create_task(self._writer.run(), name=f"{self._service.name} writer")

    async def close(self) -> None:
        """Release connections and locks."""
        await self._leadership.close()
        await self._store.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _only_process(database: Path) -> int:
    """Hold the journal's lock file for the life of this process; raises JournalBusy."""
    descriptor = os.open(database.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        msg = f"the journal {database.name} is in use; stop the other process, or use PostgreSQL for several"
        raise JournalBusy(msg) from None
    return descriptor
