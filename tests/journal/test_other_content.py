"""The same id with other content is another event: it is told and kept for a person, never dropped."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json, to_json
from sqlalchemy import update
from structlog.typing import EventDict

from shared.bus.base import Delivery
from shared.contracts.envelope import Envelope, parse
from shared.effects import Emit
from shared.errors import RetryLater
from shared.journal import replay
from shared.journal.content import digest_of
from shared.journal.status import status
from shared.journal.tables import inbox
from tests.journal.probe import START, Skippable, Told, message
from tests.journal.process import Process

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
DATA = st.dictionaries(st.text(max_size=5), JSON, max_size=4)


def changed(delivery: Delivery, **attributes: Any) -> Delivery:  # noqa: ANN401 - any attribute
    """The message with other attributes."""
    return Delivery(parse(delivery.body).model_copy(update=attributes).body(), delivery.content_type)


async def _twice(process: Process, first: Delivery, second: Delivery) -> None:
    await process.receive(first)
    await process.receive(second)


async def _at_once(process: Process, first: Delivery, second: Delivery) -> None:
    await process.receive(first, second)


Arrive = Callable[[Process, Delivery, Delivery], Awaitable[None]]
ARRIVE = pytest.mark.parametrize("arrive", [_twice, _at_once])


@ARRIVE
async def test_the_same_id_with_other_content_is_kept_for_a_person(
    process: Process, logged: list[EventDict], arrive: Arrive
) -> None:
    """Hard case 80: a restored backup or a counter that began again; told, and the line goes on."""
    await arrive(process, message(1, event_id="x"), message(2, event_id="x"))
    await process.receive(message(3))
    assert await process.seen() == ["1", "3"]
    [letter] = await replay.dead_letters(process.store)
    assert (letter.status, letter.error, letter.child) == ("invalid", "same-id-other-content", "c1")
    assert [line["reason_code"] for line in logged] == ["same-id-other-content"]
    assert (await process.audited())[1][1] == "refused"
    assert (await status(process.store)).troubles == {"same-id-other-content": 1}


async def test_it_holds_nobody_up_and_is_known_while_the_first_still_waits(process: Process) -> None:
    """The first goes its way when it can."""
    process.script.faults["1"] = RetryLater("not-now")
    await process.receive(message(1, event_id="x"), message(2, event_id="x"), message(3))
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == ["1", "3"]


async def test_the_same_other_content_again_and_again_is_one_row(
    process: Process, logged: list[EventDict]
) -> None:
    """A faulty sender's repetitions fill nothing, and are told once."""
    for _ in range(3):
        await process.receive(*(message(n, event_id="x") for n in (1, 2, 2, 3)))
    assert [row.error for row in await process.rows()] == [None, *["same-id-other-content"] * 2]
    assert len(logged) == 2


async def test_a_repetition_with_another_time_or_headers_is_one(process: Process) -> None:
    """Content is type, subject and data; who sends again may stamp anew, write keys in another order."""
    first = message(1)
    later = changed(first, time=START + timedelta(days=1), correlationid="story-9", dataref="/elsewhere")
    event = from_json(first.body)
    event["data"] = dict(reversed(event["data"].items()))
    event = dict(reversed(event.items()))
    pretty = Delivery(to_json(event, indent=2), headers={"x-death": [{"count": 3}]})
    await process.receive(first)
    await process.receive(later, pretty)
    assert await process.seen() == ["1"]
    assert len(await process.rows()) == 1


@pytest.mark.parametrize("change", [{"type": Skippable.TYPE}, {"subject": "c2"}, {"data": None}])
async def test_another_type_subject_or_no_data_is_other_content(
    process: Process, change: dict[str, Any]
) -> None:
    """Each of the three counts."""
    await process.receive(message(1))
    await process.receive(changed(message(1), **change))
    assert [row.error for row in await process.rows()] == [None, "same-id-other-content"]


async def test_who_corrects_an_invalid_event_under_its_id_is_heard_by_a_person(process: Process) -> None:
    """Before, the correction was dropped as a repetition."""
    wrong = message(1)
    wrong.body = wrong.body.replace(b'"number":1', b'"number":"one"')
    await process.receive(wrong)
    await process.receive(message(1))
    [kept, _] = await replay.dead_letters(process.store)
    assert kept.error == "same-id-other-content"
    await process.replay_row(kept.seq)
    await process.settle()
    assert await process.seen() == ["1"]


async def test_an_operator_replays_it_under_an_id_of_its_own(process: Process) -> None:
    """Both have their effects, and what is published has two ids; a repetition of either changes nothing."""
    for number in (1, 2):
        process.script.effects[str(number)] = (Emit(Told(child_id="c1", number=number)),)
    await process.receive(message(1, event_id="x"), message(2, event_id="x"))
    [kept] = await replay.dead_letters(process.store)
    await process.replay_row(kept.seq)
    await process.settle()
    await process.publish()
    assert await process.seen() == ["1", "2"]
    assert len(set(process.bus.ids)) == 2
    assert await replay.dead_letters(process.store) == []
    await process.receive(message(1, event_id="x"), message(2, event_id="x"))
    assert len(await process.rows()) == 2


async def test_an_operator_discards_it(process: Process) -> None:
    """For good: its content is given up with it, and a repetition is none of anybody's business."""
    await process.receive(message(1, event_id="x"), message(2, event_id="x"))
    [kept] = await replay.dead_letters(process.store)
    await process.discard_row(kept.seq)
    await process.receive(message(2, event_id="x"))
    assert await replay.dead_letters(process.store) == []
    assert [row.document for row in await process.rows()] == [None, None]


async def test_what_came_before_digests_were_kept_counts_as_repeated(process: Process) -> None:
    """A row from before the upgrade has none: nobody can tell what it said."""
    await process.receive(message(1, event_id="x"))
    await process.store.execute(update(inbox).values(digest=None))
    await process.receive(message(2, event_id="x"))
    assert (await process.seen(), len(await process.rows())) == (["1"], 1)


async def test_a_replay_keeps_its_digest(process: Process) -> None:
    """Also when the message could not be read at first."""
    foreign = message(1)
    foreign.content_type = "text/plain"
    await process.receive(foreign)
    [letter] = await replay.dead_letters(process.store)
    await process.replay_row(letter.seq)
    await process.settle()
    await process.receive(message(1), message(2, event_id="e1"))
    assert await process.seen() == ["1"]
    assert [one.error for one in await replay.dead_letters(process.store)] == ["same-id-other-content"]


def _envelope(data: dict[str, Any]) -> Envelope:
    return Envelope(id="e", source="urn:x", type="case.x.v1", subject="C-1", time=START, data=data)


def _reversed(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _reversed(inner) for key, inner in reversed(value.items())}
    return [_reversed(inner) for inner in value] if isinstance(value, list) else value


@given(DATA)
def test_the_digest_is_the_same_in_any_order_of_keys_and_after_keeping(data: dict[str, Any]) -> None:
    """However deep, and however the sender writes its JSON."""
    digest = digest_of(_envelope(data))
    assert digest_of(_envelope(_reversed(data))) == digest
    assert digest_of(parse(_envelope(data).body())) == digest


@given(DATA, DATA)
def test_the_digest_of_other_data_is_another(one: dict[str, Any], other: dict[str, Any]) -> None:
    """True is not 1, and nothing is not null."""
    same = to_json(one) == to_json(other) or to_json(_sorted(one)) == to_json(_sorted(other))
    assert (digest_of(_envelope(one)) == digest_of(_envelope(other))) == same


def _sorted(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value
