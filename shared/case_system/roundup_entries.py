"""Putting approved entries into a section of a child's plan: all in one conditional step, or none.

Entries are created first, unlinked; an entry counts from the moment the section links it, and one PATCH links
them all under the tag that was read together with the version. An entry that was created but not linked
(somebody else changed the section meanwhile) is seen by nobody. The next attempt uses it, or, when the worker
has decided otherwise since (other words, another approver), takes it away and creates it anew: the plugin may
take back its own unlinked entries, and has no right to change any.
"""

from collections.abc import Iterable
from contextlib import suppress

from shared.case_system.mapping import Mapping
from shared.case_system.port import EntryToWrite, Receipt, Section, SectionEntry
from shared.case_system.roundup_read import Reader
from shared.case_system.roundup_rest import Item, Records, Row, as_key, link_of, moment
from shared.case_system.roundup_write import Writer
from shared.case_system.words import content_hash
from shared.contracts.records import PlanKind
from shared.errors import CaseSystemConflict, CaseSystemRefused

OPERATION = "entries.write"
Standing = dict[str | None, SectionEntry]
"""Entries by their reference as it stands there."""


class EntryWriter:
    """Links entries to sections through one connection."""

    def __init__(self, records: Records, mapping: Mapping, reader: Reader, writer: Writer) -> None:
        """Write these records by this mapping; worker numbers come from the writer."""
        self._records = records
        self._mapping = mapping
        self._reader = reader
        self._writer = writer

    async def write(
        self,
        child_id: str,
        target: PlanKind,
        entries: tuple[EntryToWrite, ...],
        expected_version: str,
        on_behalf_of: str,
    ) -> tuple[Receipt, ...]:
        """Put all entries into the section, or none; what stands there already is receipted.

        Raises CaseSystemConflict when the section is not at `expected_version` any more, or when one of the
        entries stands there with other words: a worker's edit is never overwritten.
        """
        section, item = await self._reader.section_for_writing(child_id, target)
        done = self._receipts(entries, section.value)
        if done is not None:
            return done
        if section.value.version != expected_version:
            raise CaseSystemConflict(OPERATION)
        linked = {entry.remote_id for entry in section.value.entries}
        drafts = await self._drafts(child_id, entries, linked, on_behalf_of)
        return await self._link(child_id, target, entries, item, [one for one in drafts if one not in linked])

    async def _link(
        self,
        child_id: str,
        target: PlanKind,
        entries: tuple[EntryToWrite, ...],
        item: Item,
        numbers: list[str],
    ) -> tuple[Receipt, ...]:
        """Link in one conditional step; what stands there afterwards decides, whatever the answer was."""
        shape = self._mapping.classes["section"]
        with suppress(CaseSystemConflict):
            await self._records.add_links(OPERATION, shape.record, item, shape.names["entries"], numbers)
        done = self._receipts(entries, (await self._reader.section(child_id, target)).value)
        if done is None:
            raise CaseSystemConflict(OPERATION)
        return done

    def _receipts(self, entries: tuple[EntryToWrite, ...], section: Section) -> tuple[Receipt, ...] | None:
        """Return the receipts if the section links all of them; conflict if one has other words there."""
        standing = _by_reference(section.entries)
        found = {entry.reference: self._same(entry, standing) for entry in entries}
        receipts = [
            Receipt(reference, one.remote_id, section.version, one.content_hash, moment(one.version))
            for reference, one in found.items()
            if one is not None
        ]
        return tuple(receipts) if len(receipts) == len(entries) else None

    async def _drafts(
        self, child_id: str, entries: tuple[EntryToWrite, ...], linked: set[str], on_behalf_of: str
    ) -> list[str]:
        """Create what is missing; return the numbers of all, each read back and found as it was sent."""
        worker = await self._writer.worker(OPERATION, on_behalf_of)
        standing = await self._standing(child_id)
        missing = [entry for entry in entries if not self._usable(entry, standing, worker, linked)]
        for entry in missing:
            if (stale := standing.get(self._key(entry))) is not None:
                await self._records.retire(OPERATION, self._mapping.classes["entry"].record, stale["id"])
            await self._create(child_id, entry, on_behalf_of)
        if missing:
            standing = await self._standing(child_id)
        if not all(self._usable(entry, standing, worker, linked) for entry in entries):
            raise CaseSystemRefused(OPERATION)  # the key belongs to an item of another child
        return [standing[self._key(entry)]["id"] for entry in entries]

    async def _standing(self, child_id: str) -> dict[str, Row]:
        """Return the child's entries by key, linked or not, with words and approver."""
        shape = self._mapping.classes["entry"]
        child = f"{shape.names['child_id']}.{self._mapping.classes['child'].key}"
        wanted = (shape.key, shape.names["words"], shape.names["on_behalf_of"])
        rows = await self._records.find(OPERATION, shape.record, {child: child_id}, wanted)
        return {row[shape.key]: row for row in rows}

    def _usable(self, entry: EntryToWrite, standing: dict[str, Row], worker: str, linked: set[str]) -> bool:
        """Say whether the entry stands as it is now approved, or stands in the section already."""
        row, names = standing.get(self._key(entry)), self._mapping.classes["entry"].names
        if row is None or row["id"] in linked:
            return row is not None
        same_words = content_hash(row.get(names["words"]) or "") == content_hash(entry.words)
        return same_words and link_of(row.get(names["on_behalf_of"])) == worker

    def _key(self, entry: EntryToWrite) -> str:
        return self._mapping.keys.key(entry.reference)

    def _same(self, entry: EntryToWrite, standing: Standing) -> SectionEntry | None:
        """Return the entry as the section shows it, if it does; conflict when its words are not the same."""
        found = standing.get(self._mapping.keys.reference(self._key(entry)))
        if found is not None and found.content_hash != content_hash(entry.words):
            raise CaseSystemConflict(OPERATION)
        return found

    async def _create(self, child_id: str, entry: EntryToWrite, on_behalf_of: str) -> None:
        shape = self._mapping.classes["entry"]
        ours = {
            "words": entry.words,
            "content_hash": content_hash(entry.words),
            "plan_id": as_key(entry.plan_id, OPERATION),
            "plan_version": entry.plan_version,
            "commitment_id": as_key(entry.commitment_id, OPERATION),
        }
        values = await self._writer.item(OPERATION, shape, entry.reference, child_id, ours, on_behalf_of)
        await self._records.create(OPERATION, shape.record, values)


def _by_reference(entries: Iterable[SectionEntry]) -> Standing:
    return {entry.reference: entry for entry in entries}
