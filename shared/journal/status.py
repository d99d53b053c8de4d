"""What an operator asks first: how much waits, since when, and what is stuck."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, text

from shared.journal.model import HELD
from shared.journal.store import Store
from shared.journal.tables import TROUBLE, inbox, outbox, writes
from shared.observe.health import Backlog

_OPEN = inbox.c.finished_at.is_(None)


@dataclass(frozen=True, slots=True)
class Status:
    """One service's journal in numbers; `oldest` is when the oldest unfinished event came (microseconds)."""

    service: str
    inbox: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, int] = field(default_factory=dict)
    """Error codes of unfinished, dead, invalid and ignored events, with how many have each."""
    outbox: int = 0
    writes: int = 0
    write_errors: dict[str, int] = field(default_factory=dict)
    oldest: int | None = None
    next_due: int | None = None


async def status(store: Store) -> Status:
    """Read the numbers of one service."""
    c = inbox.c
    counts = dict(_pairs(await store.query(select(c.status, func.count()).group_by(c.status))))
    trouble = (
        select(c.error, func.count())
        .where(c.status.not_in(("done", "discarded")), c.error.is_not(None))
        .group_by(c.error)
    )
    failing = select(writes.c.error, func.count()).where(writes.c.error.is_not(None)).group_by(writes.c.error)
    oldest = select(func.min(c.received_at)).where(_OPEN, c.status != "scheduled")
    due = select(func.min(c.due_at)).where(_OPEN, c.due_at < HELD)
    return Status(
        service=store.where.service,
        inbox=counts,
        troubles=dict(_pairs(await store.query(trouble))),
        outbox=await _one(store, select(func.count()).select_from(outbox)) or 0,
        writes=await _one(store, select(func.count()).select_from(writes)) or 0,
        write_errors=dict(_pairs(await store.query(failing))),
        oldest=await _one(store, oldest),
        next_due=await _one(store, due),
    )


async def backlog(store: Store, now: int) -> Backlog:
    """What readiness and the metrics look at; `now` in microseconds."""
    c = inbox.c
    # What is held back counts through the head of its line: as older, or as parked.
    due = select(func.min(c.received_at)).where(_OPEN, c.status == "waiting", c.due_at < HELD)
    oldest = await _one(store, due)
    held = select(func.count()).where(text(TROUBLE), c.status != "ignored")
    return Backlog(
        lag_seconds=0.0 if oldest is None else (now - oldest) / 1_000_000,
        outbox_rows=await _one(store, select(func.count()).select_from(outbox)) or 0,
        held_rows=await _one(store, held) or 0,
    )


async def _one(store: Store, statement: Any) -> int | None:  # noqa: ANN401 - any select of one number
    found: int | None = (await store.query(statement))[0][0]
    return found


def _pairs(rows: Any) -> list[tuple[str, int]]:  # noqa: ANN401 - rows of two columns
    return [(name, count) for name, count in rows]
