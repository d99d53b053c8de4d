"""Case-system events about the conference, the support plan, its decision and the care plan."""

from typing import ClassVar, Literal

from shared.contracts.case_child import Participation
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, Code, Flag, Frozen, Id, Timestamp, Version
from shared.contracts.records import PlanKind


class ConferenceRequested(Event):
    """Family or professional asks for a meeting."""

    TYPE: ClassVar[str] = "case.conference.requested.v1"
    conference_id: Id
    kind: Literal["lifelong_links", "family_meeting", "review"]
    requested_by_role: Code | None = None
    purpose: Code | None = None


class Invitee(Frozen):
    """Somebody invited: a lead or a worker."""

    lead_id: Id | None = None
    worker_id: Id | None = None
    role: Code | None = None
    reply: Code | None = None
    needs_separate_arrival: Flag | None = None
    may_attend_first: Flag | None = None


class ConferenceArranged(Event):
    """A version of a conference's arrangements; re-arranging raises `version` of the same conference."""

    TYPE: ClassVar[str] = "case.conference.arranged.v1"
    conference_id: Id
    version: Version
    starts_at: Timestamp
    ends_at: Timestamp
    venue_ref: Id | None = None
    coordinator_id: Id | None = None
    invitees: tuple[Invitee, ...] = ()


class ConferenceStage(Event):
    """The conference entered a stage."""

    TYPE: ClassVar[str] = "case.conference.stage.v1"
    conference_id: Id
    stage: Literal["information_sharing", "private_family_time", "agreeing_plan", "ended"]
    at: Timestamp


class Attendance(Frozen):
    """Whether an invitee attended."""

    lead_id: Id | None = None
    worker_id: Id | None = None
    attended: Flag


class ConferenceClosed(Event):
    """The conference is over, one way or another."""

    TYPE: ClassVar[str] = "case.conference.closed.v1"
    conference_id: Id
    outcome: Literal["held", "cancelled", "not_held"]
    attendance: tuple[Attendance, ...] = ()
    child_participation: Participation | None = None


class AgreedCommitment(Frozen):
    """What a network member will do; the words stay in the case system."""

    commitment_id: Id
    lead_id: Id
    kind: Code
    how: Code | None = None
    frequency: Code | None = None
    starts: CalendarDate | None = None
    checked_by: Id | None = None


class MetObjective(Frozen):
    """Whether an objective of the child was met."""

    objective_id: Id
    met: Literal["yes", "partly", "no"]


class PlanAgreed(Event):
    """The support plan that child and network agreed; its words are behind `dataref`."""

    TYPE: ClassVar[str] = "case.plan.agreed.v1"
    plan_id: Id
    version: Version
    conference_id: Id | None = None
    child_agrees: Flag
    plan_lead_id: Id | None = None
    review_date: CalendarDate | None = None
    commitments: tuple[AgreedCommitment, ...] = ()
    objectives: tuple[MetObjective, ...] = ()


class CommitmentDecision(Frozen):
    """The authority's decision on one commitment; a refusal carries its reason."""

    commitment_id: Id
    decision: Literal["approved", "approved_with_conditions", "declined"]
    reason_code: Code | None = None


class PlanDecided(Event):
    """The authority decided the plan item by item (reg 32(2): at a review, or why it could not wait)."""

    TYPE: ClassVar[str] = "case.plan.decided.v1"
    plan_id: Id
    version: Version
    decided_by: Id
    considered_at_review: CalendarDate | None = None
    urgent_reason_code: Code | None = None
    decisions: tuple[CommitmentDecision, ...] = ()


class CarePlanChanged(Event):
    """The care plan or pathway plan has a new version in the case system."""

    TYPE: ClassVar[str] = "case.care-plan.changed.v1"
    plan_kind: PlanKind
    version: Version
    changed_by: Id
