"""Writing notes, tasks and documents into a Roundup case record, effectively once.

The reference is the item's key, which the case system keeps unique: creating first and reading afterwards is
one conditional step, where reading first would leave a gap for a second writer. Two calls each: create (409:
it is there already), then read back.
"""

import hashlib
from collections.abc import Mapping as Values
from typing import Any

from shared.case_system.mapping import ClassMap, Mapping
from shared.case_system.port import DocumentToWrite, NoteToWrite, Receipt, TaskToWrite
from shared.case_system.roundup_rest import Files, Records, Row, as_key, moment
from shared.case_system.words import content_hash
from shared.errors import CaseSystemConflict, CaseSystemRefused


class Writer:
    """Writes through one connection, in the plugin's name and on a worker's behalf."""

    def __init__(self, records: Records, mapping: Mapping) -> None:
        """Write these records by this mapping."""
        self._records = records
        self._mapping = mapping
        self._workers: dict[str, str] = {}

    async def note(self, note: NoteToWrite, on_behalf_of: str | None) -> Receipt:
        """Write a note unless it is there; the hash is over title and words."""
        ours = {"title": note.title, "words": note.words}
        return await self._worded("note", note.reference, note.child_id, ours, on_behalf_of)

    async def task(self, task: TaskToWrite, on_behalf_of: str | None) -> Receipt:
        """Write an open task unless it is there, open or done; the hash is over title and words."""
        ours = {
            "title": task.title,
            "words": task.words,
            "role": task.role,
            "due_on": task.due_on.isoformat() if task.due_on else None,
        }
        return await self._worded("task", task.reference, task.child_id, ours, on_behalf_of)

    async def document(self, document: DocumentToWrite, on_behalf_of: str | None) -> Receipt:
        """Attach a document unless it is there; the hash is over its bytes as they are read back."""
        operation, shape = "document.write", self._mapping.classes["document"]
        ours = {"title": document.title, "file_name": document.file_name, "media_type": document.media_type}
        files: Files = {
            shape.names["content"]: (document.file_name, document.content, document.media_type),
        }
        values = await self.item(operation, shape, document.reference, document.child_id, ours, on_behalf_of)
        created = await self._records.create(operation, shape.record, values, files)
        row = await self.standing(operation, shape, document.reference, document.child_id)
        content = await self._records.content(operation, shape.record, row["id"])
        found = hashlib.sha256(content).hexdigest()
        if created and found != hashlib.sha256(document.content).hexdigest():
            raise CaseSystemConflict(operation)
        return receipt(document.reference, row, row["activity"], found)

    async def _worded(
        self, name: str, reference: str, child_id: str, ours: Values[str, Any], on_behalf_of: str | None
    ) -> Receipt:
        operation, shape = f"{name}.write", self._mapping.classes[name]
        values = await self.item(operation, shape, reference, child_id, ours, on_behalf_of)
        created = await self._records.create(operation, shape.record, values)
        row = await self.standing(operation, shape, reference, child_id)
        found = content_hash(*(row.get(shape.names[part]) or "" for part in ("title", "words")))
        if created and found != content_hash(ours["title"], ours["words"]):
            raise CaseSystemConflict(operation)
        return receipt(reference, row, row["activity"], found)

    async def item(
        self,
        operation: str,
        shape: ClassMap,
        reference: str,
        child_id: str,
        ours: Values[str, Any],
        on_behalf_of: str | None,
    ) -> dict[str, Any]:
        """Return a new item in the case system's words; the child is named by key, the worker by number."""
        worker = await self.worker(operation, on_behalf_of) if on_behalf_of else None
        named = {**ours, "child_id": as_key(child_id, operation), "on_behalf_of": worker}
        theirs = {shape.names[name]: value for name, value in named.items() if value is not None}
        return {shape.key: self._mapping.keys.key(reference), **shape.constant, **theirs}

    async def worker(self, operation: str, worker_id: str) -> str:
        """Return the number of a worker, remembered for the life of this adapter."""
        if worker_id not in self._workers:
            shape = self._mapping.classes["worker"]
            row = await self._records.one(operation, shape.record, {shape.key: worker_id}, ())
            self._workers[worker_id] = row["id"]
        return self._workers[worker_id]

    async def standing(self, operation: str, shape: ClassMap, reference: str, child_id: str) -> Row:
        """Read back what stands under the reference; CaseSystemRefused unless it is this child's."""
        child = f"{shape.names['child_id']}.{self._mapping.classes['child'].key}"
        theirs = {shape.names[name] for name in ("title", "words") if name in shape.names}
        where = {shape.key: self._mapping.keys.key(reference)}
        row = await self._records.one(operation, shape.record, where, {child, *theirs})
        if row.get(child) != child_id:
            raise CaseSystemRefused(operation)
        return row


def receipt(reference: str, row: Row, version: str, found: str) -> Receipt:
    """Make a receipt of what was read back; `written_at` is the case system's own time of its creation."""
    return Receipt(reference, row["id"], version, found, moment(row["creation"]))
