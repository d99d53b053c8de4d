"""Anything may arrive: its row says what became of it, and the next message is heard."""

import pytest
from structlog.typing import EventDict

from shared.bus.base import Delivery
from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import Envelope
from shared.errors import CaseSystemUnavailable
from shared.journal.tables import inbox
from tests.journal.probe import SOURCE, START, Happened, Loading, message
from tests.journal.process import Process

NAME = "Aurelia Featherstonehaugh"


def _altered(old: bytes, new: bytes) -> Delivery:
    delivery = message(1)
    delivery.body = delivery.body.replace(old, new)
    return delivery


def _by_reference(number: int) -> Delivery:
    envelope = Envelope(
        id=f"e{number}", source=SOURCE, type=Happened.TYPE, subject="c1", time=START, dataref=f"/{number}"
    )
    return Delivery(envelope.body())


async def test_an_unknown_type_is_ignored_and_counted(process: Process) -> None:
    """Somebody may be ahead of us; its content is not kept."""
    await process.receive(_altered(b"probe.happened", b"probe.unheard-of"), message(2))
    [row, _] = await process.rows()
    assert (row.status, row.error, row.document) == ("ignored", "unknown-type", None)
    assert await process.seen() == ["2"]


async def test_a_known_type_of_another_service_leaves_no_trace(process: Process) -> None:
    """A queue bound to everything gets what others handle."""
    await process.receive(_altered(Happened.TYPE.encode(), CASE_EVENTS[0].TYPE.encode()))
    assert await process.count(inbox) == 0


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (b'"number":1', b'"number":"one"', "int_parsing:number"),
        (b'"number":1', b'"age":1', "missing:number"),
        (b'"data":{"child_id":"c1"', b'"data":{"child_id":"c2"', "subject-is-not-child"),
        (b'"data":{"child_id":"c1","number":1}', b'"data":null', "no-data"),
    ],
)
async def test_invalid_data_is_never_tried_again(
    process: Process, old: bytes, new: bytes, error: str
) -> None:
    """It ends as invalid at once, names its fault and holds nobody up."""
    await process.receive(_altered(old, new), message(2))
    await process.settle()
    assert [(row.status, row.error) for row in await process.rows()] == [("invalid", error), ("done", None)]


async def test_an_invalid_event_is_kept_sealed(process: Process, logged: list[EventDict]) -> None:
    """For an operator to look at; nothing of it stands open in the database or in a log."""
    await process.receive(_altered(b'"number":1', f'"number":"{NAME}"'.encode()))
    [row] = await process.rows()
    assert row.document is not None
    assert NAME.encode() not in row.document
    assert NAME.encode() in (process.parts.codec.open_inbox(row) or b"")
    assert NAME not in f"{row} {logged} {await process.audited()}"


async def test_a_message_that_is_no_event_is_kept_sealed(process: Process) -> None:
    """Under the hash of its bytes, for it has no id that could be trusted."""
    await process.receive(Delivery(NAME.encode()), message(2))
    [row, _] = await process.rows()
    assert (row.status, row.error, row.child) == ("invalid", "not-json", "")
    assert NAME.encode() not in (row.document or b"")
    assert await process.seen() == ["2"]


async def test_what_carries_only_a_reference_is_fetched(process: Process) -> None:
    """Through the case system, after the arrival and before the decision."""
    process.script.fetched["/1"] = {"child_id": "c1", "number": 1}
    await process.receive(_by_reference(1), message(2))
    assert await process.seen() == []
    await process.settle()
    assert await process.seen() == ["1", "2"]


async def test_a_reference_that_cannot_be_fetched_now_is_fetched_later(process: Process) -> None:
    """Whatever the outage, nothing is lost and the order holds."""
    process.script.load_faults["/1"] = CaseSystemUnavailable("fetch", status=503)
    await process.receive(_by_reference(1), message(2))
    for _ in range(8):
        await process.later(60)
    process.script.load_faults.clear()
    process.script.fetched["/1"] = {"child_id": "c1", "number": 1}
    await process.later(60)
    assert await process.seen() == ["1", "2"]


async def test_what_is_fetched_is_checked_like_what_is_sent(process: Process) -> None:
    """Another child's data, or data of the wrong shape, is invalid."""
    process.script.fetched |= {"/1": {"child_id": "c2", "number": 1}, "/2": {"child_id": "c1"}}
    await process.receive(_by_reference(1), _by_reference(2))
    await process.settle()
    assert [row.error for row in await process.rows()] == ["subject-is-not-child", "missing:number"]


async def test_a_handler_that_reads_nonsense_does_not_make_its_event_invalid(process: Process) -> None:
    """The fault is in what was read, not in the event: it is tried again."""
    try:
        Happened(child_id="c1", number="x")  # type: ignore[arg-type]  # that is the point
    except ValueError as nonsense:
        process.script.load_faults["1"] = nonsense
    await process.receive(message(1, kind=Loading))
    await process.settle()
    assert (await process.row(1)).status == "waiting"


async def test_a_binary_message_is_taken_in_like_a_structured_one(process: Process) -> None:
    """CloudEvents binary mode: attributes in headers, data in the body; the same event either way."""
    headers = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": "e1",
        "cloudEvents:source": SOURCE,
        "cloudEvents:type": Happened.TYPE,
        "cloudEvents:subject": "c1",
        "cloudEvents:time": START.isoformat(),
    }
    process.script.faults["1"] = ValueError()
    body = b'{"child_id": "c1", "number": 1}'
    await process.receive(Delivery(body, "application/json", headers), message(1))
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == ["1"]


async def test_a_message_larger_than_a_megabyte_is_refused(process: Process) -> None:
    """An event is ids, codes and dates; what is larger is none."""
    await process.receive(_altered(b'"data":{', b'"padding":"' + b"x" * 2**20 + b'","data":{'))
    [row] = await process.rows()
    assert (row.status, row.error) == ("invalid", "too-large")
