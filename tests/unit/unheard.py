"""The events that no service listens to yet: the one place that says so."""

from shared.contracts import case_system as case
from shared.contracts.envelope import Event

UNHEARD_OF_THEIRS: frozenset[type[Event]] = frozenset(
    {
        case.ObjectiveRecorded,
        case.ComplaintMade,
        case.TaskClosed,
    }
)
"""Told by the sandbox before their handlers are there; who adds a handler takes the event out of here."""

UNHEARD_OF_OURS: frozenset[type[Event]] = frozenset()
"""The same of our own events."""
