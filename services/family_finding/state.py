"""What family finding remembers of one child: the facts as recorded, and what it last said about them.

Gates are never stored as open or closed: they are worked out from the facts each time (`gates.py`).
What was last said is kept only so that nothing is said twice. `at` is the time of the event that brought
a fact (aware UTC); dates are the authority's (Europe/London). Names are kept only as a likeness for
matching, inside this document, which is encrypted at rest.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.contracts.case_search import Gate
from shared.contracts.records import Worker
from shared.effects import Kept, State
from shared.rules.journey import Journey
from shared.rules.people import People
from shared.rules.restrictions import Restriction

PairStanding = Literal["suggested", "same", "apart"]


class Referral(Kept):
    """What the accepted referral says of gate G1."""

    referral_id: str
    outcome: str
    child_agreed: bool
    parental_responsibility: str
    allocated_worker: bool


class Screening(Kept):
    """What the last screening said; `doubts` are the reasons of the criteria that are not met."""

    outcome: str
    reason: str
    doubts: tuple[str, ...] = ()
    record_version: int


class Wish(Kept):
    """The child's wish about one lead; not `fresh` when it was said before everything stopped."""

    view_id: str
    wish: str
    day: date
    at: datetime
    fresh: bool = True


class KeptCheck(Kept):
    """One check of one gate; it holds from `day` until `expires` (exclusive)."""

    check_id: str
    result: Literal["clear", "concern", "unknown"]
    day: date
    expires: date | None = None
    at: datetime


class KeptContact(Kept):
    """One contact; `cleared` says whether gate G2 was open when it was recorded."""

    outcome: str
    direction: str
    managed: bool | None = None
    cleared: bool
    at: datetime


class Willing(Kept):
    """When the lead said yes, in a contact made with gate G2 open."""

    contact_id: str
    day: date
    at: datetime


class Likeness(Kept):
    """What matching needs of a name: folded to plain lower-case letters, never shown to anybody."""

    names: tuple[str, ...] = Field(default=(), repr=False)
    birth_year: int | None = Field(default=None, repr=False)


class Verdict(Kept):
    """A gate for a lead: open, or why not and what is missing."""

    open: bool = False
    reason: str = ""
    missing: tuple[str, ...] = ()


class Lead(Kept):
    """One (child, lead) pair. `version` -1: something is known of the lead before its record arrived.

    `relationships` holds every relationship it was ever recorded with, the present one last, so that a
    correction cannot slip out from under a restriction. `fresh_from` says since when a check counts.
    """

    version: int = -1
    relationships: tuple[str, ...] = ()
    side: str | None = None
    flags: tuple[str, ...] = ()
    likeness: Likeness | None = Field(default=None, repr=False)
    checks: dict[str, KeptCheck] = Field(default_factory=dict)
    fresh_from: dict[str, datetime] = Field(default_factory=dict)
    contacts: dict[str, KeptContact] = Field(default_factory=dict)
    willing: Willing | None = None
    asked_again: bool = False
    engaged: bool = False
    told: tuple[str, ...] = ()
    verdicts: dict[Gate, Verdict] = Field(default_factory=dict)

    @property
    def relationship(self) -> str:
        """The present relationship; `unknown` before the lead's record has arrived."""
        return self.relationships[-1] if self.relationships else "unknown"


_NOTHING_KNOWN = Lead()


class Search(State):
    """One child's search. `opened_for` is the referral for which it was last said to be open.

    `going_on` tells whether nothing stopped the work at the last settling: a search that the child wants no
    longer is closed, and the work with those who were found goes on.

    `lapses_asked` has, of each restriction, the lapse for which a task was raised. `workers` is None while
    the record does not say; `has_worker` is worked out from it for the day of the last settling.
    """

    referral: Referral | None = None
    journey: Journey = Journey()
    screening: Screening | None = None
    record_version: int = -1
    workers: tuple[Worker, ...] | None = None
    has_worker: bool | None = None
    heard: tuple[str, ...] = ()
    wishes: dict[str, tuple[Wish, ...]] = Field(default_factory=dict)
    people: People = People()
    lapses_asked: dict[str, date] = Field(default_factory=dict)
    leads: dict[str, Lead] = Field(default_factory=dict)
    pairs: dict[str, PairStanding] = Field(default_factory=dict)
    steps: dict[str, str] = Field(default_factory=dict)
    stopped_at: datetime | None = None
    going_on: bool = False
    opened_for: str | None = None
    asked_for: tuple[str, ...] = ()
    views_asked: bool = False
    network: tuple[str, ...] = ()
    remind_on: date | None = None

    @property
    def restrictions(self) -> dict[str, Restriction]:
        """What each restriction's record says now."""
        return self.people.restrictions

    def lead(self, lead_id: str) -> Lead:
        """What is known of a lead; nothing yet is an empty one."""
        return self.leads.get(lead_id, _NOTHING_KNOWN)

    def with_lead(self, lead_id: str, lead: Lead) -> "Search":
        """The same search with this lead in its register."""
        return self.model_copy(update={"leads": {**self.leads, lead_id: lead}})
