"""Effects become rows: what a decision asks for, turned into the changes of one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.contracts.envelope import Envelope
from shared.effects import CancelWrites, Decision, Emit, Forget, Note, Remind, State, Write
from shared.journal.codec import Codec
from shared.journal.model import AuditRow, Changes, InboxRow, StateRow, WriteRow, micros, stable_id


class Applier:
    """Keeps the children's documents while a batch is decided, and collects what follows."""

    def __init__(self, codec: Codec, stored: Mapping[str, StateRow], changes: Changes, now: datetime) -> None:
        """Work on the documents as the transaction read them."""
        self._codec = codec
        self._stored = stored
        self._changes = changes
        self._micros = micros(now)
        self._time = now.isoformat()
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

    def decision(self, row: InboxRow, cause: Envelope, decision: Decision[Any]) -> None:
        """Take over the new document and every effect."""
        kept = (len(self._changes.outbox), len(self._changes.writes))
        try:
            self._effects(row, cause, decision)
        except Exception:
            del self._changes.outbox[kept[0] :], self._changes.writes[kept[1] :]
            raise
        if decision.state is not self.state(row.child):
            self._new[row.child] = decision.state

    def _effects(self, row: InboxRow, cause: Envelope, decision: Decision[Any]) -> None:
        notes = []
        emitted = []
        for number, effect in enumerate(decision.effects):
            match effect:
                case Emit(event):
                    event_id = stable_id(self._codec.source, row.source, row.event_id, str(number))
                    self._changes.outbox.append(
                        self._codec.outgoing(
                            event, event_id=event_id, created_at=self._micros, time=self._time, cause=cause
                        )
                    )
                    emitted.append({"type": event.TYPE, "id": event_id})
                case Note(code, detail):
                    notes.append({"code": code, **detail})
                case Remind(name, at):
                    self._changes.reminders[(row.child, name)] = micros(at)
                case Forget(name):
                    self._changes.reminders[(row.child, name)] = None
                case Write():
                    self._write(row.child, effect)
                    emitted.append({"write": effect.kind, "reference": effect.reference})
                case CancelWrites():
                    self._cancel(row.child)
        self.audit(
            row, "done", {"notes": notes, "effects": emitted, "correlation": cause.correlationid or cause.id}
        )

    def audit(self, row: InboxRow, outcome: str, detail: dict[str, Any]) -> None:
        """Record what became of an event."""
        sealed = self._codec.seal_audit(row.child, row.event_id, detail)
        self._changes.audit.append(AuditRow(row.child, self._micros, row.event_id, row.type, outcome, sealed))

    def close(self) -> Changes:
        """Seal the documents that changed, once each, and return the changes."""
        for child, new in self._new.items():
            version = self._read[child][0] + 1 if child in self._read else 1
            self._changes.states[child] = self._codec.seal_state(child, version, new, self._micros)
            self._changes.live[child] = (version, new)
        return self._changes

    def _write(self, child: str, write: Write) -> None:
        document = {"payload": write.payload, "on_behalf_of": write.on_behalf_of}
        sealed = self._codec.seal_write(write.reference, document)
        self._changes.writes.append(
            WriteRow(write.reference, child, write.kind, write.outbound, self._micros, self._micros, sealed)
        )

    def _cancel(self, child: str) -> None:
        self._changes.cancelled.add(child)
        self._changes.writes[:] = [w for w in self._changes.writes if w.child != child or not w.outbound]
