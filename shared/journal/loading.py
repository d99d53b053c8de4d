"""What an event needs before it can be decided: its data, and what its handler reads in the case system."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from shared.contracts.envelope import Envelope
from shared.journal.model import REMINDER, InboxRow
from shared.service import Handler, ReminderDue

Loaded: TypeAlias = Any
"""What a handler's `load` returned: the handler's own."""

Facts = Mapping[int, Loaded]
"""What was loaded for a row, by its sequence: data and facts, or the exception that loading ended with."""


def needs_loading(handler: Handler[Any], envelope: Envelope) -> bool:
    """Whether the case system must be read before this event can be decided."""
    return handler.load is not None or envelope.data is None


def reminder(row: InboxRow, now: datetime) -> Envelope:
    """The event that a reminder's row stands for."""
    event = ReminderDue(child_id=row.child, name=row.type.removeprefix(REMINDER))
    return Envelope.model_construct(
        id=row.event_id,
        source=row.source,
        type=event.TYPE,
        subject=row.child,
        time=now,
        data=event.model_dump(),
    )


def with_facts(envelope: Envelope, loaded: Loaded) -> tuple[Envelope, Loaded]:
    """Complete an envelope by what was loaded for it; raises what loading ended with."""
    if loaded is None:
        return envelope, None
    if isinstance(loaded, Exception):
        raise loaded
    data, facts = loaded
    return envelope.model_copy(update={"data": data}), facts
