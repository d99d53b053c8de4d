"""`lifelong-links dead replay|discard --all`: many stuck events at once, except what a person must see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from rich.console import Console

from deploy.operate.journals import named, open_journals, operator
from deploy.operate.words import console, event
from shared.clock import LONDON, utc_now
from shared.config import load
from shared.contracts.case_child import ConsentChanged, JourneyPaused, TaskClosed
from shared.contracts.lifelong_links import TaskRaised
from shared.errors import LifelongLinksError
from shared.journal import replay
from shared.journal.model import micros
from shared.journal.origins import Origins
from shared.journal.replay import DeadLetter
from shared.runtime import Opened, origins
from shared.service import Service

MOST = 1_000_000
_BY_NUMBER_ONLY = (ConsentChanged, JourneyPaused, TaskClosed, TaskRaised)

Act = Literal["replay", "discard"]
_DONE: dict[Act, str] = {
    "replay": "put back into their children's lines",
    "discard": "discarded for good; who did it and when is in the audit",
}


@dataclass(frozen=True, slots=True)
class Which:
    """Which stuck events are meant; what is None narrows nothing. `before` is in Europe/London."""

    service: str | None = None
    why: str | None = None
    type: str | None = None
    before: datetime | None = None

    def means(self, letter: DeadLetter) -> bool:
        """Whether a stuck event is among them; a fault is named whole, or up to the place that it names."""
        error = letter.error or ""
        return (
            self.why in (None, error, error.partition(":")[0])
            and self.type in (None, letter.type)
            and (self.before is None or letter.received_at < micros(self.before.replace(tzinfo=LONDON)))
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an act on many events would touch, oldest first, and what it leaves to an act by number."""

    act: Act
    taken: Sequence[tuple[Opened, DeadLetter]]
    by_number: Sequence[DeadLetter]


def protected_types(services: Iterable[Service[Any]]) -> frozenset[str]:
    """Types of withdrawals, stops and tasks: a person looks at each of them before it is acted on."""
    overtaking = {
        handler.event.TYPE for service in services for handler in service.handlers if handler.overtakes
    }
    return frozenset(overtaking | {kind.TYPE for kind in _BY_NUMBER_ONLY})


def is_protected(letter: DeadLetter, body: bytes | None, types: frozenset[str]) -> bool:
    """Whether an event may be a withdrawal, a stop or a task; of unreadable bytes their words decide."""
    return letter.type in types or any(kind.encode() in (body or b"") for kind in types)


async def act_on_all(act: Act, which: Which, *, yes: bool) -> int:
    """Preview, or with `yes` do it; 0 when all was done, 1 when something was left or refused."""
    settings = load()
    async with open_journals(settings) as journals:
        chosen = await _choose(act, which, journals)
        screen = console()
        if not chosen.taken and not chosen.by_number:
            screen.print("No stuck event is meant; `lifelong-links dead list` shows all.")
            return 0
        if not yes:
            _preview(screen, chosen)
            return 0
        refused = [
            f"{letter.service} {letter.seq}: {fault}"
            for opened, letter in chosen.taken
            if (fault := await _do(act, opened, letter, origins(settings)))
        ]
    screen.print(f"{len(chosen.taken) - len(refused)} of {len(chosen.taken)} events {_DONE[act]}.")
    for line in refused:
        screen.print(f"  not {line}")
    _say_left_out(screen, chosen)
    return 1 if refused or chosen.by_number else 0


async def _choose(act: Act, which: Which, journals: Sequence[Opened]) -> Chosen:
    asked = [named(journals, which.service)] if which.service else journals
    types = protected_types(opened.service for opened in journals)
    taken, by_number = [], []
    for opened in asked:
        letters = await replay.dead_letters(opened.store, limit=MOST)
        for letter in sorted(filter(which.means, letters), key=lambda each: each.seq):
            body = await replay.body_of(opened.store, opened.codec, letter.seq)
            if is_protected(letter, body, types):
                by_number.append(letter)
            elif act == "discard" or letter.status != "ignored":
                taken.append((opened, letter))
    return Chosen(act, taken, by_number)


async def _do(act: Act, opened: Opened, letter: DeadLetter, heard: Origins) -> LifelongLinksError | None:
    """Act on one event; return why it could not be done, for the others go on."""
    store, codec, now = opened.store, opened.codec, micros(utc_now())
    try:
        if act == "replay":
            await replay.replay(store, codec, letter.seq, by=operator(), now=now, origins=heard)
        else:
            await replay.discard(store, codec, letter.seq, by=operator(), now=now)
    except LifelongLinksError as fault:
        return fault
    return None


def _preview(screen: Console, chosen: Chosen) -> None:
    screen.print(f"Would {chosen.act} {len(chosen.taken)} events:")
    kinds = Counter(
        (
            letter.service,
            letter.status,
            event(letter.type) if letter.child else "no event",
            letter.error or "-",
        )
        for _, letter in chosen.taken
    )
    for (service, status, what, why), count in sorted(kinds.items()):
        screen.print(f"  {count} x {service}, {status}, {what}: {why}")
    _say_left_out(screen, chosen)
    screen.print("\nNothing was done. The same command with --yes does it.")


def _say_left_out(screen: Console, chosen: Chosen) -> None:
    if chosen.by_number:
        screen.print(
            f"\nLeft out, by number only ({len(chosen.by_number)}): withdrawals, stops, tasks and what "
            "may be one."
        )
    for letter in chosen.by_number:
        screen.print(f"  lifelong-links dead {chosen.act} {letter.service} {letter.seq}")
