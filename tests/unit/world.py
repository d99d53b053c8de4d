"""All four services around one invented child, joined as exchanges and journals join them, without any I/O.

What the case system tells goes to every service that listens; what a service says goes to the others. A
service may be stuck: then its events wait in line, save those that overtake. What came too early is tried
again after the service's next event. Writes of entries wait until `write` carries them out.
"""

from collections import deque
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from services.conference.service import SERVICE as CONFERENCE
from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.policy import Policy
from services.eligibility.service import build
from services.family_finding.service import SERVICE as FAMILY_FINDING
from services.plan_sync.service import SERVICE as PLAN_SYNC
from shared.contracts.envelope import Event
from shared.contracts.our_meeting import PlanReceipt
from shared.effects import CancelWrites, Context, Effect, Emit, State, Write
from shared.errors import TooEarly
from shared.service import Service, WriteDone
from tests.unit.eligibility.children import LEEDS

CHILD = "C1"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
SERVICES: dict[str, Service[Any]] = {
    one.name: one for one in (build(PolicyBook((LEEDS,))), FAMILY_FINDING, CONFERENCE, PLAN_SYNC)
}
HANDLERS = {name: {one.event.TYPE: one for one in service.handlers} for name, service in SERVICES.items()}
FACTS = {"case.plan.decided.v1": {"care_plan": "7", "pathway_plan": "3"}}
"""What a handler would have read in the case system."""

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Told:
    """An event, and when it was told."""

    event: Event
    at: datetime


Watcher = Callable[[str, Told, tuple[Effect, ...]], None]
"""Sees each decision: the service, the event and what followed."""


class World:
    """One child, and others if a test tells of them; each event of the case system comes a minute later."""

    def __init__(self, policy: Policy = LEEDS) -> None:
        """Begin on Monday 2 November 2026, 9 o'clock, under Leeds's policy or another one."""
        self.now = START
        self.handlers = HANDLERS
        if policy is not LEEDS:
            eligibility = build(PolicyBook((policy,)))
            self.handlers = {**HANDLERS, eligibility.name: {h.event.TYPE: h for h in eligibility.handlers}}
        self.states: dict[str, State] = {name: one.state(child_id=CHILD) for name, one in SERVICES.items()}
        self.others: dict[tuple[str, str], State] = {}
        self.lines: dict[str, tuple[Told, ...]] = dict.fromkeys(SERVICES, ())
        self.early: dict[str, tuple[Told, ...]] = dict.fromkeys(SERVICES, ())
        self.stuck: frozenset[str] = frozenset()
        self.said: list[Event] = []
        self.notes: list[Write] = []
        self.pending: dict[str, Write] = {}
        self.entries: list[Write] = []
        self.count = 0
        self.watch: Watcher = lambda *_seen: None

    def again(self) -> "World":
        """The same world, to go on from here in another way."""
        other = copy(self)
        for name in ("states", "others", "lines", "early", "said", "notes", "pending", "entries"):
            setattr(other, name, copy(getattr(self, name)))
        return other

    def tell(self, *events: Event) -> list[Event]:
        """Tell events of the case system one after the other; return everything that the services said."""
        before = len(self.said)
        for event in events:
            self.now += timedelta(minutes=1)
            self._spread(Told(event, self.now))
        return self.said[before:]

    def stick(self, name: str) -> None:
        """Let a service's line get stuck."""
        self.stuck |= {name}

    def release(self, name: str) -> None:
        """Let it go on with what waits."""
        self.stuck -= {name}
        line, self.lines[name] = self.lines[name], ()
        for told in line:
            self._spread_all(self._decide(name, told))

    def write(self) -> None:
        """Carry out the writes that wait, and tell plan_sync that they stand."""
        for reference, write in tuple(self.pending.items()):
            del self.pending[reference]
            self.entries.append(write)
            receipts = tuple(
                PlanReceipt(
                    reference=one["reference"], remote_id="1", remote_version="8", content_hash="0" * 64
                )
                for one in write.payload["entries"]
            )
            done = WriteDone(child_id=CHILD, reference=reference, kind="entries", receipts=receipts)
            self._spread_all(self._decide("plan-sync", Told(done, self.now)))

    def state(self, name: str, child_id: str = CHILD) -> Any:  # noqa: ANN401 - each service has its own
        """The document of a service about the child, or about another one."""
        if child_id == CHILD:
            return self.states[name]
        return self.others.get((name, child_id)) or SERVICES[name].state(child_id=child_id)

    def _spread(self, told: Told) -> None:
        self._spread_all([told])

    def _spread_all(self, news: list[Told]) -> None:
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
        try:
            news = self._take(name, told)
        except TooEarly:
            self.early[name] += (told,)
            return []
        for early in self.early[name]:
            try:
                news += self._take(name, early)
            except TooEarly:
                continue
            self.early[name] = tuple(one for one in self.early[name] if one is not early)
        return news

    def _take(self, name: str, told: Told) -> list[Told]:
        handler, child_id = self.handlers[name][told.event.TYPE], told.event.child_id
        self.count += 1
        context = Context(self.now, f"E{self.count}", told.at, FACTS.get(told.event.TYPE))
        decision = handler.decide(self.state(name, child_id), told.event, context)
        if child_id == CHILD:
            self.states[name] = decision.state
        else:
            self.others[name, child_id] = decision.state
        self._carry_out(decision.effects)
        self.watch(name, told, decision.effects)
        emitted = [one.event for one in decision.effects if isinstance(one, Emit)]
        self.said += emitted
        return [Told(event, self.now) for event in emitted]

    def _carry_out(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, CancelWrites):
                self.pending = {}
            elif isinstance(effect, Write) and effect.outbound:
                self.pending[effect.reference] = effect
            elif isinstance(effect, Write) and all(one.reference != effect.reference for one in self.notes):
                self.notes.append(effect)


def only(said: list[Event], kind: type[E]) -> list[E]:
    """The events of one kind."""
    return [event for event in said if isinstance(event, kind)]
