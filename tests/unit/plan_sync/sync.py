"""A hand that feeds events to plan_sync as its journal would."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from services.plan_sync.service import SERVICE
from services.plan_sync.state import PlanSync
from shared.contracts.envelope import Event
from shared.effects import CancelWrites, Context, Effect, Emit, Write
from shared.rules.practice import DEFAULT, Practice

CHILD = "CH-1"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

E = TypeVar("E", bound=Event)


@dataclass
class Sync:
    """One child in plan_sync: its document, and the effects of the last event."""

    state: PlanSync = field(default_factory=lambda: PlanSync(child_id=CHILD))
    now: datetime = NOW
    last: tuple[Effect, ...] = ()
    count: int = 0
    practice: Practice = DEFAULT

    def take(
        self, event: Event, facts: object = None, happened: datetime | None = None
    ) -> tuple[Effect, ...]:
        """Let the service's own table decide; the document passes through JSON, as in the journal.

        Each event is told a second after the one before, unless it `happened` at another time.
        """
        handler = SERVICE.handler(event.TYPE)
        assert handler is not None, event.TYPE
        self.count += 1
        at = self.now + timedelta(seconds=self.count)
        ctx = Context(at, f"EV-{self.count}", happened or at, facts, self.practice)
        decision = handler.decide(self.state, event, ctx)
        self.state = PlanSync.model_validate_json(decision.state.model_dump_json())
        self.last = decision.effects
        return self.last

    def emitted(self, kind: type[E]) -> list[E]:
        """Return the events of a type among the last effects."""
        return [one.event for one in self.last if isinstance(one, Emit) and isinstance(one.event, kind)]

    def writes(self, kind: str) -> list[Write]:
        """Return the Writes of a kind among the last effects, without those that only look."""
        found = [one for one in self.last if isinstance(one, Write) and one.kind == kind]
        return [one for one in found if "look_for" not in one.payload]

    @property
    def looks(self) -> list[Write]:
        """Return those of the last effects that only look for what a Write may have left."""
        return [one for one in self.last if isinstance(one, Write) and "look_for" in one.payload]

    def codes(self, kind: str) -> list[str]:
        """Return the codes of the notes or tasks among the last effects."""
        return [one.payload["code"] for one in self.writes(kind)]

    @property
    def cancelled(self) -> bool:
        """Whether the last effects took back what was outbound."""
        return any(isinstance(one, CancelWrites) for one in self.last)


def pending(sync: Sync) -> set[str]:
    """The commitments that wait to be written, by the document."""
    return {
        commitment
        for plan in sync.state.plans
        for write in plan.writes
        if write.status == "pending"
        for commitment in write.commitments
    }
