"""Case-system events about the child, the referral, the child's views and everybody's agreement."""

from typing import ClassVar, Literal

from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, ChildId, Code, Flag, Frozen, Id
from shared.contracts.records import ChildRecord

Participation = Code
"""PN0-PN7 (DOMAIN 7), an open list: a view with a code we do not know may still hold a veto."""


class ChildChanged(ChildRecord, Event):
    """A child's record has a new version; the data is the whole record."""

    TYPE: ClassVar[str] = "case.child.changed.v1"


class ReferredBy(Frozen):
    """Who made a referral."""

    worker_id: Id
    role: Code


class Agreement(Frozen):
    """The child's own agreement: given or not, when, how it was taken and who heard it."""

    given: Flag
    date: CalendarDate | None = None
    method: Code | None = None
    heard_by: Id | None = None


class ParentalResponsibility(Frozen):
    """Where those with parental responsibility stand."""

    position: Literal["given", "refused", "not_sought", "not_found", "not_needed"]
    date: CalendarDate | None = None


class ReferralObjective(Frozen):
    """What the child wants of the work; family history counts as much as contact."""

    objective_id: Id
    kind: Literal["find", "reconnect", "know_history", "other"]


class ReferralMade(Event):
    """Somebody referred the child to Lifelong Links."""

    TYPE: ClassVar[str] = "case.referral.made.v1"
    referral_id: Id
    referred_by: ReferredBy
    child_agreement: Agreement
    parental_responsibility: ParentalResponsibility
    discussed_with_iro: Flag | None = None
    objectives: tuple[ReferralObjective, ...] = ()
    coordinator_id: Id | None = None


class ReferralDecided(Event):
    """A coordinator or manager decided on a referral in the case system."""

    TYPE: ClassVar[str] = "case.referral.decided.v1"
    referral_id: Id
    decision: Literal["accept", "decline", "waitlist"]
    by: Id | None = None
    reason_code: Code | None = None


class ViewsRecorded(Event):
    """The child's views at a stage, or about one lead."""

    TYPE: ClassVar[str] = "case.views.recorded.v1"
    view_id: Id
    stage: Code
    participation: Participation
    method: Code | None = None
    heard_by: Id | None = None
    date: CalendarDate
    lead_id: Id | None = None
    wish: Literal["yes", "no", "not_now", "message_only", "find_out_only"] | None = None
    advocate: Literal["offered", "accepted", "declined"] | None = None


class ConsentChanged(Event):
    """Somebody gave, refused or withdrew agreement; a child's withdrawal stops everything outbound."""

    TYPE: ClassVar[str] = "case.consent.changed.v1"
    consent_id: Id
    given_by: Literal["child", "pr_holder", "authority", "lead"]
    lead_id: Id | None = None
    scope: Literal["all", "search", "contact", "attend", "share"]
    decision: Literal["given", "refused", "withdrawn"]
    date: CalendarDate


class PersonMerged(Event):
    """Two records of one child became one."""

    TYPE: ClassVar[str] = "case.person.merged.v1"
    kept_id: ChildId
    retired_id: ChildId
