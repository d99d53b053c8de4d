"""`lifelong-links dead`: what only an operator can help; look, replay, discard."""

from dataclasses import asdict
from datetime import datetime

from rich.table import Table

from deploy.operate.journals import named, open_journals, operator
from deploy.operate.words import ago, console, event, meaning_of, print_json, why
from shared.clock import utc_now
from shared.config import load
from shared.journal import replay
from shared.journal.model import micros
from shared.journal.origins import FOREIGN_SOURCE
from shared.journal.replay import DeadLetter
from shared.runtime import origins

_MEANS = {
    "parked": "holds back its child's later events until it is replayed or discarded",
    "dead": "was given up; its child's later events went on without it",
    "invalid": "was not taken in, for the reason given; its child's other events go on without it",
    "ignored": "was not kept: a newer version of this software may know its type",
}


async def list_dead(*, as_json: bool) -> None:
    """Print what needs an operator, and what is merely worth knowing."""
    async with open_journals(load()) as journals:
        letters = [letter for one in journals for letter in await replay.dead_letters(one.store)]
    if as_json:
        print_json([asdict(letter) for letter in letters])
        return
    screen = console()
    if not letters:
        screen.print("Nothing is parked, dead, invalid or ignored.")
        return
    screen.print(_table(letters, utc_now()))
    screen.print()
    for status in sorted({letter.status for letter in letters}):
        screen.print(f"{status}: {_MEANS[status]}")
    for error in sorted({letter.error or "" for letter in letters if meaning_of(letter.error or "")}):
        screen.print(why(error))
    screen.print("\nlifelong-links dead show|replay|discard SERVICE NUMBER")


def _table(letters: list[DeadLetter], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in ("service", "number", "status", "child", "event", "came", "tries", "why"):
        fixed = head not in ("event", "why")
        table.add_column(
            head, justify="right" if head in ("number", "tries") else "left", no_wrap=fixed, overflow="fold"
        )
    for one in letters:
        left_out = one.error == FOREIGN_SOURCE and one.attempts
        tries = str(one.attempts) if one.attempts and not left_out else ""
        table.add_row(
            one.service,
            str(one.seq),
            one.status,
            one.child,
            event(one.type) if one.child else "",
            ago(one.received_at, now),
            tries,
            f"{one.error}, {left_out} more not kept" if left_out else one.error or "",
        )
    return table


async def show_dead(service: str, number: int, *, as_json: bool) -> None:
    """Print an event's attributes and the names of its fields, never their values."""
    async with open_journals(load()) as journals:
        one = named(journals, service)
        shown = await replay.attributes(one.store, one.codec, number)
    if as_json:
        print_json(shown)
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in shown.items():
        words = ", ".join(value) if isinstance(value, list) else str(value)
        table.add_row(name, why(words) if name in ("error", "fault") and value else words)
    screen = console()
    screen.print(table)
    screen.print(f"\n{shown['status']}: {_MEANS[shown['status']]}")


async def replay_dead(service: str, number: int) -> None:
    """Put an event back into its child's line."""
    settings = load()
    async with open_journals(settings) as journals:
        one = named(journals, service)
        now, heard = micros(utc_now()), origins(settings)
        await replay.replay(one.store, one.codec, number, by=operator(), now=now, origins=heard)
    console().print(
        f"{service} {number} is back in its child's line; a running {service} tries it within a second."
    )


async def discard_dead(service: str, number: int) -> None:
    """Give an event up."""
    async with open_journals(load()) as journals:
        one = named(journals, service)
        await replay.discard(one.store, one.codec, number, by=operator(), now=micros(utc_now()))
    console().print(f"{service} {number} is discarded for good; who did it and when is in the audit.")
