"""All four services around invented children, joined as exchanges and journals join them, without any I/O.

What the case system tells goes to every service that listens; what a service says goes to the others. An
event has its own time, which may lie before its arrival. A service may be stuck: then its events wait in
line, save those that overtake. What came too early is tried again after the child's next event, and goes
before a later event of its type. Reminders come due while time passes; writes of entries wait for `write`.
"""

from collections import deque
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from services.conference.service import SERVICE as CONFERENCE
from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.policy import Policy
from services.eligibility.service import build
from services.family_finding.service import SERVICE as FAMILY_FINDING
from services.plan_sync.service import SERVICE as PLAN_SYNC
from shared.contracts import case_system as case
from shared.contracts.envelope import Event
from shared.contracts.our_meeting import PlanReceipt
from shared.effects import CancelWrites, Context, Effect, Emit, Forget, Remind, State, Write
from shared.errors import TooEarly
from shared.rules.practice import DEFAULT, Practice
from shared.service import Handler, ReminderDue, Service, WriteDone
from tests.unit.eligibility.children import LEEDS

CHILD = "C1"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SERVICES: dict[str, Service[Any]] = {
    one.name: one for one in (build(PolicyBook((LEEDS,))), FAMILY_FINDING, CONFERENCE, PLAN_SYNC)
}
HANDLERS: dict[str, dict[str, Handler[Any]]] = {
    name: {one.event.TYPE: one for one in service.handlers} for name, service in SERVICES.items()
}
FACTS: dict[str, object] = {
    case.PlanDecided.TYPE: {"care_plan": "7", "pathway_plan": "3"},
    case.CarePlanChanged.TYPE: {},
}
"""What the case system answers to a handler that reads it: versions of the plans, and entries (none)."""

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Told:
    """An event, and its own time: when it was recorded where it happened."""

    event: Event
    at: datetime


Watcher = Callable[[str, Told, tuple[Effect, ...]], None]
"""Sees each decision: the service, the event and what followed."""


class World:
    """The children a test tells of; each event of the case system arrives a minute after the one before."""

    def __init__(self, policy: Policy = LEEDS, start: datetime = START, practice: Practice = DEFAULT) -> None:
        """Begin on Monday 2 November 2026, 9 o'clock, under Leeds's policy, unless told otherwise."""
        self.now = start
        self.practice = practice
        self.handlers = HANDLERS
        if policy is not LEEDS:
            eligibility = build(PolicyBook((policy,)))
            self.handlers = {**HANDLERS, eligibility.name: {h.event.TYPE: h for h in eligibility.handlers}}
        self.states: dict[tuple[str, str], State] = {}
        self.lines: dict[str, tuple[Told, ...]] = dict.fromkeys(SERVICES, ())
        self.early: dict[tuple[str, str], tuple[Told, ...]] = {}
        self.stuck: frozenset[str] = frozenset()
        self.reminders: dict[tuple[str, str, str], datetime] = {}
        self.said: list[Event] = []
        self.noted: dict[tuple[str, str], Write] = {}
        self.pending: dict[tuple[str, str], Write] = {}
        self.looks: dict[tuple[str, str], Write] = {}
        self.written: list[tuple[str, Write]] = []
        self.count = 0
        self.watch: Watcher = lambda *_seen: None

    def again(self) -> "World":
        """The same world, to go on from here in another way."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list):
                setattr(other, name, copy(value))
        return other

    @property
    def notes(self) -> list[Write]:
        """Notes and tasks in the records, in order; of one child's a reference stands once."""
        return list(self.noted.values())

    @property
    def entries(self) -> list[Write]:
        """The writes of entries that were carried out."""
        return [write for _child, write in self.written]

    def tell(self, *events: Event, at: datetime | None = None) -> list[Event]:
        """Tell events of the case system one after the other; return everything that the services said.

        `at` is the events' own time; without it, when they arrive. To tell an event again is to repeat it
        under a new envelope.
        """
        before = len(self.said)
        for event in events:
            self.now += MINUTE
            self._spread([Told(event, at or self.now)])
        return self.said[before:]

    def only_to(self, name: str, *events: Event, at: datetime | None = None) -> list[Event]:
        """Tell events to one service alone; the others hear only what it says."""
        before = len(self.said)
        for event in events:
            self.now += MINUTE
            self._spread(self._arrive(name, Told(event, at or self.now)))
        return self.said[before:]

    def all_but(self, name: str, *events: Event, at: datetime | None = None) -> list[Event]:
        """Tell events to every service but one, which never hears them, or later."""
        before = len(self.said)
        for event in events:
            self.now += MINUTE
            told = Told(event, at or self.now)
            self._spread([news for other in SERVICES if other != name for news in self._arrive(other, told)])
        return self.said[before:]

    def until(self, when: date | datetime) -> list[Event]:
        """Let time pass, until nine o'clock on a day or until a moment: reminders come due in order."""
        if not isinstance(when, datetime):
            when = datetime.combine(when, START.time(), UTC)
        before = len(self.said)
        while due := sorted((at, key) for key, at in self.reminders.items() if at <= when):
            at, key = due[0]
            del self.reminders[key]
            self.now = max(self.now, at)
            name, child_id, reminder = key
            reminded = ReminderDue(child_id=child_id, name=reminder)
            self._spread(self._decide(name, Told(reminded, self.now)))
        self.now = max(self.now, when)
        return self.said[before:]

    def stick(self, name: str) -> None:
        """Let a service's line get stuck."""
        self.stuck |= {name}

    def release(self, name: str) -> None:
        """Let it go on with what waits."""
        self.stuck -= {name}
        line, self.lines[name] = self.lines[name], ()
        for told in line:
            self._spread(self._decide(name, told))

    def write(self) -> list[Event]:
        """Carry out the writes that wait, and tell plan_sync that they stand; a look finds nothing."""
        before = len(self.said)
        for key in tuple(self.looks):
            del self.looks[key]
            self._written(*key, ())
        for key in tuple(self.pending):
            if (write := self.pending.pop(key, None)) is not None:
                self.written.append((key[0], write))
                self._written(*key, tuple(_receipt(one["reference"]) for one in write.payload["entries"]))
        return self.said[before:]

    def _written(self, child_id: str, reference: str, receipts: tuple[PlanReceipt, ...]) -> None:
        done = WriteDone(child_id=child_id, reference=reference, kind="entries", receipts=receipts)
        self._spread(self._decide("plan-sync", Told(done, self.now)))

    def state(self, name: str, child_id: str = CHILD) -> Any:  # noqa: ANN401 - each service has its own
        """The document of a service about the child, or about another one."""
        return self.states.get((name, child_id)) or SERVICES[name].state(child_id=child_id)

    def _spread(self, news: list[Told]) -> None:
        waiting = deque(news)
        while waiting:
            told = waiting.popleft()
            for name in SERVICES:
                waiting += self._arrive(name, told)

    def _arrive(self, name: str, told: Told) -> list[Told]:
        handler = self.handlers[name].get(told.event.TYPE)
        if handler is None:
            return []
        if name in self.stuck and not handler.overtakes:
            self.lines[name] += (told,)
            return []
        return self._decide(name, told)

    def _decide(self, name: str, told: Told) -> list[Told]:
        key = name, told.event.child_id
        news = self._retry(key, told.event.TYPE)
        try:
            news += self._take(name, told)
        except TooEarly:
            self.early[key] = (*self.early.get(key, ()), told)
            return news
        return news + self._retry(key)

    def _retry(self, key: tuple[str, str], event_type: str | None = None) -> list[Told]:
        """Try what came too early, as long as each that is settled may be what another awaits."""
        news: list[Told] = []
        settled = True
        while settled:
            settled = False
            for early in self.early.get(key, ()):
                if event_type not in (None, early.event.TYPE):
                    continue
                try:
                    news += self._take(key[0], early)
                except TooEarly:
                    continue
                self.early[key] = tuple(one for one in self.early[key] if one is not early)
                settled = True
        return news

    def _take(self, name: str, told: Told) -> list[Told]:
        handler, child_id = self.handlers[name][told.event.TYPE], told.event.child_id
        self.count += 1
        facts = FACTS.get(told.event.TYPE) if handler.load else None
        context = Context(self.now, f"E{self.count}", told.at, facts, self.practice)
        decision = handler.decide(self.state(name, child_id), told.event, context)
        self.states[name, child_id] = decision.state
        for effect in decision.effects:
            self._carry_out(name, child_id, effect)
        self.watch(name, told, decision.effects)
        emitted = [one.event for one in decision.effects if isinstance(one, Emit)]
        self.said += emitted
        return [Told(event, self.now) for event in emitted]

    def _carry_out(self, name: str, child_id: str, effect: Effect) -> None:
        match effect:
            case Remind():
                self.reminders[name, child_id, effect.name] = effect.at
            case Forget():
                self.reminders.pop((name, child_id, effect.name), None)
            case CancelWrites():
                self.pending = {key: write for key, write in self.pending.items() if key[0] != child_id}
            case Write() if "look_for" in effect.payload:
                self.looks[child_id, effect.reference] = effect
            case Write() if effect.outbound:
                self.pending[child_id, effect.reference] = effect
            case Write():
                self.noted.setdefault((child_id, effect.reference), effect)
            case _:
                pass


def _receipt(reference: str) -> PlanReceipt:
    return PlanReceipt(reference=reference, remote_id="1", remote_version="8", content_hash="0" * 64)


def only(said: list[Event], kind: type[E]) -> list[E]:
    """The events of one kind."""
    return [event for event in said if isinstance(event, kind)]
