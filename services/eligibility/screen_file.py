"""Screening a file of records: JSON Lines in, JSON Lines out, with no broker and no database."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from pydantic import ValidationError

from services.eligibility.policies.book import DEFAULT_POLICY, load_book
from services.eligibility.screening import screen
from shared.clock import london_date, utc_now
from shared.contracts.lifelong_links import EligibilityScreened
from shared.contracts.records import ChildRecord

STANDARD_INPUT: Final = Path("-")
"""Stands for what comes by a pipe, as with other commands."""
Show = Callable[[EligibilityScreened], str]
"""How one decision is printed."""


def as_json(screened: EligibilityScreened) -> str:
    """Show a decision as one line of JSON."""
    return screened.model_dump_json() + "\n"


def screen_file(
    file: Path,
    *,
    policy: str = DEFAULT_POLICY,
    on: date | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
    show: Show = as_json,
) -> int:
    """Print the screening of every record of a file, in its order; memory does not grow with the file.

    `policy` is a name or a path, `on` a Europe/London date (today when not given). A line that is no record
    is reported to `err` by its number and fields, never by its values, and the rest goes on. Returns the
    exit code: 0, or 1 when a line could not be screened. Raises PolicyError; OSError when the file cannot
    be read.
    """
    day = on or london_date(utc_now())
    rules = load_book(policy).in_force(day)
    with nullcontext(sys.stdin.buffer) if file == STANDARD_INPUT else file.open("rb") as lines:
        records = RecordLines(lines, err or sys.stderr)
        (out or sys.stdout).writelines(show(screen(record, rules, day)) for record in records)
    return 1 if records.bad else 0


@dataclass
class RecordLines:
    """The records of lines of JSON, one at a time; empty lines are passed over.

    A line that is no record is reported to `err` by number and fields, and counted in `bad`.
    """

    lines: Iterable[bytes]
    err: TextIO
    bad: int = 0

    def __iter__(self) -> Iterator[ChildRecord]:
        """Read on; the number of bad lines is right when the last record has been read."""
        for number, line in enumerate(self.lines, start=1):
            if not line.strip():
                continue
            try:
                yield ChildRecord.model_validate_json(line)
            except ValidationError as fault:
                self.bad += 1
                self.err.write(f"line {number}: {_faults(fault)}\n")


def _faults(fault: ValidationError) -> str:
    found = fault.errors(include_input=False, include_url=False, include_context=False)
    places = (".".join(str(part) for part in one["loc"]) or "record" for one in found)
    return ", ".join(f"{place} ({one['type']})" for place, one in zip(places, found, strict=True))
