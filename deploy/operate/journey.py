"""`lifelong-links journey`: one child's story over all services, told from what set each part of it off."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby

from rich.console import Console

from deploy.operate.journals import open_journals
from deploy.operate.story_line import Line, Paragraph, paragraphs
from deploy.operate.words import ago, at, clock, console, day, event, hanging, print_json, spaced, until, why
from shared.clock import utc_now
from shared.config import load
from shared.journal.story import Waiting, story


async def show_journey(child_id: str, *, as_json: bool) -> None:
    """Print what came, what was decided and why, what was written, and what waits for what."""
    async with open_journals(load()) as journals:
        parts = [await story(one.store, one.codec, child_id) for one in journals]
    happenings = sorted((one for part in parts for one in part.happenings), key=lambda one: one.at)
    waiting = [one for part in parts for one in part.waiting]
    if as_json:
        print_json(
            {"happenings": [asdict(one) for one in happenings], "waiting": [asdict(one) for one in waiting]}
        )
        return
    screen = console()
    if not happenings and not waiting:
        screen.print(f"Nothing is known of {child_id}: no event of that child has arrived.")
        return
    writes = [one.what for one in waiting if one.kind.startswith("write")]
    for date, told in groupby(paragraphs(happenings, writes), key=lambda one: day(one.at)):
        screen.print(date)
        for paragraph in told:
            _tell(screen, paragraph)
        screen.print()
    _tell_what_waits(screen, waiting, utc_now())


def _tell(screen: Console, paragraph: Paragraph) -> None:
    said = f": {paragraph.about}" if paragraph.about else ""
    heard = f"  (noted by {', '.join(paragraph.noted_by)})" if paragraph.noted_by else ""
    screen.print(hanging(screen, f"  {clock(paragraph.at)}  {paragraph.what}{said}{heard}", _INDENT + 2))
    for service, lines in groupby(paragraph.lines, key=lambda one: one.service):
        for number, line in enumerate(lines):
            begin = f"{'':{_INDENT}}{service if not number else '':<{_SERVICE}}"
            screen.print(hanging(screen, begin + _said(line, paragraph.at), _INDENT + _SERVICE + 3))


def _said(line: Line, began: int) -> str:
    later = f"  [{clock(line.at)}]" if line.at - began > _WORTH_SAYING else ""
    return f"{line.said}{later}"


_INDENT = 12
_SERVICE = 16
_WORTH_SAYING = 5_000_000
"""Microseconds after the beginning of a paragraph from which on a line has its own time."""


def _tell_what_waits(screen: Console, waiting: Sequence[Waiting], now: datetime) -> None:
    later = [one for one in waiting if one.kind == "reminder" and not one.attempts]
    open_now = [one for one in waiting if one not in later]
    screen.print("What waits" if open_now else "Nothing waits.")
    for one in open_now:
        for line in _lines_of(one, now):
            screen.print(hanging(screen, f"  {line}", 6))
    if later:
        screen.print("\nWill look again")
    for one in sorted(later, key=lambda one: one.due_at or 0):
        screen.print(f"  {at(one.due_at)}  {one.service}: {spaced(one.what)}")


def _lines_of(one: Waiting, now: datetime) -> list[str]:
    lines = [f"{one.service}: {_what(one)}, since {at(one.since)} ({ago(one.since, now)})"]
    if one.reason:
        lines.append(f"    because {why(one.reason)}")
    tries = f"{one.attempts} {'try' if one.attempts == 1 else 'tries'} so far" if one.attempts else ""
    following = f"next try {at(one.due_at)} ({until(one.due_at, now)})" if one.due_at else ""
    if tries or following:
        lines.append(f"    {', '.join(said for said in (tries, following) if said)}")
    if one.kind == "event parked":
        lines.append("    NEEDS YOU: the child's later events wait behind it. When the cause is gone:")
        lines.append(f"    lifelong-links dead replay {one.service} {one.number}")
    return lines


def _what(one: Waiting) -> str:
    kind, _, detail = one.kind.partition(" ")
    match kind:
        case "event":
            return f"{event(one.what)} ({detail})"
        case "write":
            return f"{detail} for the record {one.what}"
        case "publication":
            return f"{event(one.what)}, to be published"
        case _:
            return f"{kind} {spaced(one.what)}"
