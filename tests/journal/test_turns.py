"""What came too early keeps its place among the child's later events of its type, once it may be decided."""

from datetime import timedelta
from typing import Any

import pytest

from services.plan_sync.service import HANDLERS
from services.plan_sync.state import PlanSync
from shared.bus.base import Delivery
from shared.contracts.case_system import ChildChanged, PlanDecided
from shared.contracts.envelope import Event, wrap
from shared.contracts.lifelong_links import PlanCaptured
from shared.errors import CaseSystemUnavailable, RetryLater
from shared.service import Handler, Service
from shared.storage.engine import Database
from tests.journal.probe import START, FixedClock, Happened, Loading, Script, Skippable, Urgent, message
from tests.journal.process import Process, due_in, opened
from tests.unit.eligibility.children import child

AWAY = CaseSystemUnavailable("read-section", status=503)


async def _early(process: Process, number: int = 1, kind: type[Happened] = Loading, *, awaits: int) -> None:
    """An event of the child is set aside: it awaits another one."""
    process.script.awaits[str(number)] = str(awaits)
    await process.receive(message(number, kind=kind))
    await process.later(1)
    assert (await process.row(number)).status == "early"


async def test_a_later_decision_waits_while_the_earlier_ones_read_fails(process: Process) -> None:
    """c65: what the first awaited has come, the case system flaps, and the second is read without a fault."""
    await _early(process, awaits=3)
    process.script.load_faults["1"] = AWAY
    await process.receive(message(3))
    await process.later(1)
    await process.receive(message(2, kind=Loading))
    await process.later(1)
    assert await process.seen() == ["3"]
    process.script.load_faults.clear()
    for _ in range(5):
        await process.later(3600)
    assert await process.seen() == ["3", "1", "2"]


async def test_a_later_decision_waits_while_the_earlier_one_is_read(process: Process) -> None:
    """c65: nothing fails; the second comes in the batch that brings what the first awaits."""
    await _early(process, awaits=3)
    await process.receive(message(3), message(2, kind=Loading))
    await process.settle()
    assert await process.seen() == ["3", "1", "2"]


async def test_it_keeps_its_place_before_what_waited_in_the_line(process: Process) -> None:
    """What it awaits and a later one of its type stand in the line together, read already."""
    await _early(process, awaits=3)
    process.script.faults["3"] = RetryLater("not-now")
    await process.receive(message(3), message(2, kind=Loading), message(4))
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == ["3", "1", "2", "4"]


async def test_two_that_came_too_early_keep_their_order(process: Process) -> None:
    """The second is read at once, the first not: it waits behind the first, and both outside the line."""
    await _early(process, 1, awaits=3)
    await _early(process, 2, awaits=3)
    process.script.load_faults["1"] = AWAY
    await process.receive(message(3))
    await process.settle()
    await process.receive(message(4))
    assert await process.seen() == ["3", "4"]
    process.script.load_faults.clear()
    await process.later(60)
    assert await process.seen() == ["3", "4", "1", "2"]


async def test_a_decision_that_must_wait_for_something_else_keeps_its_place_too(process: Process) -> None:
    """Nothing to read, but the decision itself cannot be taken now: the same place."""
    await _early(process, kind=Happened, awaits=3)
    process.script.awaits.clear()
    process.script.faults["1"] = RetryLater("locked")
    await process.receive(message(3, kind=Urgent), message(2))
    assert await process.seen() == ["3"]
    process.script.faults.clear()
    await process.later(5)
    assert await process.seen() == ["3", "1", "2"]


async def test_what_still_awaits_something_holds_nobody_up(process: Process) -> None:
    """A check about a lead that never comes must not block checks about other leads."""
    await _early(process, awaits=99)
    await process.receive(message(2, kind=Loading), message(3), message(4, kind=Loading))
    await process.settle()
    for _ in range(30):
        await process.later(4400)
    await process.receive(message(5, kind=Loading))
    await process.settle()
    assert await process.seen() == ["2", "3", "4", "5"]


async def test_an_outage_does_not_make_it_hold_others_up_when_nothing_came(process: Process) -> None:
    """Its own timer finds the case system away: it awaits as before, and the others are read again."""
    await _early(process, awaits=99)
    process.script.load_faults["1"] = AWAY
    for _ in range(3):
        await process.later(60)
    assert (await process.row(1)).error == "awaits-another"
    await process.receive(message(2, kind=Loading))
    await process.settle()
    assert await process.seen() == ["2"]


async def test_two_that_await_different_things_do_not_block_each_other(process: Process) -> None:
    """What the second awaits has come: the first is looked at, awaits on, and the second is decided."""
    await _early(process, 1, awaits=98)
    await _early(process, 2, awaits=3)
    await process.receive(message(3))
    await process.settle()
    assert await process.seen() == ["3", "2"]


async def test_events_of_other_types_and_of_other_children_go_on(process: Process) -> None:
    """Only its own type waits behind it."""
    await _early(process, awaits=3)
    process.script.load_faults["1"] = AWAY
    await process.receive(message(3))
    await process.settle()
    await process.receive(message(4), message(5, "c2", Loading))
    await process.settle()
    assert (await process.seen(), await process.seen("c2")) == (["3", "4"], ["5"])


async def test_what_overtakes_waits_behind_nothing_of_its_type_either(process: Process) -> None:
    """Hard case 14: a withdrawal is decided on arrival, also when an older one could not be."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1, kind=Urgent))
    await process.receive(message(2, kind=Urgent))
    assert await process.seen() == ["2"]


async def test_what_waits_behind_it_is_due_when_it_is_and_says_why(process: Process) -> None:
    """The backlog does not go round meanwhile, and an operator sees what is ahead."""
    await _early(process, awaits=3)
    process.script.load_faults["1"] = AWAY
    await process.receive(message(3))
    await process.settle()
    await process.receive(message(2, kind=Loading))
    await process.settle()
    first, second = await process.row(1), await process.row(2)
    assert (second.status, second.error) == ("waiting", "behind-another")
    assert second.due_at == first.due_at
    assert due_in(first, process.clock) > 0


async def test_a_replayed_one_keeps_its_place_before_another_that_awaits_the_same(process: Process) -> None:
    """It was given up, comes back into the line and is set aside: still the older of the two."""
    process.script.faults |= {"1": ValueError(), "3": RetryLater("not-now")}
    await process.receive(message(1, kind=Skippable))
    for _ in range(3):
        await process.later(10)
    assert (await process.row(1)).status == "dead"
    await _early(process, 2, Skippable, awaits=3)
    await process.receive(message(3))
    process.script.faults.clear()
    process.script.awaits["1"] = "3"
    await process.replay(1)
    await process.later(10)
    assert await process.seen() == ["3", "1", "2"]


async def test_when_it_is_given_up_the_others_go_on(process: Process) -> None:
    """It ends as dead, for an operator to see; nothing waits behind what is over."""
    await _early(process, awaits=3)
    process.script.load_faults["1"] = ValueError()
    await process.receive(message(3))
    await process.settle()
    await process.receive(message(2, kind=Loading))
    for _ in range(60):
        await process.later(61)
    assert await process.statuses() == {"e1": "dead", "e3": "done", "e2": "done"}


@pytest.mark.parametrize("place", ["sqlite", "postgres"], indirect=True)
async def test_what_was_declined_last_is_not_written(place: Database, clock: FixedClock) -> None:
    """c66: plan_sync's own handlers; the approval came before the plan, the refusal in the plan's batch."""

    async def bases(*_: object) -> dict[str, str]:
        return {"care_plan": "7"}

    decided = [one for one in HANDLERS if one.event is PlanDecided]
    others = tuple(one for one in HANDLERS if one.event is not PlanDecided)
    reading = tuple(Handler(one.event, one.decide, load=bases) for one in decided)
    service = Service("probe", PlanSync, others + reading)
    async with opened(place, Script(), clock, service=service) as process:
        record = ChildChanged.model_validate(child(child_id="C1").model_dump(by_alias=True))
        await process.receive(_told(1, record))
        await process.receive(_told(2, _decision(CM1="approved", CM2="approved")))
        await process.later(1)
        assert (await process.row(2)).status == "early"
        await process.receive(_told(3, _captured()), _told(4, _decision(CM1="declined", CM2="approved")))
        await process.later(5)
        assert await process.audited("C1") == [(f"e{number}", "done") for number in (1, 3, 2, 4)]
        assert "CM1" not in await _to_be_written(process)


async def _to_be_written(process: Process) -> set[str]:
    """The commitments whose entries wait to be written; an order that only looks writes nothing."""
    rows = await process.store.due_writes(process.parts.now(), 100)
    payloads = [process.parts.codec.open_write(row)["payload"] for row in rows if row.kind == "entries"]
    orders = [payload for payload in payloads if not payload.get("look_for")]
    return {entry["commitment_id"] for order in orders for entry in order["entries"]}


COMMITMENTS: Any = [
    {"commitment_id": name, "lead_id": f"L{name}", "kind": "visits", "how": "visit", "frequency": "monthly"}
    for name in ("CM1", "CM2")
]


def _told(number: int, event: Event) -> Delivery:
    time = START + timedelta(minutes=number)
    return Delivery(wrap(event, id=f"e{number}", source="urn:la:E1:case-system", time=time).body())


def _captured() -> PlanCaptured:
    plan = {"child_id": "C1", "plan_id": "P1", "version": 1, "child_agrees": True}
    return PlanCaptured.model_validate(plan | {"commitments": COMMITMENTS})


def _decision(**ruled: str) -> PlanDecided:
    given = [{"commitment_id": name, "decision": ruling} for name, ruling in ruled.items()]
    plan = {"child_id": "C1", "plan_id": "P1", "version": 1, "decided_by": "W1"}
    review = START.date().isoformat()
    return PlanDecided.model_validate(plan | {"considered_at_review": review, "decisions": given})
