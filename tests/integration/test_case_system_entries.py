"""The Roundup adapter puts approved entries into a care plan: all in one step, once, over nobody's edit."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from shared.case_system.port import CaseSystem, EntryToWrite, Receipt
from shared.case_system.words import content_hash
from shared.contracts.records import PlanKind
from shared.errors import CaseSystemConflict, CaseSystemRefused, CaseSystemUnavailable
from tests.integration.case_record import SECTION, WORKER, adapter, adapter_on_faulty_network, items
from tests.integration.sandbox import ACCOUNTS, Sandbox

pytestmark = pytest.mark.servers

CARE_PLAN: PlanKind = "care_plan"
WORDS = ("Josephine visits on the first Sunday of the month.", "Nan writes at birthdays.")


class Case:
    """A child whose plan is agreed and whose care plan has a section, as one social worker left them."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Record everything an approved plan needs."""
        self.sandbox = sandbox
        self.child = sandbox.new_child()
        self.section = sandbox.social_worker.add(
            "care_plan_section", child=self.child, text="As before.", **SECTION
        )
        lead = sandbox.coordinator.add("lead", child=self.child, name="Josephine Bell", relationship="aunt")
        self.plan = sandbox.coordinator.add("plan", child=self.child)
        about = {"child": self.child, "plan": self.plan, "lead": lead, "kind": "visit"}
        self.entries = tuple(
            EntryToWrite(
                reference=f"{self.plan}-v1-{number}",
                words=words,
                commitment_id=sandbox.coordinator.add("commitment", words=words, **about),
                plan_id=self.plan,
                plan_version=1,
            )
            for number, words in enumerate(WORDS)
        )

    def edit(self, **values: object) -> None:
        """Let the social worker change the section."""
        self.sandbox.social_worker.change("care_plan_section", self.section, **values)

    @property
    def standing(self) -> dict[str, Any]:
        """The section as the social worker sees it."""
        attributes: dict[str, Any] = self.sandbox.social_worker.read("care_plan_section", self.section)[
            "attributes"
        ]
        return attributes

    @property
    def linked(self) -> list[str]:
        """The numbers of the entries that the section shows."""
        return sorted(entry["id"] for entry in self.standing["entries"])

    @property
    def created(self) -> list[str]:
        """The numbers of all entries of the child, shown or not."""
        return sorted(entry["id"] for entry in items(self.sandbox, "entry", self.child, "id"))

    async def write(self, case_system: CaseSystem, *, version: str = "1") -> tuple[Receipt, ...]:
        """Write all entries as decided on that version."""
        return await case_system.write_entries(
            self.child, CARE_PLAN, self.entries, expected_version=version, on_behalf_of=WORKER
        )


@pytest.fixture
def case(sandbox: Sandbox) -> Case:
    """A child of this test's own."""
    return Case(sandbox)


async def test_entries_stand_in_the_section_with_their_receipts(case: Case, sandbox: Sandbox) -> None:
    """Words, hash, plan, version and the approving worker stand there; the receipts are read back from it."""
    async with adapter(sandbox) as case_system:
        receipts = await case.write(case_system)
        section = (await case_system.read_section(case.child, CARE_PLAN)).value
    fields = "text,content_hash,approved_by.ref,plan.ref,plan_version,commitment.ref"
    found = items(sandbox, "entry", case.child, fields)
    assert [one["text"] for one in found] == list(WORDS)
    assert [one["content_hash"] for one in found] == [one.content_hash for one in receipts]
    assert [one.content_hash for one in receipts] == [content_hash(words) for words in WORDS]
    assert {(one["approved_by.ref"], one["plan.ref"], one["plan_version"]) for one in found} == {
        (WORKER, case.plan, 1)
    }
    assert [one["commitment.ref"] for one in found] == [entry.commitment_id for entry in case.entries]
    assert sorted(one.remote_id for one in receipts) == case.linked
    assert {one.remote_version for one in receipts} == {section.version} == {"2"}
    assert [entry.reference for entry in section.entries] == [entry.reference for entry in case.entries]
    assert case.standing["text"] == "As before."


async def test_a_repeated_write_changes_nothing_whatever_the_version(case: Case, sandbox: Sandbox) -> None:
    """Entries that stand there are receipted again, also after others changed the section (hard case 44)."""
    async with adapter(sandbox) as case_system:
        first = await case.write(case_system)
        case.edit(text="And more.")
        before = case.standing
        again = await case.write(case_system)
    assert [one.remote_id for one in again] == [one.remote_id for one in first]
    assert case.standing == before


async def test_a_section_changed_since_the_decision_is_not_touched(case: Case, sandbox: Sandbox) -> None:
    """A worker edited before the write: conflict, no entry shown, not even a draft made (hard case 43)."""
    case.edit(text="Edited after the decision.")
    async with adapter(sandbox) as case_system:
        with pytest.raises(CaseSystemConflict):
            await case.write(case_system)
    assert (case.linked, case.created, case.standing["text"]) == ([], [], "Edited after the decision.")


async def test_an_edit_in_the_last_moment_wins(case: Case, sandbox: Sandbox) -> None:
    """A worker edits between our reading and our PATCH: their text stands, no entry shows (hard case 43)."""

    async def edit() -> None:
        await asyncio.to_thread(case.edit, text="Edited in the same moment.")

    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        network.interludes["PATCH"] = edit
        with pytest.raises(CaseSystemConflict):
            await case.write(case_system)
    assert (case.linked, case.standing["text"]) == ([], "Edited in the same moment.")


async def test_after_a_conflict_the_worker_decides_again_and_nothing_is_double(
    case: Case, sandbox: Sandbox
) -> None:
    """Entries left unlinked by the conflict serve the next attempt, on the new version (hard case 43)."""

    async def edit() -> None:
        await asyncio.to_thread(case.edit, text="Edited in the same moment.")

    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        network.interludes["PATCH"] = edit
        with pytest.raises(CaseSystemConflict):
            await case.write(case_system)
        drafts = case.created
        version = (await case_system.read_section(case.child, CARE_PLAN)).value.version
        await case.write(case_system, version=version)
    assert drafts == case.created == case.linked
    assert case.standing["text"] == "Edited in the same moment."


async def test_after_a_conflict_another_decision_replaces_the_unlinked_entries(
    case: Case, sandbox: Sandbox
) -> None:
    """Decided again by another worker, in other words: those stand, and nothing of the first decision."""

    async def edit() -> None:
        await asyncio.to_thread(case.edit, text="Edited in the same moment.")

    approver = ACCOUNTS["manager"].ref
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        network.interludes["PATCH"] = edit
        with pytest.raises(CaseSystemConflict):
            await case.write(case_system)
        case.entries = (replace(case.entries[0], words="Only with a carer there."), case.entries[1])
        await case_system.write_entries(
            case.child, CARE_PLAN, case.entries, expected_version="2", on_behalf_of=approver
        )
    found = items(sandbox, "entry", case.child, "text,approved_by.ref")
    assert [(one["text"], one["approved_by.ref"]) for one in found] == [
        ("Only with a carer there.", approver),
        (WORDS[1], approver),
    ]
    assert case.created == case.linked


async def test_the_plugin_cannot_take_away_what_a_plan_shows(case: Case, sandbox: Sandbox) -> None:
    """Linked entries and other people's entries are beyond the plugin's rights."""
    async with adapter(sandbox) as case_system:
        await case.write(case_system)
    theirs = sandbox.manager.add(
        "entry", child=case.child, text="By hand.", content_hash="0" * 64, approved_by="tm1"
    )
    for ref in (items(sandbox, "entry", case.child, "ref")[0]["ref"], theirs):
        seen = sandbox.plugin.read("entry", ref)
        answer = sandbox.plugin.http.delete(f"entry/{seen['id']}", headers={"If-Match": seen["@etag"]})
        assert answer.status_code == 403


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_write_whose_answer_was_lost_is_recognised(case: Case, sandbox: Sandbox, method: str) -> None:
    """The connection ends after the server has done it; the repeated write gives receipts (hard case 44)."""
    async with adapter_on_faulty_network(sandbox) as (case_system, network):
        network.lost.append(method)
        with pytest.raises(CaseSystemUnavailable):
            await case.write(case_system)
        receipts = await case.write(case_system)
    assert sorted(one.remote_id for one in receipts) == case.created == case.linked
    assert case.standing["version"] == 2


async def test_two_writers_at_once_have_one_effect(case: Case, sandbox: Sandbox) -> None:
    """Six attempts through two adapters: each entry stands there once, in one step of the version."""
    async with adapter(sandbox) as one, adapter(sandbox) as other:
        attempts = [case.write(writer) for writer in (one, other) * 3]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
        assert all(
            not isinstance(outcome, BaseException) or isinstance(outcome, CaseSystemUnavailable)
            for outcome in outcomes
        ), outcomes
        receipts = await case.write(one)
    assert sorted(found.remote_id for found in receipts) == case.created == case.linked
    assert len(case.linked) == len(WORDS)
    assert case.standing["version"] == 2


async def test_a_workers_edit_of_an_entry_is_never_overwritten(case: Case, sandbox: Sandbox) -> None:
    """Other words under our reference are somebody's decision: conflict, and they stay (hard case 43)."""
    async with adapter(sandbox) as case_system:
        await case.write(case_system)
        entry = items(sandbox, "entry", case.child, "ref")[0]["ref"]
        sandbox.social_worker.change("entry", entry, text="Josephine visits when she can.")
        version = str(case.standing["version"])
        with pytest.raises(CaseSystemConflict):
            await case.write(case_system, version=version)
        section = (await case_system.read_section(case.child, CARE_PLAN)).value
    assert (
        sandbox.social_worker.read("entry", entry)["attributes"]["text"] == "Josephine visits when she can."
    )
    assert section.entries[0].content_hash == content_hash("Josephine visits when she can.")


async def test_opening_and_saving_an_entry_is_no_edit(case: Case, sandbox: Sandbox) -> None:
    """Blanks that a form adds do not make a drift."""
    async with adapter(sandbox) as case_system:
        first = await case.write(case_system)
        entry = items(sandbox, "entry", case.child, "ref")[0]["ref"]
        sandbox.social_worker.change("entry", entry, text=f"  {WORDS[0]} \r\n")
        assert [one.content_hash for one in await case.write(case_system)] == [
            one.content_hash for one in first
        ]


async def test_an_entry_that_a_worker_took_out_stays_out(case: Case, sandbox: Sandbox) -> None:
    """A section without the entry is a later version: a repeated write does not put it back."""
    async with adapter(sandbox) as case_system:
        await case.write(case_system)
        kept = case.linked[1:]
        case.edit(entries=kept)
        with pytest.raises(CaseSystemConflict):
            await case.write(case_system)
    assert case.linked == kept


async def test_an_entry_of_another_child_is_not_linked(case: Case, sandbox: Sandbox) -> None:
    """A reference that stands in another child's record is refused; that record keeps what it has."""
    other = Case(sandbox)
    other.entries = case.entries
    async with adapter(sandbox) as case_system:
        await case.write(case_system)
        with pytest.raises(CaseSystemRefused):
            await other.write(case_system)
    assert (other.linked, other.created) == ([], [])


async def test_the_other_plan_has_its_own_section(case: Case, sandbox: Sandbox) -> None:
    """Entries for the pathway plan do not show in the care plan (hard case 3)."""
    sandbox.social_worker.add(
        "care_plan_section", child=case.child, **(SECTION | {"plan_kind": "pathway_plan"})
    )
    async with adapter(sandbox) as case_system:
        await case_system.write_entries(
            case.child, "pathway_plan", case.entries, expected_version="1", on_behalf_of=WORKER
        )
        pathway = (await case_system.read_section(case.child, "pathway_plan")).value
    assert (len(pathway.entries), case.linked) == (len(WORDS), [])
