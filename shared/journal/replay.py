"""What an operator does about dead, parked and invalid events: look, replay, discard. Each act is audited."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Executable, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from shared.contracts.envelope import parse
from shared.errors import InvalidEvent, LifelongLinksError
from shared.journal.codec import Codec
from shared.journal.model import HELD, REMINDER, InboxRow
from shared.journal.store import Store
from shared.journal.tables import TROUBLE, audit, inbox

InboxFound: TypeAlias = Any
"""A row of the inbox, with its columns by name."""

_STUCK = text(TROUBLE)


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
    rows = await store.query(found.where(_STUCK).order_by(c.seq.desc()).limit(limit))
    return [DeadLetter(row.seq, store.where.service, *row[1:]) for row in rows]


async def attributes(store: Store, codec: Codec, seq: int) -> dict[str, Any]:
    """The CloudEvent's attributes and which of its type's fields it has; never a value or a foreign name."""
    row = await _stuck(store, seq)
    shown: dict[str, Any] = {"status": row.status, "error": row.error, "attempts": row.attempts}
    body = codec.open_inbox(_as_row(row))
    if body is None:
        return {**shown, "id": row.event_id, "type": row.type, "subject": row.child}
    shown["bytes"] = len(body)
    try:
        envelope = parse(body)
    except InvalidEvent as fault:
        return {**shown, "fault": fault.reason}
    head = envelope.model_dump(mode="json", exclude={"data", "datacontenttype"}, exclude_none=True)
    given = set(envelope.data or {})
    known = given & codec.fields(envelope.type)
    return {**shown, **head, "data_fields": sorted(known), "unknown_fields": len(given - known)}


async def replay(store: Store, codec: Codec, seq: int, *, by: str, now: int) -> None:
    """Put a stuck event back into its child's line; raises NotStuck."""
    row = await _stuck(store, seq)
    if row.document is None and not row.type.startswith(REMINDER):
        msg = f"event {seq} was ignored and not kept; ask its sender to send it again"
        raise NotStuck(msg)
    back = {"status": "waiting", "due_at": HELD, "attempts": 0, "error": None, "finished_at": None}
    if not row.child:
        back |= _now_readable(codec, row)
    try:
        await _act((store, codec), row, back, Act("replayed", by, now))
    except IntegrityError:
        msg = f"event {seq} came again, well formed, under the same id; discard this one"
        raise NotStuck(msg) from None


async def discard(store: Store, codec: Codec, seq: int, *, by: str, now: int) -> None:
    """Give a stuck event up and let the child's later events go on; raises NotStuck."""
    row = await _stuck(store, seq)
    changes = {"status": "discarded", "finished_at": now, "document": None}
    await _act((store, codec), row, changes, Act("discarded", by, now))


async def _act(opened: tuple[Store, Codec], row: InboxFound, changes: dict[str, Any], act: Act) -> None:
    """Change the row, put the act into the audit and the child's line in order, all or nothing."""
    store, codec = opened
    names = {name: changes.get(name, getattr(row, name)) for name in ("child", "event_id", "type")}
    detail = {"notes": [{"code": act.what, "by": act.by}]}
    sealed = codec.seal_audit(names["child"], names["event_id"], detail)
    await store.execute(
        insert(audit).values(**names, at=act.at, outcome=act.what, document=sealed),
        update(inbox).where(inbox.c.seq == row.seq, inbox.c.status == row.status).values(changes),
        *_line_in_order(names["child"], act.at),
        child=names["child"],
    )


def _line_in_order(child: str, now: int) -> tuple[Executable, Executable]:
    """Whatever changed in a child's line: its head is due, or parked, and all behind it wait for it."""
    c = inbox.c
    line = select(func.min(c.seq)).where(
        c.child == child, c.finished_at.is_(None), c.status.in_(("waiting", "parked"))
    )
    head = line.scalar_subquery()
    waiting = update(inbox).where(c.child == child, c.finished_at.is_(None), c.status == "waiting")
    return (
        waiting.where(c.seq > head).values(due_at=HELD),
        waiting.where(c.seq == head, c.due_at == HELD).values(due_at=now),
    )


def _now_readable(codec: Codec, row: InboxFound) -> dict[str, Any]:
    """What the row becomes when its message is an event after all: the sender's own, under its own id."""
    body = codec.open_inbox(_as_row(row)) or b""
    try:
        envelope = parse(body)
    except InvalidEvent as fault:
        msg = f"event {row.seq} is still no event of the contract ({fault.reason}); discard it"
        raise NotStuck(msg) from None
    names = (envelope.source, envelope.id, envelope.type, envelope.subject)
    readable = InboxRow(*names, "waiting", HELD, row.received_at, document=body)
    sealed = codec.seal_inbox(readable)
    return {**dict(zip(("source", "event_id", "type", "child"), names, strict=True)), "document": sealed}


async def _stuck(store: Store, seq: int) -> InboxFound:
    found = await store.query(select(inbox).where(inbox.c.seq == seq, _STUCK))
    if not found:
        msg = f"event {seq} of {store.where.service} is not stuck; see `lifelong-links dead list`"
        raise NotStuck(msg)
    return found[0]


def _as_row(row: InboxFound) -> InboxRow:
    made = InboxRow(row.source, row.event_id, row.type, row.child, row.status, row.due_at, row.received_at)
    made.document = row.document
    return made
