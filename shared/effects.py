"""What a decision may ask for. Effects are values; the journal carries them out, exactly once."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from shared.clock import london_date
from shared.contracts.envelope import Event
from shared.rules.practice import DEFAULT, Practice

_NO_TIME = datetime.min.replace(tzinfo=UTC)

WriteKind = Literal["note", "task", "document", "entries"]


class Kept(BaseModel):
    """Base of every part of a document: immutable, and its values never in an error message."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class State(Kept):
    """Base of a service's document about one child; every other field has a default."""

    child_id: str


S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Emit:
    """Publish an event of ours, after what led to it is durable."""

    event: Event


@dataclass(frozen=True, slots=True)
class Remind:
    """Call the service back about this child at a moment (aware); setting a name again moves it."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Forget:
    """Take back the reminder of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write into the child's record. `reference` is deterministic: the same fact has the same one.

    `payload` holds ids, codes and dates (JSON); words are made or fetched when it is carried out.
    `outbound` writes reach beyond workers and are taken back by `CancelWrites`.
    """

    kind: WriteKind
    reference: str
    payload: dict[str, Any] = field(default_factory=dict)
    on_behalf_of: str | None = None
    outbound: bool = False


@dataclass(frozen=True, slots=True)
class CancelWrites:
    """Take back every outbound write of this child that is not made yet (withdrawal, freeze)."""


@dataclass(frozen=True, slots=True)
class Note:
    """Put a decision and its reason into the audit: a code and its details (ids, codes, dates)."""

    code: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    """Count a code for operators, once the decision is durable; never a value that a message brought."""

    what: Literal["screenings", "remarks"]
    code: str


Effect = Emit | Remind | Forget | Write | CancelWrites | Note | Count


@dataclass(frozen=True, slots=True)
class Decision(Generic[S]):
    """The new state of the child and what must follow from it."""

    state: S
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision may know besides state and event. `now` is aware UTC."""

    now: datetime
    event_id: str = ""
    event_time: datetime = _NO_TIME
    facts: Any = None
    practice: Practice = DEFAULT

    @property
    def today(self) -> date:
        """The calendar date in Europe/London."""
        return london_date(self.now)

    @property
    def recorded_at(self) -> datetime:
        """When the event was recorded: a clock that runs ahead cannot make it later than now."""
        return min(self.event_time, self.now)
