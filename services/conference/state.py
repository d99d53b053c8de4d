"""What conference remembers of one child: who may come or why not, each conference, each plan and review.

Ids, codes and dates only. Of private family time it knows that it took place, and nothing else (DOMAIN 3).
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.contracts.case_meeting import ConferenceClosed, Invitee, PlanAgreed
from shared.contracts.our_meeting import Audience
from shared.contracts.records import Worker
from shared.effects import Kept, State
from shared.rules.journey import Journey, Stop
from shared.rules.people import People
from shared.rules.restrictions import Known, Person, Restriction, same_person

Status = Literal["proposed", "requested", "arranged", "conflict", "held", "not_held"]

COORDINATOR: tuple[Audience, ...] = ("coordinator",)
BOTH: tuple[Audience, ...] = ("coordinator", "social_worker")
"""Who is asked to act."""

OPEN = "open"
PRIVATE_FAMILY_TIME = "private_family_time"


class Wish(Kept):
    """What the child last said about one person or about the conference: on which day, told when."""

    wish: str
    day: date
    at: datetime


class InvitationCheck(Kept):
    """A check recorded at gate G4; it holds until `expires` (exclusive)."""

    check_id: str
    result: Literal["clear", "concern", "unknown"]
    expires: date | None = None


class Lead(Kept):
    """Where a lead stands. `gates` has, of each gate spoken of, `open` or why it is closed.

    `closed_at` has the time at which a gate was last said to be closed: what opened it before does not count.
    """

    gates: dict[str, str] = Field(default_factory=dict)
    closed_at: dict[str, datetime] = Field(default_factory=dict)
    relationships: tuple[str, ...] = ()
    declined: bool = False
    wish: Wish | None = None
    checks: dict[str, InvitationCheck] = Field(default_factory=dict)


class Conflict(Kept):
    """Why a conference may not take place as arranged: a reason, and the lead or pair it is about."""

    reason: str
    lead_ids: tuple[str, ...] = ()


class Meeting(Kept):
    """One conference. `version` is that of its arrangements, -1 before the first.

    `refused_version` is that of arrangements that came after it was held. `alarms` counts the times that
    something new was found, so that each has a task of its own. `report` is what was recorded at its close;
    `ended_for` is why it was not held.
    """

    kind: str = "lifelong_links"
    status: Status
    version: int = -1
    refused_version: int = -1
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    coordinator_id: str | None = None
    invitees: tuple[Invitee, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    alarms: int = 0
    warned_of: str | None = None
    stages: tuple[str, ...] = ()
    report: ConferenceClosed | None = None
    ended_for: str = ""

    @property
    def is_booked(self) -> bool:
        """Whether it has a date and is not over."""
        return self.status in ("arranged", "conflict")

    @property
    def is_over(self) -> bool:
        """Whether it was held, or is known not to be."""
        return self.status in ("held", "not_held")


class Captured(Kept):
    """A plan's newest captured version and its review clock; `due` is set once some version is written."""

    version: int
    review_date: date | None = None
    written: int = -1
    due: date | None = None
    missed: bool = False


class Uncaptured(Kept):
    """A plan that was not captured, and why: kept so that it can be when the reason is gone."""

    plan: PlanAgreed
    reason: str


class Conferences(State):
    """Everything conference knows of one child."""

    journey: Journey = Journey()
    child_agreed: bool = False
    wish: Wish | None = None
    views_heard: bool = False
    record_version: int = -1
    own_workers: tuple[Worker, ...] = ()
    leads: dict[str, Lead] = Field(default_factory=dict)
    same: tuple[tuple[str, str], ...] = ()
    people: People = People()
    proposed_for: str | None = None
    meetings: dict[str, Meeting] = Field(default_factory=dict)
    plans: dict[str, Captured] = Field(default_factory=dict)
    uncaptured: dict[str, Uncaptured] = Field(default_factory=dict)

    @property
    def stopped(self) -> Stop | None:
        """Why nothing outbound may happen, the weightiest reason first; None when it may."""
        return self.journey.stopped

    def lead(self, lead_id: str) -> Lead:
        """What is known of a lead; nothing yet is an empty one."""
        return self.leads.get(lead_id, Lead())

    def person(self, lead_id: str) -> Person:
        """The person behind a lead: every identity, this lead first, with its relationships."""
        return {
            one: Known(ever=self.lead(one).relationships, now=(self.lead(one).relationships or (None,))[-1])
            for one in same_person(self.same, lead_id)
        }

    @property
    def restrictions(self) -> dict[str, Restriction]:
        """What each restriction's record says now."""
        return self.people.restrictions

    def with_lead(self, lead_id: str, lead: Lead) -> "Conferences":
        """The same document with this lead."""
        return self.model_copy(update={"leads": {**self.leads, lead_id: lead}})

    def with_meeting(self, conference_id: str, meeting: Meeting) -> "Conferences":
        """The same document with this conference."""
        return self.model_copy(update={"meetings": {**self.meetings, conference_id: meeting}})

    def with_plan(self, plan_id: str, plan: Captured) -> "Conferences":
        """The same document with this plan."""
        return self.model_copy(update={"plans": {**self.plans, plan_id: plan}})
