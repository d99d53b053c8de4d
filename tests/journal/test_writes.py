"""Writes into the child's record: each made effectively once, its result an event of the child."""

import pytest

from shared.effects import CancelWrites, Write
from shared.errors import CaseSystemRefused, CaseSystemUnavailable, RetryLater
from shared.journal.tables import writes
from shared.storage.engine import Database
from tests.journal.probe import FixedClock, Script, message
from tests.journal.process import Process, opened


def _writes(process: Process, *references: str, number: int = 1, outbound: bool = False) -> None:
    process.script.effects[str(number)] = tuple(
        Write("note", reference, {"code": "x"}, outbound=outbound) for reference in references
    )


async def test_a_write_is_made_and_its_result_is_an_event(process: Process) -> None:
    """The row is gone when the result is in, both in one transaction."""
    _writes(process, "note-1")
    await process.receive(message(1))
    assert await process.waiting_writes() == ["note-1"]
    await process.write()
    assert process.script.written == ["note-1"]
    assert await process.seen() == ["1", "done note-1"]
    assert await process.waiting_writes() == []


async def test_a_childs_writes_are_made_in_their_order(process: Process) -> None:
    """One at a time."""
    _writes(process, "note-1", "note-2", "note-3")
    await process.receive(message(1))
    await process.write()
    assert process.script.written == ["note-1", "note-2", "note-3"]


async def test_a_reference_that_waits_already_is_not_queued_again(process: Process) -> None:
    """The same fact has the same reference."""
    _writes(process, "note-1")
    _writes(process, "note-1", number=2)
    await process.receive(message(1), message(2))
    assert await process.count(writes) == 1


async def test_a_failing_write_is_tried_again_at_its_time(process: Process) -> None:
    """With the waits of any other repetition, and `Retry-After`."""
    process.script.faults["note-1"] = CaseSystemUnavailable("write-note", status=503, after=30)
    _writes(process, "note-1")
    await process.receive(message(1))
    await process.write()
    process.script.faults.clear()
    process.clock.move(29)
    await process.write()
    assert process.script.written == []
    process.clock.move(1)
    await process.write()
    assert process.script.written == ["note-1"]


async def test_the_service_is_told_of_a_delay_once_after_the_third_failure(process: Process) -> None:
    """So that a worker can be told that the record is locked; the write goes on waiting."""
    process.script.faults["note-1"] = CaseSystemUnavailable("write-note", status=423)
    _writes(process, "note-1")
    await process.receive(message(1))
    told = []
    for _ in range(6):
        await process.write()
        told.append(len(await process.seen()) - 1)
        process.clock.move(60)
    assert told == [0, 0, 1, 1, 1, 1]
    process.script.faults.clear()
    await process.write()
    assert await process.seen() == ["1", "delayed note-1", "done note-1"]


@pytest.mark.parametrize("fault", [CaseSystemUnavailable("write", status=503), RetryLater("locked")])
async def test_a_write_outlives_an_outage_of_any_length(process: Process, fault: Exception) -> None:
    """It is given up only when the case system refuses it."""
    process.script.faults["note-1"] = fault
    _writes(process, "note-1")
    await process.receive(message(1))
    for _ in range(20):
        await process.write()
        process.clock.move(60)
    process.script.faults.clear()
    await process.write()
    assert process.script.written == ["note-1"]


async def test_a_refused_write_ends_and_a_person_must_look(process: Process) -> None:
    """The service hears of it; nothing is tried again."""
    process.script.faults["note-1"] = CaseSystemRefused("write-note", status=422)
    _writes(process, "note-1")
    await process.receive(message(1))
    await process.write()
    assert await process.seen() == ["1", "refused note-1"]
    assert await process.waiting_writes() == []


async def test_a_fault_that_nobody_foresaw_is_handed_to_a_person_in_the_end(process: Process) -> None:
    """After a dozen attempts, not for ever."""
    process.script.faults["note-1"] = KeyError()
    _writes(process, "note-1")
    await process.receive(message(1))
    for _ in range(12):
        await process.write()
        process.clock.move(60)
    assert await process.seen() == ["1", "delayed note-1", "refused note-1"]


async def test_an_outbound_write_that_is_taken_back_is_never_made(process: Process) -> None:
    """Hard case 14: a withdrawal stops what is queued; notes to workers still go."""
    _writes(process, "plan-1", outbound=True)
    _writes(process, "note-2", number=2)
    process.script.effects["3"] = (CancelWrites(),)
    await process.receive(message(1), message(2))
    await process.receive(message(3))
    await process.write()
    assert process.script.written == ["note-2"]


async def test_taking_back_reaches_what_was_decided_in_the_same_batch(process: Process) -> None:
    """Before it, not after it."""
    _writes(process, "plan-1", outbound=True)
    process.script.effects["2"] = (CancelWrites(),)
    _writes(process, "plan-3", number=3, outbound=True)
    await process.receive(message(1), message(2), message(3))
    assert await process.waiting_writes() == ["plan-3"]


async def test_taking_back_leaves_other_children_alone(process: Process) -> None:
    """One child's withdrawal is that child's."""
    _writes(process, "plan-1", outbound=True)
    process.script.effects["2"] = (CancelWrites(),)
    await process.receive(message(1, "c1"), message(2, "c2"))
    assert await process.waiting_writes() == ["plan-1"]


async def test_a_write_taken_back_between_reading_and_claiming_is_not_made(process: Process) -> None:
    """The claim is the last look: what is gone is not written."""
    _writes(process, "plan-1", outbound=True)
    process.script.effects["2"] = (CancelWrites(),)
    await process.receive(message(1))
    [row] = await process.store.due_writes(process.parts.now(), 10)
    await process.receive(message(2))
    assert not await process.store.claim_write(row.seq, row.due_at, row.due_at + 1)


async def test_a_write_is_claimed_by_one_process_at_a_time(process: Process) -> None:
    """And is free again when the claim runs out, for its process may have died."""
    _writes(process, "note-1")
    await process.receive(message(1))
    [row] = await process.store.due_writes(process.parts.now(), 10)
    until = row.due_at + 60_000_000
    assert await process.store.claim_write(row.seq, row.due_at, until)
    assert not await process.store.claim_write(row.seq, row.due_at, until)
    assert await process.store.due_writes(process.parts.now(), 10) == []
    process.clock.move(60)
    assert len(await process.store.due_writes(process.parts.now(), 10)) == 1


async def test_a_write_whose_process_died_is_made_by_the_next(
    place: Database, script: Script, clock: FixedClock
) -> None:
    """After the claim has run out; the record itself tells whether it stands there already."""
    async with opened(place, script, clock) as first:
        _writes(first, "note-1")
        await first.receive(message(1))
        [row] = await first.store.due_writes(first.parts.now(), 10)
        await first.store.claim_write(row.seq, row.due_at, row.due_at + 60_000_000)
    clock.move(60)
    async with opened(place, script, clock) as second:
        await second.write()
        assert await second.seen() == ["1", "done note-1"]


async def test_a_result_waits_behind_a_held_line(process: Process) -> None:
    """It is an event of the child like any other."""
    _writes(process, "note-1")
    process.script.faults["2"] = ValueError()
    await process.receive(message(1), message(2))
    await process.write()
    assert await process.seen() == ["1"]
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == ["1", "2", "done note-1"]


async def test_what_a_write_is_to_say_is_sealed(process: Process) -> None:
    """The database file alone tells nothing of it."""
    process.script.effects["1"] = (Write("note", "note-1", {"code": "aurelia"}),)
    await process.receive(message(1))
    [row] = await process.store.due_writes(process.parts.now(), 10)
    assert b"aurelia" not in row.document
    assert process.parts.codec.open_write(row)["payload"] == {"code": "aurelia"}
