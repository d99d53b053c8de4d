"""What an operator does about dead, parked and invalid events: look, replay, discard. Each act is audited."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Executable, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from shared.contracts.envelope import Envelope, parse
from shared.errors import InvalidEvent, LifelongLinksError
from shared.journal import refusals
from shared.journal.codec import Codec
from shared.journal.content import digest_of
from shared.journal.model import HELD, REMINDER, InboxRow
from shared.journal.origins import FOREIGN_SOURCE, Origins, is_ours
from shared.journal.store import Store
from shared.journal.tables import TROUBLE, audit, inbox
from shared.service import INTERNAL

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


async def body_of(store: Store, codec: Codec, seq: int) -> bytes | None:
    """The bytes of a stuck event as they came, None when they were not kept; not for showing.

    Raises NotStuck; KeyUnavailable when they do not open.
    """
    return codec.open_inbox(_as_row(await _stuck(store, seq)))


async def replay(store: Store, codec: Codec, seq: int, *, by: str, now: int, origins: Origins) -> None:
    """Put a stuck event back into its child's line; raises NotStuck.

    A message that was not taken in is judged anew: by what can be read now, and by whom `origins` admit now.
    """
    row = await _stuck(store, seq)
    if row.document is None and not row.type.startswith(REMINDER):
        msg = f"event {seq} was ignored and not kept; ask its sender to send it again"
        raise NotStuck(msg)
    back = {"status": "waiting", "due_at": HELD, "attempts": 0, "error": None, "finished_at": None}
    if row.source.startswith(refusals.OWN_KEYS):
        back |= _taken_in(codec, row, _admitted(codec, row, origins))
    try:
        await _act((store, codec), row, back, Act("replayed", by, now))
    except IntegrityError:
        msg = f"event {seq} came again meanwhile and was taken in, under the same id; discard this one"
        raise NotStuck(msg) from None


async def discard(store: Store, codec: Codec, seq: int, *, by: str, now: int) -> None:
    """Give a stuck event up and let the child's later events go on; raises NotStuck."""
    row = await _stuck(store, seq)
    changes: dict[str, Any] = {"status": "discarded", "finished_at": now, "document": None}
    if row.error == FOREIGN_SOURCE:
        changes["event_id"] = f"{row.event_id}.{seq}"  # its place is free for what the stranger says next
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


def _admitted(codec: Codec, row: InboxFound, origins: Origins) -> Envelope:
    """The event of a message that was not taken in, if nothing speaks against it any more; else NotStuck."""
    try:
        envelope = parse(codec.open_inbox(_as_row(row)) or b"")
        if envelope.type.startswith(INTERNAL):
            raise InvalidEvent(reason="internal-type")  # noqa: TRY301 - ours alone: nobody may send it to us
    except InvalidEvent as fault:
        msg = f"event {row.seq} is still no event of the contract ({fault.reason}); discard it"
        raise NotStuck(msg) from None
    reason = origins.refusal_of_replay(envelope, refusals.exchange_of(row.source))
    if reason == FOREIGN_SOURCE and not is_ours(envelope):
        msg = f"the source of event {row.seq} is not in LL_SOURCES: list it (see `dead show`), or discard it"
        raise NotStuck(msg)
    if reason is not None:
        msg = f"event {row.seq} is of a type that only our own services say, on our own exchange; discard it"
        raise NotStuck(msg)
    return envelope


def _taken_in(codec: Codec, row: InboxFound, envelope: Envelope) -> dict[str, Any]:
    """What the row becomes: the sender's own event; under an id of its own when another has the sender's."""
    digest = digest_of(envelope)
    if row.error == refusals.SAME_ID:
        envelope = envelope.model_copy(update={"id": refusals.own_id(envelope, digest)})
    names = (envelope.source, envelope.id, envelope.type, envelope.subject)
    taken = InboxRow(*names, "waiting", HELD, row.received_at, document=envelope.body(), digest=digest)
    columns = ("source", "event_id", "type", "child")
    return {
        **dict(zip(columns, names, strict=True)),
        "document": codec.seal_inbox(taken),
        "digest": digest,
    }


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
