"""The Roundup adapter on a real Roundup, in the plugin's role: reading, and notes, tasks and documents."""

import asyncio
import hashlib
import logging
from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.case_system.mapping import SHIPPED
from shared.case_system.port import DocumentToWrite, NoteToWrite, TaskToWrite
from shared.case_system.words import content_hash
from shared.clock import utc_now
from shared.errors import (
    CaseSystemConflict,
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
)
from tests.integration.case_record import PLUGIN, WORKER, adapter, adapter_on_faulty_network, items
from tests.integration.sandbox import Sandbox, running_sandbox

pytestmark = pytest.mark.servers

TITLE, WORDS = (
    "Search opened",
    "The search for Robin's aunt Josephine was opened.\nRenée wants to hear of her.",
)


def note(child: str, reference: str | None = None) -> NoteToWrite:
    """Return a note about a child."""
    return NoteToWrite(reference or f"note-{child}", child, TITLE, WORDS)


async def test_a_record_is_read_with_the_moment_of_its_last_change(sandbox: Sandbox) -> None:
    """The reader learns how old the data is, in UTC (hard case 45)."""
    child = sandbox.new_child(next_review_date="2027-01-10")
    async with adapter(sandbox) as case_system:
        read = await case_system.read_child(child)
    assert (read.value.child_id, read.value.next_review_date) == (child, date(2027, 1, 10))
    assert [worker.worker_id for worker in read.value.workers or ()] == [WORKER]
    assert read.as_of == read.value.as_of
    assert read.as_of.utcoffset() == timedelta(0)
    assert abs(utc_now() - read.as_of) < timedelta(minutes=1)


async def test_a_lead_is_read_by_name_and_never_shown(sandbox: Sandbox) -> None:
    """Names and aliases reach the reader and no representation."""
    child = sandbox.new_child()
    lead = sandbox.coordinator.add(
        "lead",
        child=child,
        name="Josephine Bell",
        aliases="Jo Bell; J. Ashdown",
        relationship="aunt",
        date_of_birth="1971-02-03",
    )
    async with adapter(sandbox) as case_system:
        read = await case_system.read_lead(lead)
    found = (read.value.name, read.value.aliases, read.value.birth_year, read.value.relationship)
    assert found == ("Josephine Bell", ("Jo Bell", "J. Ashdown"), 1971, "aunt")
    assert "Bell" not in repr(read)


async def test_the_words_of_another_version_are_not_given(sandbox: Sandbox) -> None:
    """What was approved is one version; the words of an amended plan are a conflict (hard case 39)."""
    child = sandbox.new_child()
    lead = sandbox.coordinator.add("lead", child=child, name="Josephine Bell", relationship="aunt")
    plan = sandbox.coordinator.add("plan", child=child)
    words = {"child": child, "plan": plan, "lead": lead, "kind": "visit", "words": "Tea every Sunday."}
    commitment = sandbox.coordinator.add("commitment", **words)
    async with adapter(sandbox) as case_system:
        read = (await case_system.read_plan(plan, 1)).value
        with pytest.raises(CaseSystemConflict):
            await case_system.read_plan(plan, 2)
    assert [(one.commitment_id, one.who, one.words) for one in read.commitments] == [
        (commitment, "Josephine Bell", "Tea every Sunday.")
    ]
    assert "Tea" not in repr(read)
    assert "Josephine" not in repr(read)


async def test_what_is_not_there_goes_to_a_person(sandbox: Sandbox) -> None:
    """An unknown child, lead, plan or section is not a wrong address and not an empty answer."""
    async with adapter(sandbox) as case_system:
        for reading in (
            case_system.read_child("NOBODY"),
            case_system.read_lead("NOBODY"),
            case_system.read_plan("NOBODY", 1),
            case_system.read_section("NOBODY", "care_plan"),
        ):
            with pytest.raises(CaseSystemRefused):
                await reading


async def test_a_note_written_twice_is_one_note(sandbox: Sandbox) -> None:
    """The second receipt is that of the first note, which names both identities (hard case 44)."""
    child = sandbox.new_child()
    async with adapter(sandbox) as case_system:
        first = await case_system.write_note(note(child), on_behalf_of=WORKER)
        again = await case_system.write_note(note(child), on_behalf_of=WORKER)
    found = items(sandbox, "note", child, "title,text,on_behalf_of.ref,actor.ref")
    assert first == again
    assert first.content_hash == content_hash(TITLE, WORDS)
    assert abs(utc_now() - first.written_at) < timedelta(minutes=1)
    assert [(one["title"], one["text"]) for one in found] == [(TITLE, WORDS)]
    assert (found[0]["on_behalf_of.ref"], found[0]["actor.ref"]) == (WORKER, PLUGIN.ref)


async def test_a_note_takes_two_calls(sandbox: Sandbox) -> None:
    """Create and read back: a journey writes many notes."""
    child = sandbox.new_child()
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        await case_system.write_note(note(child), on_behalf_of=None)
        assert network.requests == ["POST", "GET"]


async def test_a_note_whose_answer_was_lost_is_not_written_again(sandbox: Sandbox) -> None:
    """The connection ends after the server has done it: the next attempt finds the note (hard case 44)."""
    child = sandbox.new_child()
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        network.lost.append("POST")
        with pytest.raises(CaseSystemUnavailable):
            await case_system.write_note(note(child), on_behalf_of=WORKER)
        receipt = await case_system.write_note(note(child), on_behalf_of=WORKER)
    assert [one["id"] for one in items(sandbox, "note", child, "id")] == [receipt.remote_id]


async def test_a_lost_reading_is_repeated_inside(sandbox: Sandbox) -> None:
    """A read whose answer is lost is tried again; the caller does not notice."""
    child = sandbox.new_child()
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        network.lost.append("GET")
        assert (await case_system.read_child(child)).value.child_id == child


async def test_two_writers_at_once_have_one_effect(sandbox: Sandbox) -> None:
    """Eight attempts through two adapters leave one note; who was too close tries again."""
    child = sandbox.new_child()
    async with adapter(sandbox) as one, adapter(sandbox) as other:
        attempts = [writer.write_note(note(child), on_behalf_of=WORKER) for writer in (one, other) * 4]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
        assert all(
            not isinstance(outcome, BaseException) or isinstance(outcome, CaseSystemUnavailable)
            for outcome in outcomes
        )
        receipt = await one.write_note(note(child), on_behalf_of=WORKER)
    assert [found["id"] for found in items(sandbox, "note", child, "id")] == [receipt.remote_id]


async def test_a_reference_of_another_child_is_refused(sandbox: Sandbox) -> None:
    """No receipt is given for something that stands in another child's record."""
    child, sibling = sandbox.new_child(), sandbox.new_child()
    async with adapter(sandbox) as case_system:
        await case_system.write_note(note(child, f"shared-{child}"), on_behalf_of=None)
        with pytest.raises(CaseSystemRefused):
            await case_system.write_note(note(sibling, f"shared-{child}"), on_behalf_of=None)
    assert items(sandbox, "note", sibling, "id") == []


async def test_an_unknown_worker_or_child_is_refused_without_a_word_of_the_note(sandbox: Sandbox) -> None:
    """Nothing is written in nobody's name, and the error tells no content."""
    child = sandbox.new_child()
    async with adapter(sandbox) as case_system:
        for attempt in (
            case_system.write_note(note(child), on_behalf_of="NOBODY"),
            case_system.write_note(note("NOBODY"), on_behalf_of=WORKER),
            case_system.write_note(note("1"), on_behalf_of=WORKER),
        ):
            with pytest.raises(CaseSystemRefused) as fault:
                await attempt
            told = repr(fault.value) + str(fault.value) + repr(vars(fault.value))
            assert not any(word in told for word in ("Robin", "Josephine", "Search", child))
    assert items(sandbox, "note", child, "id") == []


async def test_a_closed_task_stays_closed(sandbox: Sandbox) -> None:
    """A task that a worker has done is not opened by a repeated write."""
    child = sandbox.new_child()
    task = TaskToWrite(
        f"task-{child}", child, "social_worker", "Decide", "Look at the plan.", date(2026, 12, 1)
    )
    async with adapter(sandbox) as case_system:
        first = await case_system.write_task(task, on_behalf_of=None)
        open_task = items(sandbox, "task", child, "ref,status,assigned_role,due")[0]
        assert (open_task["status"], open_task["assigned_role"], open_task["due"]) == (
            "open",
            "social_worker",
            "2026-12-01",
        )
        sandbox.social_worker.change("task", open_task["ref"], status="done")
        again = await case_system.write_task(task, on_behalf_of=None)
    assert again.remote_id == first.remote_id
    assert [one["status"] for one in items(sandbox, "task", child, "status")] == ["done"]


async def test_a_document_is_read_back_byte_by_byte(sandbox: Sandbox) -> None:
    """The receipt is over the bytes that stand there, and a repeated write adds none."""
    child, content = sandbox.new_child(), bytes(range(256)) * 100
    document = DocumentToWrite(
        f"doc-{child}", child, "Invitation", "invitation.pdf", "application/pdf", content
    )
    async with adapter(sandbox) as case_system:
        receipts = [await case_system.write_document(document, on_behalf_of=WORKER) for _ in range(2)]
    assert [one.content_hash for one in receipts] == [hashlib.sha256(content).hexdigest()] * 2
    found = items(sandbox, "document", child, "name,type,description")
    assert [(one["name"], one["type"], one["description"]) for one in found] == [
        ("invitation.pdf", "application/pdf", "Invitation")
    ]


async def test_a_stopped_system_is_waited_for(tmp_path: Path) -> None:
    """While it is away every call says so; when it is back the same adapter works (hard case 45)."""
    with running_sandbox(tmp_path / "record") as own:
        child = own.new_child()
        async with adapter(own) as case_system:
            await case_system.write_note(note(child, "before"), on_behalf_of=WORKER)
            await asyncio.to_thread(own.node.kill)
            with pytest.raises(CaseSystemUnavailable):
                await case_system.read_child(child)
            with pytest.raises(CaseSystemUnavailable):
                await case_system.write_note(note(child, "after"), on_behalf_of=WORKER)
            await asyncio.to_thread(own.node.start)
            await case_system.write_note(note(child, "after"), on_behalf_of=WORKER)
        assert len(items(own, "note", child, "id")) == 2


@pytest.mark.parametrize(("secret", "path"), [("wrong", ""), (PLUGIN.password, "elsewhere/")])
async def test_a_wrong_setting_is_for_the_operator(sandbox: Sandbox, secret: str, path: str) -> None:
    """A wrong password and a wrong address are told as such, for reads and writes, without the secret."""
    child = sandbox.new_child()
    async with adapter(sandbox, secret=secret, path=path) as case_system:
        for attempt in (
            case_system.read_child(child),
            case_system.write_note(note(child), on_behalf_of=None),
        ):
            with pytest.raises(CaseSystemMisconfigured) as fault:
                await attempt
            assert secret not in repr(fault.value) + str(fault.value)


async def test_a_name_that_is_not_there_is_for_the_operator(sandbox: Sandbox, tmp_path: Path) -> None:
    """A mapping file that names a property the case system does not have is a setting to put right."""
    child, file = sandbox.new_child(), tmp_path / "authority.toml"
    shipped = (SHIPPED / "roundup.toml").read_text()
    file.write_text(
        shipped.replace('words = "text"', 'words = "body"').replace("legal_status", "legal_basis")
    )
    async with adapter(sandbox, mapping=file) as case_system:
        with pytest.raises(CaseSystemMisconfigured):
            await case_system.read_child(child)
        with pytest.raises(CaseSystemMisconfigured):
            await case_system.write_note(note(child), on_behalf_of=None)


async def test_no_log_line_tells_a_name_a_word_or_the_secret(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """With every library's log at its most talkative, a journey through the adapter tells ids at most."""
    caplog.set_level(logging.DEBUG)
    child = sandbox.new_child()
    caplog.clear()
    async with adapter(sandbox) as case_system:
        await case_system.write_note(note(child), on_behalf_of=WORKER)
        await case_system.read_child(child)
        with pytest.raises(CaseSystemRefused):
            await case_system.write_note(note("NOBODY"), on_behalf_of=WORKER)
    assert "httpx" in {record.name for record in caplog.records}
    assert not any(word in caplog.text for word in ("Robin", "Josephine", "Renée", TITLE, PLUGIN.password))
