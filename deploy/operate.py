"""The commands of an operator: status, journey, dead letters, settings. Ids, codes and dates; no names."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from getpass import getuser
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.composition import NAMES, all_services
from shared import runtime
from shared.bus.topology import DEAD_LETTER_QUEUE
from shared.clock import LONDON, utc_now
from shared.config import PREFIX, Settings, load
from shared.errors import ConfigurationError, LifelongLinksError
from shared.journal import replay
from shared.journal.model import micros, moment
from shared.journal.status import status
from shared.journal.story import Happening, story
from shared.observe import logs

console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())


@asynccontextmanager
async def _journals() -> AsyncIterator[list[runtime.Opened]]:
    settings = load()
    logs.configure(level="ERROR")
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(runtime.open_journal(settings, service))
            for service in all_services(settings)
        ]


def _time(value: int | None) -> str:
    return "" if value is None else moment(value).astimezone(LONDON).strftime("%d %b %Y %H:%M:%S")


def _age(value: int | None, now: datetime) -> str:
    if value is None:
        return ""
    seconds = int((now - moment(value)).total_seconds())
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0)} s"


async def show_status(*, as_json: bool) -> None:
    """Print each service's journal in numbers, and the depth of the queues."""
    now = utc_now()
    async with _journals() as journals:
        found = [await status(one.store) for one in journals]
    depths = await _queue_depths(load())
    if as_json:
        print_json({"services": [asdict(one) for one in found], "queues": depths})
        return
    table = Table(title="Journals", title_justify="left")
    for head in (
        "Service",
        "Done",
        "Waiting",
        "Early",
        "Parked",
        "Dead",
        "Invalid",
        "Ignored",
        "Reminders",
        "Outbox",
        "Writes",
        "Oldest",
    ):
        table.add_column(head, justify="left" if head == "Service" else "right")
    for one in found:
        counts = [
            str(one.inbox.get(name, 0))
            for name in ("done", "waiting", "early", "parked", "dead", "invalid", "ignored", "scheduled")
        ]
        table.add_row(one.service, *counts, str(one.outbox), str(one.writes), _age(one.oldest, now))
    console.print(table)
    for one in found:
        for error, count in {**one.troubles, **one.write_errors}.items():
            console.print(f"{one.service}: {count} of {error}")
    for name, depth in depths.items():
        console.print(f"queue {name}: {'unreachable' if depth is None else depth}")
    if any(one.inbox.get(name) for one in found for name in ("parked", "dead", "invalid")):
        console.print(
            "Next: `lifelong-links dead list` shows what needs you, `lifelong-links journey CHILD_ID` why."
        )


async def _queue_depths(settings: Settings) -> dict[str, int | None]:
    if settings.broker_url.get_secret_value() == "memory://":
        return {}
    from shared.bus.rabbit import queue_depths, with_password  # noqa: PLC0415 - only when there is a broker

    url = with_password(settings.broker_url.get_secret_value(), settings.broker_password)
    return await queue_depths(url, [*(f"{name}.inbox" for name in NAMES), DEAD_LETTER_QUEUE])


async def show_journey(child_id: str, *, as_json: bool) -> None:
    """Print what came, what was decided and why, and what waits for what, over all services."""
    async with _journals() as journals:
        stories = [await story(one.store, one.codec, child_id) for one in journals]
    happenings = sorted((one for part in stories for one in part.happenings), key=lambda one: one.at)
    waiting = [one for part in stories for one in part.waiting]
    if as_json:
        print_json(
            {"happenings": [asdict(one) for one in happenings], "waiting": [asdict(one) for one in waiting]}
        )
        return
    if not happenings and not waiting:
        console.print(f"Nothing is known of {child_id}: no event of that child has arrived.")
        return
    for one in happenings:
        console.print(f"{_time(one.at)}  {one.service}: {one.type} ({', '.join(_said(one))})")
        for note in one.notes:
            console.print(f"    because {note['code']}{_details(note)}")
        for effect in one.effects:
            console.print(f"    {_effect(effect)}")
    console.print("\nWaits:" if waiting else "\nNothing waits.")
    for item in waiting:
        until = f", next try {_time(item.due_at)}" if item.due_at else ""
        why = f": {item.reason}" if item.reason else ""
        tries = f", {item.attempts} attempts" if item.attempts else ""
        console.print(
            f"  {item.service}: {item.kind} {item.what} since {_time(item.since)}{until}{tries}{why}"
        )


def _said(one: Happening) -> list[str]:
    return [said for said in (one.outcome, one.error) if said]


def _effect(effect: dict[str, Any]) -> str:
    match effect:
        case {"write": kind, "reference": reference}:
            return f"asked for a {kind} in the record: {reference}"
        case {"remind": name, "at": at}:
            return f"looks again ({name}) on {datetime.fromisoformat(at).astimezone(LONDON):%d %b %Y %H:%M}"
        case {"forget": name}:
            return f"no longer looks again ({name})"
        case {"cancel": what}:
            return f"took back what was not made yet: {what}"
        case _:
            return f"said {effect.get('type', '')}"


def _details(note: dict[str, Any]) -> str:
    details = ", ".join(
        f"{name}={value}" for name, value in note.items() if name != "code" and value not in (None, [], "")
    )
    return f" ({details})" if details else ""


async def list_dead(*, as_json: bool) -> None:
    """Print what needs an operator."""
    async with _journals() as journals:
        letters = [letter for one in journals for letter in await replay.dead_letters(one.store)]
    if as_json:
        print_json([asdict(letter) for letter in letters])
        return
    if not letters:
        console.print("Nothing is dead, parked or invalid.")
        return
    table = Table()
    for head in ("Service", "Number", "Status", "Type", "Child", "Attempts", "Error", "Received"):
        table.add_column(head)
    for letter in letters:
        table.add_row(
            letter.service,
            str(letter.seq),
            letter.status,
            letter.type,
            letter.child,
            str(letter.attempts),
            letter.error or "",
            _time(letter.received_at),
        )
    console.print(table)
    console.print(
        "`lifelong-links dead show|replay|discard SERVICE NUMBER`. A parked event holds others back."
    )


async def show_dead(service: str, number: int) -> None:
    """Print an event's attributes and the names of its fields."""
    async with _journals() as journals:
        one = _named(journals, service)
        print_json(await replay.attributes(one.store, one.codec, number))


async def replay_dead(service: str, number: int) -> None:
    """Put an event back into its child's line."""
    async with _journals() as journals:
        one = _named(journals, service)
        await replay.replay(one.store, one.codec, number, by=_operator(), now=micros(utc_now()))
    console.print(f"{service} {number} is back in line.")


async def discard_dead(service: str, number: int) -> None:
    """Give an event up."""
    async with _journals() as journals:
        one = _named(journals, service)
        await replay.discard(one.store, one.codec, number, by=_operator(), now=micros(utc_now()))
    console.print(f"{service} {number} is discarded; this is in the audit.")


def show_settings() -> None:
    """Print every setting, its default and what it does."""
    table = Table()
    for head in ("Setting", "Default", "What it does"):
        table.add_column(head)
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        table.add_row(f"{PREFIX}{name.upper()}", "" if shown is None else str(shown), field.description or "")
    console.print(table)


def print_json(value: Any) -> None:  # noqa: ANN401 - anything that JSON can say
    """Print JSON for a program."""
    sys.stdout.write(json.dumps(value, indent=2, default=str) + "\n")


def _named(journals: list[runtime.Opened], service: str) -> runtime.Opened:
    for one in journals:
        if one.service.name == service.replace("_", "-"):
            return one
    msg = f"no service {service}; there are {', '.join(NAMES)}"
    raise ConfigurationError(msg)


def _operator() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return "operator"


__all__ = ["LifelongLinksError", "list_dead", "show_journey", "show_status"]
