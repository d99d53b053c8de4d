"""The adapter for Roundup: the port's promises kept over its REST interface."""

from collections.abc import Mapping as Values
from typing import Any

from shared.case_system.client import CaseClient
from shared.case_system.mapping import Mapping
from shared.case_system.port import (
    Capabilities,
    Dated,
    DocumentToWrite,
    EntryToWrite,
    LeadDetails,
    NoteToWrite,
    PlanWords,
    Receipt,
    Section,
    TaskToWrite,
)
from shared.case_system.roundup_entries import EntryWriter
from shared.case_system.roundup_read import Reader
from shared.case_system.roundup_rest import Records
from shared.case_system.roundup_write import Writer
from shared.contracts.records import ChildRecord, PlanKind

CAPABILITIES = Capabilities(publishes_events=True, versions=True, locks=False, attachments=True)


class Roundup:
    """A `CaseSystem` over one Roundup; the promises of each method are the port's."""

    def __init__(self, client: CaseClient, mapping: Mapping) -> None:
        """Use this connection and these names; `close` closes the connection."""
        records = Records(client)
        self._client = client
        self._reader = Reader(records, mapping, client)
        self._writer = Writer(records, mapping)
        self._entries = EntryWriter(records, mapping, self._reader, self._writer)

    @property
    def capabilities(self) -> Capabilities:
        """Events by its detectors, version tags by `@etag`, no locks, attachments."""
        return CAPABILITIES

    async def fetch(self, dataref: str) -> Values[str, Any]:
        """Return the data of an event that carried only a reference, as the record is now."""
        return await self._reader.fetch(dataref)

    async def read_child(self, child_id: str) -> Dated[ChildRecord]:
        """Return the child's record, as of its last change."""
        return await self._reader.child(child_id)

    async def read_lead(self, lead_id: str) -> Dated[LeadDetails]:
        """Return who a lead is, as of the last change."""
        return await self._reader.lead(lead_id)

    async def read_plan(self, plan_id: str, version: int) -> Dated[PlanWords]:
        """Return the words of that version of a plan."""
        return await self._reader.plan(plan_id, version)

    async def read_section(self, child_id: str, target: PlanKind) -> Dated[Section]:
        """Return the section and its entries."""
        return await self._reader.section(child_id, target)

    async def write_note(self, note: NoteToWrite, *, on_behalf_of: str | None) -> Receipt:
        """Write a note once."""
        return await self._writer.note(note, on_behalf_of)

    async def write_task(self, task: TaskToWrite, *, on_behalf_of: str | None) -> Receipt:
        """Write a task once."""
        return await self._writer.task(task, on_behalf_of)

    async def write_document(self, document: DocumentToWrite, *, on_behalf_of: str | None) -> Receipt:
        """Attach a document once."""
        return await self._writer.document(document, on_behalf_of)

    async def write_entries(
        self,
        child_id: str,
        target: PlanKind,
        entries: tuple[EntryToWrite, ...],
        *,
        expected_version: str,
        on_behalf_of: str,
    ) -> tuple[Receipt, ...]:
        """Put all entries into the section in one conditional step, or none."""
        return await self._entries.write(child_id, target, entries, expected_version, on_behalf_of)

    async def close(self) -> None:
        """Release connections."""
        await self._client.close()
