"""Screening a file of records: JSON Lines in, JSON Lines out, with no broker and no database."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from services.eligibility.policy import Policy
from services.eligibility.policy_book import DEFAULT_POLICY, load_book
from services.eligibility.screening import screen
from shared.clock import london_date, utc_now
from shared.contracts.records import ChildRecord
from shared.errors import PolicyError


def screen_file(
    file: Path,
    *,
    policy: str = DEFAULT_POLICY,
    on: date | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Print the screening of every record of a file, in its order; memory does not grow with the file.

    `policy` is a name or a path, `on` a Europe/London date (today when not given). A line that is no record
    is reported to `err` by its number and fields, never by its values, and the rest goes on. Returns the
    exit code: 0, or 1 when a line could not be screened. Raises PolicyError; OSError when the file cannot
    be read.
    """
    day = on or london_date(utc_now())
    rules = load_book(policy).on(day)
    if not rules.in_force(day):
        msg = f"{policy}: version {rules.version} is not in force on {day}: choose another date or policy"
        raise PolicyError(msg)
    with file.open("rb") as lines:
        bad = screen_lines(lines, rules, day, out or sys.stdout, err or sys.stderr)
    return 1 if bad else 0


def screen_lines(lines: Iterable[bytes], policy: Policy, day: date, out: TextIO, err: TextIO) -> int:
    """Screen records line by line (empty lines are passed over) and return how many were bad."""
    bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = ChildRecord.model_validate_json(line)
        except ValidationError as fault:
            bad += 1
            err.write(f"line {number}: {_faults(fault)}\n")
            continue
        out.write(screen(record, policy, day).model_dump_json() + "\n")
    return bad


def _faults(fault: ValidationError) -> str:
    found = fault.errors(include_input=False, include_url=False, include_context=False)
    places = (".".join(str(part) for part in one["loc"]) or "record" for one in found)
    return ", ".join(f"{place} ({one['type']})" for place, one in zip(places, found, strict=True))
