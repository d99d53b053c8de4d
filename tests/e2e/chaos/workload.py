"""What is sent and what must come of it: thousands of events for many children, from one seed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from shared.bus.base import Message
from shared.contracts.envelope import Envelope
from tests.e2e.chaos.events import (
    ORDERED,
    Early,
    EarlyLookedUp,
    Happening,
    LookedUp,
    Noted,
    RecordChanged,
    Urgent,
)
from tests.e2e.chaos.worker import reference_to

SOURCE = "urn:la:E08000035:case-system"
TIME = datetime(2026, 11, 21, 12, tzinfo=UTC)

KINDS: dict[type[Happening], int] = {
    Noted: 50,
    LookedUp: 15,
    RecordChanged: 15,
    Early: 9,
    EarlyLookedUp: 4,
    Urgent: 7,
}
FAILING = 0.05
REPEATED = 0.06
REMINDING = 0.08
REFERRING = 0.04
MOST_BETWEEN_REPEATS = 400


@dataclass(slots=True)
class Expected:
    """What one child's document must hold in the end."""

    order: list[str] = field(default_factory=list)
    """Effects that keep the order of first publication."""
    anywhere: set[str] = field(default_factory=set)
    """Effects whose place is free."""
    after: dict[str, str] = field(default_factory=dict)
    """Effects that must come after another one."""
    newest: int = 0
    """The newest version of the record that was sent."""


@dataclass(slots=True)
class Workload:
    """The messages in the order of sending, repetitions included, and what is expected of them."""

    messages: list[Message] = field(default_factory=list)
    children: dict[str, Expected] = field(default_factory=lambda: defaultdict(Expected))
    events: int = 0
    repeated: int = 0
    failing: int = 0
    reminders: int = 0


def message(event: Happening, event_id: str, *, by_reference: bool = False) -> Message:
    """Put an event of the case system into its message; by reference, its data must be fetched."""
    data = event.model_dump(mode="json", exclude_defaults=True)
    envelope = Envelope(
        id=event_id,
        source=SOURCE,
        type=event.TYPE,
        subject=event.child_id,
        time=TIME,
        dataref=reference_to(data) if by_reference else None,
        data=None if by_reference else data,
    )
    return Message(event_id, event.TYPE, envelope.body())


def workload(random: Random, *, events: int, children: int) -> Workload:
    """Make the workload: happenings of all children, mixed."""
    made = Workload(events=events)
    turns = [f"child-{random.randrange(children):04}" for _ in range(events)]
    ids = [f"e-{number:05}" for number in range(events)]
    kinds = random.choices(list(KINDS), list(KINDS.values()), k=events)
    own: dict[str, list[int]] = defaultdict(list)
    for place, child in enumerate(turns):
        own[child].append(place)
    for child, places in own.items():
        needs = _needs(random, places, kinds)
        for place in places:
            if place in needs:
                made.children[child].after[ids[place]] = ids[needs[place]]
    versions: dict[str, list[int]] = {child: _versions(random, len(own[child])) for child in own}
    for event_id, child, kind in zip(ids, turns, kinds, strict=True):
        event = _event(random, made.children[child], child, event_id, kind, versions[child].pop(0))
        _expect(made, event, event_id)
        by_reference = kind in (Noted, LookedUp) and random.random() < REFERRING
        made.messages.append(message(event, event_id, by_reference=by_reference))
    _repeat(random, made)
    return made


def _needs(random: Random, places: list[int], kinds: list[type[Happening]]) -> dict[int, int]:
    """For each early event one of the child that is sent later; where there is none it is just noted."""
    needs = {}
    for position, place in enumerate(places):
        if not issubclass(kinds[place], Early):
            continue
        later = [other for other in places[position + 1 : position + 6] if kinds[other] is not RecordChanged]
        if later:
            needs[place] = random.choice(later)
        else:
            kinds[place] = Noted
    return needs


def _versions(random: Random, count: int) -> list[int]:
    """Rising versions of a child's record, some of them overtaken by the next ones on their way."""
    versions = list(range(1, count + 1))
    for place in range(count - 1):
        if random.random() < 0.3:
            versions[place : place + 3] = random.sample(
                versions[place : place + 3], len(versions[place : place + 3])
            )
    return versions


def _event(
    random: Random, child: Expected, child_id: str, event_id: str, kind: type[Happening], version: int
) -> Happening:
    values: dict[str, object] = {"child_id": child_id}
    if event_id in child.after:
        values["needs"] = child.after[event_id]
    elif random.random() < FAILING:
        values["fails"] = random.randint(1, 3)
        values["fault"] = random.choice(["later", "error"])
    if kind is RecordChanged:
        values["record_version"] = version
    if kind is Noted and random.random() < REMINDING:
        values["remind_after"] = random.uniform(0.05, 6)
    return kind.model_validate(values)


def _expect(made: Workload, event: Happening, event_id: str) -> None:
    child = made.children[event.child_id]
    made.failing += bool(event.fails)
    if isinstance(event, Noted) and event.remind_after is not None:
        child.anywhere.add(f"reminder:{event_id}")
        child.after[f"reminder:{event_id}"] = event_id
        made.reminders += 1
    if not isinstance(event, ORDERED):
        child.anywhere.add(event_id)
    elif not isinstance(event, RecordChanged) or _is_newest(child, event):
        child.order.append(event_id)


def _is_newest(child: Expected, event: RecordChanged) -> bool:
    newest = event.record_version > child.newest
    child.newest = max(child.newest, event.record_version)
    return newest


def _repeat(random: Random, made: Workload) -> None:
    """Send some messages again, somewhat later."""
    made.repeated = int(len(made.messages) * REPEATED)
    for place in sorted(random.sample(range(len(made.messages)), made.repeated), reverse=True):
        again = place + random.randint(1, MOST_BETWEEN_REPEATS)
        made.messages.insert(min(again, len(made.messages)), made.messages[place])
