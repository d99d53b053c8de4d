"""A sender's clock may say anything: the journal orders by arrival and waits by its own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.operate.words import ago, until
from shared.bus.base import Delivery
from shared.contracts.envelope import wrap
from shared.effects import Emit, Remind, Write
from shared.errors import RetryLater, TooEarly
from shared.journal.model import HELD, micros, moment
from shared.journal.status import status
from tests.journal.probe import SOURCE, START, Happened, Loading, Skippable, Told, message
from tests.journal.process import Process

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
TIMES = [FIRST, START - timedelta(days=1), START + timedelta(days=1), LAST]


def at(time: datetime, number: int, kind: type[Happened] = Happened) -> Delivery:
    """An event whose envelope says that time."""
    event = kind(child_id="c1", number=number)
    return Delivery(wrap(event, id=f"e{number}", source=SOURCE, time=time).body())


@pytest.mark.parametrize("time", TIMES, ids=str)
async def test_a_clock_that_is_wrong_neither_stops_nor_reorders_anything(
    process: Process, time: datetime
) -> None:
    """At once, waiting, loading, too early, given up: each as if its time were right."""
    script = process.script
    script.effects["1"] = (Emit(Told(child_id="c1", number=1)), Write("note", "note-1"))
    script.faults |= {"2": RetryLater("not-now"), "4": ValueError()}
    script.awaits["3"] = "6"
    kinds = {3: Loading, 4: Skippable}
    await process.receive(at(time, 1), at(time, 3, Loading), message(5, "c2"))
    await process.settle()
    await process.receive(*(at(time, n, kinds.get(n, Happened)) for n in (2, 4)), message(6), message(7))
    del script.faults["2"]
    for _ in range(4):
        await process.later(10)
    await process.write()
    await process.publish()
    seen = await process.seen()
    assert [name for name in seen if name != "3"] == ["1", "2", "6", "7", "done note-1"]
    assert seen.index("3") > seen.index("6")
    assert process.bus.told() == [1]
    assert (await process.row(4)).status == "dead"


@pytest.mark.parametrize("time", TIMES, ids=str)
async def test_a_decision_is_told_the_envelopes_own_time(process: Process, time: datetime) -> None:
    """Which word stands is the rules' to say; the journal neither bounds nor corrects what was said."""
    process.script.faults["1"] = TooEarly(awaits="lead")
    await process.receive(at(time, 1))
    process.script.faults.clear()
    await process.later(10)
    assert [ctx.event_time for _, ctx in process.script.decided] == [time]


async def test_a_reminder_for_the_end_of_all_time_is_kept_and_shown(process: Process) -> None:
    """An order without an end may be written as 9999-12-31: nothing overflows, nothing is due."""
    process.script.effects["1"] = (Remind("review", LAST), Remind("call", FIRST))
    await process.receive(message(1))
    await process.later(1)
    assert await process.seen() == ["1", "call"]
    due = (await status(process.store)).next_due
    assert due == micros(LAST) < HELD
    assert until(due, process.clock()).endswith(" d")


@pytest.mark.parametrize("time", TIMES, ids=str)
def test_a_moment_is_the_same_after_it_was_kept(time: datetime) -> None:
    """To the microsecond, however far."""
    assert moment(micros(time)) == time
    assert ago(micros(time), START)
