"""What an event says in a few words, for the audit: how an operator later tells one from another."""

from datetime import date, datetime
from typing import Any

from shared.contracts.envelope import Event

_PLAIN = (str, int, bool, date, datetime)


def gist(event: Event) -> dict[str, Any]:
    """The event's ids, codes, numbers and dates, without what is nested or absent; never a name or prose."""
    return {
        name: value
        for name, value in event.__dict__.items()
        if name != "child_id" and (type(value) in _PLAIN or _are_codes(value))
    }


def _are_codes(value: object) -> bool:
    return type(value) is tuple and bool(value) and all(type(one) is str for one in value)
