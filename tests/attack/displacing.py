"""Lets one event of a history come late, twice, late to one service, or to a stuck one, and judges the end.

The judge knows none of the services' rules: it looks only at what they said and at what stands in the record,
and compares the end with that of the same history told in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from shared.effects import Write
from tests.attack.diary import History, Line
from tests.unit import looks
from tests.unit.world import HANDLERS, MINUTE, SERVICES, World

How = Literal["late", "again", "late to", "stuck"]
End = frozenset[str]
"""Everything that is open, arranged or to be read in the record, each in a word."""


@dataclass(frozen=True, slots=True)
class Displacement:
    """What happens to one event: it also, or only, comes after the line at `place`."""

    history: History
    how: How
    line: int
    place: int
    service: str = ""

    @property
    def what(self) -> str:
        """The type of the event."""
        event, _ = self.history.lines[self.line]
        return event.TYPE if event else "write"

    def __str__(self) -> str:
        """Name the history, the event and both places."""
        by = f" {self.service}" if self.service else ""
        place = f"after line {self.place}"
        return f"{self.history.name}: line {self.line} ({self.what}) {self.how}{by}, {place}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ends in order and displaced."""

    in_order: End
    displaced: End
    how: How

    @property
    def less_safe(self) -> End:
        """What is open, arranged or written and would not be in order."""
        return self.displaced - self.in_order

    @property
    def is_dead(self) -> bool:
        """Whether something that stands in order does not: no fault, but counted."""
        return bool(self.in_order - self.displaced)

    @property
    def is_violation(self) -> bool:
        """Whether the end is less safe; who says nothing new must change nothing at all."""
        return bool(self.less_safe) or (self.how == "again" and self.is_dead)


def displacements(history: History) -> Iterator[Displacement]:
    """Every displacement of one event of a history to a later place."""
    last = len(history.lines) - 1
    for line, (event, _at) in enumerate(history.lines):
        if event is None:
            continue
        hearing = [name for name in SERVICES if event.TYPE in HANDLERS[name]]
        for place in range(line, last + 1):
            yield Displacement(history, "again", line, place)
        for place in range(line + 1, last + 1):
            yield Displacement(history, "late", line, place)
            for name in hearing:
                yield Displacement(history, "late to", line, place, name)
                yield Displacement(history, "stuck", line, place, name)


def outcome(displacement: Displacement) -> Outcome:
    """Play the history with one event displaced; compare its end with that in order."""
    lines, line, place = displacement.history.lines, displacement.line, displacement.place
    world = _in_order(displacement.history)[line].again()
    before = len(world.written)
    _at_its_line(world, displacement)
    for between in lines[line + 1 : place + 1]:
        _play(world, between)
    unknowing = range(before, len(world.written)) if displacement.how != "again" else range(0)
    _at_the_place(world, displacement)
    for rest in lines[place + 1 :]:
        _play(world, rest)
    in_order = end_in_order(displacement.history)
    return Outcome(in_order, _end(world, unknowing), displacement.how)


def _at_its_line(world: World, displacement: Displacement) -> None:
    line = displacement.history.lines[displacement.line]
    match displacement.how:
        case "again":
            _play(world, line)
        case "late to" if line[0] is not None:
            _wait(world, line)
            world.all_but(displacement.service, line[0], at=line[1])
        case "stuck":
            world.stick(displacement.service)
            _play(world, line)
        case _:
            pass


def _at_the_place(world: World, displacement: Displacement) -> None:
    event, at = displacement.history.lines[displacement.line]
    match displacement.how:
        case "again" if event is not None:
            world.tell(event)
        case "late" if event is not None:
            world.tell(event, at=at)
        case "late to" if event is not None:
            world.only_to(displacement.service, event, at=at)
        case _:
            world.release(displacement.service)


@lru_cache(maxsize=64)
def end_in_order(history: History) -> End:
    """The end of a history that is told in order."""
    return _end(_in_order(history)[-1].again(), range(0))


@lru_cache(maxsize=64)
def _in_order(history: History) -> tuple[World, ...]:
    """The world before each line of a history, and at its end."""
    world = World()
    worlds = [world.again()]
    for line in history.lines:
        _play(world, line)
        worlds.append(world.again())
    return tuple(worlds)


def _wait(world: World, line: Line) -> None:
    if line[1] - MINUTE > world.now:
        world.until(line[1] - MINUTE)


def _play(world: World, line: Line) -> None:
    _wait(world, line)
    event, at = line
    if event is None:
        world.write()
    else:
        world.tell(event, at=at)


def _end(world: World, unknowing: range) -> End:
    """What stands at the end; what was written while a word was on its way could not know of it."""
    for name in SERVICES:
        world.release(name)
    world.until(world.now + timedelta(hours=1))
    children = {child for _service, child in world.states}
    knowing = [entry for number, entry in enumerate(world.written) if number not in unknowing]
    waiting = [(child, write) for (child, _reference), write in world.pending.items()]
    stands = {f"{child} entry {one}" for child, write in (*knowing, *waiting) for one in _entries(write)}
    return frozenset(stands.union(*(_open(world, child) for child in children)))


def _entries(write: Write) -> Iterator[str]:
    return (f"{one['commitment_id']} v{write.payload['plan_version']}" for one in write.payload["entries"])


def _open(world: World, child: str) -> set[str]:
    stands = {
        f"{child} meeting {meeting} {guest}"
        for meeting, guests in looks.meetings(world.said, child).items()
        for guest in ("", *guests)
    }
    if looks.runs(world.said, child):
        stands |= {f"{child} runs"}
        stands |= {f"{child} gate {lead} {gate}" for lead, gate in looks.open_gates(world.said, child)}
        stands |= {f"{child} search"} if looks.search_is_open(world.said, child) else set()
    return stands
