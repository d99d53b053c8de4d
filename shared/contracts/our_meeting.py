"""Our events about conference, plan and tasks."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.case_meeting import AgreedCommitment, Invitee, MetObjective
from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, Code, Flag, Frozen, Id, Timestamp, Version
from shared.contracts.records import PlanKind

Audience = Literal["social_worker", "personal_adviser", "coordinator", "manager", "iro"]


class ConferenceProposed(Event):
    """A conference should be arranged."""

    TYPE: ClassVar[str] = "lifelong-links.conference.proposed.v1"
    conference_id: Id
    kind: Code


class ConferenceIsArranged(Event):
    """A version of the arrangements passed gate G4; `invitees` are those who may be invited."""

    TYPE: ClassVar[str] = "lifelong-links.conference.arranged.v1"
    conference_id: Id
    version: Version
    starts_at: Timestamp
    ends_at: Timestamp
    invitees: tuple[Invitee, ...] = ()


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
    child_participation: Code | None = None


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
    child_agrees: Flag
    review_date: CalendarDate | None = None
    commitments: tuple[AgreedCommitment, ...] = ()
    objectives: tuple[MetObjective, ...] = ()


class PlanApproved(Event):
    """The authority decided; what was approved will be written, what was declined never is."""

    TYPE: ClassVar[str] = "lifelong-links.plan.approved.v1"
    plan_id: Id
    version: Version
    approved: tuple[Id, ...] = ()
    declined: tuple[Id, ...] = ()
    targets: tuple[PlanKind, ...] = ()


class PlanReceipt(Frozen):
    """Proof of one entry: where it is, in which version, with which content (SHA-256, hex)."""

    reference: Id
    remote_id: Id
    remote_version: Code
    content_hash: Id


class PlanWritten(Event):
    """The approved entries stand in the child's plan and were read back."""

    TYPE: ClassVar[str] = "lifelong-links.plan.written.v1"
    plan_id: Id
    version: Version
    target: PlanKind
    receipts: tuple[PlanReceipt, ...] = ()
    approved_by: Id


class PlanWaiting(Event):
    """The write waits: `reason_code` says for what (decision, review, record locked, system away)."""

    TYPE: ClassVar[str] = "lifelong-links.plan.waiting.v1"
    plan_id: Id
    version: Version
    reason_code: Code
    missing: tuple[Id, ...] = ()


class PlanConflicted(Event):
    """Somebody changed the plan since the decision: nothing was overwritten, a person decides again."""

    TYPE: ClassVar[str] = "lifelong-links.plan.conflicted.v1"
    plan_id: Id
    version: Version
    target: PlanKind
    expected_version: Code
    found_version: Code


class PlanDrifted(Event):
    """An entry we wrote was edited later by a worker; theirs stands, a new version is for approval."""

    TYPE: ClassVar[str] = "lifelong-links.plan.drifted.v1"
    plan_id: Id
    version: Version
    target: PlanKind
    references: tuple[Id, ...] = ()


class TaskRaised(Event):
    """A person must act; `task_code` names the task, the words are made where it is written.

    `next_action` is the one thing to do next, where that depends on more than the task and its reason.
    """

    TYPE: ClassVar[str] = "lifelong-links.task.raised.v1"
    task_id: Id
    task_code: Code
    audience: tuple[Audience, ...] = Field(min_length=1)
    due_on: CalendarDate | None = None
    lead_id: Id | None = None
    referral_id: Id | None = None
    conference_id: Id | None = None
    plan_id: Id | None = None
    reason_code: Code | None = None
    missing: tuple[Code, ...] = ()
    next_action: Code | None = None
