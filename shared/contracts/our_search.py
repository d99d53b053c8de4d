"""Our events from screening to the network."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.case_child import ParentalResponsibility, ReferralObjective
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, Code, Flag, Frozen, Id, Timestamp, Value, Version

Truth = Literal["met", "not_met", "unknown"]
Outcome = Literal["eligible", "not_eligible", "needs_decision"]


class Evidence(Frozen):
    """A fact that a criterion rests on: field of the record, its value as a code or date, and its day.

    `as_of` is the Europe/London date of the record that says so.
    """

    field: Code
    value: Value | int | bool | None = None
    as_of: CalendarDate | None = None


class CriterionResult(Frozen):
    """One criterion: met, not met or unknown, why (a code) and on what evidence.

    `criterion` is its name in the policy, `kind` what it asks: that is the same in every policy.
    """

    criterion: Code
    kind: Code | None = None
    result: Truth
    reason_code: Code
    evidence: tuple[Evidence, ...] = ()


class PolicyStamp(Frozen):
    """Which policy decided."""

    authority: Code
    version: Code


class Readings(Frozen):
    """Two readings of a page that joins its criteria with no AND/OR (DOMAIN 2.1, 2.3 step 6)."""

    R1: Truth
    R2: Truth


class EligibilityScreened(Event):
    """A record version was screened. `criteria` is empty when one sentence of rule 1 alone decided.

    `leading_reason` is what a person should be told first, `next_action` the one thing to do next, `remarks`
    name contradictions in the record (DOMAIN 2.2).
    """

    TYPE: ClassVar[str] = "lifelong-links.eligibility.screened.v1"
    record_version: Version
    outcome: Outcome
    reason_code: Code
    policy: PolicyStamp
    as_of: Timestamp
    screened_on: CalendarDate
    previous_outcome: Outcome | None = None
    criteria: tuple[CriterionResult, ...] = ()
    readings: Readings | None = None
    missing: tuple[Code, ...] = ()
    leading_reason: Code | None = None
    next_action: Code | None = None
    remarks: tuple[Code, ...] = ()


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
    child_agreed: Flag
    child_agreed_on: CalendarDate | None = None
    parental_responsibility: ParentalResponsibility
    allocated_worker: Flag
    coordinator_id: Id | None = None
    objectives: tuple[ReferralObjective, ...] = ()


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
    admitted: tuple[Code, ...] = ()


class JourneyFrozen(Event):
    """Everything outbound stops; nothing is lost."""

    TYPE: ClassVar[str] = "lifelong-links.journey.frozen.v1"
    reason_code: Code


class JourneyResumed(Event):
    """The reason for the freeze is gone; gates need fresh checks."""

    TYPE: ClassVar[str] = "lifelong-links.journey.resumed.v1"
    reason_code: Code


class JourneyClosed(Event):
    """The work is over for this child (a later referral may open it again)."""

    TYPE: ClassVar[str] = "lifelong-links.journey.closed.v1"
    reason_code: Code


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


class LeadCleared(Event):
    """A gate is open for a lead."""

    TYPE: ClassVar[str] = "lifelong-links.lead.cleared.v1"
    lead_id: Id
    gate: Literal["G2", "G3", "G4"]


class LeadEngaged(Event):
    """A lead is willing and part of the network."""

    TYPE: ClassVar[str] = "lifelong-links.lead.engaged.v1"
    lead_id: Id
    relationship: Code


class LeadDeclined(Event):
    """A lead is no longer pursued: own refusal, the child's wish, deceased, wrong person."""

    TYPE: ClassVar[str] = "lifelong-links.lead.declined.v1"
    lead_id: Id
    reason_code: Code


class LeadMatchSuggested(Event):
    """Two leads may be one person; a person decides. `score` is 0-100."""

    TYPE: ClassVar[str] = "lifelong-links.lead.match-suggested.v1"
    lead_ids: tuple[Id, Id]
    score: int = Field(ge=0, le=100, strict=True)
    fields: tuple[Code, ...] = ()


class NetworkReady(Event):
    """There is somebody to bring together."""

    TYPE: ClassVar[str] = "lifelong-links.network.ready.v1"
    lead_ids: tuple[Id, ...]
