"""Documents in the database open for their own row only, and master keys rotate without touching them."""

import pytest
from sqlalchemy import select, update

from shared.errors import KeyUnavailable
from shared.journal.story import story
from shared.journal.tables import audit, data_keys, inbox, state
from shared.storage.encryption import MasterKey
from shared.storage.engine import Database
from tests.journal.probe import FixedClock, Script, message
from tests.journal.process import MASTER, Process, opened

NEW = MasterKey(bytes([7]) * 32)


async def _sealed(process: Process) -> list[bytes]:
    """Every document that is kept."""
    found = [await process.store.query(select(table.c.document)) for table in (inbox, state, audit)]
    return [document for rows in found for (document,) in rows if document is not None]


async def test_another_master_key_does_not_open_a_journal(
    place: Database, script: Script, clock: FixedClock
) -> None:
    """It is refused at once, naming itself by its fingerprint and not by its content."""
    async with opened(place, script, clock) as process:
        await process.receive(message(1))
    with pytest.raises(KeyUnavailable, match=NEW.name):
        async with opened(place, script, clock, masters=(NEW,)):
            pass


async def test_rotating_the_master_key_rewraps_the_data_key_and_nothing_else(
    place: Database, script: Script, clock: FixedClock
) -> None:
    """The new key first, the old one below it, once; from then on the new one alone."""
    async with opened(place, script, clock) as process:
        await process.receive(message(1))
        before = await _sealed(process)
    async with opened(place, script, clock, masters=(NEW, MASTER)) as process:
        assert await _sealed(process) == before
        assert [row.master for row in await process.store.query(select(data_keys))] == [NEW.name]
    async with opened(place, script, clock, masters=(NEW,)) as process:
        await process.receive(message(2))
        assert await process.seen() == ["1", "2"]
    with pytest.raises(KeyUnavailable):
        async with opened(place, script, clock, masters=(MASTER,)):
            pass


async def test_a_document_that_was_moved_to_another_row_does_not_open(process: Process) -> None:
    """One child's document in another's row is noticed, and the child's events wait for an operator."""
    await process.receive(message(1, "c1"), message(2, "c2"))
    rows = await process.store.query(select(state.c.document).where(state.c.child == "c1"))
    stolen = {"document": rows[0].document, "version": 9}
    await process.store.execute(update(state).where(state.c.child == "c2").values(stolen))
    await process.receive(message(3, "c2"), message(4, "c1"))
    assert (await process.row(3)).error == "key-unavailable"
    assert await process.seen("c1") == ["1", "4"]


async def test_a_story_that_was_moved_to_another_event_does_not_open(process: Process) -> None:
    """The audit is bound to child and event."""
    await process.receive(message(1), message(2))
    await process.store.execute(update(audit).where(audit.c.event_id == "e2").values(event_id="e3"))
    with pytest.raises(KeyUnavailable):
        await story(process.store, process.parts.codec, "c1")


async def test_nothing_that_was_said_stands_open_in_the_database(process: Process) -> None:
    """Neither in an event that waits, nor in the state, nor in the audit."""
    process.script.faults["2"] = ValueError()
    await process.receive(message(1, event_id="findme"), message(2))
    documents = await _sealed(process)
    assert len(documents) == 3
    assert not any(b"c1" in one or b"findme" in one or b"probe" in one for one in documents)
