"""The port to the authority's case system: what every adapter offers, in the field's words.

Reads carry the age of their data. Writes carry two identities, the plugin's (the connection's own) and
the person on whose approval it is done, and a deterministic reference: writing the same reference twice
leaves one item. Errors are the four of `shared.errors.CaseSystemError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from shared.contracts.records import ChildRecord, PlanKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this case system can do; a missing ability is worked around, never assumed."""

    publishes_events: bool
    versions: bool
    locks: bool
    attachments: bool


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value and the moment (aware UTC) as of which the case system gave it."""

    value: T
    as_of: datetime


@dataclass(frozen=True, slots=True)
class LeadDetails:
    """Who a lead is. Names and aliases: never logged, never put on the bus."""

    lead_id: str
    name: str = field(repr=False)
    aliases: tuple[str, ...] = field(default=(), repr=False)
    birth_year: int | None = field(default=None, repr=False)
    relationship: str | None = None


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """The words of one commitment, as agreed: never logged, never put on the bus."""

    commitment_id: str
    who: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The words of one version of a support plan."""

    plan_id: str
    version: int
    commitments: tuple[CommitmentWords, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """An entry as it stands in a section; `reference` is empty for entries that are not ours."""

    remote_id: str
    reference: str | None
    content_hash: str
    version: str


@dataclass(frozen=True, slots=True)
class Section:
    """The family-and-social-relationships section of a child's plan.

    `version` is the section's own counter, which every change by anybody raises: compared, never computed.
    """

    child_id: str
    target: PlanKind
    remote_id: str
    version: str
    entries: tuple[SectionEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryToWrite:
    """One approved commitment, in the words the plan will show."""

    reference: str
    words: str = field(repr=False)
    commitment_id: str
    plan_id: str
    plan_version: int


@dataclass(frozen=True, slots=True)
class NoteToWrite:
    """A note for the child's record."""

    reference: str
    child_id: str
    title: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TaskToWrite:
    """A task for a role; `due_on` is a Europe/London date."""

    reference: str
    child_id: str
    role: str
    title: str = field(repr=False)
    words: str = field(repr=False)
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DocumentToWrite:
    """A document for the child's record; the file name holds no name of a person."""

    reference: str
    child_id: str
    title: str = field(repr=False)
    file_name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a write, read back: `content_hash` is SHA-256 (hex) of what stands there now."""

    reference: str
    remote_id: str
    remote_version: str
    content_hash: str
    written_at: datetime


class CaseSystem(Protocol):
    """What an adapter promises. Every call has a time-out; reads are retried inside, writes are not."""

    @property
    def capabilities(self) -> Capabilities:
        """What this case system can do."""

    async def fetch(self, dataref: str) -> Mapping[str, Any]:
        """Return the `data` of an event that carried only a reference to it."""

    async def read_child(self, child_id: str) -> Dated[ChildRecord]:
        """Return the child's record as it is now."""

    async def read_lead(self, lead_id: str) -> Dated[LeadDetails]:
        """Return who a lead is."""

    async def read_plan(self, plan_id: str, version: int) -> Dated[PlanWords]:
        """Return the words of that version; CaseSystemConflict when another version is current."""

    async def read_section(self, child_id: str, target: PlanKind) -> Dated[Section]:
        """Return the section and its entries as they stand now."""

    async def write_note(self, note: NoteToWrite, *, on_behalf_of: str | None) -> Receipt:
        """Write the note unless its reference is there already; either way return the receipt."""

    async def write_task(self, task: TaskToWrite, *, on_behalf_of: str | None) -> Receipt:
        """Write the task unless its reference is there already; a closed task stays closed."""

    async def write_document(self, document: DocumentToWrite, *, on_behalf_of: str | None) -> Receipt:
        """Attach the document unless its reference is there already."""

    async def write_entries(
        self,
        child_id: str,
        target: PlanKind,
        entries: tuple[EntryToWrite, ...],
        *,
        expected_version: str,
        on_behalf_of: str,
    ) -> tuple[Receipt, ...]:
        """Put all entries into the section in one conditional step, or none.

        Entries that stand there with the same reference and content are left and receipted, whatever the
        section's version: that is how a write whose answer was lost is recognised. Otherwise the section
        must still be at `expected_version`; if not, CaseSystemConflict and nothing is changed.
        """

    async def close(self) -> None:
        """Release connections."""
