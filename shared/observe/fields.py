"""The fields that a log line may have, and what each of them may hold.

Nothing else gets into a log: a field that is not listed is left out, and so is a value that is not
of its kind. No kind admits a space, so that a sentence, a full name or an address cannot pass.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

EVENT_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""The constant name of a log line, for instance `event-failed`."""

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_WORD = re.compile(r"[A-Za-z0-9_.:/<>-]{1,120}")


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_word(value: object) -> bool:
    return value is None or (isinstance(value, str) and _WORD.fullmatch(value) is not None)


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, int | float)


def _is_time(value: object) -> bool:
    return isinstance(value, date | datetime)


def _are_words(value: object) -> bool:
    return isinstance(value, list | tuple) and all(_is_word(one) for one in value)


ALLOWED: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys(
        (
            "causation_id",
            "child_id",
            "conference_id",
            "correlation_id",
            "event_id",
            "lead_id",
            "plan_id",
            "reference",
            "referral_id",
        ),
        _is_id,
    ),
    **dict.fromkeys(
        (
            "adapter",
            "code",
            "database",
            "error",
            "event_type",
            "exception",
            "exchange",
            "host",
            "kind",
            "logger",
            "operation",
            "outcome",
            "policy",
            "queue",
            "reason_code",
            "service",
            "setting",
            "source",
            "state",
        ),
        _is_word,
    ),
    **dict.fromkeys(
        (
            "attempts",
            "count",
            "lag_seconds",
            "pid",
            "port",
            "rows",
            "seconds",
            "status",
            "version",
        ),
        _is_number,
    ),
    **dict.fromkeys(("caused_by", "frames", "services"), _are_words),
    "due_at": _is_time,
}
"""Field name to the question whether a value is of its kind."""
