"""What conference remembers of one child: who may come or why not, each conference, each plan and review.

What was told is kept as words (`shared/rules/words.py`); what follows from them is worked out on each
decision, and only what was said last is kept beside them. Ids, codes and dates only. Of private family time
it knows on which day it took place, and nothing else (DOMAIN 3).
"""

from datetime import date, datetime

from pydantic import Field

from services.conference.leads import Lead
from services.conference.words import Halt, Meeting, PlanWord
from shared.contracts.our_meeting import Audience
from shared.effects import Kept, State
from shared.rules.concerns import CheckWord
from shared.rules.journey import Journey, Stop
from shared.rules.people import People
from shared.rules.restrictions import Restriction

COORDINATOR: tuple[Audience, ...] = ("coordinator",)
BOTH: tuple[Audience, ...] = ("coordinator", "social_worker")
ALL: tuple[Audience, ...] = ("social_worker", "coordinator", "manager")
"""Who is asked to act."""


class WrittenVersion(Kept):
    """A version of a plan stands in the child's plan since then."""

    version: int
    at: datetime


class Captured(Kept):
    """A plan as it was told, and its review clock; `due` is set once some version is written.

    `version` is the newest that was captured. `said` is the content that plan_sync last heard of, `asked` the
    hindrance that people were last told of, `dropped` what was agreed while the work had ended, and why,
    `reviewed` the review that was last said to be due.
    """

    told: tuple[PlanWord, ...] = ()
    version: int = -1
    said: str = ""
    agrees: bool = False
    asked: str = ""
    dropped: dict[str, str] = Field(default_factory=dict)
    written: tuple[WrittenVersion, ...] = ()
    due: date | None = None
    reviewed: date | None = None
    missed: bool = False


class Conferences(State):
    """Everything conference knows of one child.

    `agreed_referrals` are the accepted referrals that told of the child's agreement, `coordinators` those
    whom accepted referrals named. `network` is who can be brought together.
    """

    journey: Journey = Journey()
    people: People = People()
    halts: dict[str, Halt] = Field(default_factory=dict)
    agreed_referrals: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    views_heard: bool = False
    leads: dict[str, Lead] = Field(default_factory=dict)
    checks: dict[str, tuple[CheckWord, ...]] = Field(default_factory=dict)
    network: tuple[str, ...] = ()
    proposed_for: str | None = None
    meetings: dict[str, Meeting] = Field(default_factory=dict)
    plans: dict[str, Captured] = Field(default_factory=dict)

    @property
    def stopped(self) -> Stop | None:
        """Why nothing outbound may happen, the weightiest reason first; None when it may."""
        return self.journey.stopped

    @property
    def restrictions(self) -> dict[str, Restriction]:
        """What each restriction's record says now."""
        return self.people.restrictions

    def lead(self, lead_id: str) -> Lead:
        """What was heard of a lead; nothing yet is an empty one."""
        return self.leads.get(lead_id, Lead())

    def with_lead(self, lead_id: str, lead: Lead) -> "Conferences":
        """The same document with this lead."""
        return self.model_copy(update={"leads": {**self.leads, lead_id: lead}})

    def with_meeting(self, conference_id: str, meeting: Meeting) -> "Conferences":
        """The same document with this conference."""
        return self.model_copy(update={"meetings": {**self.meetings, conference_id: meeting}})

    def with_plan(self, plan_id: str, plan: Captured) -> "Conferences":
        """The same document with this plan."""
        return self.model_copy(update={"plans": {**self.plans, plan_id: plan}})
