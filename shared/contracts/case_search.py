"""Case-system events about the search: steps, leads, checks, restrictions, contacts, merges."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.codes import (
    AskedBy,
    Closeness,
    ContactMethod,
    KnownAs,
    RelationKind,
    Relationship,
    RestrictionAuthority,
    SearchMethod,
    SearchPurpose,
    StaffRole,
)
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, Flag, Frozen, Id, Version

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
    """The step's id in the case system."""
    method: SearchMethod
    """Where or how was looked."""
    purpose: SearchPurpose | None = None
    """What was looked for."""
    date: CalendarDate
    by: Id
    account: Literal["official", "none", "personal", "false"] | None = None
    """The account by which it was looked at; only an official one, or none, is allowed."""
    outcome: Literal["leads_found", "nothing", "refused", "continues"]
    leads_found: int | None = Field(default=None, ge=0, strict=True)
    """How many people were found."""
    lead_id: Id | None = None
    """The person who was looked for or looked at, when it is a lead already."""
    objective_id: Id | None = None
    """The child's objective that the step serves."""
    requested_by: AskedBy | None = None
    """Who asked for the step; tracing by the Red Cross needs the child's own request."""


class Relation(Frozen):
    """How a lead is related to another lead of the same child."""

    lead_id: Id
    """The other lead."""
    relation: RelationKind
    """What the lead is to the other one."""


class LeadRecorded(Event):
    """A person who may matter to the child; the name stays in the case system (`dataref`)."""

    TYPE: ClassVar[str] = "case.lead.recorded.v1"
    lead_id: Id
    """The lead's id in the case system."""
    version: Version
    relationship: Relationship
    side: Literal["maternal", "paternal", "both", "none"] | None = None
    """Side of the family."""
    known: Literal["known", "lost_touch", "never_met"] | None = None
    """Whether the child was in touch before."""
    found_by_step: Id | None = None
    """The search step by which the person was found."""
    is_child: Flag | None = None
    """The person is under 18."""
    looked_after_elsewhere: Flag | None = None
    """The person is looked after by another authority."""
    abroad: Flag | None = None
    """The person lives abroad."""
    in_prison: Flag | None = None
    """The person is in prison."""
    deceased: Flag | None = None
    """The person has died."""
    adopted_sibling: Flag | None = None
    """A brother or sister who was adopted: nobody approaches the adoptive family."""
    related_to: tuple[Relation, ...] | None = None
    """How the person is related to other leads of this child."""
    known_from: CalendarDate | None = None
    """Since when the child has known the person."""
    known_to: CalendarDate | None = None
    """Until when they were in touch."""
    known_as: KnownAs | None = None
    """By which kind of name the child knew the person; the name itself stays in the case system."""
    closeness: Closeness | None = None
    """How close the child says they are, or were."""
    putative: Flag | None = None
    """The relationship is believed and not proven."""


class CheckRecorded(Event):
    """One check of a safety gate for one lead; it holds until `expires` (exclusive), if given."""

    TYPE: ClassVar[str] = "case.check.recorded.v1"
    check_id: Id
    """The check's id in the case system."""
    lead_id: Id
    """The person who was checked."""
    gate: Gate
    check: Check
    """What was checked."""
    result: Literal["clear", "concern", "unknown"]
    """What the check says; a concern closes this gate and those after it."""
    by: Id
    """The worker who made the check, by their own log-in."""
    role: StaffRole
    date: CalendarDate
    expires: CalendarDate | None = None
    """First day on which the check no longer counts."""


class RestrictedPerson(Frozen):
    """Whom a restriction names: a lead, or a relationship while identity is not resolved."""

    lead_id: Id | None = None
    """The lead whom it bars."""
    relationship: Relationship | None = None
    """The relationship that it names, while identity is not resolved."""


class OtherPerson(Frozen):
    """The second person of a pairwise order."""

    lead_id: Id | None = None
    """The other lead."""


class RestrictionRecorded(Event):
    """An order, decision or wish that bars somebody; it never lapses to *open* by itself."""

    TYPE: ClassVar[str] = "case.restriction.recorded.v1"
    restriction_id: Id
    """The restriction's id in the case system."""
    person: RestrictedPerson
    """Whom it bars; naming nobody, it bars everybody."""
    other_person: OtherPerson | None = None
    """The person whom the first one may not meet."""
    authority: RestrictionAuthority
    """By whose authority: an order, the police, the authority, the child's or the person's own wish."""
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None
    """Last day; after it a person decides, it never lapses by itself."""
    review_date: CalendarDate | None = None
    """The day by which it is reviewed."""
    ended: CalendarDate | Flag | None = None
    """The day on which it ended, or true when the day is not known."""
    recorded_on: CalendarDate | None = None
    """The day on which it was recorded: of two words about it the later stands."""
    separate_arrival_agreed_by: Id | None = None
    """The named person who confirmed that separate arrival satisfies it; never for an order."""


class ContactRecorded(Event):
    """A contact with a lead, and whether privacy information was given; `managed` false is a warning sign."""

    TYPE: ClassVar[str] = "case.contact.recorded.v1"
    contact_id: Id
    """The contact's id in the case system."""
    lead_id: Id
    direction: Literal["out", "in"]
    """From us to the person, or from the person to the child or us."""
    method: ContactMethod
    """By which means."""
    date: CalendarDate
    by: Id
    outcome: Literal["no_reply", "willing", "unsure", "declined", "wrong_person", "deceased"]
    """What the person said, or what became clear."""
    privacy_information: Literal["given", "exception", "pending"] | None = None
    """Whether the person was told what is done with their data."""
    managed: Flag | None = None
    """Whether it went the agreed way; false is a warning sign."""


class LeadMergeDecided(Event):
    """A person decided whether leads are one and the same."""

    TYPE: ClassVar[str] = "case.lead-merge.decided.v1"
    lead_ids: tuple[Id, ...] = Field(min_length=2)
    """The leads that were compared."""
    decision: Literal["merge", "keep_apart", "unmerge"]
    """One person, two people, or taken apart again."""
    by: Id | None = None
    decision_id: Id | None = None
    date: CalendarDate | None = None
    """The day on which it was decided."""
