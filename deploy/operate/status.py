"""`lifelong-links status`: what an operator asks first."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from rich.console import Console
from rich.table import Table

from deploy.composition import NAMES
from deploy.operate.journals import named, open_journals
from deploy.operate.words import ago, console, hanging, print_json, until, why
from shared.bus.topology import DEAD_LETTER_QUEUE
from shared.clock import utc_now
from shared.config import Settings, load
from shared.journal.plan_authors import PlanAuthors, plan_authors
from shared.journal.status import Status, status

STUCK = ("parked", "dead", "invalid")
"""What nobody but an operator can help."""

_ROWS: tuple[tuple[str, Callable[[Status], int]], ...] = (
    ("settled", lambda one: one.inbox.get("done", 0)),
    ("waiting (tried again)", lambda one: one.inbox.get("waiting", 0)),
    ("early (awaits more)", lambda one: one.inbox.get("early", 0)),
    ("parked (holds its child)", lambda one: one.inbox.get("parked", 0)),
    ("dead (given up)", lambda one: one.inbox.get("dead", 0)),
    ("invalid (not taken in)", lambda one: one.inbox.get("invalid", 0)),
    ("ignored (unknown type)", lambda one: one.inbox.get("ignored", 0)),
    ("discarded (by an operator)", lambda one: one.inbox.get("discarded", 0)),
    ("reminders set", lambda one: one.inbox.get("scheduled", 0)),
    ("events to publish", lambda one: one.outbox),
    ("writes to make", lambda one: one.writes),
)


async def show_status(*, as_json: bool) -> None:
    """Print each service's journal in numbers, the depth of the queues and what to do next."""
    settings = load()
    async with open_journals(settings) as journals:
        found = [await status(one.store) for one in journals]
        plan_sync = named(journals, "plan-sync")
        authors = await plan_authors(plan_sync.store, plan_sync.codec)
    depths = await _depths(settings)
    if as_json:
        print_json(
            {"services": [asdict(one) for one in found], "queues": depths, "plan_authors": asdict(authors)}
        )
        return
    screen = console()
    say_authors(screen, authors)
    tell(screen, found, depths)


def say_authors(screen: Console, authors: PlanAuthors) -> None:
    """Say when plans come without an author: nobody can be kept from deciding a plan of their own then."""
    if authors.without:
        screen.print(
            f"{authors.without} of the newest {authors.plans} plans came without an author: let the case "
            "system send agreed_by, or whoever wrote a plan may decide it.\n"
        )


def tell(screen: Console, found: Sequence[Status], depths: dict[str, int | None]) -> None:
    """Print numbers, what is behind them, and whether an operator is needed; a depth of None is unknown."""
    screen.print(_table(found, depths, utc_now()))
    _say_why(screen, found)
    _say_queues(screen, depths)
    _say_what_next(screen, found, depths)


async def _depths(settings: Settings) -> dict[str, int | None]:
    if settings.broker_url.get_secret_value() == "memory://":
        return {}
    from shared.bus.rabbit import queue_depths, with_password  # noqa: PLC0415 - only when there is a broker

    url = with_password(settings.broker_url.get_secret_value(), settings.broker_password)
    return await queue_depths(url, [*(f"{name}.inbox" for name in NAMES), DEAD_LETTER_QUEUE])


def _table(found: Sequence[Status], depths: dict[str, int | None], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for one in found:
        table.add_column(one.service, justify="right")
    if depths:
        table.add_row("in its queue", *(_depth(depths.get(f"{one.service}.inbox")) for one in found))
    for label, count in _ROWS:
        numbers = [count(one) for one in found]
        if any(numbers) or label == "settled":
            table.add_row(label, *(str(number) if number else "-" for number in numbers))
    if any(one.oldest for one in found):
        table.add_row("oldest not settled", *(ago(one.oldest, now) or "-" for one in found))
    if any(one.next_due for one in found):
        table.add_row("next try or reminder", *(until(one.next_due, now) or "-" for one in found))
    return table


def _depth(depth: int | None) -> str:
    return "?" if depth is None else str(depth) if depth else "-"


def _say_why(screen: Console, found: Sequence[Status]) -> None:
    troubles = [(one.service, error, count) for one in found for error, count in one.troubles.items()]
    troubles += [(one.service, error, count) for one in found for error, count in one.write_errors.items()]
    if troubles:
        screen.print("\nWhy:")
    for service, error, count in troubles:
        screen.print(hanging(screen, f"  {service}: {count} x {why(error)}", 4))


def _say_queues(screen: Console, depths: dict[str, int | None]) -> None:
    if depths and all(depth is None for depth in depths.values()):
        screen.print("\nThe broker cannot be reached. Nothing is lost: what is to be published waits.")
    elif missing := [name for name, depth in depths.items() if depth is None]:
        screen.print(f"\nNo such queue: {', '.join(missing)}. A running service makes all of them.")
    if refused := depths.get(DEAD_LETTER_QUEUE):
        messages = "1 message" if refused == 1 else f"{refused} messages"
        screen.print(
            f"\n{messages} in {DEAD_LETTER_QUEUE}: taken out of an inbox by the broker or an operator.\n"
            "Needs you: nothing sends them again by itself."
        )


def _say_what_next(screen: Console, found: Sequence[Status], depths: dict[str, int | None]) -> None:
    stuck = sum(one.inbox.get(name, 0) for one in found for name in STUCK)
    waiting = sum(
        one.outbox + one.writes + one.inbox.get("waiting", 0) + one.inbox.get("early", 0) for one in found
    )
    if stuck:
        screen.print(
            f"\n{stuck} {'needs' if stuck == 1 else 'need'} you.\n"
            "  lifelong-links dead list           shows which\n"
            "  lifelong-links journey CHILD_ID    tells what led to it"
        )
    elif depths.get(DEAD_LETTER_QUEUE):
        return
    elif waiting or any(depths.values()):
        screen.print("\nNothing needs you. What waits is tried again by itself.")
    elif None not in depths.values():
        screen.print("\nAll is settled; nothing needs you.")
