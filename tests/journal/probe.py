"""A small service whose decisions a test scripts by the number of each event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from shared.bus.base import Delivery
from shared.case_system.port import CaseSystem
from shared.contracts.envelope import Envelope, Event, wrap
from shared.effects import Context, Decision, Effect, State
from shared.errors import TooEarly
from shared.journal.origins import Origins
from shared.service import (
    WRITE_RESULTS,
    Handler,
    ReminderDue,
    Service,
    WriteDone,
    WriteRequest,
    WriteSettled,
)

SOURCE = "urn:probe"
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Happened(Event):
    """Something with a number; a failing one holds its child's line and is parked in the end."""

    TYPE: ClassVar[str] = "probe.happened.v1"
    number: int


class Skippable(Happened):
    """After the last attempt the line goes on without it."""

    TYPE: ClassVar[str] = "probe.skippable.v1"


class Urgent(Happened):
    """Overtakes whatever waits."""

    TYPE: ClassVar[str] = "probe.urgent.v1"


class Loading(Happened):
    """Needs facts of the case system."""

    TYPE: ClassVar[str] = "probe.loading.v1"


class Told(Happened):
    """What the probe publishes."""

    TYPE: ClassVar[str] = "probe.told.v1"


class Tally(State):
    """What was decided, in order: numbers of events, names of reminders, results of writes."""

    seen: tuple[str, ...] = ()


@dataclass
class Script:
    """What becomes of an event's number, a reminder's name, a write's reference; changed as a test goes."""

    faults: dict[str, Exception] = field(default_factory=dict)
    load_faults: dict[str, Exception] = field(default_factory=dict)
    awaits: dict[str, str] = field(default_factory=dict)
    effects: dict[str, tuple[Effect, ...]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    fetched: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    decided: list[tuple[Event, Context]] = field(default_factory=list)

    def decide(self, state: Tally, event: Event, ctx: Context) -> Decision[Tally]:
        """Fail as told, or put the event into the tally and have its effects."""
        name = name_of(event)
        assert ctx.facts == (f"facts of {name}" if isinstance(event, Loading) else None)
        if fault := self.faults.get(name):
            raise fault
        if (awaited := self.awaits.get(name)) and awaited not in state.seen:
            raise TooEarly(awaits="another")
        self.decided.append((event, ctx))
        return Decision(state.model_copy(update={"seen": (*state.seen, name)}), self.effects.get(name, ()))

    async def load(self, event: Happened, _envelope: Envelope, _case_system: CaseSystem) -> str:
        """Fail as told, or return facts."""
        if fault := self.load_faults.get(str(event.number)):
            raise fault
        return f"facts of {event.number}"

    async def perform(self, write: WriteRequest, _case_system: CaseSystem) -> WriteSettled:
        """Fail as told, or write and be done."""
        if fault := self.faults.get(write.reference):
            raise fault
        self.written.append(write.reference)
        return WriteDone(child_id=write.child_id, reference=write.reference, kind=write.kind)

    async def fetch(self, dataref: str) -> Mapping[str, Any]:
        """The case system's answer for a `dataref`."""
        if fault := self.load_faults.get(dataref):
            raise fault
        return self.fetched[dataref]


def name_of(event: Event) -> str:
    """What the script and the tally call an event."""
    match event:
        case ReminderDue():
            return event.name
        case WriteSettled():
            return f"{event.TYPE.removeprefix('internal.write.')} {event.reference}"
        case Happened():
            return str(event.number)
    raise AssertionError(event.TYPE)


def probe(script: Script, name: str = "probe", *, attempts: int = 3) -> Service[Tally]:
    """The service; each handler gives up after `attempts`."""
    decide = script.decide
    return Service(
        name,
        Tally,
        (
            Handler(Happened, decide, attempts=attempts),
            Handler(Skippable, decide, when_dead="skip", attempts=attempts),
            Handler(Urgent, decide, overtakes=True, attempts=attempts),
            Handler(Loading, decide, load=script.load, attempts=attempts),
            Handler(ReminderDue, decide, attempts=attempts),
            *(Handler(result, decide, attempts=attempts) for result in WRITE_RESULTS),
        ),
        script.perform,
    )


def message(
    number: int,
    child: str = "c1",
    kind: type[Happened] = Happened,
    *,
    event_id: str | None = None,
    source: str = SOURCE,
) -> Delivery:
    """An event of the probe as the bus delivers it; its id is made of its number unless given."""
    event = kind(child_id=child, number=number)
    return Delivery(wrap(event, id=event_id or f"e{number}", source=source, time=START).body())


class Anybody(Origins):
    """Takes every event from whoever says it: for tests about what comes after that."""

    def __init__(self) -> None:
        """No source is listed, and none needs to be."""
        super().__init__("E08000035", ())

    def refusal(self, _envelope: Envelope, _exchange: str) -> str | None:
        """Nobody is refused."""
        return None


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        """Start at START."""
        self.now = START

    def __call__(self) -> datetime:
        """The moment at which it stands."""
        return self.now

    def move(self, seconds: float) -> None:
        """Go on by so many seconds."""
        self.now += timedelta(seconds=seconds)
