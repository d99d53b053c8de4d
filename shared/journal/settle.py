"""Settling one event: decide, and record what became of it. In memory and without I/O.

An event ends as one of the statuses of `model.Status`. A failing event keeps its place and holds back the
child's later ones; one that came too early is set aside and tried again after the child's next event. From
then on, until it is decided or awaits something again, later events of its type wait behind it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from pydantic import ValidationError

from shared.contracts.envelope import Envelope, fault_code, parse
from shared.effects import Context, State
from shared.errors import (
    CaseSystemMisconfigured,
    CaseSystemUnavailable,
    InvalidEvent,
    LifelongLinksError,
    RetryLater,
    TooEarly,
)
from shared.journal.apply import Applier
from shared.journal.codec import Codec
from shared.journal.loading import Facts, Loaded, needs_loading, reminder, with_facts
from shared.journal.model import HELD, REMINDER, Changes, InboxRow, Snapshot, Status, micros
from shared.journal.retry import EARLY, EARLY_ATTEMPTS, RetryPolicy
from shared.service import Handler, ReminderDue, Service

log = structlog.get_logger(__name__)

AGAIN: Final = "tried-again"
"""Why an early event waits when something has come: it is to be looked at again, now."""
_AWAITS: Final = "awaits-"

PASSING = (RetryLater, CaseSystemUnavailable, CaseSystemMisconfigured)
"""Nothing is wrong with the event: it waits however long it takes and never dies of it."""


@dataclass(frozen=True, slots=True)
class Settler:
    """What settling needs of a service; holds no state between transactions."""

    service: Service[Any]
    codec: Codec
    handlers: Mapping[str, Handler[Any]]
    retry: RetryPolicy


def settler(service: Service[Any], codec: Codec, retry: RetryPolicy) -> Settler:
    """Make the settler of a service."""
    return Settler(service, codec, {one.event.TYPE: one for one in service.handlers}, retry)


class Settling:
    """Settles events one by one into the changes of one transaction."""

    def __init__(self, settler: Settler, snapshot: Snapshot, now: datetime, facts: Facts) -> None:
        """Start from what the transaction has read; `now` is aware UTC and the same for all."""
        self.changes = Changes(now=micros(now))
        self._settler = settler
        self._codec = settler.codec
        self._now = now
        self._micros = micros(now)
        self._facts = facts
        self._blocked = set(snapshot.blocked)
        self._touched: set[int] = set()
        self._early: dict[str, list[InboxRow]] = {}
        self._apply = Applier(settler.codec, snapshot.states, self.changes, now)
        self.changes.unpublished = snapshot.unpublished

    def close(self) -> Changes:
        """Return what the transaction writes."""
        return self._apply.close()

    def _settle(self, row: InboxRow, handler: Handler[Any], envelope: Envelope, facts: Loaded = None) -> bool:
        """Decide one event; False when it stays in the way of the child's later ones."""
        try:
            self._decide(row, handler, envelope, facts)
        except Exception as fault:  # noqa: BLE001 - every fault is recorded on its row and tried again
            return self._fault(row, handler, fault)
        self._finish(row, "done", None)
        self._retry_early(row.child)
        return True

    def _decide(self, row: InboxRow, handler: Handler[Any], envelope: Envelope, facts: Loaded) -> None:
        if envelope.data is None:
            raise InvalidEvent(reason="no-data")
        try:
            event = handler.event.model_validate(envelope.data)
        except ValidationError as fault:
            raise InvalidEvent(reason=fault_code(fault)) from None
        if event.child_id != row.child:
            raise InvalidEvent(reason="subject-is-not-child")
        state: State = self._apply.state(row.child)
        context = Context(self._now, envelope.id, envelope.time, facts, self._settler.service.practice)
        self._apply.decision(row, envelope, event, handler.decide(state, event, context))

    def _retry_early(self, child: str) -> None:
        """Something of the child was settled, and each one settled by that may be what another awaits."""
        while any(self._try_early(row, timed=False) for row in self._early.get(child, [])[:]):
            continue

    def _ahead(self, row: InboxRow) -> InboxRow | None:
        """The event behind which this one has to wait, of its own child and type; None when there is none."""
        for other in self._early.get(row.child, ()):
            if other is row or _place(other) > _place(row):
                break
            if other.type == row.type and self._has_its_turn(other):
                return other
        return None

    def _has_its_turn(self, row: InboxRow) -> bool:
        """Whether what an early event awaits may have come: until that is decided it keeps its place.

        One that awaits something holds nobody up: a check about a lead that never comes must not block checks
        about others. What overtakes waits for nobody.
        """
        handler = self._settler.handlers.get(row.type)
        return handler is not None and not handler.overtakes and not _awaits(row)

    def _try_early(self, row: InboxRow, *, timed: bool) -> bool:
        """Settle what was set aside; False when it still waits. Not `timed`: the child had another event."""
        handler = self._handler(row)
        if handler is None:
            self._finish(row, "ignored", "unknown-type")
            return True
        if not timed and row.due_at > self._micros and self._has_its_turn(row):
            return False
        ahead = self._ahead(row)
        try:
            ready = None if ahead else self._ready(row, handler)
        except InvalidEvent as fault:
            self._finish(row, "invalid", fault.reason)
            return True
        except Exception as fault:  # noqa: BLE001 - what loading ended with is recorded and tried again
            if timed:
                self._set_aside(row, fault, row.error if _awaits(row) else None)
                return False
            ready = None
        if ready is None:
            self._look_again(row, ahead, something_came=not timed)
            return False
        return self._decide_early(row, handler, ready, timed=timed)

    def _look_again(self, row: InboxRow, ahead: InboxRow | None, *, something_came: bool) -> None:
        """Once its facts are loaded and what is ahead is decided: what it awaits may have come meanwhile."""
        row.due_at = self._micros if ahead is None else max(ahead.due_at, self._micros)
        if something_came and _awaits(row):
            row.error = AGAIN
        self._update(row)

    def _decide_early(
        self, row: InboxRow, handler: Handler[Any], ready: tuple[Envelope, Loaded], *, timed: bool
    ) -> bool:
        try:
            self._decide(row, handler, *ready)
        except InvalidEvent as fault:
            self._finish(row, "invalid", fault.reason)
            return True
        except Exception as fault:  # noqa: BLE001 - it waits on its own clock and ends as dead, never as lost
            learned_nothing = isinstance(fault, TooEarly) == _awaits(row)
            if timed or not learned_nothing:
                self._set_aside(row, fault)
            return False
        self._finish(row, "done", None)
        return True

    def _set_aside(self, row: InboxRow, fault: Exception, reason: str | None = None) -> None:
        """Out of the child's line, on its own clock; `reason` is what it awaits, if not the fault."""
        row.attempts += 1
        if row.attempts >= EARLY_ATTEMPTS and not isinstance(fault, PASSING):
            self._finish(row, "dead", _code(fault))
            return
        row.error = reason or _code(fault)
        if row.status != "early":
            row.status = "early"
            self._early.setdefault(row.child, []).append(row)
            self._early[row.child].sort(key=_place)
        policy = EARLY if isinstance(fault, TooEarly) else self._settler.retry
        row.due_at = policy.due_at(self._micros, row.attempts, at_least=getattr(fault, "after", None))
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
            case _ if handler.overtakes:
                self._log(row, fault)
                self._set_aside(row, fault)
                return True
            case _:
                return self._failed(row, handler, fault)

    def _failed(self, row: InboxRow, handler: Handler[Any], fault: Exception) -> bool:
        row.attempts += 1
        row.error = _code(fault)
        last = row.attempts >= handler.attempts and not isinstance(fault, PASSING)
        after = getattr(fault, "after", None)
        self._log(row, fault)
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

    def _log(self, row: InboxRow, fault: Exception) -> None:
        log.warning(
            "event-failed",
            service=self._settler.service.name,
            event_type=row.type,
            event_id=row.event_id,
            attempts=row.attempts,
            error=_code(fault),
            exc_info=None if isinstance(fault, LifelongLinksError) else fault,
        )

    def _finish(self, row: InboxRow, status: Status, error: str | None) -> None:
        if row.status == "early":
            self._early[row.child].remove(row)
        row.status = status
        row.error = error
        row.finished_at = self._micros
        if status in ("done", "ignored"):
            row.document = None
        self._update(row)
        self._count(row.type, status)
        if status != "done":
            self._apply.audit(row, status, {"error": error})

    def _handler(self, row: InboxRow) -> Handler[Any] | None:
        event_type = ReminderDue.TYPE if row.type.startswith(REMINDER) else row.type
        return self._settler.handlers.get(event_type)

    def _ready(self, row: InboxRow, handler: Handler[Any]) -> tuple[Envelope, Loaded] | None:
        """A kept event and its facts; None when they must be loaded first, raises what loading ended with."""
        loaded = self._facts.get(row.seq or 0)
        envelope = self._open(row)
        if loaded is None and needs_loading(handler, envelope):
            return None
        return with_facts(envelope, loaded)

    def _open(self, row: InboxRow) -> Envelope:
        if row.type.startswith(REMINDER):
            return reminder(row, self._now)
        body = row.document if row.seq is None else self._codec.open_inbox(row)
        return parse(body or b"")

    def _update(self, row: InboxRow) -> None:
        if row.seq is not None and row.seq not in self._touched:
            self._touched.add(row.seq)
            self.changes.updated.append(row)

    def _count(self, event_type: str, outcome: str) -> None:
        self.changes.outcomes.append((event_type, outcome))


def _awaits(row: InboxRow) -> bool:
    """Whether the last that was heard of an early event is that something has not come yet."""
    return (row.error or "").startswith(_AWAITS)


def _place(row: InboxRow) -> float:
    """Its place among the child's events; what has just arrived comes after all that is stored."""
    return math.inf if row.seq is None else row.seq


def _code(fault: Exception) -> str:
    if isinstance(fault, RetryLater):
        return fault.reason[:80]
    if isinstance(fault, TooEarly):
        return f"{_AWAITS}{fault.awaits}"[:80]
    if isinstance(fault, LifelongLinksError):
        return fault.code
    return type(fault).__name__
