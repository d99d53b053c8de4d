"""What an operator does about dead, parked and invalid events: look, replay, discard. Each act is audited."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import insert, select, update

from shared.contracts.envelope import parse
from shared.errors import InvalidEvent, LifelongLinksError
from shared.journal.codec import Codec
from shared.journal.model import HELD, InboxRow, Status
from shared.journal.store import Store
from shared.journal.tables import audit, inbox

InboxFound: TypeAlias = Any
"""A row of the inbox, with its columns by name."""

_STUCK: tuple[Status, ...] = ("parked", "dead", "invalid", "ignored")


class NotStuck(LifelongLinksError):
    """No such dead letter; `lifelong-links dead list` shows those that there are."""

    code = "not-stuck"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that needs an operator; times in microseconds."""

    seq: int
    service: str
    status: str
    type: str
    child: str
    event_id: str
    attempts: int
    error: str | None
    received_at: int


@dataclass(frozen=True, slots=True)
class Act:
    """What an operator did, who and when (microseconds)."""

    what: str
    by: str
    at: int


async def dead_letters(store: Store, *, limit: int = 200) -> list[DeadLetter]:
    """What is parked, dead, invalid or ignored, newest first."""
    c = inbox.c
    found = select(c.seq, c.status, c.type, c.child, c.event_id, c.attempts, c.error, c.received_at)
    rows = await store.query(found.where(c.status.in_(_STUCK)).order_by(c.seq.desc()).limit(limit))
    return [DeadLetter(row.seq, store.where.service, *row[1:]) for row in rows]


async def attributes(store: Store, codec: Codec, seq: int) -> dict[str, Any]:
    """The CloudEvent's attributes and the names of its data's fields; never their values."""
    row = await _stuck(store, seq)
    body = codec.open_inbox(_as_row(row)) or b""
    shown: dict[str, Any] = {
        "bytes": len(body),
        "error": row.error,
        "status": row.status,
        "attempts": row.attempts,
    }
    try:
        envelope = parse(body)
    except InvalidEvent as fault:
        return {**shown, "fault": fault.reason}
    head = envelope.model_dump(mode="json", exclude={"data"}, exclude_none=True)
    return {**shown, **head, "data_fields": sorted(envelope.data or {})}


async def replay(store: Store, codec: Codec, seq: int, *, by: str, now: int) -> None:
    """Put a stuck event back into its child's line; raises NotStuck."""
    row = await _stuck(store, seq)
    if row.document is None:
        msg = f"event {seq} was ignored and not kept; ask its sender to send it again"
        raise NotStuck(msg)
    back = {"status": "waiting", "due_at": now, "attempts": 0, "error": None, "finished_at": None}
    if not row.child:
        back |= _now_readable(codec.open_inbox(_as_row(row)) or b"", seq)
    await _act((store, codec), row, back, Act("replayed", by, now))


async def discard(store: Store, codec: Codec, seq: int, *, by: str, now: int) -> None:
    """Give a stuck event up and let the child's later events go on; raises NotStuck."""
    row = await _stuck(store, seq)
    changes = {"status": "discarded", "finished_at": now, "document": None}
    await _act((store, codec), row, changes, Act("discarded", by, now))


async def _act(opened: tuple[Store, Codec], row: InboxFound, changes: dict[str, Any], act: Act) -> None:
    """Change the row, let the child's next one go on and put the act into the audit, all or nothing."""
    store, codec = opened
    sealed = codec.seal_audit(row.child, row.event_id, {"notes": [{"code": act.what, "by": act.by}]})
    behind = select(inbox.c.seq).where(
        inbox.c.child == row.child, inbox.c.status == "waiting", inbox.c.due_at == HELD
    )
    first_behind = behind.order_by(inbox.c.seq).limit(1).scalar_subquery()
    await store.execute(
        insert(audit).values(
            child=row.child,
            at=act.at,
            event_id=row.event_id,
            type=row.type,
            outcome=act.what,
            document=sealed,
        ),
        update(inbox).where(inbox.c.seq == first_behind).values(due_at=act.at),
        update(inbox).where(inbox.c.seq == row.seq, inbox.c.status == row.status).values(changes),
    )


def _now_readable(body: bytes, seq: int) -> dict[str, Any]:
    try:
        envelope = parse(body)
    except InvalidEvent as fault:
        msg = f"event {seq} is still no event of the contract ({fault.reason}); discard it"
        raise NotStuck(msg) from None
    return {"type": envelope.type, "child": envelope.subject}


async def _stuck(store: Store, seq: int) -> InboxFound:
    found = await store.query(select(inbox).where(inbox.c.seq == seq, inbox.c.status.in_(_STUCK)))
    if not found:
        msg = f"event {seq} of {store.where.service} is not stuck; see `lifelong-links dead list`"
        raise NotStuck(msg)
    return found[0]


def _as_row(row: InboxFound) -> InboxRow:
    made = InboxRow(row.source, row.event_id, row.type, row.child, row.status, row.due_at, row.received_at)
    made.document = row.document
    return made
