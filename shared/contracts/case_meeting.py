"""Case-system events about the conference, the support plan, its decision and the care plan."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.codes import (
    AskedBy,
    Condition,
    Contingency,
    DeclineReason,
    Frequency,
    InviteeRole,
    MeetingPurpose,
    Need,
    OfferExemption,
    Participation,
    PromiseKind,
    PromiseWay,
    Reply,
    ReviewKind,
    UrgentReason,
    Way,
)
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, Flag, Frozen, Id, Timestamp, Version
from shared.contracts.records import PlanKind

MeetingKind = Literal["lifelong_links", "family_meeting", "review", "fgdm"]
Part = Annotated[int, Field(ge=1, le=99, strict=True)]
"""A small number that counts from 1."""


class ConferenceRequested(Event):
    """Family or professional asks for a meeting."""

    TYPE: ClassVar[str] = "case.conference.requested.v1"
    conference_id: Id
    kind: MeetingKind
    """Lifelong Links, a family meeting, a review, or the offer before care proceedings (`fgdm`)."""
    requested_by_role: AskedBy | None = None
    """Who asks for it."""
    purpose: MeetingPurpose | None = None
    """What it is for."""
    plan_id: Id | None = None
    """The support plan that a review looks at."""
    offered_on: CalendarDate | None = None
    """The day on which it was offered to the parents (kind `fgdm`)."""
    exemption: OfferExemption | None = None
    """Why no offer was made (kind `fgdm`)."""


class Invitee(Frozen):
    """Somebody invited: a lead or a worker."""

    lead_id: Id | None = None
    """The lead who is invited, unless it is a worker."""
    worker_id: Id | None = None
    """The worker who is invited, unless it is a lead."""
    role: InviteeRole | None = None
    """As what the person comes."""
    reply: Reply | None = None
    """What the person answered."""
    needs_separate_arrival: Flag | None = None
    """The person arrives and leaves apart from others."""
    may_attend_first: Flag | None = None
    """May come before the gate for an introduction is open: a named person allowed it."""
    way: Way | None = None
    needs: tuple[Need, ...] | None = None
    """What the person needs to take part."""


class ConferenceArranged(Event):
    """A version of a conference's arrangements; re-arranging raises `version` of the same conference."""

    TYPE: ClassVar[str] = "case.conference.arranged.v1"
    conference_id: Id
    version: Version
    starts_at: Timestamp
    ends_at: Timestamp
    venue_ref: Id | None = None
    """The venue, never where the child lives."""
    coordinator_id: Id | None = None
    invitees: tuple[Invitee, ...] = ()
    part: Part | None = None
    """Which part of the meeting this is, where it is held in parts."""
    parts: Part | None = None
    """Into how many parts the meeting is divided."""
    quorum: Part | None = None
    """How many of the network must come for it to be held."""


class ConferenceStage(Event):
    """The conference entered a stage."""

    TYPE: ClassVar[str] = "case.conference.stage.v1"
    conference_id: Id
    stage: Literal["information_sharing", "private_family_time", "agreeing_plan", "ended"]
    """The stage that begins, or the end."""
    at: Timestamp
    """When."""


class Attendance(Frozen):
    """Whether an invitee attended."""

    lead_id: Id | None = None
    """The lead, unless it is a worker."""
    worker_id: Id | None = None
    """The worker, unless it is a lead."""
    attended: Flag
    """Whether the person took part."""
    way: Way | None = None


class ConferenceClosed(Event):
    """The conference is over, one way or another."""

    TYPE: ClassVar[str] = "case.conference.closed.v1"
    conference_id: Id
    outcome: Literal["held", "cancelled", "not_held"]
    """Held, cancelled, or begun and not held as one."""
    attendance: tuple[Attendance, ...] = ()
    """Who of those invited took part."""
    child_participation: Participation | None = None
    corrected: Flag | None = None
    """This closing takes the place of one that was recorded by mistake."""


class AgreedCommitment(Frozen):
    """What a network member will do; the words stay in the case system."""

    commitment_id: Id
    lead_id: Id
    """The member of the network who promises it."""
    kind: PromiseKind
    """What is promised."""
    how: PromiseWay | None = None
    """In which way."""
    frequency: Frequency | None = None
    """How often."""
    starts: CalendarDate | None = None
    """From when."""
    checked_by: Id | None = None
    """The worker who checks that it happens."""
    ends: CalendarDate | None = None
    """Last day, when it has one."""
    contingency: Contingency | None = None
    """What happens if it stops."""
    conditions: tuple[Condition, ...] | None = None
    """Conditions that child and network agreed."""


class MetObjective(Frozen):
    """Whether an objective of the child was met."""

    objective_id: Id
    met: Literal["yes", "partly", "no"]
    """Whether it was met."""


class PlanAgreed(Event):
    """The support plan that child and network agreed; its words are behind `dataref`."""

    TYPE: ClassVar[str] = "case.plan.agreed.v1"
    plan_id: Id
    version: Version
    conference_id: Id | None = None
    """The conference at which it was agreed, when it was at one."""
    child_agrees: Flag
    plan_lead_id: Id | None = None
    review_date: CalendarDate | None = None
    commitments: tuple[AgreedCommitment, ...] = ()
    objectives: tuple[MetObjective, ...] = ()
    """What became of the child's objectives."""
    agreed_on: CalendarDate | None = None
    agreed_by: Id | None = None
    copies: tuple[Id, ...] | None = None
    """Who gets a copy, by id."""


class CommitmentDecision(Frozen):
    """The authority's decision on one commitment; a refusal carries its reason."""

    commitment_id: Id
    decision: Literal["approved", "approved_with_conditions", "declined"]
    """What the authority decided."""
    reason_code: DeclineReason | None = None
    """Why it was declined."""


class PlanDecided(Event):
    """The authority decided the plan item by item (reg 32(2): at a review, or why it could not wait)."""

    TYPE: ClassVar[str] = "case.plan.decided.v1"
    plan_id: Id
    version: Version
    decided_by: Id
    """The person who decided: not the plan's author, its lead, the coordinator or the child."""
    considered_at_review: CalendarDate | None = None
    """The day of the review at which it was considered, on or after the day it was agreed."""
    urgent_reason_code: UrgentReason | None = None
    """Why it could not wait for a review; the reviewing officer is told."""
    decisions: tuple[CommitmentDecision, ...] = ()
    """The decision on each commitment."""
    review_kind: ReviewKind | None = None
    """Which kind of review it was."""
    decision_id: Id | None = None
    decided_on: CalendarDate | None = None


class CarePlanChanged(Event):
    """The care plan or pathway plan has a new version in the case system."""

    TYPE: ClassVar[str] = "case.care-plan.changed.v1"
    plan_kind: PlanKind
    """Which statutory plan changed."""
    version: Version
    changed_by: Id
    """The worker, or the plugin, who changed it."""
