"""How changes become rows: the columns of each statement, in one order for both databases."""

from typing import Any

from shared.journal.codec import Codec
from shared.journal.model import REMINDER, Changes, InboxRow, Snapshot, StateRow, stable_id

INBOX = (
    "source",
    "event_id",
    "type",
    "child",
    "status",
    "attempts",
    "due_at",
    "received_at",
    "finished_at",
    "error",
    "document",
    "digest",
)
STATE = ("child", "version", "updated_at", "document")
OUTBOX = ("event_id", "child", "type", "created_at", "document")
AUDIT = ("child", "at", "event_id", "type", "outcome", "document")
WRITES = ("reference", "child", "kind", "outbound", "created_at", "due_at", "document")

Rows = list[tuple[Any, ...]]


def table_rows(changes: Changes, codec: Codec) -> dict[str, Rows]:
    """The rows of every statement that these changes need; an empty list where there is nothing to do."""
    return {
        "inserted": [_inbox(row, codec) for row in changes.inserted],
        "updated": [
            (r.seq, r.status, r.attempts, r.due_at, r.finished_at, r.error, r.document is not None)
            for r in changes.updated
        ],
        "states": [(s.child, s.version, s.updated_at, s.document) for s in changes.states.values()],
        "outbox": [(o.event_id, o.child, o.type, o.created_at, o.document) for o in changes.outbox],
        "audit": [(a.child, a.at, a.event_id, a.type, a.outcome, a.document) for a in changes.audit],
        "writes": [
            (w.reference, w.child, w.kind, w.outbound, w.created_at, w.due_at, w.document)
            for w in {write.reference: write for write in changes.writes}.values()
        ],
    }


def _inbox(r: InboxRow, codec: Codec) -> tuple[Any, ...]:
    return (
        r.source,
        r.event_id,
        r.type,
        r.child,
        r.status,
        r.attempts,
        r.due_at,
        r.received_at,
        r.finished_at,
        r.error,
        codec.seal_inbox(r),
        r.digest,
    )


def reminder_row(source: str, child: str, name: str, due_at: int, now: int) -> InboxRow:
    """The inbox row that calls a service back; the same name and time make the same row."""
    event_id = stable_id(child, name, str(due_at))
    return InboxRow(source, event_id, REMINDER + name, child, "scheduled", due_at, now)


def read_into(snapshot: Snapshot, tag: str, values: tuple[Any, ...]) -> None:
    """Sort one row of the reading statement into the snapshot, by its tag."""
    child, seq, source, event_id, kind, status, attempts, due_at, received_at, error, document = values
    match tag:
        case "s":
            snapshot.states[child] = StateRow(child, seq, 0, document)
        case "k":
            row = InboxRow(source, event_id, kind, child, status, due_at, received_at, attempts, seq)
            row.digest = document
            snapshot.seen[(source, event_id)] = row
        case "o":
            snapshot.unpublished.setdefault(child, set()).add(event_id)
        case "b":
            snapshot.blocked.add(child)
        case _:
            row = InboxRow(source, event_id, kind, child, status, due_at, received_at, attempts, seq)
            row.error, row.document = error, document
            snapshot.rows.append(row)
            if status in ("waiting", "parked"):
                snapshot.blocked.add(child)
