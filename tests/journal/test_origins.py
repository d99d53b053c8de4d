"""Who may say what: an event counts by its own exchange and from a known source; others are kept and told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from structlog.typing import EventDict

from shared.bus.base import Delivery
from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE
from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import wrap
from shared.effects import Remind, Write
from shared.journal import replay
from shared.journal.origins import Origins
from shared.journal.refusals import KEPT
from shared.journal.replay import NotStuck
from shared.service import Handler
from shared.storage.engine import Database
from tests.journal.probe import START, FixedClock, Happened, Script, probe
from tests.journal.process import Process, opened

AUTHORITY = "E08000035"
THEIRS = f"urn:la:{AUTHORITY}:case-system"
OURS = f"urn:la:{AUTHORITY}:lifelong-links:eligibility"


class Accepted(Happened):
    """An event type of ours."""

    TYPE: ClassVar[str] = "lifelong-links.referral.accepted.v1"


@pytest.fixture
async def guarded(place: Database, script: Script, clock: FixedClock) -> AsyncIterator[Process]:
    """A process that takes in what the settings' defaults admit."""
    service = probe(script)
    service = replace(service, handlers=(*service.handlers, Handler(Accepted, script.decide, attempts=3)))
    async with opened(place, script, clock, service=service) as process:
        process.hear_only(Origins(AUTHORITY, {THEIRS}))
        yield process


def said(
    number: int,
    kind: type[Happened] = Happened,
    *,
    source: str = THEIRS,
    exchange: str = CASE_EXCHANGE,
    child: str = "c1",
) -> Delivery:
    """An event from a source, by an exchange."""
    event = kind(child_id=child, number=number)
    body = wrap(event, id=f"e{number}", source=source, time=START).body()
    return Delivery(body, exchange=exchange)


async def reasons(process: Process) -> list[str | None]:
    """Why each message was not taken in, in order."""
    return [row.error for row in await process.rows() if row.status == "invalid"]


async def test_each_counts_by_its_own_exchange_and_from_a_known_source(guarded: Process) -> None:
    """The case system's from the listed source, ours from a service of this authority."""
    await guarded.receive(said(1), said(2, Accepted, source=OURS, exchange=OUR_EXCHANGE))
    assert await guarded.seen() == ["1", "2"]


@pytest.mark.parametrize("exchange", [CASE_EXCHANGE, "", "somebody.elses"])
@pytest.mark.parametrize("source", [THEIRS, OURS, "urn:elsewhere"])
async def test_our_own_type_on_another_exchange_is_refused_and_told(
    guarded: Process, logged: list[EventDict], exchange: str, source: str
) -> None:
    """Hard case 72: whoever may publish for the case system may not say that a referral is accepted."""
    await guarded.receive(said(1, Accepted, source=source, exchange=exchange), said(2))
    assert await guarded.seen() == ["2"]
    [letter] = await replay.dead_letters(guarded.store)
    assert (letter.status, letter.error, letter.child) == ("invalid", "foreign-exchange", "c1")
    assert [line["reason_code"] for line in logged if line["event"] == "event-refused"] == [
        "foreign-exchange"
    ]


@pytest.mark.parametrize(
    ("delivery", "reason"),
    [
        (said(1, exchange=OUR_EXCHANGE), "foreign-exchange"),
        (said(1, exchange=""), "foreign-exchange"),
        (said(1, source="urn:elsewhere"), "foreign-source"),
        (said(1, source=OURS), "foreign-source"),
        (said(1, source=f"urn:la:{AUTHORITY}:case-system:copy"), "foreign-source"),
        (said(1, Accepted, source=THEIRS, exchange=OUR_EXCHANGE), "foreign-source"),
        (said(1, Accepted, source="urn:la:E1:lifelong-links:x", exchange=OUR_EXCHANGE), "foreign-source"),
        (
            said(1, Accepted, source=f"urn:la:{AUTHORITY}:lifelong-links", exchange=OUR_EXCHANGE),
            "foreign-source",
        ),
    ],
)
async def test_whatever_comes_from_elsewhere_is_kept_and_not_acted_on(
    guarded: Process, delivery: Delivery, reason: str
) -> None:
    """ARCHITECTURE 3: by exchange and by source, for their types and for ours; the next event goes on."""
    await guarded.receive(delivery, said(2, child="c2"))
    assert (await guarded.seen("c1"), await guarded.seen("c2")) == ([], ["2"])
    assert await reasons(guarded) == [reason]


async def test_what_is_refused_does_not_stand_in_the_way_of_the_genuine_event(guarded: Process) -> None:
    """Whoever guesses source and id of an event to come cannot make it a repetition."""
    genuine = said(1, Accepted, source=OURS, exchange=OUR_EXCHANGE)
    await guarded.receive(replace(genuine, exchange=CASE_EXCHANGE))
    await guarded.receive(genuine)
    assert await guarded.seen() == ["1"]


async def test_a_stranger_is_told_once_and_its_name_only_when_it_is_an_authoritys(
    guarded: Process, logged: list[EventDict]
) -> None:
    """Once per source and process, not per record; any other name could be a person's."""
    known, name = f"urn:la:{AUTHORITY}:payments", "AureliaFeatherstonehaugh"
    for number in range(1, 6):
        await guarded.receive(said(number, source=known), said(number, source=name))
    lines = [line for line in logged if line["event"] == "event-refused"]
    assert [line["source"] == known for line in lines] == [True, False]
    assert lines[1]["source"].startswith("hashed:")
    assert name not in str(logged)


async def test_a_message_repeated_by_a_stranger_is_kept_once(guarded: Process) -> None:
    """Within a batch and later."""
    await guarded.receive(said(1, source="urn:x"), said(1, source="urn:x"))
    await guarded.receive(said(1, source="urn:x"))
    assert await reasons(guarded) == ["foreign-source"]


async def test_of_a_stranger_who_talks_on_the_first_are_kept_and_the_rest_counted(guarded: Process) -> None:
    """A million messages must not bury what an operator has to see."""
    for first in (1, 31, 61):
        await guarded.receive(*(said(first + n, source="urn:x", child=f"c{n}") for n in range(30)))
    rows = await guarded.rows()
    assert len(rows) == KEPT
    assert sum(row.attempts for row in rows) == 90 - KEPT
    bodies = [guarded.parts.codec.open_inbox(row) or b"" for row in rows]
    assert [f'"number":{n + 1}}}'.encode() in body for n, body in enumerate(bodies)] == [True] * KEPT


async def test_names_made_up_for_each_message_fill_no_more_than_that(guarded: Process) -> None:
    """Sources share places: however many there are, the rows are bounded."""
    messages = [said(n, source=f"urn:stranger:{n}") for n in range(3000)]
    for first in range(0, 3000, 400):
        await guarded.receive(*messages[first : first + 400])
    rows = await guarded.rows()
    assert len(rows) + sum(row.attempts for row in rows) == 3000
    assert len({row.event_id.partition(".")[0] for row in rows}) <= 1024


async def test_once_its_source_is_listed_an_event_is_replayed_under_its_own_id(guarded: Process) -> None:
    """Before that the operator is told to list it; a repetition afterwards is one."""
    await guarded.receive(said(1, source="urn:x"), said(2, source="urn:x"))
    [second, first] = await replay.dead_letters(guarded.store)
    with pytest.raises(NotStuck, match="LL_SOURCES"):
        await guarded.replay_row(first.seq)
    guarded.hear_only(Origins(AUTHORITY, {THEIRS, "urn:x"}))
    await guarded.replay_row(first.seq)
    await guarded.settle()
    await guarded.receive(said(1, source="urn:x"), said(2, source="urn:x"))
    assert await guarded.seen() == ["1", "2"]
    with pytest.raises(NotStuck, match="discard"):
        await guarded.replay_row(second.seq)


async def test_nobody_can_vouch_for_one_of_ours_that_came_elsewhere(guarded: Process) -> None:
    """An operator sees no content: what may open a search is not let in by hand."""
    await guarded.receive(said(1, Accepted, source=OURS), said(2, Accepted, exchange=OUR_EXCHANGE))
    for letter in await replay.dead_letters(guarded.store):
        with pytest.raises(NotStuck, match="only our own services say"):
            await guarded.replay_row(letter.seq)
    assert await guarded.seen() == []


async def test_an_operator_may_vouch_for_what_was_put_into_a_queue_by_hand(guarded: Process) -> None:
    """The case system's own event, moved from one queue to another: replayed, nothing of it is lost."""
    await guarded.receive(*(said(n, exchange="") for n in range(1, KEPT + 10)))
    letters = await replay.dead_letters(guarded.store)
    assert len(letters) == KEPT + 9
    for letter in reversed(letters):
        await guarded.replay_row(letter.seq)
    await guarded.settle()
    assert await guarded.seen() == [str(n) for n in range(1, KEPT + 10)]


async def test_what_was_unreadable_is_judged_too_when_it_is_replayed(guarded: Process) -> None:
    """A content type that nobody reads is no way around the rule, nor is a type that never travels."""
    hidden = replace(said(1, Accepted, source=OURS), content_type="text/plain")
    internal = said(2)
    internal.body = internal.body.replace(Happened.TYPE.encode(), b"internal.write.done")
    await guarded.receive(hidden, internal)
    assert await reasons(guarded) == ["foreign-content-type", "internal-type"]
    for letter in await replay.dead_letters(guarded.store):
        with pytest.raises(NotStuck):
            await guarded.replay_row(letter.seq)


async def test_what_was_discarded_is_seen_again_when_it_comes_again(guarded: Process) -> None:
    """A stranger who goes on is not forgotten; the place of what was given up is free."""
    await guarded.receive(said(1, source="urn:x"))
    [letter] = await replay.dead_letters(guarded.store)
    await guarded.discard_row(letter.seq)
    assert await replay.dead_letters(guarded.store) == []
    await guarded.receive(said(1, source="urn:x"))
    assert [one.error for one in await replay.dead_letters(guarded.store)] == ["foreign-source"]


async def test_a_strangers_event_that_another_service_handles_is_that_services_to_keep(
    guarded: Process,
) -> None:
    """One queue is bound to everything: it would keep each a second time."""
    other = said(1, source="urn:x")
    other.body = other.body.replace(Happened.TYPE.encode(), CASE_EVENTS[0].TYPE.encode())
    await guarded.receive(other)
    assert await guarded.rows() == []


async def test_what_this_process_makes_itself_needs_no_exchange(guarded: Process) -> None:
    """Reminders and results of writes never travel."""
    guarded.script.effects["1"] = (Remind("call", START + timedelta(seconds=3)), Write("note", "note-1"))
    await guarded.receive(said(1))
    await guarded.write()
    await guarded.later(5)
    assert await guarded.seen() == ["1", "done note-1", "call"]
