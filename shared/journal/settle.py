"""Settling: what one transaction does with events, decided in memory and without I/O.

An event ends as one of the statuses of `model.Status`. A failing event keeps its place and holds back the
child's later ones; one that came too early is set aside and tried again after the child's next event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError

from shared.contracts.envelope import Envelope, Event, fault_code, parse
from shared.effects import Context, Decision, State
from shared.errors import InvalidEvent, LifelongLinksError, RetryLater, TooEarly
from shared.journal.apply import Applier
from shared.journal.codec import Codec
from shared.journal.model import HELD, REMINDER, Changes, InboxRow, Snapshot, Status, micros
from shared.journal.retry import EARLY, EARLY_ATTEMPTS, RetryPolicy
from shared.service import Handler, ReminderDue, Service

log = structlog.get_logger(__name__)

Facts = Mapping[int, Any]
"""What was loaded for a row, by its sequence; an exception when loading failed."""


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles batches for one service; holds no state of its own between them."""

    service: Service[Any]
    codec: Codec
    handlers: Mapping[str, Handler[Any]]
    retry: RetryPolicy

    def batch(self, snapshot: Snapshot, now: datetime, facts: Facts | None = None) -> "Batch":
        """Begin a batch on what the transaction has read."""
        return Batch(self, snapshot, now, facts or {})


def settler(service: Service[Any], codec: Codec, retry: RetryPolicy) -> Settler:
    """Make the settler of a service."""
    return Settler(service, codec, {one.event.TYPE: one for one in service.handlers}, retry)


class Batch:
    """One transaction's worth of events; `changes` is what the store then writes."""

    def __init__(self, settler: Settler, snapshot: Snapshot, now: datetime, facts: Facts) -> None:
        """Start from the snapshot; `now` is aware UTC and the same for the whole batch."""
        self.changes = Changes(now=micros(now))
        self._settler = settler
        self._codec = settler.codec
        self._now = now
        self._micros = micros(now)
        self._facts = facts
        self._seen = set(snapshot.seen)
        self._blocked = set(snapshot.blocked)
        self._early: dict[str, list[InboxRow]] = {}
        self._lines: dict[str, list[InboxRow]] = {}
        self._touched: set[int] = set()
        self._apply = Applier(settler.codec, snapshot.states, self.changes, now)
        self.changes.unpublished = snapshot.unpublished
        for row in snapshot.rows:
            kind = self._early if row.status == "early" else self._lines
            kind.setdefault(row.child, []).append(row)

    # -- arrivals ---------------------------------------------------------------------------------

    def arrive(self, envelope: Envelope, body: bytes) -> None:
        """Take a new event: settle it at once when nothing of its child is in the way."""
        key = (envelope.source, envelope.id)
        if key in self._seen:
            self._count(envelope.type, "duplicate")
            return
        self._seen.add(key)
        row = InboxRow(*key, envelope.type, envelope.subject, "waiting", self._micros, self._micros)
        row.document = body
        self.changes.inserted.append(row)
        handler = self._settler.handlers.get(envelope.type)
        if handler is None:
            self._finish(row, "ignored", "unknown-type")
        elif row.child in self._blocked:
            row.due_at = HELD
            self._count(row.type, "waiting")
        elif handler.load is not None or envelope.data is None:
            self._blocked.add(row.child)
            self._count(row.type, "waiting")
        else:
            self._settle(row, handler, envelope, None)

    def arrive_event(self, event: Event, *, source: str, event_id: str) -> None:
        """Take an event that this process made itself (the result of a write)."""
        envelope = Envelope.model_construct(
            id=event_id,
            source=source,
            type=event.TYPE,
            subject=event.child_id,
            time=self._now,
            data=event.model_dump(mode="json"),
        )
        self.arrive(envelope, envelope.body())

    def close(self) -> Changes:
        """Return what the transaction writes."""
        return self._apply.close()

    def reject(self, row: InboxRow) -> None:
        """Keep a message that is no event of the contract, for an operator to look at."""
        if row.key in self._seen:
            self._count("invalid", "duplicate")
            return
        self._seen.add(row.key)
        self.changes.inserted.append(row)
        self._count("invalid", "invalid")

    # -- rows that waited ---------------------------------------------------------------------------

    def resume(self, child: str, limit: int) -> None:
        """Settle what waits for a child, oldest first, then reminders that are due, then what came too early."""
        rows = self._lines.get(child, [])
        line = [row for row in rows if row.status in ("waiting", "parked")]
        for position, row in enumerate(line[:limit]):
            if row.due_at > self._micros and row.due_at != HELD:
                return self._postpone(rows)
            if row.status == "parked" or not self._resume_row(row):
                return self._postpone(rows)
            if position + 1 < len(line):
                self._promote(line[position + 1])
        if len(line) > limit:
            return None
        self._blocked.discard(child)
        for row in [row for row in rows if row.status == "scheduled" and row.due_at <= self._micros]:
            if not self._resume_row(row):
                return None
        for row in [row for row in self._early.get(child, []) if row.due_at <= self._micros]:
            self._try_early(row, timed=True)
        return None

    def _promote(self, row: InboxRow) -> None:
        row.due_at = self._micros
        self._update(row)

    def _postpone(self, rows: list[InboxRow]) -> None:
        for row in rows:
            if row.status == "scheduled" and row.due_at <= self._micros:
                row.due_at = self._settler.retry.due_at(self._micros, 6)
                self._update(row)

    def _resume_row(self, row: InboxRow) -> bool:
        if row.type.startswith(REMINDER):
            return self._remind(row)
        handler = self._settler.handlers.get(row.type)
        if handler is None:
            self._finish(row, "ignored", "unknown-type")
            return True
        loaded = self._facts.get(row.seq or 0)
        try:
            envelope = self._open(row)
            if loaded is None and (handler.load is not None or envelope.data is None):
                return False
            envelope, facts = _with_facts(envelope, loaded)
        except Exception as fault:  # noqa: BLE001 - every fault is recorded on its row and tried again
            return self._fault(row, handler, fault)
        return self._settle(row, handler, envelope, facts)

    def _remind(self, row: InboxRow) -> bool:
        handler = self._settler.handlers.get(ReminderDue.TYPE)
        if handler is None:
            self._finish(row, "ignored", "unknown-type")
            return True
        event = ReminderDue(child_id=row.child, name=row.type.removeprefix(REMINDER))
        envelope = Envelope.model_construct(
            id=row.event_id,
            source=row.source,
            type=ReminderDue.TYPE,
            subject=row.child,
            time=self._now,
            data=event.model_dump(),
        )
        return self._settle(row, handler, envelope, None)

    # -- one event ------------------------------------------------------------------------------------

    def _settle(self, row: InboxRow, handler: Handler[Any], envelope: Envelope, facts: Any) -> bool:  # noqa: ANN401
        """Decide one event; False when it stays in the way of the child's later ones."""
        try:
            decision = self._decide(row, handler, envelope, facts)
        except Exception as fault:  # noqa: BLE001 - every fault is recorded on its row and tried again
            return self._fault(row, handler, fault)
        self._apply.decision(row, envelope, decision)
        self._finish(row, "done", None)
        for early in self._early.get(row.child, [])[:]:
            self._try_early(early, timed=False)
        return True

    def _decide(self, row: InboxRow, handler: Handler[Any], envelope: Envelope, facts: Any) -> Decision[Any]:  # noqa: ANN401
        if envelope.data is None:
            raise InvalidEvent(reason="no-data")
        try:
            event = handler.event.model_validate(envelope.data)
        except ValidationError as fault:
            raise InvalidEvent(reason=fault_code(fault)) from None
        if event.child_id != row.child:
            raise InvalidEvent(reason="subject-is-not-child")
        state: State = self._apply.state(row.child)
        context = Context(self._now, envelope.id, envelope.time, facts)
        return handler.decide(state, event, context)

    def _try_early(self, row: InboxRow, *, timed: bool) -> None:
        handler = self._settler.handlers.get(row.type)
        if handler is None:
            return
        loaded = self._facts.get(row.seq or 0)
        try:
            envelope = self._open(row)
            if loaded is None and (handler.load is not None or envelope.data is None):
                row.due_at = self._micros
                self._update(row)
                return
            envelope, facts = _with_facts(envelope, loaded)
            decision = self._decide(row, handler, envelope, facts)
        except TooEarly as fault:
            if timed:
                self._set_aside(row, fault)
            return
        except Exception as fault:  # noqa: BLE001 - it waits on its own clock and ends as dead, never as lost
            if timed:
                self._set_aside(row, fault)
            return
        self._early[row.child].remove(row)
        self._apply.decision(row, envelope, decision)
        self._finish(row, "done", None)

    def _set_aside(self, row: InboxRow, fault: Exception) -> None:
        row.attempts += 1
        row.error = _code(fault)
        if row.attempts >= EARLY_ATTEMPTS:
            self._finish(row, "dead", row.error)
            return
        if row.status != "early":
            self._early.setdefault(row.child, []).append(row)
        row.status = "early"
        row.due_at = EARLY.due_at(self._micros, row.attempts)
        self._update(row)
        self._count(row.type, "early")

    def _fault(self, row: InboxRow, handler: Handler[Any], fault: Exception) -> bool:
        match fault:
            case InvalidEvent():
                self._finish(row, "invalid", fault.reason)
                return True
            case TooEarly():
                self._set_aside(row, fault)
                return True
            case _:
                return self._failed(row, handler, fault)

    def _failed(self, row: InboxRow, handler: Handler[Any], fault: Exception) -> bool:
        row.attempts += 1
        row.error = _code(fault)
        last = row.attempts >= handler.attempts
        after = getattr(fault, "after", None)
        log.warning(
            "event-failed",
            service=self._settler.service.name,
            event_type=row.type,
            event_id=row.event_id,
            attempts=row.attempts,
            error=row.error,
            exc_info=None if isinstance(fault, LifelongLinksError) else fault,
        )
        if last and handler.when_dead == "skip":
            self._finish(row, "dead", row.error)
            return True
        row.status = "parked" if last else "waiting"
        row.due_at = HELD if last else self._settler.retry.due_at(self._micros, row.attempts, at_least=after)
        self._blocked.add(row.child)
        self._update(row)
        self._count(row.type, "parked" if last else "retried")
        if last:
            self._apply.audit(row, row.status, {"error": row.error})
        return False

    def _finish(self, row: InboxRow, status: Status, error: str | None) -> None:
        row.status = status
        row.error = error
        row.finished_at = self._micros
        if status in ("done", "ignored"):
            row.document = None
        self._update(row)
        self._count(row.type, status)
        if status != "done":
            self._apply.audit(row, status, {"error": error})

    def _open(self, row: InboxRow) -> Envelope:
        body = row.document if row.seq is None else self._codec.open_inbox(row)
        return parse(body or b"")

    def _update(self, row: InboxRow) -> None:
        if row.seq is not None and row.seq not in self._touched:
            self._touched.add(row.seq)
            self.changes.updated.append(row)

    def _count(self, event_type: str, outcome: str) -> None:
        self.changes.outcomes.append((event_type, outcome))


def _with_facts(envelope: Envelope, loaded: Any) -> tuple[Envelope, Any]:  # noqa: ANN401 - facts are the handler's own
    if loaded is None:
        return envelope, None
    if isinstance(loaded, Exception):
        raise loaded
    data, facts = loaded
    return envelope.model_copy(update={"data": data}), facts


def _code(fault: Exception) -> str:
    if isinstance(fault, RetryLater):
        return fault.reason[:80]
    if isinstance(fault, TooEarly):
        return f"awaits-{fault.awaits}"[:80]
    if isinstance(fault, LifelongLinksError):
        return fault.code
    return type(fault).__name__
