"""plan_sync on the real case system: from a social worker's decision to entries that stand there.

Events are those of the case system's own detectors, reads and writes go through the adapter; only the journal
between them is played by hand, so that a test can repeat or hold back any step.
"""

import asyncio

import pytest

from services.plan_sync.service import SERVICE
from shared.contracts.lifelong_links import (
    PlanConflicted,
    PlanDrifted,
    PlanWaiting,
    PlanWritten,
)
from shared.effects import Write
from shared.errors import CaseSystemUnavailable
from shared.service import WriteConflicted, WriteDone, WriteRefused, WriteSettled
from tests.integration.case_record import adapter, adapter_on_faulty_network, items
from tests.integration.plan_case import WORDS, Case
from tests.integration.sandbox import Sandbox
from tests.unit.plan_sync.plans import consent

pytestmark = pytest.mark.servers


@pytest.fixture
def case(sandbox: Sandbox) -> Case:
    """A child of this test's own."""
    return Case(sandbox)


async def test_approved_commitments_stand_in_the_care_plan_with_words_and_approver(
    case: Case, sandbox: Sandbox
) -> None:
    """The approved item in its words, on whose approval; the declined one nowhere (hard case 42)."""
    case.decide(visit="approved_with_conditions", letter="declined")
    async with adapter(sandbox) as case_system:
        (write,) = await case.hear(case_system)
        await case.perform(write, case_system)
    (entry,) = case.entries
    assert entry["text"].startswith("Josephine Bell: Josephine visits on the first Sunday of the month.")
    assert "conditions" in entry["text"]
    assert (entry["approved_by.ref"], entry["commitment.ref"]) == ("SW-1", case.commitments["visit"])
    assert [one["id"] for one in case.standing["entries"]] == [entry["id"]]
    (written,) = case.sync.emitted(PlanWritten)
    assert [one.remote_id for one in written.receipts] == [entry["id"]]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_lost_answer_then_repetition_writes_nothing_twice(
    case: Case, sandbox: Sandbox, method: str
) -> None:
    """The server has done it, the answer is lost; the repeated write gives receipts (hard case 44)."""
    case.decide(visit="approved", letter="approved")
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        (write,) = await case.hear(case_system)
        network.lost.append(method)
        with pytest.raises(CaseSystemUnavailable):
            await case.perform(write, case_system)
        result = await case.perform(write, case_system)
        assert isinstance(await case.perform(write, case_system), WriteDone)
    assert isinstance(result, WriteDone)
    assert len(case.entries) == len(case.standing["entries"]) == len(WORDS)
    assert case.standing["version"] == 2


@pytest.mark.parametrize(
    ("method", "ends", "asks"),
    [("PATCH", WriteDone, ["written-though-stopped"]), ("POST", WriteRefused, [])],
    ids=["written", "not-written"],
)
async def test_lost_answer_then_withdrawal_leaves_nothing_unknown(
    case: Case, sandbox: Sandbox, method: str, ends: type[WriteSettled], asks: list[str]
) -> None:
    """What was taken back is looked for; what stands there is proved, and told (hard cases 14, 44)."""
    case.decide(visit="approved", letter="approved")
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        (write,) = await case.hear(case_system)
        network.lost.append(method)
        with pytest.raises(CaseSystemUnavailable):
            await case.perform(write, case_system)
        case.sync.take(consent("withdrawn"))
        (look,) = case.sync.looks
        before = case.standing["version"]
        assert isinstance(await case.perform(look, case_system), ends)
    assert case.sync.codes("task") == asks
    told = [len(one.receipts) for one in case.sync.emitted(PlanWritten)]
    assert told == ([len(WORDS)] if asks else [])
    assert (case.standing["version"], len(case.standing["entries"])) == (before, sum(told))


async def test_simultaneous_edit_is_a_conflict_and_nothing_is_overwritten(
    case: Case, sandbox: Sandbox
) -> None:
    """Edited after the decision; decided again, it is written once, on the new version (hard case 43)."""
    case.decide(visit="approved", letter="approved")
    async with adapter(sandbox) as case_system:
        (write,) = await case.hear(case_system)
        case.edit()
        result = await case.perform(write, case_system)
        assert isinstance(result, WriteConflicted)
        assert (result.expected_version, result.found_version) == ("1", "2")
        assert case.sync.emitted(PlanConflicted) != []
        assert (case.standing["text"], case.standing["entries"]) == ("Edited meanwhile.", [])
        assert case.sync.codes("task") == ["plan-changed-decide-again"]
        case.decide(urgent="child-moves")
        (again,) = await case.hear(case_system)
        assert isinstance(await case.perform(again, case_system), WriteDone)
    assert len(case.standing["entries"]) == len(case.entries) == len(WORDS)
    assert case.standing["text"] == "Edited meanwhile."


async def test_edit_in_the_last_moment_is_a_conflict_too(case: Case, sandbox: Sandbox) -> None:
    """Between our reading and our conditional change; theirs stands (hard case 43)."""

    async def edit() -> None:
        await asyncio.to_thread(case.edit)

    case.decide(visit="approved", letter="approved")
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        (write,) = await case.hear(case_system)
        network.interludes["PATCH"] = edit
        assert isinstance(await case.perform(write, case_system), WriteConflicted)
    assert (case.standing["text"], case.standing["entries"]) == ("Edited meanwhile.", [])


async def test_workers_later_edit_is_drift_and_our_own_echo_is_not(case: Case, sandbox: Sandbox) -> None:
    """The edit stands and a person is told, once; our own write coming back is no news (hard case 43)."""
    case.decide(visit="approved", letter="approved")
    async with adapter(sandbox) as case_system:
        (write,) = await case.hear(case_system)
        await case.perform(write, case_system)
        await case.hear(case_system)
        assert case.sync.emitted(PlanDrifted) == []
        entry = case.entries[0]
        sandbox.social_worker.change("entry", entry["ref"], text="Josephine visits when she can.")
        await case.hear(case_system)
        (drift,) = case.sync.emitted(PlanDrifted)
        case.edit()
        await case.hear(case_system)
        assert case.sync.emitted(PlanDrifted) == []
    assert drift.references == (write.payload["entries"][0]["reference"],)
    assert case.entries[0]["text"] == "Josephine visits when she can."


async def test_repetition_after_a_workers_edit_of_an_entry_goes_to_a_person(
    case: Case, sandbox: Sandbox
) -> None:
    """Answer lost, entry edited, write repeated: the edit stands, no endless conflict (hard case 44)."""
    case.decide(visit="approved", letter="approved")
    async with adapter(sandbox) as case_system:
        (write,) = await case.hear(case_system)
        assert SERVICE.perform is not None
        await case.perform(write, case_system)
        sandbox.social_worker.change("entry", case.entries[0]["ref"], text="Only by telephone.")
        result = await case.perform(write, case_system)
    assert isinstance(result, WriteRefused)
    assert result.reason_code == "entry-edited"
    assert case.entries[0]["text"] == "Only by telephone."


async def test_write_of_a_superseded_version_is_refused(case: Case, sandbox: Sandbox) -> None:
    """The plan was amended before the write: the older version's words are not written (hard case 39)."""
    case.decide(visit="approved", letter="approved")
    async with adapter(sandbox) as case_system:
        (write,) = await case.hear(case_system)
        sandbox.coordinator.change("plan", case.plan, version=2)
        result = await case.perform(write, case_system)
    assert isinstance(result, WriteRefused)
    assert result.reason_code == "plan-version-superseded"
    assert case.entries == []


async def test_child_without_the_section_waits_for_it(case: Case, sandbox: Sandbox) -> None:
    """A care plan that nobody has opened: a task for the worker, and nothing written."""
    sandbox.social_worker.change("care_plan_section", case.section, section="health")
    case.decide(visit="approved", letter="approved")
    async with adapter(sandbox) as case_system:
        assert await case.hear(case_system) == []
    (waits,) = case.sync.emitted(PlanWaiting)
    assert (waits.reason_code, waits.missing) == ("section-missing", ("care_plan",))


async def test_notes_and_tasks_stand_in_the_record_once_in_plain_words(case: Case, sandbox: Sandbox) -> None:
    """A replay of the same moment leaves one note and one task (hard case 44)."""
    async with adapter(sandbox) as case_system:
        await case.hear(case_system)
        told = [one for one in case.sync.last if isinstance(one, Write)]
        assert [one.kind for one in told] == ["note", "task", "task"]
        for write in (*told, *told):
            assert isinstance(await case.perform(write, case_system), WriteDone)
    (note,) = items(sandbox, "note", case.child, "title,text")
    task, for_review = items(sandbox, "task", case.child, "title,text,assigned_role,status")
    assert note["title"] == "Support plan agreed"
    assert (task["title"], task["assigned_role"], task["status"]) == (
        "Decide each commitment of the support plan",
        "social_worker",
        "open",
    )
    assert for_review["assigned_role"] == "iro"
    assert "Josephine" not in note["text"] + task["text"]
