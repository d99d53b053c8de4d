"""An operator replays or discards what is stuck; each act is audited and the child's line goes on."""

import pytest

from shared.bus.base import Delivery
from shared.bus.topology import CASE_EXCHANGE
from shared.contracts.envelope import parse
from shared.effects import Remind
from shared.errors import RetryLater
from shared.journal import replay
from shared.journal.replay import NotStuck
from tests.journal.probe import Skippable, message
from tests.journal.process import Process


async def _parked(process: Process, number: int = 1) -> None:
    process.script.faults[str(number)] = ValueError()
    await process.receive(message(number), message(number + 1), message(number + 2))
    for _ in range(3):
        await process.later(10)
    assert (await process.row(number)).status == "parked"


async def test_a_replayed_event_is_settled_and_the_line_goes_on(process: Process) -> None:
    """In the order of arrival, as if it had never failed."""
    await _parked(process)
    process.script.faults.clear()
    await process.replay(1)
    await process.settle()
    assert await process.seen() == ["1", "2", "3"]


async def test_a_replayed_event_that_fails_again_holds_the_line_again(process: Process) -> None:
    """It has all its attempts anew, and nothing behind it comes due meanwhile."""
    await _parked(process)
    await process.replay(1)
    await process.settle()
    assert [(row.status, row.attempts) for row in await process.rows()] == [
        ("waiting", 1),
        ("waiting", 0),
        ("waiting", 0),
    ]


async def test_a_discarded_event_lets_the_next_one_go_on(process: Process) -> None:
    """Its content is given up with it."""
    await _parked(process)
    await process.discard(1)
    await process.settle()
    assert await process.seen() == ["2", "3"]
    row = await process.row(1)
    assert (row.status, row.document) == ("discarded", None)


async def test_discarding_one_dead_event_does_not_wake_a_line_behind_another(process: Process) -> None:
    """Only what holds a line can free it."""
    process.script.faults |= {"0": ValueError()}
    await process.receive(message(0, kind=Skippable))
    for _ in range(3):
        await process.later(10)
    await _parked(process)
    await process.discard(0)
    await process.settle()
    assert await process.seen() == []


async def test_a_dead_event_is_replayed_before_what_waits_now(process: Process) -> None:
    """It goes back to its own place, and the line stays sound whether or not it fails again."""
    process.script.faults |= {"1": ValueError(), "2": RetryLater("not-now")}
    await process.receive(message(1, kind=Skippable), message(2), message(3))
    for _ in range(3):
        await process.later(10)
    assert await process.statuses() == {"e1": "dead", "e2": "waiting", "e3": "waiting"}
    await process.replay(1)
    await process.settle()
    process.script.faults.clear()
    await process.later(60)
    assert await process.seen() == ["1", "2", "3"]


async def test_a_dead_event_is_replayed_after_what_came_before_it(process: Process) -> None:
    """Being replayed is no reason to overtake."""
    process.script.faults |= {"1": ValueError(), "2": ValueError()}
    await process.receive(message(1, kind=Skippable), message(2, kind=Skippable))
    for _ in range(6):
        await process.later(10)
    process.script.faults |= {"1": RetryLater("not-now")}
    await process.replay(1)
    await process.settle()
    await process.replay(2)
    process.script.faults.clear()
    await process.settle()
    assert await process.seen() == []
    await process.later(1)
    assert await process.seen() == ["1", "2"]


async def test_each_act_is_audited_with_who_did_it(process: Process) -> None:
    """Beside what the event had gone through before."""
    await _parked(process)
    await process.replay(1)
    await process.settle()
    for _ in range(3):
        await process.later(10)
    await process.discard(1)
    await process.settle()
    assert (await process.audited())[:4] == [
        ("e1", "parked"),
        ("e1", "replayed"),
        ("e1", "parked"),
        ("e1", "discarded"),
    ]


async def test_only_what_is_stuck_can_be_replayed_or_discarded(process: Process) -> None:
    """What is done or still waits is left alone; the answer says where to look."""
    await process.receive(message(1))
    for act in (process.replay, process.discard):
        with pytest.raises(NotStuck, match="dead list"):
            await act(1)


async def test_a_parked_reminder_can_be_replayed(process: Process) -> None:
    """It has no message to read, and needs none."""
    process.script.effects["1"] = (Remind("call", process.clock()),)
    process.script.faults["call"] = ValueError()
    await process.receive(message(1))
    for _ in range(4):
        await process.later(10)
    [letter] = await replay.dead_letters(process.store)
    assert (letter.status, letter.type) == ("parked", "reminder:call")
    process.script.faults.clear()
    await process.replay_row(letter.seq)
    await process.settle()
    assert await process.seen() == ["1", "call"]


async def test_an_ignored_event_was_not_kept(process: Process) -> None:
    """The answer says what to do: let its sender send it again."""
    unknown = message(1)
    unknown.body = unknown.body.replace(b"probe.happened", b"probe.unheard-of")
    await process.receive(unknown)
    with pytest.raises(NotStuck, match="send it again"):
        await process.replay(1)


async def test_an_invalid_message_that_can_be_read_now_is_replayed_under_its_own_id(process: Process) -> None:
    """A message that a newer version can read takes its place in its child's line; the sender's id counts."""
    foreign = message(1)
    foreign.content_type = "text/plain"
    await process.receive(foreign)
    [letter] = await replay.dead_letters(process.store)
    await process.replay_row(letter.seq)
    await process.settle()
    await process.receive(message(1))
    assert await process.seen() == ["1"]


async def test_an_invalid_message_whose_event_came_well_formed_meanwhile_is_not_settled_twice(
    process: Process,
) -> None:
    """The sender has corrected it already: nothing is left to replay."""
    foreign = message(1)
    foreign.content_type = "text/plain"
    await process.receive(foreign)
    await process.receive(message(1))
    [letter] = await replay.dead_letters(process.store)
    with pytest.raises(NotStuck, match="discard"):
        await process.replay_row(letter.seq)
    assert await process.seen() == ["1"]


async def test_an_invalid_message_that_still_cannot_be_read_stays_where_it_is(process: Process) -> None:
    """The answer says what is wrong with it and what is left to do."""
    broken = message(1)
    broken.body = broken.body[:-10]
    await process.receive(broken)
    [letter] = await replay.dead_letters(process.store)
    with pytest.raises(NotStuck, match="not-json"):
        await process.replay_row(letter.seq)


async def test_an_operator_sees_attributes_and_the_names_of_fields(process: Process) -> None:
    """Never a value of the data."""
    process.script.faults["1"] = ValueError()
    await process.receive(message(1))
    for _ in range(3):
        await process.later(10)
    [letter] = await replay.dead_letters(process.store)
    shown = await replay.attributes(process.store, process.parts.codec, letter.seq)
    assert shown["data_fields"] == ["child_id", "number"]
    assert shown["id"] == parse(message(1).body).id
    assert "data" not in shown


async def test_a_message_without_a_child_is_discarded(process: Process) -> None:
    """Bytes that are no event belong to no child's line; they are given up all the same."""
    await process.receive(Delivery(b"no event", exchange=CASE_EXCHANGE))
    [letter] = await replay.dead_letters(process.store)
    assert letter.child == ""
    await process.discard_row(letter.seq)
    assert await replay.dead_letters(process.store) == []
