"""What a service is: a name, a state model and a table of handlers; the journal and the bus do the rest."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, Literal, TypeVar

from shared.case_system.port import CaseSystem
from shared.contracts.envelope import Envelope, Event
from shared.contracts.fields import Code, Id
from shared.contracts.our_meeting import PlanReceipt
from shared.effects import Context, Decision, S, WriteKind
from shared.rules.practice import DEFAULT, Practice

E = TypeVar("E", bound=Event)

INTERNAL = "internal."
"""Prefix of the types that never leave a journal."""


class ReminderDue(Event):
    """A reminder that this service set for itself is due."""

    TYPE: ClassVar[str] = "internal.reminder.due"
    name: Code


class WriteSettled(Event):
    """Base of the four ways in which a write can end or wait; `reference` is that of the Write."""

    reference: Id
    kind: WriteKind


class WriteDone(WriteSettled):
    """It stands in the record and was read back."""

    TYPE: ClassVar[str] = "internal.write.done"
    receipts: tuple[PlanReceipt, ...] = ()


class WriteConflicted(WriteSettled):
    """Somebody else changed the record since the decision; nothing was written."""

    TYPE: ClassVar[str] = "internal.write.conflicted"
    expected_version: Code = "unknown"
    found_version: Code = "unknown"


class WriteDelayed(WriteSettled):
    """The case system is away or the record locked, for the third time; the write still waits."""

    TYPE: ClassVar[str] = "internal.write.delayed"
    reason_code: Code


class WriteRefused(WriteSettled):
    """The case system refuses it: a person must look; the write is given up."""

    TYPE: ClassVar[str] = "internal.write.refused"
    reason_code: Code


WRITE_RESULTS: tuple[type[WriteSettled], ...] = (WriteDone, WriteConflicted, WriteDelayed, WriteRefused)


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """A Write effect when it is carried out; `created_at` is when it was decided (aware UTC)."""

    child_id: str
    kind: WriteKind
    reference: str
    payload: dict[str, Any] = field(repr=False)
    on_behalf_of: str | None
    created_at: datetime


Load = Callable[[Any, Envelope, CaseSystem], Awaitable[Any]]
Perform = Callable[[WriteRequest, CaseSystem], Awaitable[WriteSettled]]


@dataclass(frozen=True, slots=True)
class Handler(Generic[S]):
    """How one event type is handled.

    `load` may read the case system before the decision; what it returns is `ctx.facts`. After `attempts`
    failures the event is dead: `park` holds the child's later events back for an operator, `skip` goes on.

    `overtakes` is for what must never wait behind a stuck event of the child (a withdrawal, a restriction, a
    freeze): it is decided on arrival, whatever waits, and only without `load`.
    """

    event: type[Event]
    decide: Callable[[S, Any, Context], Decision[S]]
    load: Load | None = None
    when_dead: Literal["park", "skip"] = "park"
    attempts: int = 12
    overtakes: bool = False


@dataclass(frozen=True, slots=True)
class Service(Generic[S]):
    """One service; `name` is that of its schema and, with `.inbox`, of its queue."""

    name: str
    state: type[S]
    handlers: tuple[Handler[S], ...]
    perform: Perform | None = None
    practice: Practice = DEFAULT

    def handler(self, event_type: str) -> Handler[S] | None:
        """Return the handler of an event type, if this service listens to it."""
        return next((one for one in self.handlers if one.event.TYPE == event_type), None)

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """The event types to bind the service's queue to."""
        return tuple(h.event.TYPE for h in self.handlers if not h.event.TYPE.startswith(INTERNAL))
