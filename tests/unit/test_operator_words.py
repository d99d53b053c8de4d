"""What an operator reads: a story in paragraphs, codes as words, and never more than ids, codes and dates."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any, cast

import pytest
from rich.console import Console

from deploy.operate.status import tell
from deploy.operate.story_line import Paragraph, paragraphs
from deploy.operate.words import WHY, ago, event, told, until, why
from shared.bus.topology import DEAD_LETTER_QUEUE
from shared.errors import LifelongLinksError
from shared.journal.model import micros
from shared.journal.status import Status
from shared.journal.story import Happening

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def happened(
    second: int,
    service: str,
    event_type: str,
    event_id: str,
    outcome: str = "done",
    **more: Any,  # noqa: ANN401 - any other field of a happening
) -> Happening:
    """Something that happened so many seconds after noon."""
    return Happening(micros(NOON) + second * 1_000_000, service, event_type, event_id, outcome, **more)


def lines(paragraph: Paragraph) -> list[str]:
    """Service and text of each line."""
    return [f"{line.service}: {line.said}" for line in paragraph.lines]


LEAD = happened(
    0, "family-finding", "case.lead.recorded.v1", "e1", about={"lead_id": "LD-1"}, correlation="e1"
)
BLOCKED = {"type": "lifelong-links.lead.blocked.v1", "id": "o1", "about": {"lead_id": "LD-1", "gate": "G2"}}


def test_a_paragraph_is_one_cause_and_all_that_followed_from_it() -> None:
    """In every service, and through our own events."""
    search = happened(0, "family-finding", LEAD.type, "e1", correlation="e1", effects=[BLOCKED])
    told_of = happened(
        1,
        "plan-sync",
        "lifelong-links.lead.blocked.v1",
        "o1",
        correlation="e1",
        effects=[{"write": "note", "reference": "N-1"}],
    )
    [paragraph] = paragraphs([search, told_of])
    assert paragraph.what == "lead recorded"
    assert lines(paragraph) == [
        "family-finding: -> lead blocked: lead LD-1, gate G2",
        "plan-sync: -> a note for the record, taken back: N-1",
    ]


def test_who_found_nothing_to_do_is_named_at_the_head() -> None:
    """Once, whoever it is."""
    other = happened(1, "conference", LEAD.type, "e1", correlation="e1")
    [paragraph] = paragraphs([LEAD, other])
    assert (paragraph.about, paragraph.noted_by, paragraph.lines) == (
        "lead LD-1",
        ["family-finding", "conference"],
        [],
    )


@pytest.mark.parametrize(
    ("result", "waiting", "said"),
    [
        ("done", (), "written"),
        ("refused", (), "refused"),
        ("conflicted", (), "not written, somebody changed the section"),
        ("delayed", ("N-1",), "not made yet"),
        (None, ("N-1",), "not made yet"),
        (None, (), "taken back"),
    ],
)
def test_a_write_says_how_it_ended(result: str | None, waiting: tuple[str, ...], said: str) -> None:
    """Where it was asked for; its result is no paragraph of its own."""
    asked = happened(
        0, "plan-sync", "case.x.v1", "e1", correlation="e1", effects=[{"write": "note", "reference": "N-1"}]
    )
    results = (
        [happened(9, "plan-sync", f"internal.write.{result}", "w1", about={"reference": "N-1"})]
        if result
        else []
    )
    [paragraph] = paragraphs([asked, *results], waiting)
    assert lines(paragraph)[0] == f"plan-sync: -> a note for the record, {said}: N-1"


def test_what_follows_from_a_written_note_stays_in_its_paragraph() -> None:
    """The result of a write has an id of its own; its reference leads back."""
    asked = happened(
        0,
        "plan-sync",
        "case.x.v1",
        "e1",
        correlation="e1",
        effects=[{"write": "entries", "reference": "E-1"}],
    )
    written = happened(
        1,
        "plan-sync",
        "internal.write.done",
        "w1",
        about={"reference": "E-1"},
        correlation="w1",
        effects=[{"type": "lifelong-links.plan.written.v1", "id": "o2"}],
    )
    heard = happened(2, "conference", "lifelong-links.plan.written.v1", "o2", correlation="w1")
    [paragraph] = paragraphs([asked, written, heard])
    assert lines(paragraph) == [
        "plan-sync: -> entries for the record, written: E-1",
        "plan-sync: -> plan written",
    ]


def test_a_reminder_begins_a_paragraph() -> None:
    """It came from nobody else."""
    due = happened(0, "eligibility", "reminder:next-look", "r1", correlation="r1")
    assert [one.what for one in paragraphs([LEAD, due])] == [
        "lead recorded",
        "time to look again (next look)",
    ]


def test_notes_and_effects_are_said_in_words() -> None:
    """Why it was decided, and everything that was asked for."""
    one = happened(
        0,
        "eligibility",
        "case.consent.changed.v1",
        "e1",
        notes=[
            {"code": "screened", "outcome": "not_eligible", "reason": "plan-adoption", "record_version": 3}
        ],
        effects=[
            {"remind": "next-look", "at": "2027-07-01T23:00:00+00:00"},
            {"forget": "warn-25"},
            {"cancel": "writes"},
            {"newer": "than this version"},
        ],
    )
    [paragraph] = paragraphs([one])
    assert [line.said for line in paragraph.lines] == [
        "screened: outcome not eligible, because plan adoption, record version 3",
        "-> will look again on 02 Jul 2027 (next look)",
        "-> need not look again (warn 25)",
        "-> TAKES BACK every outbound write that is not made yet",
        "-> something that this version does not know",
    ]


@pytest.mark.parametrize(
    ("outcome", "error", "said"),
    [
        ("parked", "ValueError", "PARKED, and the child's later events behind it: ValueError: a fault in"),
        ("dead", "awaits-lead", "GIVEN UP: awaits-lead: what it speaks of has not arrived yet"),
        ("invalid", "missing:lead_id", "REFUSED, it cannot be read: missing:lead_id: the event does not fit"),
        ("ignored", "unknown-type", "ignored: unknown-type: an event type that this version does not know"),
    ],
)
def test_what_did_not_go_well_stands_out(outcome: str, error: str, said: str) -> None:
    """With the code, which the log and the metrics have too, and what it means."""
    [paragraph] = paragraphs([happened(0, "conference", "case.x.v1", "e1", outcome, error=error)])
    assert lines(paragraph)[0].startswith(f"conference: {said}")


def test_an_operators_act_says_whose_it_was() -> None:
    """It is part of the child's story."""
    act = happened(
        5, "conference", "case.x.v1", "e1", "replayed", notes=[{"code": "replayed", "by": "night-shift"}]
    )
    [paragraph] = paragraphs(
        [happened(0, "conference", "case.x.v1", "e1", "parked", error="ValueError"), act]
    )
    assert lines(paragraph)[1] == "conference: replayed by night-shift"


@pytest.mark.parametrize(
    ("event_type", "words"),
    [
        ("case.search-step.recorded.v1", "search step recorded"),
        ("lifelong-links.lead.match-suggested.v1", "lead match suggested"),
        ("internal.write.done", "write done"),
        ("reminder:turns-18", "time to look again (turns 18)"),
    ],
)
def test_an_event_type_reads_as_what_happened(event_type: str, words: str) -> None:
    """Without who says it and in which version."""
    assert event(event_type) == words


def test_ids_stay_as_they_are_and_codes_become_words() -> None:
    """What is absent is not said, nor is a date of birth."""
    about = {
        "lead_id": "ld-1-a",
        "reason_code": "check-missing",
        "missing": ["child_asked_again", "risk"],
        "date": "2026-11-21",
        "urgent": False,
        "managed": True,
        "wish": None,
        "date_of_birth": "2012-04-01",
    }
    assert told(about) == (
        "lead ld-1-a, because check missing, missing child asked again + risk, "
        "date 21 Nov 2026, not urgent, managed"
    )


def test_every_error_of_ours_has_its_meaning() -> None:
    """An operator at night need not know the code."""
    codes = {error.code for error in _all(LifelongLinksError)}
    at_the_keyboard = {
        "error",
        "invalid",
        "too-early",
        "configuration",
        "policy",
        "journal-busy",
        "not-stuck",
    }
    assert [
        code for code in codes - at_the_keyboard - WHY.keys() if not code.startswith(("server", "field"))
    ] == []


def _all(error: type[LifelongLinksError]) -> list[type[LifelongLinksError]]:
    return [error, *(one for child in error.__subclasses__() for one in _all(child))]


def test_a_fault_of_ours_is_called_one() -> None:
    """A class name says where to look; no code, no words."""
    assert why("ZeroDivisionError") == "ZeroDivisionError: a fault in this software; its log has the place"
    assert (why(None), why("behind an earlier event")) == ("", "behind an earlier event")


@pytest.mark.parametrize(
    ("seconds", "past", "future"),
    [
        (0, "0 s ago", "now"),
        (59, "59 s ago", "in 59 s"),
        (3600, "1 h ago", "in 1 h"),
        (200_000, "2 d ago", "in 2 d"),
    ],
)
def test_spans_are_said_in_one_unit(seconds: int, past: str, future: str) -> None:
    """Nobody counts in microseconds."""
    span = timedelta(seconds=seconds)
    assert (ago(micros(NOON - span), NOON), until(micros(NOON + span), NOON)) == (past, future)


@pytest.mark.parametrize(
    ("depths", "waiting", "said"),
    [
        ({}, 0, "All is settled; nothing needs you."),
        ({"conference.inbox": 0, DEAD_LETTER_QUEUE: 0}, 0, "All is settled; nothing needs you."),
        ({"conference.inbox": 3, DEAD_LETTER_QUEUE: 0}, 0, "Nothing needs you. What waits is tried again"),
        ({"conference.inbox": 3, DEAD_LETTER_QUEUE: 2}, 1, "Needs you: nothing sends them again by itself."),
        ({"conference.inbox": None, DEAD_LETTER_QUEUE: None}, 0, "The broker cannot be reached."),
    ],
)
def test_status_ends_with_whether_an_operator_is_needed(
    depths: dict[str, int | None], waiting: int, said: str
) -> None:
    """A dead letter of the broker needs one; of queues that cannot be seen nothing is promised."""
    screen = Console(file=StringIO(), width=160)
    tell(screen, [Status("conference", outbox=waiting)], depths)
    shown = cast("StringIO", screen.file).getvalue()
    assert said in shown
    assert ("othing needs you" in shown) == ("othing needs you" in said)
