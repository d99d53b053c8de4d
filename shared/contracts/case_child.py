"""Case-system events about the child, the referral, the child's views and everybody's agreement."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.codes import AskedBy, HeardHow, Participation, ReferralReason, Stage
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, ChildId, Flag, Frozen, Id, Version
from shared.contracts.records import ChildRecord

ObjectiveKind = Literal["find", "reconnect", "know_history", "other"]


class ChildChanged(ChildRecord, Event):
    """A child's record has a new version; the data is the whole record."""

    TYPE: ClassVar[str] = "case.child.changed.v1"


class ReferredBy(Frozen):
    """Who made a referral."""

    worker_id: Id
    role: AskedBy
    """The referrer's role: anybody whom the authority's policy admits."""


class Agreement(Frozen):
    """The child's own agreement: given or not, when, how it was taken and who heard it."""

    given: Flag
    """Whether the child agrees."""
    date: CalendarDate | None = None
    method: HeardHow | None = None
    heard_by: Id | None = None


class ParentalResponsibility(Frozen):
    """Where those with parental responsibility stand."""

    position: Literal["given", "refused", "not_sought", "not_found", "not_needed"]
    """Where the holder stands: given, refused, not sought, not found, or not needed."""
    date: CalendarDate | None = None
    holder_id: Id | None = None


class ReferralObjective(Frozen):
    """What the child wants of the work; family history counts as much as contact."""

    objective_id: Id
    kind: ObjectiveKind
    """What the child wants: to find somebody, to be in touch again, to know the family's story."""


class ReferralMade(Event):
    """Somebody referred the child to Lifelong Links."""

    TYPE: ClassVar[str] = "case.referral.made.v1"
    referral_id: Id
    referred_by: ReferredBy
    """Who refers."""
    child_agreement: Agreement
    """The child's own agreement, which nobody else can give."""
    parental_responsibility: ParentalResponsibility
    """Position of those with parental responsibility."""
    discussed_with_iro: Flag | None = None
    """Whether it was discussed with the independent reviewing officer."""
    objectives: tuple[ReferralObjective, ...] = ()
    coordinator_id: Id | None = None


class ReferralDecided(Event):
    """A coordinator or manager decided on a referral in the case system."""

    TYPE: ClassVar[str] = "case.referral.decided.v1"
    referral_id: Id
    decision: Literal["accept", "decline", "waitlist"]
    """What was decided."""
    by: Id | None = None
    """The named person who decided."""
    reason_code: ReferralReason | None = None
    """Why, as a code; it is needed to accept against what the policy says."""
    decision_id: Id | None = None
    decided_on: CalendarDate | None = None


class ViewsRecorded(Event):
    """The child's views at a stage, or about one lead."""

    TYPE: ClassVar[str] = "case.views.recorded.v1"
    view_id: Id
    """The view's id in the case system."""
    stage: Stage
    """The stage of the work at which the child was heard."""
    participation: Participation
    """How the child took part, or whose words were heard."""
    method: HeardHow | None = None
    heard_by: Id | None = None
    date: CalendarDate
    lead_id: Id | None = None
    """The person whom the view is about; absent: it is about the stage."""
    wish: Literal["yes", "no", "not_now", "message_only", "find_out_only"] | None = None
    """What the child wants of this person or at this stage; a no is a veto and needs no reason."""
    advocate: Literal["offered", "accepted", "declined"] | None = None
    """Whether an advocate was offered, and what the child said."""


class ConsentChanged(Event):
    """Somebody gave, refused or withdrew agreement; a child's withdrawal stops everything outbound."""

    TYPE: ClassVar[str] = "case.consent.changed.v1"
    consent_id: Id
    """The agreement's id; a new agreement is a new record."""
    given_by: Literal["child", "pr_holder", "authority", "lead"]
    """Whose agreement it is."""
    lead_id: Id | None = None
    """The one person whom it is about; for a lead's own agreement, who that is."""
    scope: Literal["all", "search", "contact", "attend", "share"]
    """What it is about: everything, or one part of the work."""
    decision: Literal["given", "refused", "withdrawn"]
    """Given, refused, or taken back."""
    date: CalendarDate
    holder_id: Id | None = None


class PersonMerged(Event):
    """Two records of one child became one."""

    TYPE: ClassVar[str] = "case.person.merged.v1"
    kept_id: ChildId
    retired_id: ChildId


class PersonUnmerged(Event):
    """Two records that had become one are two again: they never were one child's."""

    TYPE: ClassVar[str] = "case.person.unmerged.v1"
    kept_id: ChildId
    retired_id: ChildId


class ObjectiveRecorded(Event):
    """What the child wants of the work, in its newest version, and what became of it."""

    TYPE: ClassVar[str] = "case.objective.recorded.v1"
    objective_id: Id
    version: Version
    kind: ObjectiveKind
    """What the child wants: to find somebody, to be in touch again, to know the family's story."""
    status: Literal["open", "answered", "partly", "not_possible", "not_wanted"] = "open"
    """What became of it; some objectives are answered and not met, others the child gave up."""
    date: CalendarDate | None = None


class JourneyPaused(Event):
    """The work rests for a while, at the child's request or another's; nothing is lost, every clock stops."""

    TYPE: ClassVar[str] = "case.journey.paused.v1"
    pause_id: Id
    """The pause's id; recorded again with `ended`, it is over."""
    requested_by: AskedBy
    """Who asked for the pause."""
    from_: CalendarDate = Field(alias="from")
    until: CalendarDate | None = None
    """Last day of the pause, when it is known."""
    ended: CalendarDate | Flag | None = None
    """The day on which the pause was ended, or true when the day is not known."""


class ComplaintMade(Event):
    """Somebody complains about the use of their data (Data (Use and Access) Act 2025)."""

    TYPE: ClassVar[str] = "case.complaint.made.v1"
    complaint_id: Id
    """The complaint's id in the case system."""
    made_by: Literal["child", "pr_holder", "lead", "other"]
    """Who complains; contact with that person rests until it is weighed."""
    lead_id: Id | None = None
    date: CalendarDate
    acknowledged_on: CalendarDate | None = None
    """The day of its acknowledgement, which is due within 30 days."""
    status: Literal["open", "answered", "withdrawn"] = "open"
    """Where it stands."""


class TaskClosed(Event):
    """A task of ours was closed in the case system."""

    TYPE: ClassVar[str] = "case.task.closed.v1"
    task_id: Id
    """The id in `task.raised`, or our reference under which the task was written into the record."""
    by: Id | None = None
    """The worker who closed it."""
    closed_on: CalendarDate | None = None
    """The day on which it was closed."""
    outcome: Literal["done", "not_needed"] = "done"
    """Done, or no longer needed."""
