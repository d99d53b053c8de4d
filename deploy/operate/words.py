"""How codes, moments and faults read on an operator's screen."""

import json
import re
import sys
import textwrap
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rich.console import Console

from shared.clock import LONDON
from shared.journal.model import REMINDER, moment

WHY = {
    "awaits": "what it speaks of has not arrived yet",
    "behind-another": "an earlier event of its kind is being looked at again, and goes first",
    "bus-unavailable": "the broker does not confirm",
    "case-system": "the case system did not do what was asked",
    "case-system-conflict": "somebody else wrote into the record first",
    "case-system-misconfigured": "the case system refuses our account or address: see LL_CASE_SYSTEM_...",
    "case-system-refused": "the case system refuses this record or content",
    "case-system-unavailable": "the case system is away or busy, or the record is locked",
    "foreign-content-type": "a message, but not JSON",
    "foreign-exchange": "came by an exchange on which nobody may say this: see who may publish there",
    "foreign-source": "from a source that LL_SOURCES does not list: list it and replay, or discard",
    "internal-type": "a type that never leaves a service: nobody may send it",
    "key-unavailable": "a document does not open: see LL_MASTER_KEY",
    "no-data": "an event without data and without a reference to it",
    "not-json": "a message, but not JSON",
    "retry-later": "something outside is not ready",
    "same-id-other-content": "not what an earlier event with its id said: replay it to have both, or discard",
    "subject-is-not-child": "the envelope names another child than the data",
    "too-large": "a message larger than 1 MB",
    "tried-again": "something of its child has come, and it is being looked at again",
    "unknown-type": "an event type that this version does not know",
}
"""What a code of `shared.errors`, or of a message that was refused, means to somebody who must act on it."""

_CODE = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_IDS = ("_id", "_ids", "reference", "by")
_UNSAID = ("as_of", "at", "date_of_birth", "task_id")
_SHORTER = {"audience": "for", "reason": "because", "reason_code": "because"}
_WIDE = 200
"""Columns of a table that goes into a pipe or a file."""


def console() -> Console:
    """Plain text of the terminal's width; in a pipe or a file, lines are never broken."""
    if sys.stdout.isatty():
        return Console(highlight=False, markup=False)
    return Console(highlight=False, markup=False, soft_wrap=True, width=_WIDE)


def hanging(screen: Console, text: str, indent: int) -> str:
    """Text whose further lines begin under its first word; on a terminal only, and never inside an id."""
    if not screen.is_terminal:
        return text
    return textwrap.fill(
        text,
        width=screen.width,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def print_json(value: object) -> None:
    """Print JSON for a program."""
    sys.stdout.write(json.dumps(value, indent=2, default=str) + "\n")


def at(micros: int | None) -> str:
    """A moment in Europe/London, to the second."""
    return "" if micros is None else f"{moment(micros).astimezone(LONDON):%d %b %Y %H:%M:%S}"


def clock(micros: int) -> str:
    """The time of day in Europe/London."""
    return f"{moment(micros).astimezone(LONDON):%H:%M:%S}"


def day(micros: int) -> str:
    """The day in Europe/London."""
    return f"{moment(micros).astimezone(LONDON):%A %d %B %Y}"


def ago(micros: int | None, now: datetime) -> str:
    """How long ago, in the unit that a person would use."""
    return "" if micros is None else f"{_span((now - moment(micros)).total_seconds())} ago"


def until(micros: int | None, now: datetime) -> str:
    """In how long; what is overdue is due now."""
    if micros is None:
        return ""
    seconds = (moment(micros) - now).total_seconds()
    return f"in {_span(seconds)}" if seconds >= 1 else "now"


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def event(event_type: str) -> str:
    """What happened, in words: `case.search-step.recorded.v1` is `search step recorded`."""
    if event_type.startswith(REMINDER):
        return f"time to look again ({spaced(event_type.removeprefix(REMINDER))})"
    bare = event_type.removeprefix("case.").removeprefix("lifelong-links.").removeprefix("internal.")
    return re.sub(r"\.v\d+$", "", bare).replace(".", " ").replace("-", " ")


def why(error: str | None) -> str:
    """A fault's code and what it means."""
    meaning = meaning_of(error or "")
    return f"{error}: {meaning}" if meaning else error or ""


def meaning_of(error: str) -> str:
    """What a fault's code means; a class name is a fault of ours, other codes speak for themselves."""
    if error.startswith("awaits-"):
        return WHY["awaits"]
    if ":" in error:
        where = error.partition(":")[2]
        return f"the event does not fit the contract{f', at {where}' if where else ''}"
    if error.isidentifier() and not error.islower():
        return "a fault in this software; its log has the place"
    return WHY.get(error, "")


def spaced(code: str) -> str:
    """A code as words; ids and dates stay as they are."""
    return code.replace("-", " ").replace("_", " ") if _CODE.fullmatch(code) else code


def told(about: Mapping[str, Any]) -> str:
    """The ids, codes and dates of an event or a note, in one line."""
    said = [_named(name, value) for name, value in about.items() if name not in _UNSAID]
    return ", ".join(one for one in said if one)


def _named(name: str, value: object) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return f"{'' if value else 'not '}{spaced(name)}"
    words = _value(name, value)
    return f"{_SHORTER.get(name) or spaced(name.removesuffix('_ids').removesuffix('_id'))} {words}"


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return " + ".join(_value(name, one) for one in value)
    if not isinstance(value, str) or name.endswith(_IDS):
        return str(value)
    try:
        return f"{date.fromisoformat(value):%d %b %Y}"
    except ValueError:
        return spaced(value)
