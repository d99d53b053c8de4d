"""Effects become rows: what a decision asks for, turned into the changes of one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.contracts.envelope import Envelope, Event
from shared.effects import CancelWrites, Count, Decision, Emit, Forget, Note, Remind, State, Write
from shared.journal.codec import Codec
from shared.journal.gist import gist
from shared.journal.model import (
    AuditRow,
    Changes,
    InboxRow,
    OutboxRow,
    StateRow,
    WriteRow,
    micros,
    stable_id,
)


@dataclass(slots=True)
class _Effects:
    """The rows of one decision, and what the audit tells of it."""

    outbox: list[OutboxRow] = field(default_factory=list)
    writes: list[WriteRow] = field(default_factory=list)
    reminders: dict[tuple[str, str], int | None] = field(default_factory=dict)
    counts: list[tuple[str, str]] = field(default_factory=list)
    cancelled: bool = False
    told: dict[str, Any] = field(default_factory=dict)


class Applier:
    """Keeps the children's documents while a batch is decided, and collects what follows."""

    def __init__(self, codec: Codec, stored: Mapping[str, StateRow], changes: Changes, now: datetime) -> None:
        """Work on the documents as the transaction read them."""
        self._codec = codec
        self._stored = stored
        self._changes = changes
        self._micros = micros(now)
        self._now = now
        self._emitted = 0
        self._read: dict[str, tuple[int, State]] = {}
        self._new: dict[str, State] = {}

    def state(self, child: str) -> State:
        """The child's document as of the last decision in this batch."""
        new = self._new.get(child)
        if new is not None:
            return new
        if child not in self._read:
            self._read[child] = self._codec.open_state(child, self._stored.get(child))
        return self._read[child][1]

    def decision(self, row: InboxRow, cause: Envelope, event: Event, decision: Decision[Any]) -> None:
        """Take over the new document and every effect."""
        effects = self._effects(row, cause, decision)
        self._changes.audit.append(self._audit(row, "done", {"about": gist(event), **effects.told}))
        if effects.cancelled:
            self._changes.cancelled.add(row.child)
            kept = [w for w in self._changes.writes if w.child != row.child or not w.outbound]
            self._changes.writes[:] = kept
        self._changes.outbox += effects.outbox
        self._changes.writes += effects.writes
        self._changes.reminders |= effects.reminders
        self._changes.counts += effects.counts
        if decision.state is not self.state(row.child):
            self._new[row.child] = decision.state

    def _effects(self, row: InboxRow, cause: Envelope, decision: Decision[Any]) -> _Effects:
        """Make the rows of one decision; what cannot be made raises, and nothing is taken over."""
        made = _Effects()
        notes: list[dict[str, Any]] = []
        told: list[dict[str, Any]] = []
        made.told = {"notes": notes, "effects": told, "correlation": cause.correlationid or cause.id}
        for number, effect in enumerate(decision.effects):
            match effect:
                case Emit(event):
                    event_id = stable_id(self._codec.source, row.source, row.event_id, str(number))
                    made.outbox.append(self._outgoing(event, event_id, cause))
                    told.append({"type": event.TYPE, "id": event_id, "about": gist(event)})
                case Note(code, detail):
                    notes.append({"code": code, **detail})
                case Count(what, code):
                    made.counts.append((what, code))
                case Remind(name, at):
                    made.reminders[(row.child, name)] = micros(at)
                    told.append({"remind": name, "at": at.isoformat()})
                case Forget(name):
                    made.reminders[(row.child, name)] = None
                    told.append({"forget": name})
                case Write():
                    made.writes.append(self._write(row.child, effect))
                    told.append({"write": effect.kind, "reference": effect.reference})
                case CancelWrites():
                    made.cancelled = True
                    made.writes = [write for write in made.writes if not write.outbound]
                    told.append({"cancel": "writes"})
        return made

    def audit(self, row: InboxRow, outcome: str, detail: dict[str, Any]) -> None:
        """Record what became of an event."""
        self._changes.audit.append(self._audit(row, outcome, detail))

    def _audit(self, row: InboxRow, outcome: str, detail: dict[str, Any]) -> AuditRow:
        sealed = self._codec.seal_audit(row.child, row.event_id, detail)
        return AuditRow(row.child, self._micros, row.event_id, row.type, outcome, sealed)

    def _outgoing(self, event: Event, event_id: str, cause: Envelope) -> OutboxRow:
        # Rising times within a transaction: what overtakes is told from what it overtook by them.
        self._emitted += 1
        time = (self._now + timedelta(microseconds=self._emitted)).isoformat()
        return self._codec.outgoing(event, event_id=event_id, created_at=self._micros, time=time, cause=cause)

    def _write(self, child: str, write: Write) -> WriteRow:
        document = {"payload": write.payload, "on_behalf_of": write.on_behalf_of}
        sealed = self._codec.seal_write(write.reference, document)
        return WriteRow(
            write.reference, child, write.kind, write.outbound, self._micros, self._micros, sealed
        )

    def close(self) -> Changes:
        """Seal the documents that changed, once each, and return the changes."""
        for child, new in self._new.items():
            version = self._read[child][0] + 1 if child in self._read else 1
            self._changes.states[child] = self._codec.seal_state(child, version, new, self._micros)
            self._changes.live[child] = (version, new)
        return self._changes
