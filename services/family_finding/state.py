"""What family finding remembers of one child: the facts as told, and what it last said about them.

Nothing that follows from the facts is kept: who is cleared, which check counts and what the child wants are
worked out anew each time (`picture.py`, `gates.py`). What was last said is kept only so that nothing is said
twice. `at` is when a fact was recorded (aware UTC); dates are the authority's (Europe/London). Names are kept
only as a likeness for matching, inside this document, which is encrypted at rest.
"""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from services.family_finding.picture import Picture
from services.family_finding.register import (
    CheckWord,
    ContactWord,
    RecordFacts,
    Screening,
    StepWord,
    Turn,
    TurnKind,
)
from shared.contracts.case_search import Gate
from shared.effects import Kept, State
from shared.rules.journey import Journey, Moment
from shared.rules.people import People
from shared.rules.restrictions import Restriction
from shared.rules.views import Wish


class Referral(Kept):
    """What the accepted referral says of gate G1, and when eligibility said it."""

    referral_id: str
    outcome: str
    child_agreed: bool
    parental_responsibility: str
    allocated_worker: bool
    accepted_by: str | None = None
    reason_code: str | None = None
    moment: Moment


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
    """A lead's likeness, and what was last said of the lead: stops, warnings, gates, the network."""

    likeness: Likeness | None = Field(default=None, repr=False)
    told: tuple[str, ...] = ()
    verdicts: dict[Gate, Verdict] = Field(default_factory=dict)
    engaged: bool = False
    asked: tuple[str, ...] = ()


class LeadNow:
    """One (child, lead) pair as the facts have it now, beside what was last said of it."""

    def __init__(self, picture: Picture, lead_id: str, said: Lead) -> None:
        self._picture, self._lead_id = picture, lead_id
        self.told, self.verdicts, self.engaged, self.likeness = (
            said.told,
            said.verdicts,
            said.engaged,
            said.likeness,
        )

    @property
    def is_recorded(self) -> bool:
        """Whether the lead's record has arrived."""
        return self._picture.versions(self._lead_id).is_recorded

    @property
    def relationship(self) -> str:
        """The present relationship; `unknown` before the lead's record has arrived."""
        return self._picture.versions(self._lead_id).relationship

    @property
    def flags(self) -> tuple[str, ...]:
        """What kind of person it is known to be."""
        return self._picture.versions(self._lead_id).flags

    @property
    def checks(self) -> Mapping[str, CheckWord]:
        """The check that stands, by gate and name."""
        return self._picture.checks(self._lead_id)

    @property
    def willing(self) -> ContactWord | None:
        """The contact in which the lead said yes, while that stands."""
        return self._picture.willing(self._lead_id)

    @property
    def asked_again(self) -> bool:
        """Whether the child wanted it again after the lead's yes."""
        return self._picture.asked_again(self._lead_id)


class Search(State):
    """One child's search.

    Facts: `checks`, `contacts` and `steps` by their record's id; `records` and `screenings` in their order;
    `stops` says when work was stopped, by what stopped it, `turns` what eligibility said of the journey.

    Said: `opened_for` is the referral for which the search was last said to be open, `closings` counts how
    often it was closed; `lapses_asked` has, of each restriction, the day for which a person was asked,
    `orders_asked` the leads for whom; `successors` are the workers who were allocated so far; `number` is
    that of the last event about a lead.
    """

    referral: Referral | None = None
    journey: Journey = Journey()
    people: People = People()
    records: tuple[RecordFacts, ...] = ()
    screenings: tuple[Screening, ...] = ()
    checks: dict[str, tuple[CheckWord, ...]] = Field(default_factory=dict)
    contacts: dict[str, tuple[ContactWord, ...]] = Field(default_factory=dict)
    steps: dict[str, tuple[StepWord, ...]] = Field(default_factory=dict)
    stops: dict[str, datetime] = Field(default_factory=dict)
    turns: dict[str, Turn] = Field(default_factory=dict)

    leads: dict[str, Lead] = Field(default_factory=dict)
    suggested: tuple[str, ...] = ()
    lapses_asked: dict[str, date] = Field(default_factory=dict)
    orders_asked: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    successors: tuple[str, ...] = ()
    opened_for: str | None = None
    closings: int = 0
    asked_for: tuple[str, ...] = ()
    views_asked: str | None = None
    network: tuple[str, ...] = ()
    told_on: tuple[str, ...] = ()
    number: int = 0
    remind_on: date | None = None

    @property
    def restrictions(self) -> dict[str, Restriction]:
        """What each restriction's record says now."""
        return self.people.restrictions

    @property
    def screening(self) -> Screening | None:
        """What the newest screening said."""
        return self.screenings[-1] if self.screenings else None

    @property
    def wishes(self) -> Mapping[str, tuple[Wish, ...]]:
        """What the child said of each lead."""
        return Picture(self).wishes_by_lead

    @property
    def heard(self) -> tuple[str, ...]:
        """The stages at which the child's views are heard."""
        return Picture(self).heard

    def with_turn(self, kind: TurnKind, moment: Moment) -> "Search":
        """The same search with a word of eligibility's on the journey; told again it says nothing new."""
        key = f"{kind} {moment.at.isoformat() if moment.number is None else moment.number}"
        known = self.turns.get(key)
        if known is not None and known.moment.at <= moment.at:
            return self
        return self.model_copy(update={"turns": {**self.turns, key: Turn(kind=kind, moment=moment)}})

    def lead(self, lead_id: str) -> LeadNow:
        """What is known of a lead now; nothing yet is an empty one."""
        return LeadNow(Picture(self), lead_id, self.leads.get(lead_id, Lead()))

    def with_lead(self, lead_id: str, lead: Lead) -> "Search":
        """The same search with what was last said of this lead."""
        return self.model_copy(update={"leads": {**self.leads, lead_id: lead}})
