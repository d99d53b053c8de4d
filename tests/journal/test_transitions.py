"""Whatever happens in whatever order, with crashes in between: once, in order, and nothing lost."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from structlog.testing import capture_logs

from shared.effects import Emit, Remind, Write
from shared.errors import CaseSystemUnavailable
from shared.journal.tables import outbox
from shared.storage.engine import Database, database
from shared.storage.migrate import upgrade
from tests.journal.probe import FixedClock, Happened, Loading, Script, Skippable, Told, Urgent, message
from tests.journal.process import Process, open_process
from tests.journal.recorder import Recorder

# A crash falls where the machine's speed lets it: a failure is shown as it happened, not made smaller.
BOUNDED = settings(
    max_examples=20,
    phases=(Phase.reuse, Phase.generate),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
CHILDREN = st.sampled_from(["c1", "c2"])
KINDS = st.sampled_from([Happened, Happened, Loading, Skippable, Urgent])
FAULTS = st.sampled_from([None, None, None, ValueError(), CaseSystemUnavailable("read", status=503)])

_journals = count(1)


class Transitions(RuleBasedStateMachine):
    """Drives a journal; what must come of it is known from what was sent, healed and discarded."""

    def __init__(self, make_place: Callable[[], Database]) -> None:
        """Begin with an empty journal."""
        super().__init__()
        self.place = make_place()
        self.runner = asyncio.Runner()
        self.script, self.clock, self.bus = Script(), FixedClock(), Recorder()
        self.sent: dict[int, tuple[str, type[Happened]]] = {}
        self.discarded: set[int] = set()
        self.out_of_line: set[int] = set()
        self.given_up: set[int] = set()
        self.awaited: dict[str, str] = {}

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - what the work returns
        """Carry out one step; logging it would take longer than doing it."""
        with capture_logs():
            return self.runner.run(work)

    async def _open(self) -> None:
        self.process: Process = await open_process(self.place, self.script, self.clock, bus=self.bus)

    @initialize()
    def begin(self) -> None:
        """Make the tables and open the journal."""
        self.run(upgrade(self.place))
        self.run(self._open())

    @rule(
        child=CHILDREN, kinds=st.lists(st.tuples(KINDS, FAULTS), min_size=1, max_size=4), early=st.booleans()
    )
    def arrive(self, child: str, kinds: list[tuple[type[Happened], Exception | None]], early: bool) -> None:  # noqa: FBT001 - drawn
        """New events of a child, some of them failing; the first may await the last."""
        numbers = [self._new(child, kind, fault) for kind, fault in kinds]
        if early and len(numbers) > 1:
            self.script.awaits[str(numbers[0])] = self.awaited[str(numbers[0])] = str(numbers[-1])
            self.out_of_line.add(numbers[0])
        self.run(self.process.receive(*(message(n, child, self.sent[n][1]) for n in numbers)))

    @rule(away=st.sets(st.integers(1, 30)))
    def case_system_flaps(self, away: set[int]) -> None:
        """Some reads fail for a while, others do not."""
        fault = CaseSystemUnavailable("read", status=503)
        self.script.load_faults = dict.fromkeys(map(str, away), fault)

    def _new(self, child: str, kind: type[Happened], fault: Exception | None) -> int:
        number = len(self.sent) + 1
        self.sent[number] = (child, kind)
        due = self.clock() + timedelta(seconds=number * 7 % 50)
        self.script.effects[str(number)] = (
            Emit(Told(child_id=child, number=number)),
            Remind(f"r{number}", due),
            Write("note", f"w{number}"),
        )
        if fault is not None:
            self.script.faults[str(number)] = fault
        if kind is Urgent:
            self.out_of_line.add(number)
        return number

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def redeliver(self, data: st.DataObject) -> None:
        """The broker hands out again what it handed out before."""
        number = data.draw(st.sampled_from(sorted(self.sent)))
        self.run(self.process.receive(message(number, *self.sent[number])))

    @rule(child=CHILDREN, kind=KINDS, turns=st.integers(0, 40))
    def crash_while_arriving(self, child: str, kind: type[Happened], turns: int) -> None:
        """The process dies at any point of taking an event in; the broker hands it out again."""
        number = self._new(child, kind, None)
        again = message(number, child, kind)
        self.run(self._interrupted(self.process.receive(again), turns))
        self.run(self.process.receive(again))

    @rule(turns=st.integers(0, 60))
    def crash_while_settling(self, turns: int) -> None:
        """The process dies at any point of working off what is due."""
        self.run(self._interrupted(self.process.settle(), turns))

    @rule(turns=st.integers(0, 60))
    def crash_while_writing(self, turns: int) -> None:
        """The process dies before, during or after a write; the claim runs out."""
        self.run(self._interrupted(self.process.write(), turns))
        self.clock.move(61)

    @rule(turns=st.integers(0, 60))
    def crash_while_publishing(self, turns: int) -> None:
        """The process dies between the broker's confirm and forgetting."""
        self.run(self._interrupted(self.process.publish(), turns))

    async def _interrupted(self, work: Coroutine[Any, Any, None], turns: int) -> None:
        task = asyncio.ensure_future(work)
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self.process.close()
        await self._open()

    @rule(seconds=st.sampled_from([1, 5, 60, 4000]))
    def time_passes(self, seconds: int) -> None:
        """What is due is settled."""
        self.run(self.process.later(seconds))

    @rule()
    def write(self) -> None:
        """The writes that are due are made."""
        self.run(self.process.write())

    @rule()
    def publish(self) -> None:
        """The outbox is relayed."""
        self.run(self.process.publish())

    @precondition(lambda self: self.script.faults)
    @rule(data=st.data())
    def heal(self, data: st.DataObject) -> None:
        """What made an event fail is repaired."""
        del self.script.faults[data.draw(st.sampled_from(sorted(self.script.faults)))]

    @rule(pick=st.integers(0, 20), discard=st.booleans())
    def operate(self, pick: int, discard: bool) -> None:  # noqa: FBT001 - drawn
        """An operator replays or discards something that is stuck."""
        stuck = [row for row in self.run(self.process.rows()) if row.status in ("parked", "dead")]
        if not stuck:
            return
        row = stuck[pick % len(stuck)]
        number = int(row.event_id.removeprefix("e"))
        if row.status == "dead":
            self.out_of_line.add(number)
            self.given_up.add(number)
        if discard:
            self.discarded.add(number)
        self.run(self.process.discard(number) if discard else self.process.replay(number))

    @invariant()
    def everything_once_and_in_order(self) -> None:
        """After each step; the line's due times are checked by the process itself."""
        if hasattr(self, "process"):
            for child in ("c1", "c2"):
                seen = self.run(self.process.seen(child))
                assert len(seen) == len(set(seen)), "settled twice"
                in_line = [int(n) for n in seen if n.isdigit() and int(n) not in self.out_of_line]
                assert in_line == sorted(in_line), "out of order"
                self._each_has_its_turn([int(n) for n in seen if n.isdigit()])

    def _each_has_its_turn(self, seen: list[int]) -> None:
        """Whoever came early is decided before later ones of its type, save those before what it awaits."""
        place = {number: at for at, number in enumerate(seen)}
        for early, awaited in ((int(one), int(other)) for one, other in self.awaited.items()):
            child, kind = self.sent[early]
            if awaited not in place or kind is Urgent or early in self.given_up:
                continue
            for later in (n for n in seen if n > early and self.sent[n] == (child, kind) and n != awaited):
                in_turn = place[later] < place[awaited] or place.get(early, len(seen)) < place[later]
                assert in_turn or later in self.given_up, "a later one of its type went first"

    def teardown(self) -> None:
        """Heal everything and let time pass: all that was sent has had its effects, once."""
        if hasattr(self, "process"):
            try:
                self.run(self._to_the_end())
                self.run(self.process.close())
            finally:
                self.runner.close()

    async def _to_the_end(self) -> None:
        self.script.faults.clear()
        self.script.load_faults = {}
        self.script.awaits.clear()
        for row in await self.process.rows():
            if row.status in ("parked", "dead"):
                self.given_up.add(int(row.event_id.removeprefix("e")))
                await self.process.replay(int(row.event_id.removeprefix("e")))
        for _ in range(4):
            await self.process.later(5000)
            await self.process.write()
        await self.process.publish()
        for child in ("c1", "c2"):
            numbers = [n for n, (of, _) in self.sent.items() if of == child and n not in self.discarded]
            expected = {name for n in numbers for name in (str(n), f"r{n}", f"done w{n}")}
            seen = await self.process.seen(child)
            assert set(seen) - {name for name in seen if name.startswith("delayed")} == expected
            numbers = [int(n) for n in seen if n.isdigit()]
            assert self.bus.told(child) == numbers, "told out of order"
            self._each_has_its_turn(numbers)
        assert await self.process.waiting_writes() == []
        assert await self.process.count(outbox) == 0


def test_transitions_on_sqlite() -> None:
    """Exactly once, in order, nothing lost, and of each line only the head is due: on SQLite."""
    with tempfile.TemporaryDirectory() as folder:

        def make_place() -> Database:
            return database(f"sqlite:///{folder}/{next(_journals)}", "probe")

        make = partial(Transitions, make_place)
        run_state_machine_as_test(make, settings=BOUNDED)  # type: ignore[arg-type]  # a factory will do


def test_transitions_on_postgresql(postgres_url: str) -> None:
    """The same on PostgreSQL."""

    def make_place() -> Database:
        return database(postgres_url, f"probe-{next(_journals)}")

    make = partial(Transitions, make_place)
    run_state_machine_as_test(make, settings=BOUNDED)  # type: ignore[arg-type]  # a factory will do
