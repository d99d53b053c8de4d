"""A child's plan over time, by a machine that knows the rules in their simplest form (hard case 61)."""

from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import JourneyFrozen, JourneyResumed
from shared.effects import CancelWrites, Write
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    TODAY,
    Sync,
    blocked,
    cleared,
    conflicted,
    consent,
    decided_anew,
    done,
    order,
    pending,
    refused,
    wish,
)
from tests.unit.plan_sync.test_any_order import BOTH, CHOICES, LEADS, MINUTE, begun


@dataclass
class Model:
    """What is known of the child by the simplest account of it."""

    orders: frozenset[str] = frozenset()
    noes: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    paused: bool = False
    withdrawn: bool = False
    approved: frozenset[str] = frozenset()

    def is_barred(self, lead_id: str) -> bool:
        """Whether a fact bars this person, and not only a check that is still to come."""
        return lead_id in self.orders or lead_id in self.noes

    def may_be_written(self) -> set[str]:
        """The commitments that may be about to be written."""
        if self.paused or self.withdrawn:
            return set()
        return {
            one for one in self.approved if not self.is_barred(LEADS[one]) and LEADS[one] not in self.closed
        }


class PlanOverTime(RuleBasedStateMachine):
    """Decisions, orders, vetoes, checks, pauses, withdrawals and the results of writes, in any order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.sync = Sync()
        self.model = Model()
        self.waiting: dict[str, Write] = {}
        self.gone: list[Write] = []
        self.written: list[str] = []
        self.tasks: dict[str, int] = {}
        self.orders: dict[str, list[str]] = {}
        self.last: list[tuple[Event, Any]] = []
        self.number = 0

    @initialize()
    def plan(self) -> None:
        """A plan waits for its decision."""
        self.sync = begun()

    def tell(self, event: Event, facts: object = None) -> None:
        """Tell an event, and keep what waits to be written as the journal would."""
        self.sync.now += MINUTE
        effects = self.sync.take(event, facts)
        self.last.append((event, facts))
        for effect in effects:
            if isinstance(effect, CancelWrites):
                self.gone += self.waiting.values()
                self.waiting = {}
            elif isinstance(effect, Write) and effect.outbound:
                self.waiting[effect.reference] = effect
            elif isinstance(effect, Write) and effect.payload.get("code") == "entry-of-barred-person":
                who = effect.payload["lead_id"]
                self.tasks[who] = self.tasks.get(who, 0) + 1

    def next(self) -> str:
        """A number that no record had before."""
        self.number += 1
        return str(self.number)

    @rule(said=st.sampled_from(CHOICES))
    def decide(self, said: dict[str, str]) -> None:
        """A worker decides: completely, or not."""
        self.tell(decided_anew(f"D-{self.next()}", decisions=said), BASES)
        complete = len(said) == len(LEADS)
        chosen = frozenset(one for one, what in said.items() if what == "approved")
        if not self.model.withdrawn:
            self.model.approved = chosen if complete else frozenset()

    @rule(who=st.sampled_from(("LD-1", "LD-2")), bars=st.booleans())
    def restrict(self, who: str, bars: bool) -> None:  # noqa: FBT001 - drawn
        """An order begins, or all of them end."""
        if bars:
            self.orders.setdefault(who, []).append(f"RS-{self.next()}")
            self.tell(order(self.orders[who][-1], who))
        for restriction_id in () if bars else self.orders.pop(who, ()):
            self.tell(order(restriction_id, who, ended=TODAY))
        known = self.model.orders
        self.model.orders = known | {who} if bars else known - {who}

    @rule(who=st.sampled_from(("LD-1", "LD-2")), wanted=st.booleans())
    def wishes(self, who: str, wanted: bool) -> None:  # noqa: FBT001 - drawn
        """The child says no to somebody, or yes."""
        self.tell(wish("yes" if wanted else "no", who, f"V-{self.next()}"))
        known = self.model.noes
        self.model.noes = known - {who} if wanted else known | {who}

    @rule(who=st.sampled_from(("LD-1", "LD-2")), opens=st.booleans())
    def gate(self, who: str, opens: bool) -> None:  # noqa: FBT001 - drawn
        """Family finding closes a gate, or opens it."""
        self.tell(cleared(who) if opens else blocked("check-expired", who))
        known = self.model.closed
        self.model.closed = known - {who} if opens else known | {who}

    @rule(pauses=st.booleans())
    def pause(self, pauses: bool) -> None:  # noqa: FBT001 - drawn
        """A fact is missing, or there again."""
        stop = JourneyFrozen(child_id=CHILD, reason_code="no-worker", pause=True)
        self.tell(stop if pauses else JourneyResumed(child_id=CHILD, reason_code="fact-recorded"))
        self.model.paused = pauses

    @rule(stops=st.booleans())
    def withdraw(self, stops: bool) -> None:  # noqa: FBT001 - drawn
        """The child withdraws, or comes back: what was approved is decided again."""
        self.tell(consent("withdrawn" if stops else "given", consent_id=f"CO-{self.next()}"))
        if stops:
            self.model.approved = frozenset()
        self.model.withdrawn = stops

    @rule(data=st.data())
    def tell_again(self, data: Any) -> None:  # noqa: ANN401 - hypothesis
        """A record of the case system is told again, as another message and later."""
        records = [one for one in self.last if one[0].TYPE.startswith("case.")]
        if records:
            pending_before = pending(self.sync)
            event, found = data.draw(st.sampled_from(records))
            self.tell(event, found)
            assert pending(self.sync) == pending_before

    @rule(outcome=st.sampled_from(("done", "refused", "conflicted")))
    def settle(self, outcome: str) -> None:
        """A write ends."""
        for reference, write in list(self.waiting.items())[:1]:
            del self.waiting[reference]
            if outcome == "done":
                self.written += [one["reference"] for one in write.payload["entries"]]
                self.tell(done(write))
            else:
                self.tell(refused(write) if outcome == "refused" else conflicted(write))

    @rule()
    def end_of_what_was_taken_back(self) -> None:
        """A write that was taken back had been made all the same."""
        if self.gone:
            write = self.gone.pop()
            self.written += [one["reference"] for one in write.payload["entries"]]
            self.tell(done(write))

    @invariant()
    def what_waits_may_be_written(self) -> None:
        """A declined or held commitment is never pending, and the document says what the journal holds."""
        assert pending(self.sync) <= self.model.may_be_written()
        held = {one["commitment_id"] for write in self.waiting.values() for one in write.payload["entries"]}
        assert held == pending(self.sync)

    @invariant()
    def each_entry_of_a_barred_person_is_told(self) -> None:
        """A standing entry of somebody barred has its task."""
        stands = {
            entry.promise.lead_id
            for plan in self.sync.state.plans
            for standing in plan.standing
            for entry in standing.entries.values()
            if entry.promise
        }
        for who in stands:
            assert not self.model.is_barred(who) or self.tasks.get(who, 0) >= 1
            told_of = [one for one in self.sync.state.barred_told if f" {who} " in one]
            assert len(told_of) == int(self.model.is_barred(who))

    def teardown(self) -> None:
        """When everything is fine again, what is approved is written, each entry once."""
        if not self.sync.state.plans:
            return
        for who in ("LD-1", "LD-2"):
            self.restrict(who, bars=False)
            self.wishes(who, wanted=True)
            self.gate(who, opens=True)
        self.withdraw(stops=False)
        self.pause(pauses=False)
        self.decide(BOTH)
        for _ in range(3):
            self.settle("done")
        stands = self.sync.state.plans[0].stands_in("care_plan")
        assert stands == set(LEADS)
        assert pending(self.sync) == set()
        assert self.waiting == {}


PlanOverTime.TestCase.settings = settings(max_examples=50, stateful_step_count=25, deadline=None)
TestPlanOverTime = PlanOverTime.TestCase
