"""plan_sync on the real case system: from a social worker's decision to entries that stand there.

Events are those of the case system's own detectors, reads and writes go through the adapter; only the journal
between them is played by hand, so that a test can repeat or hold back any step.
"""

import asyncio
from typing import Any, TypeVar

import pytest

from services.plan_sync.service import SERVICE
from shared.case_system.port import CaseSystem
from shared.contracts.case_system import CASE_EVENTS, LeadRecorded
from shared.contracts.envelope import Envelope, Event
from shared.contracts.lifelong_links import (
    PlanCaptured,
    PlanConflicted,
    PlanDrifted,
    PlanWaiting,
    PlanWritten,
)
from shared.effects import Write
from shared.errors import CaseSystemUnavailable
from shared.service import WriteConflicted, WriteDone, WriteRefused, WriteRequest, WriteSettled
from tests.integration.case_record import SECTION, adapter, adapter_on_faulty_network, items
from tests.integration.sandbox import Sandbox
from tests.unit.plan_sync.plans import NOW, TODAY, Sync, accepted, cleared, consent, wish

pytestmark = pytest.mark.servers

EVENTS = {one.TYPE: one for one in CASE_EVENTS}
E = TypeVar("E", bound=Event)
WORDS = {"visit": "visits on the first Sunday of the month.", "letter": "writes at birthdays."}


class Case:
    """A child whose support plan is agreed, and plan_sync, which hears what the case system publishes."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Record everything up to the agreed plan."""
        self.sandbox = sandbox
        self.child = sandbox.new_child()
        self.sync = Sync()
        self.sync.state = self.sync.state.model_copy(update={"child_id": self.child})
        self.sync.take(self.about(accepted()))
        self.heard: set[str] = set()
        desk = sandbox.coordinator
        self.section = sandbox.social_worker.add(
            "care_plan_section", child=self.child, text="As before.", **SECTION
        )
        lead = desk.add("lead", child=self.child, name="Josephine Bell", relationship="aunt")
        self.plan = desk.add("plan", child=self.child)
        self.commitments = {
            kind: desk.add(
                "commitment",
                child=self.child,
                plan=self.plan,
                lead=lead,
                kind=kind,
                words=f"Josephine {words}",
            )
            for kind, words in WORDS.items()
        }
        desk.change("plan", self.plan, status="agreed", child_agrees=True)

    def about(self, event: E) -> E:
        """An event about this child."""
        return event.model_copy(update={"child_id": self.child})

    def decide(self, urgent: str | None = None, **decisions: str) -> None:
        """Let the social worker decide each commitment, and then the plan; `urgent` makes it another one."""
        for kind, said in decisions.items():
            reason = {"reason_code": "not_safe"} if said == "declined" else {}
            self.sandbox.social_worker.change("commitment", self.commitments[kind], decision=said, **reason)
        self.sandbox.social_worker.change(
            "plan",
            self.plan,
            status="decided",
            considered_at_review=TODAY.isoformat(),
            **({"urgent_reason_code": urgent} if urgent else {}),
        )

    def edit(self) -> None:
        """Let another social worker change the section."""
        self.sandbox.other_social_worker.change("care_plan_section", self.section, text="Edited meanwhile.")

    async def hear(self, case_system: CaseSystem) -> list[Write]:
        """Take in what the detectors published since the last time; return the Writes of entries."""
        writes: list[Write] = []
        for envelope in await asyncio.to_thread(self.sandbox.events, self.child):
            if envelope.id not in self.heard:
                self.heard.add(envelope.id)
                await self._take(envelope, case_system)
                writes += self.sync.writes("entries")
        return writes

    async def _take(self, envelope: Envelope, case_system: CaseSystem) -> None:
        if envelope.type == "case.plan.agreed.v1":  # conference turns it into a captured plan
            self.sync.take(PlanCaptured.model_validate(envelope.data))
            return
        handler = SERVICE.handler(envelope.type)
        if handler is None:
            return
        event = EVENTS[envelope.type].model_validate(envelope.data)
        facts = await handler.load(event, envelope, case_system) if handler.load else None
        self.sync.take(event, facts)
        if isinstance(event, LeadRecorded):  # the child's wish, and family finding's word on the lead
            self.sync.take(self.about(wish(lead_id=event.lead_id)))
            self.sync.take(self.about(cleared(event.lead_id)))

    async def perform(self, write: Write, case_system: CaseSystem) -> WriteSettled:
        """Carry out a Write and take in its result."""
        assert SERVICE.perform is not None
        request = WriteRequest(
            self.child, write.kind, write.reference, write.payload, write.on_behalf_of, created_at=NOW
        )
        result = await SERVICE.perform(request, case_system)
        self.sync.take(result)
        return result

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Every entry of the child, linked or not."""
        return items(
            self.sandbox, "entry", self.child, "ref,text,approved_by.ref,commitment.ref,plan_version"
        )

    @property
    def standing(self) -> dict[str, Any]:
        """The section as the social worker sees it."""
        read = self.sandbox.social_worker.read("care_plan_section", self.section)
        attributes: dict[str, Any] = read["attributes"]
        return attributes


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
