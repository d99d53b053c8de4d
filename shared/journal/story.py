"""The story of one child in one service: what came, what was decided and why, what waits and for what.

What happened and what waits is ids, codes and dates. A document may hold more: it is not for showing.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from shared.journal.codec import Codec
from shared.journal.model import HELD, REMINDER
from shared.journal.store import Store
from shared.journal.tables import audit, inbox, outbox, state, writes


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a child and what became of it; `at` in microseconds."""

    at: int
    service: str
    type: str
    event_id: str
    outcome: str
    about: dict[str, Any] = field(default_factory=dict)
    """Ids, codes and dates of the event itself."""
    correlation: str | None = None
    """Id of the event with which its part of the story began."""
    notes: list[dict[str, Any]] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something of a child that is not finished: an event, a reminder, a publication or a write."""

    service: str
    number: int
    """What `dead show`, `replay` and `discard` take, when it is an event."""
    kind: str
    what: str
    since: int
    due_at: int | None
    attempts: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One service's part of a child's story; `state` is its document, which may hold names of leads."""

    happenings: list[Happening]
    waiting: list[Waiting]
    state: dict[str, Any] | None


async def story(store: Store, codec: Codec, child: str) -> Story:
    """Read a child's story from one service's journal."""
    found = await store.query(select(state).where(state.c.child == child))
    document = codec.show_state(child, found[0].document) if found else None
    return Story(await _happenings(store, codec, child), await _waiting(store, child), document)


async def _happenings(store: Store, codec: Codec, child: str) -> list[Happening]:
    told = []
    for row in await store.query(select(audit).where(audit.c.child == child).order_by(audit.c.seq)):
        detail = codec.open_audit(child, row.event_id, row.document)
        told.append(
            Happening(
                row.at,
                store.where.service,
                row.type,
                row.event_id,
                row.outcome,
                detail.get("about", {}),
                detail.get("correlation"),
                detail.get("notes", []),
                detail.get("effects", []),
                detail.get("error"),
            )
        )
    return told


async def _waiting(store: Store, child: str) -> list[Waiting]:
    service = store.where.service
    open_rows = select(inbox).where(inbox.c.child == child, inbox.c.finished_at.is_(None))
    rows = [
        Waiting(
            service,
            row.seq,
            "reminder" if row.type.startswith(REMINDER) else f"event {row.status}",
            row.type.removeprefix(REMINDER),
            row.received_at,
            None if row.due_at >= HELD else row.due_at,
            row.attempts,
            row.error or ("behind an earlier event of this child" if row.due_at >= HELD else None),
        )
        for row in await store.query(open_rows.order_by(inbox.c.seq))
    ]
    rows += [
        Waiting(service, row.seq, "publication", row.type, row.created_at, None)
        for row in await store.query(select(outbox).where(outbox.c.child == child).order_by(outbox.c.seq))
    ]
    rows += [
        Waiting(
            service,
            row.seq,
            f"write {row.kind}",
            row.reference,
            row.created_at,
            row.due_at,
            row.attempts,
            row.error,
        )
        for row in await store.query(select(writes).where(writes.c.child == child).order_by(writes.c.seq))
    ]
    return rows
