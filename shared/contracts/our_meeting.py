"""Our events about conference, plan and tasks."""

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from shared.contracts.case_meeting import AgreedCommitment, Invitee, MeetingKind, MetObjective
from shared.contracts.codes import Participation, known
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, Code, Flag, Frozen, Id, Timestamp, Version
from shared.contracts.records import PlanKind

Audience = Literal["social_worker", "personal_adviser", "coordinator", "manager", "iro"]

ConferenceKind = Annotated[Code, known(get_args(MeetingKind))]
"""Open where we say it ourselves: a reader of ours is not to refuse a kind that is new."""


class ConferenceProposed(Event):
    """A conference should be arranged."""

    TYPE: ClassVar[str] = "lifelong-links.conference.proposed.v1"
    conference_id: Id
    kind: ConferenceKind
    """Which kind of conference."""


class ConferenceIsArranged(Event):
    """A version of the arrangements passed gate G4; `invitees` are those who may be invited."""

    TYPE: ClassVar[str] = "lifelong-links.conference.arranged.v1"
    conference_id: Id
    version: Version
    starts_at: Timestamp
    ends_at: Timestamp
    invitees: tuple[Invitee, ...] = ()
    """Those who may be invited."""


class ConferenceConflictFound(Event):
    """Somebody may not be invited, or two may not meet."""

    TYPE: ClassVar[str] = "lifelong-links.conference.conflict-found.v1"
    conference_id: Id
    version: Version
    reason_code: Code
    lead_ids: tuple[Id, ...] = ()


class ConferenceHeld(Event):
    """The conference was held, private family time included."""

    TYPE: ClassVar[str] = "lifelong-links.conference.held.v1"
    conference_id: Id
    attended: tuple[Id, ...] = ()
    """Who took part: leads and workers, by id."""
    child_participation: Participation | None = None


class ConferenceNotHeld(Event):
    """The conference was cancelled or did not become one."""

    TYPE: ClassVar[str] = "lifelong-links.conference.not-held.v1"
    conference_id: Id
    reason_code: Code


class ConferenceReviewDue(Event):
    """It is time to review the plan."""

    TYPE: ClassVar[str] = "lifelong-links.conference.review-due.v1"
    plan_id: Id
    due_on: CalendarDate


class PlanCaptured(Event):
    """A plan agreed by child and network, ready for the authority's decision."""

    TYPE: ClassVar[str] = "lifelong-links.plan.captured.v1"
    plan_id: Id
    version: Version
    conference_id: Id | None = None
    """The conference at which it was agreed, when it was at one."""
    child_agrees: Flag
    review_date: CalendarDate | None = None
    commitments: tuple[AgreedCommitment, ...] = ()
    objectives: tuple[MetObjective, ...] = ()
    """What became of the child's objectives."""
    kind: ConferenceKind | None = None
    """The kind of conference at which it was agreed."""
    agreed_on: CalendarDate | None = None
    agreed_by: Id | None = None
    plan_lead_id: Id | None = None
    coordinator_ids: tuple[Id, ...] = ()
    """The coordinators of the work and of the conference."""


class PlanApproved(Event):
    """The authority decided; what was approved will be written, what was declined never is."""

    TYPE: ClassVar[str] = "lifelong-links.plan.approved.v1"
    plan_id: Id
    version: Version
    approved: tuple[Id, ...] = ()
    """The commitments that will be written."""
    declined: tuple[Id, ...] = ()
    """The commitments that never are."""
    targets: tuple[PlanKind, ...] = ()
    """The statutory plans that they are written into."""


class PlanReceipt(Frozen):
    """Proof of one entry: where it is, in which version, with which content (SHA-256, hex)."""

    reference: Id
    """Our reference of the entry."""
    remote_id: Id
    """Its id in the case system."""
    remote_version: Code
    """Its version there."""
    content_hash: Id
    """Hash of its words (SHA-256, hex)."""


class PlanWritten(Event):
    """The approved entries stand in the child's plan and were read back."""

    TYPE: ClassVar[str] = "lifelong-links.plan.written.v1"
    plan_id: Id
    version: Version
    target: PlanKind
    receipts: tuple[PlanReceipt, ...] = ()
    """One for each entry."""
    approved_by: Id
    """The worker on whose approval it was written."""


class PlanWaiting(Event):
    """The write waits: `reason_code` says for what (decision, review, record locked, system away)."""

    TYPE: ClassVar[str] = "lifelong-links.plan.waiting.v1"
    plan_id: Id
    version: Version
    reason_code: Code
    """What it waits for."""
    missing: tuple[Id, ...] = ()


class PlanConflicted(Event):
    """Somebody changed the plan since the decision: nothing was overwritten, a person decides again."""

    TYPE: ClassVar[str] = "lifelong-links.plan.conflicted.v1"
    plan_id: Id
    version: Version
    target: PlanKind
    expected_version: Code
    """The version at the time of the decision."""
    found_version: Code
    """The version that was found."""


class PlanDrifted(Event):
    """An entry we wrote was edited later by a worker; theirs stands, a new version is for approval."""

    TYPE: ClassVar[str] = "lifelong-links.plan.drifted.v1"
    plan_id: Id
    version: Version
    target: PlanKind
    references: tuple[Id, ...] = ()
    """Our references of the entries that were edited."""


class TaskRaised(Event):
    """A person must act; `task_code` names the task, the words are made where it is written.

    `next_action` is the one thing to do next, where that depends on more than the task and its reason.
    """

    TYPE: ClassVar[str] = "lifelong-links.task.raised.v1"
    task_id: Id
    task_code: Code
    """Which task it is; the words are made where it is written."""
    audience: tuple[Audience, ...] = Field(min_length=1)
    """Who can do it, the first one first."""
    due_on: CalendarDate | None = None
    lead_id: Id | None = None
    """The person concerned, when it is about one."""
    referral_id: Id | None = None
    """The referral concerned, when it is about one."""
    conference_id: Id | None = None
    """The conference concerned, when it is about one."""
    plan_id: Id | None = None
    """The support plan concerned, when it is about one."""
    reason_code: Code | None = None
    missing: tuple[Code, ...] = ()
    next_action: Code | None = None
