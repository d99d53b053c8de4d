"""The same event, however often it comes, has its effect once."""

from shared.contracts.envelope import parse
from shared.effects import Emit
from shared.journal.tables import inbox
from tests.journal.probe import Told, message
from tests.journal.process import Process


async def test_a_duplicate_within_a_batch_is_settled_once(process: Process) -> None:
    """Three copies in one batch make one row and one decision."""
    await process.receive(message(1), message(1), message(1))
    assert await process.seen() == ["1"]
    assert await process.count(inbox) == 1


async def test_a_duplicate_in_a_later_batch_is_settled_once(process: Process) -> None:
    """A redelivery after the commit changes nothing."""
    await process.receive(message(1))
    await process.receive(message(1), message(2))
    assert await process.seen() == ["1", "2"]


async def test_a_duplicate_of_an_event_that_still_waits_does_not_queue_up(process: Process) -> None:
    """A redelivery of a failing event neither counts as an attempt nor stands in line."""
    process.script.faults["1"] = ValueError()
    await process.receive(message(1))
    await process.receive(message(1))
    assert [(row.event_id, row.attempts) for row in await process.rows()] == [("e1", 1)]


async def test_the_same_id_from_another_source_is_another_event(process: Process) -> None:
    """Source and id together make an event the same (CloudEvents 1.0)."""
    await process.receive(message(1, event_id="x"), message(2, event_id="x", source="urn:other"))
    assert await process.seen() == ["1", "2"]


async def test_the_first_of_two_events_with_one_id_counts(process: Process) -> None:
    """A second event under the same id waits for a person, whatever it says and of whichever child."""
    await process.receive(message(1, event_id="x"), message(2, "c2", event_id="x"))
    assert (await process.seen("c1"), await process.seen("c2")) == (["1"], [])
    assert [row.error for row in await process.rows()] == [None, "same-id-other-content"]


async def test_a_message_that_is_no_event_is_kept_once(process: Process) -> None:
    """The same broken bytes, redelivered for ever, fill nothing."""
    broken = message(1)
    broken.body = broken.body[:-10]
    await process.receive(broken, broken)
    await process.receive(broken)
    assert [(row.status, row.error) for row in await process.rows()] == [("invalid", "not-json")]


async def test_what_is_published_twice_has_one_id(process: Process) -> None:
    """The message id is the event's id, so a reader can tell a repetition."""
    process.script.effects["1"] = (Emit(Told(child_id="c1", number=1)),)
    await process.receive(message(1))
    await process.publish()
    [published] = process.bus.published
    assert published.id == parse(published.body).id
