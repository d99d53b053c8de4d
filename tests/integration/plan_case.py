"""A child of the real case system whose support plan is agreed, and plan_sync, which hears of it."""

import asyncio
from typing import Any, TypeVar

from services.plan_sync.service import SERVICE
from shared.case_system.port import CaseSystem
from shared.contracts.case_system import CASE_EVENTS, LeadRecorded
from shared.contracts.envelope import Envelope, Event
from shared.contracts.lifelong_links import PlanCaptured
from shared.effects import Write
from shared.service import WriteRequest, WriteSettled
from tests.integration.case_record import SECTION, items
from tests.integration.sandbox import Sandbox
from tests.unit.plan_sync.plans import NOW, TODAY, Sync, accepted, cleared, wish

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
        desk.change("plan", self.plan, status="agreed", child_agrees=True, agreed_on=TODAY.isoformat())

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
            decided_on=TODAY.isoformat(),
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
