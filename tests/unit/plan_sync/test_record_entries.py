"""Carrying out a write when the case system fails in ways that a real one cannot be made to."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from services.plan_sync.record_entries import load_bases, load_entries, performing
from services.plan_sync.wording import load_wording
from shared.case_system.port import (
    CaseSystem,
    CommitmentWords,
    Dated,
    EntryToWrite,
    NoteToWrite,
    PlanWords,
    Receipt,
    Section,
    SectionEntry,
    TaskToWrite,
)
from shared.case_system.words import content_hash
from shared.contracts.envelope import Envelope
from shared.contracts.records import PlanKind
from shared.effects import WriteKind
from shared.errors import (
    CaseSystemConflict,
    CaseSystemError,
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
)
from shared.service import WriteConflicted, WriteDone, WriteRefused, WriteRequest
from tests.unit.plan_sync.plans import CHILD, NOW, decided, plan_changed

PERFORM = performing(load_wording())
WORDS = PlanWords("PL-1", 1, (CommitmentWords("CM-1", "Josephine Bell", "Josephine visits."),))
ENTRY = "Josephine Bell: Josephine visits."
SECTION = Section(CHILD, "care_plan", "4", "7")
ENVELOPE = Envelope(
    id="E-1", source="urn:la:E08000035:case-system", type="case.care-plan.changed.v1", subject=CHILD, time=NOW
)
AWAY = CaseSystemUnavailable("entries.write", status=503)


@dataclass
class Fake:
    """Answers as it is told; a fault in the place of an answer is raised."""

    plan: PlanWords | CaseSystemError = WORDS
    section: Section | CaseSystemError = SECTION
    entries: CaseSystemError | None = None
    words: CaseSystemError | None = None
    content: str = ENTRY
    written: list[Any] = field(default_factory=list)

    @property
    def port(self) -> CaseSystem:
        """The fake in the place of the case system: of the port it has what plan_sync asks of it."""
        return cast("CaseSystem", self)

    async def read_plan(self, _plan_id: str, _version: int) -> Dated[PlanWords]:
        """Return the words."""
        return Dated(answered(self.plan), NOW)

    async def read_section(self, _child_id: str, target: PlanKind) -> Dated[Section]:
        """Return the section, of the care plan only."""
        if target == "pathway_plan":
            raise CaseSystemRefused("section.read", status=404)
        return Dated(answered(self.section), NOW)

    async def write_entries(
        self, _child_id: str, _target: PlanKind, entries: tuple[EntryToWrite, ...], **pinned: str
    ) -> tuple[Receipt, ...]:
        """Take the entries; the receipts say what content stands there."""
        self.written.append((entries, pinned))
        if self.entries:
            raise self.entries
        return tuple(Receipt(one.reference, "9", "8", content_hash(self.content), NOW) for one in entries)

    async def write_note(self, note: NoteToWrite, *, on_behalf_of: str | None) -> None:
        """Take the note."""
        self.written.append((note, on_behalf_of))
        if self.words:
            raise self.words

    async def write_task(self, task: TaskToWrite, *, on_behalf_of: str | None) -> None:
        """Take the task."""
        self.written.append((task, on_behalf_of))
        if self.words:
            raise self.words


def answered(answer: Any) -> Any:  # noqa: ANN401 - either of the fake's answers
    """Return the answer, or raise it."""
    if isinstance(answer, CaseSystemError):
        raise answer
    return answer


def entries_request(**changes: object) -> WriteRequest:
    """A Write of one approved entry."""
    payload = {
        "plan_id": "PL-1",
        "plan_version": 1,
        "target": "care_plan",
        "expected_version": "7",
        "approved_by": "W-1",
        "entries": [{"commitment_id": "CM-1", "reference": "PL-1-v1-CM-1-cp", "conditions": False}],
    }
    return WriteRequest(CHILD, "entries", "entries-PL-1-v1-cp-1", payload | changes, "W-1", NOW)


def worded_request(kind: WriteKind, **payload: object) -> WriteRequest:
    """A Write of a note or task."""
    return WriteRequest(CHILD, kind, "R-1", {"code": "search-opened", **payload}, None, NOW)


async def test_entries_are_written_as_decided_and_receipted() -> None:
    """Words of the pinned version, the decision's base version, on behalf of the approver."""
    fake = Fake()
    result = await PERFORM(entries_request(), fake.port)
    assert isinstance(result, WriteDone)
    assert [one.content_hash for one in result.receipts] == [content_hash(ENTRY)]
    (((entry,), pinned),) = fake.written
    assert (entry.words, entry.plan_version, entry.commitment_id) == (ENTRY, 1, "CM-1")
    assert pinned == {"expected_version": "7", "on_behalf_of": "W-1"}


@pytest.mark.parametrize("fault", [AWAY, CaseSystemMisconfigured("x", status=401), CaseSystemRefused("x")])
@pytest.mark.parametrize("place", ["plan", "entries"])
async def test_faults_that_are_the_journals_pass_through(fault: CaseSystemError, place: str) -> None:
    """The journal waits and tries again, or hands it to a person."""
    fake = Fake(plan=fault) if place == "plan" else Fake(entries=fault)
    with pytest.raises(type(fault)):
        await PERFORM(entries_request(), fake.port)


async def test_read_back_that_differs_is_refused() -> None:
    """A receipt proves the content, not only that something is there."""
    result = await PERFORM(entries_request(), Fake(content="something else").port)
    assert isinstance(result, WriteRefused)
    assert result.reason_code == "read-back-differs"


@pytest.mark.parametrize(
    "plan", [replace(WORDS, commitments=()), PlanWords("PL-1", 1, (CommitmentWords("CM-1", "J", "  "),))]
)
async def test_commitment_without_words_is_not_written(plan: PlanWords) -> None:
    """An empty entry would be no commitment: all or none."""
    fake = Fake(plan=plan)
    result = await PERFORM(entries_request(), fake.port)
    assert isinstance(result, WriteRefused)
    assert (result.reason_code, fake.written) == ("words-missing", [])


async def test_conflict_names_both_versions() -> None:
    """The section that was decided on, and the one that is there (hard case 43)."""
    fake = Fake(section=replace(SECTION, version="9"), entries=CaseSystemConflict("x", status=412))
    result = await PERFORM(entries_request(), fake.port)
    assert isinstance(result, WriteConflicted)
    assert (result.expected_version, result.found_version) == ("7", "9")


async def test_conflict_without_a_newer_section_is_for_a_person() -> None:
    """Something else stands under our reference; deciding again would end the same way (hard case 44)."""
    result = await PERFORM(entries_request(), Fake(entries=CaseSystemConflict("x")).port)
    assert isinstance(result, WriteRefused)
    assert result.reason_code == "entry-edited"


async def test_case_system_that_goes_away_after_a_conflict_is_asked_again_later() -> None:
    """The whole write is repeated; nothing was written."""
    fake = Fake(section=AWAY, entries=CaseSystemConflict("x"))
    with pytest.raises(CaseSystemUnavailable):
        await PERFORM(entries_request(), fake.port)


@pytest.mark.parametrize(
    "request_,reason",
    [
        (worded_request("note"), "read-back-differs"),
        (worded_request("task", role="manager"), "read-back-differs"),
    ],
)
async def test_note_or_task_that_reads_back_otherwise_is_refused(request_: WriteRequest, reason: str) -> None:
    """It ends as a word for the audit, never as another task."""
    result = await PERFORM(request_, Fake(words=CaseSystemConflict("x")).port)
    assert isinstance(result, WriteRefused)
    assert result.reason_code == reason


async def test_task_has_its_role_and_date() -> None:
    """The date is a Europe/London date."""
    fake = Fake()
    request = worded_request("task", role="manager", due_on="2026-11-24")
    await PERFORM(request, fake.port)
    ((task, _),) = fake.written
    assert (task.role, task.due_on.isoformat()) == ("manager", "2026-11-24")


async def test_document_is_no_write_of_this_service() -> None:
    """It is refused, never lost silently."""
    with pytest.raises(CaseSystemRefused):
        await PERFORM(worded_request("document"), Fake().port)


async def test_bases_are_the_sections_that_are_there() -> None:
    """A pathway plan that nobody has opened has no version; a case system that is away is waited for."""
    assert await load_bases(decided(), ENVELOPE, Fake().port) == {"care_plan": "7"}
    with pytest.raises(CaseSystemUnavailable):
        await load_bases(decided(), ENVELOPE, Fake(section=AWAY).port)


async def test_entries_seen_are_ours_by_reference() -> None:
    """Other people's entries have none; a section that is gone has no entries; our own echo is not read."""
    ours = SectionEntry("1", "PL-1-v1-CM-1-cp", "a" * 64, "1")
    theirs = SectionEntry("2", None, "b" * 64, "1")
    there = Fake(section=replace(SECTION, entries=(ours, theirs)))
    assert await load_entries(plan_changed(), ENVELOPE, there.port) == {"PL-1-v1-CM-1-cp": "a" * 64}
    gone = Fake(section=CaseSystemRefused("section.read", status=404))
    assert await load_entries(plan_changed(), ENVELOPE, gone.port) == {}
    echo = ENVELOPE.model_copy(update={"originsystem": "lifelong-links"})
    assert await load_entries(plan_changed(), echo, there.port) is None


@pytest.mark.parametrize("status", [None, 403])
async def test_section_that_is_closed_or_ambiguous_is_not_taken_for_gone(status: int | None) -> None:
    """Nobody is told that entries were taken out when nobody could look: an operator sees the event."""
    fake = Fake(section=CaseSystemRefused("section.read", status=status))
    with pytest.raises(CaseSystemRefused):
        await load_entries(plan_changed(), ENVELOPE, fake.port)
