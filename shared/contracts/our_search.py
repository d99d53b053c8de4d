"""Our events from screening to the network."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.case_child import (
    ConsentChanged,
    ParentalResponsibility,
    ReferralObjective,
    ViewsRecorded,
)
from shared.contracts.case_search import (
    CheckRecorded,
    ContactRecorded,
    LeadMergeDecided,
    RestrictionRecorded,
)
from shared.contracts.codes import AskedBy, Relationship
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, ChildId, Code, Flag, Frozen, Id, Timestamp, Value, Version

Truth = Literal["met", "not_met", "unknown"]
Outcome = Literal["eligible", "not_eligible", "needs_decision"]


class Evidence(Frozen):
    """A fact that a criterion rests on: field of the record, its value as a code or date, and its day.

    `as_of` is the Europe/London date of the record that says so.
    """

    field: Code
    """The field of the child's record, with points between its parts."""
    value: Value | int | bool | None = None
    """Its value: a code, a date, a number, yes or no; several codes have commas between."""
    as_of: CalendarDate | None = None
    """The Europe/London date of the record that says so."""


class CriterionResult(Frozen):
    """One criterion: met, not met or unknown, why (a code) and on what evidence.

    `criterion` is its name in the policy, `kind` what it asks: that is the same in every policy.
    """

    criterion: Code
    """Its name in the policy."""
    kind: Code | None = None
    """What it asks, the same in every policy."""
    result: Truth
    """Met, not met or unknown."""
    reason_code: Code
    evidence: tuple[Evidence, ...] = ()
    """The facts that it rests on."""


class PolicyStamp(Frozen):
    """Which policy decided."""

    authority: Code
    """ONS code of the authority, or the name of the programme."""
    version: Code
    """The policy's own version."""


class Readings(Frozen):
    """Two readings of a page that joins its criteria with no AND/OR (DOMAIN 2.1, 2.3 step 6)."""

    R1: Truth
    """(B1 and B2) or B3."""
    R2: Truth
    """B1 and (B2 or B3)."""


class EligibilityScreened(Event):
    """A record version was screened. `criteria` is empty when one sentence of rule 1 alone decided.

    `leading_reason` is what a person should be told first, `next_action` the one thing to do next, `remarks`
    name contradictions in the record (DOMAIN 2.2).
    """

    TYPE: ClassVar[str] = "lifelong-links.eligibility.screened.v1"
    record_version: Version
    """The version of the record that was screened."""
    outcome: Outcome
    """What the policy says of the record: a recommendation, and no decision."""
    reason_code: Code
    policy: PolicyStamp
    """Which policy was applied."""
    as_of: Timestamp
    """How old the data was."""
    screened_on: CalendarDate
    """The Europe/London date for which it was screened."""
    previous_outcome: Outcome | None = None
    """The outcome before, where there was one."""
    criteria: tuple[CriterionResult, ...] = ()
    """Each criterion with its evidence."""
    readings: Readings | None = None
    """The results of the two readings, where the policy has two."""
    missing: tuple[Code, ...] = ()
    """Fields of the record that are not known and would matter."""
    leading_reason: Code | None = None
    """What a person should be told first."""
    next_action: Code | None = None
    remarks: tuple[Code, ...] = ()
    """Contradictions in the record, as codes."""
    number: Version | None = None


class ScreeningRequested(Event):
    """A child's kept record is to be looked at again: the policy changed, or a journal was restored."""

    TYPE: ClassVar[str] = "lifelong-links.screening.requested.v1"
    reason_code: Code


class ReferralAccepted(Event):
    """Work may begin: eligible (or decided by a person), agreed and there is room.

    `child_agreed_on` is the date of the child's agreement, when it is known.
    """

    TYPE: ClassVar[str] = "lifelong-links.referral.accepted.v1"
    referral_id: Id
    outcome: Outcome
    """What the screening says."""
    child_agreed: Flag
    """Whether the child's own agreement stands."""
    child_agreed_on: CalendarDate | None = None
    """The date of that agreement, when it is known."""
    parental_responsibility: ParentalResponsibility
    """Position of those with parental responsibility."""
    allocated_worker: Flag
    """Whether a social worker or personal adviser is allocated."""
    coordinator_id: Id | None = None
    objectives: tuple[ReferralObjective, ...] = ()
    accepted_by: Id | None = None
    """The named person who accepted it."""
    reason_code: Code | None = None
    number: Version | None = None


class ReferralWaitlisted(Event):
    """Eligible, but there is no room yet.

    `position` counts from 1 and `priority` says why this child comes before others; both only where the
    policy limits the number of places.
    """

    TYPE: ClassVar[str] = "lifelong-links.referral.waitlisted.v1"
    referral_id: Id
    reason_code: Code
    position: Annotated[int, Field(ge=1)] | None = None
    priority: Code | None = None


class ReferralDeclined(Event):
    """The referral does not go on. `admitted` are the roles that may refer, when that was the reason."""

    TYPE: ClassVar[str] = "lifelong-links.referral.declined.v1"
    referral_id: Id
    reason_code: Code
    admitted: tuple[AskedBy, ...] = ()
    """The roles that may refer, when that was the reason."""
    decided_by: Id | None = None
    """The named person who declined it."""


class JourneyFrozen(Event):
    """Everything outbound stops; nothing is lost. A `pause` keeps what was checked and booked until it ends.

    `number` rises with every event of eligibility about a child: it tells which of two came later.
    """

    TYPE: ClassVar[str] = "lifelong-links.journey.frozen.v1"
    reason_code: Code
    pause: Flag | None = None
    """What was checked and booked is kept until the pause ends."""
    number: Version | None = None


class JourneyResumed(Event):
    """The reason for the freeze is gone; gates need fresh checks."""

    TYPE: ClassVar[str] = "lifelong-links.journey.resumed.v1"
    reason_code: Code
    number: Version | None = None


class JourneyClosed(Event):
    """The work is over for this child (a later referral may open it again)."""

    TYPE: ClassVar[str] = "lifelong-links.journey.closed.v1"
    reason_code: Code
    number: Version | None = None


class SearchOpened(Event):
    """Gate G1 is passed: search steps may be taken."""

    TYPE: ClassVar[str] = "lifelong-links.search.opened.v1"
    referral_id: Id


class SearchClosed(Event):
    """No further search steps."""

    TYPE: ClassVar[str] = "lifelong-links.search.closed.v1"
    reason_code: Code


class LeadBlocked(Event):
    """A gate is closed for a lead, and what is missing or bars it."""

    TYPE: ClassVar[str] = "lifelong-links.lead.blocked.v1"
    lead_id: Id
    gate: Literal["G2", "G3", "G4"]
    reason_code: Code
    missing: tuple[Code, ...] = ()
    number: Version | None = None


class LeadCleared(Event):
    """A gate is open for a lead."""

    TYPE: ClassVar[str] = "lifelong-links.lead.cleared.v1"
    lead_id: Id
    gate: Literal["G2", "G3", "G4"]
    number: Version | None = None


class LeadEngaged(Event):
    """A lead is willing and part of the network."""

    TYPE: ClassVar[str] = "lifelong-links.lead.engaged.v1"
    lead_id: Id
    relationship: Relationship
    number: Version | None = None


class LeadDeclined(Event):
    """A lead is no longer pursued: own refusal, the child's wish, deceased, wrong person."""

    TYPE: ClassVar[str] = "lifelong-links.lead.declined.v1"
    lead_id: Id
    """The person who is no longer pursued."""
    reason_code: Code
    number: Version | None = None


class LeadMatchSuggested(Event):
    """Two leads may be one person; a person decides. `score` is 0-100."""

    TYPE: ClassVar[str] = "lifelong-links.lead.match-suggested.v1"
    lead_ids: tuple[Id, Id]
    """The two leads."""
    score: int = Field(ge=0, le=100, strict=True)
    """How alike they are, 0 to 100."""
    fields: tuple[Code, ...] = ()
    """Which fields are alike."""


class NetworkReady(Event):
    """There is somebody to bring together."""

    TYPE: ClassVar[str] = "lifelong-links.network.ready.v1"
    lead_ids: tuple[Id, ...]


class WordForwarded(Event):
    """What was told of a record that was merged away, told on to the record that was kept.

    `told_at` is when it was first told, `retired_ids` the records that it came by; it holds one word.
    """

    TYPE: ClassVar[str] = "lifelong-links.word.forwarded.v1"
    retired_ids: tuple[ChildId, ...] = Field(min_length=1)
    """The records that the word came by, the first one first."""
    told_at: Timestamp
    """When it was first told."""
    restriction: RestrictionRecorded | None = None
    """The restriction, when that is the word."""
    consent: ConsentChanged | None = None
    """The agreement or withdrawal, when that is the word."""
    views: ViewsRecorded | None = None
    """The child's view, when that is the word."""
    check: CheckRecorded | None = None
    """The check, when that is the word."""
    contact: ContactRecorded | None = None
    """The contact, when that is the word."""
    merge: LeadMergeDecided | None = None
    """The decision on leads, when that is the word."""
