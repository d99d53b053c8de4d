"""Reading a Roundup case record: child, lead, plan, section, and the data behind an event's reference."""

import re
from collections.abc import Mapping as Values
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import ValidationError

from shared.case_system.mapping import Mapping
from shared.case_system.port import CommitmentWords, Dated, LeadDetails, PlanWords, Section, SectionEntry
from shared.case_system.roundup_rest import Item, Records, Row, link_of, moment
from shared.case_system.roundup_shape import event_data, related
from shared.case_system.words import content_hash
from shared.contracts.records import ChildRecord, PlanKind
from shared.errors import CaseSystemConflict, CaseSystemRefused

KEY = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
LISTED = re.compile(r"[,;\n]")


class Addresses(Protocol):
    """The addresses of one case system: where it is reached, and by which it knows itself."""

    base_url: str
    public_url: str


class Reader:
    """Reads through one connection; every value carries the moment of its item's last change (UTC)."""

    def __init__(self, records: Records, mapping: Mapping, addresses: Addresses) -> None:
        """Read these records by this mapping; references may point to these addresses only."""
        self._records = records
        self._mapping = mapping
        self._bases = (addresses.base_url, addresses.public_url)

    async def fetch(self, dataref: str) -> Values[str, Any]:
        """Return the event data behind a reference; CaseSystemRefused when it leads anywhere else."""
        operation = "fetch"
        record, key = self._target(operation, dataref)
        shape = self._mapping.of_event(record)
        if shape is None:
            raise CaseSystemRefused(operation)
        row = await self._records.one(operation, record, {shape.key: key, **shape.constant}, shape.wanted)
        return await event_data(self._records, self._mapping.keys, operation, shape, row)

    def _target(self, operation: str, dataref: str) -> tuple[str, str]:
        """Take class and key out of a reference: the request itself is always made up by us."""
        path = dataref
        for base in self._bases:
            path = path.removeprefix(base + "/").removeprefix(urlsplit(base).path + "/")
        found = re.fullmatch(r"rest/data/([a-z_]+)/([^/]+)", path)
        if found is None or not KEY.fullmatch(found[2]):
            raise CaseSystemRefused(operation)
        return found[1], found[2]

    async def child(self, child_id: str) -> Dated[ChildRecord]:
        """Return the child's record; CaseSystemRefused when the record over there is not one."""
        operation, shape = "child.read", self._mapping.classes["child"]
        row = await self._records.one(operation, shape.record, {shape.key: child_id}, shape.wanted)
        data = await event_data(self._records, self._mapping.keys, operation, shape, row)
        try:
            return Dated(ChildRecord.model_validate(data), moment(row["activity"]))
        except ValidationError:
            raise CaseSystemRefused(operation) from None

    async def lead(self, lead_id: str) -> Dated[LeadDetails]:
        """Return who a lead is."""
        operation, shape = "lead.read", self._mapping.classes["lead_details"]
        row = await self._records.one(operation, shape.record, {shape.key: lead_id}, shape.wanted)
        ours = {name: row.get(source) for name, source in shape.names.items()}
        born, aliases = ours.get("date_of_birth"), LISTED.split(ours.get("aliases") or "")
        details = LeadDetails(
            lead_id=lead_id,
            name=ours.get("name") or "",
            aliases=tuple(alias.strip() for alias in aliases if alias.strip()),
            birth_year=int(born[:4]) if born else None,
            relationship=ours.get("relationship"),
        )
        return Dated(details, moment(row["activity"]))

    async def plan(self, plan_id: str, version: int) -> Dated[PlanWords]:
        """Return the words of that version; CaseSystemConflict when another version is current."""
        operation, shape = "plan.read", self._mapping.classes["plan_words"]
        row = await self._records.one(operation, shape.record, {shape.key: plan_id}, shape.wanted)
        if row.get(shape.names["version"]) != version:
            raise CaseSystemConflict(operation)
        rows = shape.rows["commitments"]
        found = await related(self._records, operation, rows, row)
        commitments = tuple(
            CommitmentWords(**{name: one.get(source) or "" for name, source in rows.names.items()})
            for one in found
        )
        return Dated(PlanWords(plan_id, version, commitments), moment(row["activity"]))

    async def section(self, child_id: str, target: PlanKind) -> Dated[Section]:
        """Return the section with its entries; CaseSystemRefused when the child has no such plan."""
        section, _ = await self.section_for_writing(child_id, target)
        return section

    async def section_for_writing(self, child_id: str, target: PlanKind) -> tuple[Dated[Section], Item]:
        """Return the section and, read at the same moment, the tag that a change of it must carry."""
        operation, shape = "section.read", self._mapping.classes["section"]
        child, version = shape.names["child_id"], shape.names["version"]
        where = {
            f"{child}.{self._mapping.classes['child'].key}": child_id,
            shape.names["target"]: target,
            **shape.constant,
        }
        known = await self._records.one(operation, shape.record, where, ())
        item = await self._records.item(operation, shape.record, known["id"], shape.wanted)
        linked = set(link_of(item.row.get(shape.names["entries"]) or []))
        entries = [one for one in await self.entries(operation, child_id) if one.remote_id in linked]
        section = Section(
            child_id=child_id,
            target=target,
            remote_id=item.number,
            version=str(item.row[version]),
            entries=tuple(entries),
        )
        return Dated(section, moment(item.row["activity"])), item

    async def entries(self, operation: str, child_id: str) -> list[SectionEntry]:
        """Return the child's entries, linked to a section or not yet."""
        shape = self._mapping.classes["entry"]
        child = f"{shape.names['child_id']}.{self._mapping.classes['child'].key}"
        wanted = (shape.key, shape.names["words"])
        rows = await self._records.find(operation, shape.record, {child: child_id}, wanted)
        return [self._entry(row) for row in rows]

    def _entry(self, row: Row) -> SectionEntry:
        shape = self._mapping.classes["entry"]
        return SectionEntry(
            remote_id=row["id"],
            reference=self._mapping.keys.reference(row.get(shape.key)),
            content_hash=content_hash(row.get(shape.names["words"]) or ""),
            version=row["activity"],
        )
