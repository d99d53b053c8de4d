"""One service's journal at work: its four loops in one task group."""

import asyncio
import fcntl
import os
from dataclasses import dataclass
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
from shared.journal.origins import Origins
from shared.journal.outbox import Relay
from shared.journal.outcomes import Outcomes
from shared.journal.parts import Parts
from shared.journal.retry import RetryPolicy
from shared.journal.settle import settler
from shared.journal.store import Store
from shared.journal.writes import Writer
from shared.service import Service


@dataclass(frozen=True, slots=True)
class Outside:
    """What a journal needs from outside: the bus, the case system, the clock, how to retry, whom to hear."""

    bus: Bus
    case_system: CaseSystem
    clock: Clock
    retry: RetryPolicy
    origins: Origins


def journal(
    service: Service[Any], store: Store, codec: Codec, outside: Outside, *, batch: int = 400
) -> "Journal":
    """Put a service's journal together."""
    leadership: Leadership = PostgresLeadership(store.where) if store.where.is_postgres else Alone()
    relay = Relay(store, codec, outside.bus, leadership)
    settles = settler(service, codec, outside.retry)
    outcomes = Outcomes(service.name, codec, relay, settles.handlers.keys())
    parts = Parts(
        store,
        settles,
        codec,
        outcomes,
        outside.case_system,
        outside.clock,
        outside.retry,
        outside.origins,
    )
    return Journal(parts, outside.bus, relay, leadership, batch=batch)


class Journal:
    """Runs one service: takes its deliveries, settles them, publishes and writes what follows."""

    def __init__(self, parts: Parts, bus: Bus, relay: Relay, leadership: Leadership, *, batch: int) -> None:
        """Made by `journal`; nothing happens before `run`."""
        self._parts = parts
        self._bus = bus
        self._relay = relay
        self._leadership = leadership
        self._batch = batch
        self._lock: int | None = None

    async def run(self) -> None:
        """Work until cancelled."""
        where = self._parts.store.where
        if not where.is_postgres:
            self._lock = _only_process(where.path)
        perform = self._parts.settler.service.perform
        inbox = await self._bus.inbox(where.service)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._relay.run(), name=f"{where.service} relay")
            tasks.create_task(Backlog(self._parts).run(), name=f"{where.service} backlog")
            tasks.create_task(
                Ingest(self._parts, most=self._batch).run(inbox), name=f"{where.service} ingest"
            )
            if perform is not None:
                tasks.create_task(Writer(self._parts, perform).run(), name=f"{where.service} writer")

    async def close(self) -> None:
        """Release connections and locks."""
        await self._leadership.close()
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
