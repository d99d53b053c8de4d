"""Reading every child's document, a page at a time, beside the running service."""

from shared.journal.documents import children, count, documents
from tests.journal.probe import message
from tests.journal.process import Process

IDS = [f"c{number:02}" for number in range(7)]


async def known(process: Process) -> None:
    """Seven children with a document each."""
    await process.receive(*(message(number, child) for number, child in enumerate(IDS)))


async def test_every_child_is_read_once_in_pages(process: Process) -> None:
    """Whole pages, then what is left, in the database's order."""
    await known(process)
    assert [page async for page in children(process.store, page=3)] == [IDS[:3], IDS[3:6], IDS[6:]]
    assert await count(process.store) == len(IDS)


async def test_reading_begins_after_a_child(process: Process) -> None:
    """As a run that was stopped goes on; whether or not that child is still there."""
    await known(process)
    assert [page async for page in children(process.store, after="c04")] == [IDS[5:]]
    assert [page async for page in children(process.store, after="c045")] == [IDS[5:]]
    assert await count(process.store, after="c04") == 2


async def test_documents_are_opened(process: Process) -> None:
    """As the state model of the service."""
    await known(process)
    pages = [page async for page in documents(process.store, process.parts.codec, page=4)]
    assert [[one.child_id for one in page] for page in pages] == [IDS[:4], IDS[4:]]


async def test_an_empty_journal_has_no_page(process: Process) -> None:
    """Nothing to read is no fault."""
    assert [page async for page in children(process.store)] == []
    assert [page async for page in documents(process.store, process.parts.codec)] == []
