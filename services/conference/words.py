"""The words that conference keeps: requests, arrangements, stages, closings, checks and plans, as told.

A telling with content that is known already says nothing new, under whatever envelope (DOMAIN 4).
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, TypeVar

from pydantic import BaseModel

from shared.clock import london_date
from shared.contracts.case_meeting import Attendance, Invitee, PlanAgreed
from shared.effects import Kept
from shared.rules.versions import newest_first
from shared.rules.words import Word, after_telling, latest

Status = Literal["proposed", "requested", "arranged", "conflict", "held", "not_held"]
HaltReason = Literal[
    "child-withdrew", "journey-closed", "child-died", "merged", "journey-frozen", "record-merged"
]

FORUM = "lifelong_links"
OWN_GATE = frozenset({"family_meeting", "fgdm"})
"""Meetings that need no Lifelong Links referral: restrictions, orders, the child's wish and pairs decide."""

PRIVATE_FAMILY_TIME = "private_family_time"
W = TypeVar("W", bound=Word)


class Halt(Kept):
    """A stop after which everything must be arranged and cleared anew, and when it was recorded."""

    reason: HaltReason
    at: datetime


class Request(Word):
    """Somebody asks for a meeting of this kind."""

    kind: str

    @property
    def caution(self) -> int:
        """What needs a referral asks for more."""
        return int(self.kind not in OWN_GATE)


class Arrangement(Word):
    """One version of a conference's arrangements; never its place."""

    version: int
    starts_at: datetime
    ends_at: datetime
    coordinator_id: str | None = None
    invitees: tuple[Invitee, ...] = ()

    @property
    def starts_on(self) -> date:
        """The calendar day on which it begins (Europe/London)."""
        return london_date(self.starts_at)

    @property
    def ends_on(self) -> date:
        """The calendar day on which it ends."""
        return london_date(self.ends_at)


class StageWord(Word):
    """A stage took place on a day; of its hour is only kept which known stop came before it."""

    stage: str
    follows_stop: datetime | None = None


class Closing(Word):
    """What was recorded at the close."""

    outcome: Literal["held", "cancelled", "not_held"]
    attendance: tuple[Attendance, ...] = ()
    child_participation: str | None = None
    corrected: bool = False

    @property
    def caution(self) -> int:
        """That it was not held stops its plan."""
        return int(self.outcome != "held")

    @property
    def attended(self) -> tuple[str, ...]:
        """The ids of everybody who attended, leads and workers."""
        present = (row.lead_id or row.worker_id for row in self.attendance if row.attended)
        return tuple(dict.fromkeys(one for one in present if one))

    @property
    def leads_present(self) -> tuple[str, ...]:
        """The leads who attended."""
        return tuple(dict.fromkeys(row.lead_id for row in self.attendance if row.attended and row.lead_id))


class PlanWord(Word):
    """One version of a plan as it was told; `day` is when child and network agreed it."""

    plan: PlanAgreed

    @property
    def version(self) -> int:
        """The plan's version."""
        return self.plan.version

    @property
    def caution(self) -> int:
        """A version that the child does not agree to stops the one before it."""
        return int(not self.plan.child_agrees)


class Conflict(Kept):
    """Why a conference may not take place as arranged: a reason, and the lead or pair it is about."""

    reason: str
    lead_ids: tuple[str, ...] = ()


class Meeting(Kept):
    """One conference: the words about it, and what was last said of it.

    `said_of` is the content of the arrangements that `status` and `conflicts` are about, `version` theirs (-1
    before the first) and `checked_as` the kind of meeting that they were checked for. `cleared` are the leads
    of the last arrangement that was found safe. `refused_version` is that of arrangements that came after it
    was held. `alarms` counts the times that something new was found, so that each has a task of its own.
    `ended_for` is why it was not held.
    """

    status: Status
    requests: tuple[Request, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()
    stages: tuple[StageWord, ...] = ()
    closings: tuple[Closing, ...] = ()
    version: int = -1
    said_of: str = ""
    checked_as: str = ""
    refused_version: int = -1
    conflicts: tuple[Conflict, ...] = ()
    cleared: tuple[str, ...] = ()
    alarms: int = 0
    warned_of: str | None = None
    attended: tuple[str, ...] = ()
    ended_for: str = ""
    proposed: bool = False

    @property
    def kind(self) -> str:
        """The kind that was last asked for; a Lifelong Links conference when nobody said."""
        asked = latest(self.requests)
        return FORUM if asked is None else asked.kind

    @property
    def arrangement(self) -> Arrangement | None:
        """The newest arrangements, in whatever order they were told."""
        return newest(self.arrangements)

    @property
    def is_booked(self) -> bool:
        """Whether it has a date and is not over."""
        return self.status in ("arranged", "conflict")

    @property
    def is_over(self) -> bool:
        """Whether it was held, or is known not to be."""
        return self.status in ("held", "not_held")


def newest(arrangements: Iterable[Arrangement]) -> Arrangement | None:
    """Return the arrangements that count; of one version told in two ways the later telling."""
    ordered = newest_first(sorted(arrangements, key=digest))
    return ordered[0] if ordered else None


def told(words: tuple[W, ...], word: W) -> tuple[W, ...]:
    """Return the words after one was told; equal to those before when it says nothing new."""
    return after_telling({"": words}, "", word)[""]


def digest(word: BaseModel) -> str:
    """Return what tells a content from others, whenever it was told."""
    return hashlib.sha256(word.model_dump_json(exclude={"at"}).encode()).hexdigest()[:20]
