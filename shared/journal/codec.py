"""How documents are made, sealed and opened; one codec per service."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json, to_json

from shared.contracts.envelope import OUR_SYSTEM, Envelope, Event
from shared.effects import State
from shared.journal.model import InboxRow, OutboxRow, StateRow, WriteRow
from shared.service import Service
from shared.storage.encryption import Keyring

_CACHE = 4096


class Codec:
    """Seals documents to their rows. Keeps the last states that were committed, by version."""

    def __init__(self, service: Service[Any], keyring: Keyring, source: str) -> None:
        """`source` is the CloudEvents source of this service's own events."""
        self.source = source
        self._state_model = service.state
        self._events = {handler.event.TYPE: handler.event for handler in service.handlers}
        self._name = service.name
        self._keyring = keyring
        self._states: dict[str, tuple[int, State]] = {}

    def fields(self, event_type: str) -> set[str]:
        """The names of an event type's fields, as the contract has them; none for a type not listened to."""
        event = self._events.get(event_type)
        return {field.alias or name for name, field in event.model_fields.items()} if event else set()

    def seal_inbox(self, row: InboxRow) -> bytes | None:
        """Seal the body of an event that is kept."""
        if row.document is None:
            return None
        return self._keyring.encrypt(row.document, f"{self._name}/inbox/{row.source}/{row.event_id}")

    def open_inbox(self, row: InboxRow) -> bytes | None:
        """Open the body of an event that was kept."""
        if row.document is None:
            return None
        return self._keyring.decrypt(row.document, f"{self._name}/inbox/{row.source}/{row.event_id}")

    def seal_state(self, child: str, version: int, state: State, now: int) -> StateRow:
        """Seal a child's document."""
        return StateRow(
            child,
            version,
            now,
            self._keyring.encrypt(
                state.__pydantic_serializer__.to_json(state), f"{self._name}/state/{child}"
            ),
        )

    def open_state(self, child: str, row: StateRow | None) -> tuple[int, State]:
        """Open a child's document, or begin one; version 0 means that there is none yet."""
        if row is None:
            return 0, self._state_model(child_id=child)
        known = self._states.get(child)
        if known is not None and known[0] == row.version:
            return known
        plain = self._keyring.decrypt(row.document, f"{self._name}/state/{child}")
        state = self._state_model.model_validate_json(plain)
        return row.version, state

    def show_state(self, child: str, sealed: bytes) -> dict[str, Any]:
        """Open a child's document for an operator to read."""
        shown: dict[str, Any] = from_json(self._keyring.decrypt(sealed, f"{self._name}/state/{child}"))
        return shown

    def remember(self, committed: Mapping[str, tuple[int, State]]) -> None:
        """Keep documents whose commit is certain, so that the next event need not open them again."""
        for child, versioned in committed.items():
            self._states.pop(child, None)
            if len(self._states) >= _CACHE:
                self._states.pop(next(iter(self._states)))
            self._states[child] = versioned

    def outgoing(
        self, event: Event, *, event_id: str, created_at: int, time: str, cause: Envelope
    ) -> OutboxRow:
        """Put an event of ours into its message, sealed for the outbox."""
        head = {
            "specversion": "1.0",
            "id": event_id,
            "source": self.source,
            "type": event.TYPE,
            "subject": event.child_id,
            "time": time,
            "datacontenttype": "application/json",
            "correlationid": cause.correlationid or cause.id,
            "causationid": cause.id,
            "originsystem": OUR_SYSTEM,
        }
        data = event.__pydantic_serializer__.to_json(event, by_alias=True)
        body = b"".join((to_json(head)[:-1], b',"data":', data, b"}"))
        sealed = self._keyring.encrypt(body, f"{self._name}/outbox/{event_id}")
        return OutboxRow(event_id, event.child_id, event.TYPE, created_at, sealed, body)

    def open_outbox(self, row: OutboxRow) -> bytes:
        """Open a message of the outbox."""
        return row.body or self._keyring.decrypt(row.document, f"{self._name}/outbox/{row.event_id}")

    def seal_write(self, reference: str, document: dict[str, Any]) -> bytes:
        """Seal what a write is to say."""
        return self._keyring.encrypt(to_json(document), f"{self._name}/writes/{reference}")

    def open_write(self, row: WriteRow) -> dict[str, Any]:
        """Open what a write is to say."""
        opened: dict[str, Any] = from_json(
            self._keyring.decrypt(row.document, f"{self._name}/writes/{row.reference}")
        )
        return opened

    def seal_audit(self, child: str, event_id: str, document: dict[str, Any]) -> bytes:
        """Seal the reasons and effects of a decision."""
        return self._keyring.encrypt(to_json(document), f"{self._name}/audit/{child}/{event_id}")

    def open_audit(self, child: str, event_id: str, sealed: bytes) -> dict[str, Any]:
        """Open the reasons and effects of a decision."""
        opened: dict[str, Any] = from_json(
            self._keyring.decrypt(sealed, f"{self._name}/audit/{child}/{event_id}")
        )
        return opened
