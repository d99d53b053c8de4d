"""In whichever mode an event comes, it is decided alike: at once, after waiting, and after loading."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.bus.base import Delivery
from shared.contracts.envelope import JSON_TYPES, PREFIXES, STRUCTURED
from shared.errors import RetryLater
from tests.journal.probe import SOURCE, START, Happened, Loading
from tests.journal.process import Process

TIME = START - timedelta(days=3)
BINARY = [
    (prefix, kind) for prefix in PREFIXES for kind in (None, *JSON_TYPES, "Application/JSON; charset=utf-8")
]
WHOLE = [None, STRUCTURED, "Application/CloudEvents+JSON; charset=utf-8", *JSON_TYPES]


def in_mode(mode: tuple[str, str | None] | str | None, number: int, kind: type[Happened]) -> Delivery:
    """The event in binary mode (prefix and content type) or in structured mode (content type)."""
    attributes = {
        "specversion": "1.0",
        "id": f"e{number}",
        "source": SOURCE,
        "type": kind.TYPE,
        "subject": "c1",
        "time": TIME.isoformat(),
    }
    data = {"child_id": "c1", "number": number, "more": [None, {"ä": 1.5}]}
    if isinstance(mode, tuple):
        prefix, content_type = mode
        headers = {f"{prefix}{name}": value for name, value in attributes.items()}
        return Delivery(json.dumps(data).encode(), content_type, headers)
    return Delivery(json.dumps({**attributes, "data": data}).encode(), mode)


@pytest.mark.parametrize("mode", [*BINARY, *WHOLE], ids=str)
async def test_in_every_mode_an_event_is_decided_alike(
    process: Process, mode: tuple[str, str | None] | str | None
) -> None:
    """What waits or loads is read again from what was kept: by the same function, so to the same end."""
    script = process.script
    script.faults["2"] = RetryLater("not-now")
    script.awaits["1"] = "4"
    early, waits = in_mode(mode, 1, Happened), in_mode(mode, 2, Happened)
    await process.receive(early, waits, in_mode(mode, 3, Loading))
    script.faults.clear()
    await process.later(1)
    await process.receive(in_mode(mode, 4, Happened))
    told = [(event, ctx.event_id, ctx.event_time) for event, ctx in script.decided]
    assert told == [
        ((Loading if number == 3 else Happened)(child_id="c1", number=number), f"e{number}", TIME)
        for number in (2, 3, 4, 1)
    ]


@pytest.mark.parametrize("mode", BINARY, ids=str)
async def test_a_binary_event_without_a_body_is_fetched(
    process: Process, mode: tuple[str, str | None]
) -> None:
    """Its reference is a header, and is kept with the rest."""
    delivery = in_mode(mode, 1, Happened)
    headers = {**delivery.headers, f"{mode[0]}dataref": "/1"}
    process.script.fetched["/1"] = {"child_id": "c1", "number": 1}
    await process.receive(replace(delivery, body=b"", headers=headers))
    await process.settle()
    assert await process.seen() == ["1"]
