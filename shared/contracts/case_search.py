"""Case-system events about the search: steps, leads, checks, restrictions, contacts, merges."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, Code, Flag, Frozen, Id, Version

Gate = Literal["G2", "G3", "G4"]
Check = Literal[
    "identity",
    "restrictions",
    "orders",
    "local_records",
    "risk",
    "child_wish",
    "carer_briefed",
    "arrangement_in_plan",
    "approval",
]


class SearchStepRecorded(Event):
    """One step of the search: where, why, by which account, and what came of it."""

    TYPE: ClassVar[str] = "case.search-step.recorded.v1"
    step_id: Id
    method: Code
    purpose: Code | None = None
    date: CalendarDate
    by: Id
    account: Literal["official", "none"] | None = None
    outcome: Literal["leads_found", "nothing", "refused", "continues"]
    leads_found: int | None = Field(default=None, ge=0, strict=True)


class LeadRecorded(Event):
    """A person who may matter to the child; the name stays in the case system (`dataref`)."""

    TYPE: ClassVar[str] = "case.lead.recorded.v1"
    lead_id: Id
    version: Version
    relationship: Code
    side: Literal["maternal", "paternal", "both", "none"] | None = None
    known: Literal["known", "lost_touch", "never_met"] | None = None
    found_by_step: Id | None = None
    is_child: Flag | None = None
    looked_after_elsewhere: Flag | None = None
    abroad: Flag | None = None
    in_prison: Flag | None = None
    deceased: Flag | None = None
    adopted_sibling: Flag | None = None


class CheckRecorded(Event):
    """One check of a safety gate for one lead; it holds until `expires` (exclusive), if given."""

    TYPE: ClassVar[str] = "case.check.recorded.v1"
    check_id: Id
    lead_id: Id
    gate: Gate
    check: Check
    result: Literal["clear", "concern", "unknown"]
    by: Id
    role: Code
    date: CalendarDate
    expires: CalendarDate | None = None


class RestrictedPerson(Frozen):
    """Whom a restriction names: a lead, or a relationship while identity is not resolved."""

    lead_id: Id | None = None
    relationship: Code | None = None


class OtherPerson(Frozen):
    """The second person of a pairwise order."""

    lead_id: Id | None = None


class RestrictionRecorded(Event):
    """An order, decision or wish that bars somebody; it never lapses to *open* by itself."""

    TYPE: ClassVar[str] = "case.restriction.recorded.v1"
    restriction_id: Id
    person: RestrictedPerson
    other_person: OtherPerson | None = None
    authority: Code
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None
    review_date: CalendarDate | None = None
    ended: CalendarDate | Flag | None = None


class ContactRecorded(Event):
    """A contact with a lead, and whether privacy information was given; `managed` false is a warning sign."""

    TYPE: ClassVar[str] = "case.contact.recorded.v1"
    contact_id: Id
    lead_id: Id
    direction: Literal["out", "in"]
    method: Code
    date: CalendarDate
    by: Id
    outcome: Literal["no_reply", "willing", "unsure", "declined", "wrong_person", "deceased"]
    privacy_information: Literal["given", "exception", "pending"] | None = None
    managed: Flag | None = None


class LeadMergeDecided(Event):
    """A person decided whether leads are one and the same."""

    TYPE: ClassVar[str] = "case.lead-merge.decided.v1"
    lead_ids: tuple[Id, ...] = Field(min_length=2)
    decision: Literal["merge", "keep_apart", "unmerge"]
    by: Id | None = None
