"""Rows, snapshots and changes: what passes between settling, which is pure, and the stores."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from shared.effects import State, WriteKind

Status = Literal["waiting", "early", "scheduled", "done", "parked", "dead", "invalid", "ignored", "discarded"]
"""`waiting` and `parked` hold back the child's later events; `early` and `scheduled` do not."""

Key = tuple[str, str]
"""Source and id: what makes an event the same event."""

HELD = 2**62
"""Due time of a row behind its child's head: it becomes due when the head is out of the way."""

REMINDER = "reminder:"
"""Prefix of the type of reminder rows; the rest is the reminder's name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment(value: int) -> datetime:
    """The aware UTC moment of a number of microseconds."""
    return _EPOCH + timedelta(microseconds=value)


def stable_id(*parts: str) -> str:
    """An id that is the same whenever it is made of the same parts (128 bits, hex)."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class InboxRow:
    """One event in the inbox; `seq` is None and `document` plain until it is stored."""

    source: str
    event_id: str
    type: str
    child: str
    status: Status
    due_at: int
    received_at: int
    attempts: int = 0
    seq: int | None = None
    finished_at: int | None = None
    error: str | None = None
    document: bytes | None = field(default=None, repr=False)
    digest: bytes | None = field(default=None, repr=False)
    """Of its content (`content.digest_of`), kept when the document is not; None when nobody compares it."""

    @property
    def key(self) -> Key:
        """Source and id."""
        return (self.source, self.event_id)


@dataclass(frozen=True, slots=True)
class StateRow:
    """A child's document, sealed."""

    child: str
    version: int
    updated_at: int
    document: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An event to publish; `body` is the plain message, `document` the sealed one."""

    event_id: str
    child: str
    type: str
    created_at: int
    document: bytes = field(repr=False)
    body: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class WriteRow:
    """A write into the child's record that waits to be made."""

    reference: str
    child: str
    kind: WriteKind
    outbound: bool
    created_at: int
    due_at: int
    document: bytes = field(repr=False)
    seq: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What happened to an event of a child; the sealed document has the reasons and effects."""

    child: str
    at: int
    event_id: str
    type: str
    outcome: str
    document: bytes = field(repr=False)


@dataclass(slots=True)
class Snapshot:
    """What a transaction read under the lock of its children."""

    seen: dict[Key, InboxRow] = field(default_factory=dict)
    """Those of the keys asked for that are taken; of each row what tells a repetition from another event."""
    blocked: set[str] = field(default_factory=set)
    rows: list[InboxRow] = field(default_factory=list)
    states: dict[str, StateRow] = field(default_factory=dict)
    unpublished: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Changes:
    """What a transaction writes; `now` is when it was decided."""

    now: int = 0
    inserted: list[InboxRow] = field(default_factory=list)
    updated: list[InboxRow] = field(default_factory=list)
    states: dict[str, StateRow] = field(default_factory=dict)
    outbox: list[OutboxRow] = field(default_factory=list)
    writes: list[WriteRow] = field(default_factory=list)
    audit: list[AuditRow] = field(default_factory=list)
    reminders: dict[tuple[str, str], int | None] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    finished_writes: list[int] = field(default_factory=list)
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    """Type and outcome of each event, for the metrics."""
    counts: list[tuple[str, str]] = field(default_factory=list)
    """What else decisions count: of what, and the code."""
    unpublished: dict[str, set[str]] = field(default_factory=dict)
    """Events of these children that were in the outbox before; what the relay checks its order against."""
    live: dict[str, tuple[int, State]] = field(default_factory=dict)
    """The new documents, opened, with their versions."""


Work = Callable[[Snapshot], Changes]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a transaction is about: which children to lock and what to read of them."""

    children: Sequence[str]
    keys: Sequence[Key] = ()
    backlog: bool = False
    """Whether to read the children's waiting rows too, oldest first, `BACKLOG` at most."""


BACKLOG = 64
"""Rows of one child that are settled in one transaction."""
