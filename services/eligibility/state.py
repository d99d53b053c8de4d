"""What eligibility remembers of one child: the latest record, what was last said, referral and journey.

Ids, codes and dates only. `at` and `_at` are aware UTC; dates are Europe/London.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import Field

from services.eligibility.places.ledger_state import PlaceLedger
from services.eligibility.referral_form import ReferralForm, latest_form
from shared.contracts.fields import Frozen
from shared.contracts.lifelong_links import Outcome, Truth
from shared.contracts.our_places import Wanted
from shared.contracts.records import ChildRecord
from shared.effects import State
from shared.rules.agreement import Agreements
from shared.rules.journey import RecordMerge
from shared.rules.record import Stamp
from shared.rules.words import Word, words_of

Hold = Literal[
    "eligibility",
    "child",
    "parental-responsibility",
    "authority",
    "worker",
    "own-consent",
    "request",
    "record",
]
"""Who or what holds a journey: it goes on when nobody does."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer to one criterion, with every reason that decided it."""

    result: Truth
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastScreening:
    """What was last said about eligibility and the record; `leading` is what a person was told first.

    `deciding` names the criteria that decide, `since` is when a record or a day first said so (aware UTC):
    who decided before did not know.

    It is made at every look, of our own findings: checking them would cost twice what making it does.
    """

    outcome: Outcome
    reason: str
    leading: str
    screened_on: date
    answers: Mapping[str, Answer] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    since: datetime = _NEVER

    def finds_the_same(self, other: "LastScreening") -> bool:
        """Whether another screening finds the child fit or not for the same reasons."""
        return (self.outcome, self.reason, self.leading, self.answers) == (
            other.outcome,
            other.reason,
            other.leading,
            other.answers,
        )

    def says_the_same(self, other: "LastScreening") -> bool:
        """Whether another screening, of any day, says nothing else."""
        return (self.outcome, self.reason, self.leading, self.answers, self.missing, self.remarks) == (
            other.outcome,
            other.reason,
            other.leading,
            other.answers,
            other.missing,
            other.remarks,
        )


class Held(Frozen):
    """Why a journey is held, and since when people know (aware UTC).

    A `pause` loses nothing that was checked; `freezes_on` is the day on which a pause becomes a freeze.
    """

    reason: str
    at: datetime
    pause: bool = False
    freezes_on: date | None = None


class Decided(Word):
    """A person's decision on a referral, by its record where the case system gives it an id."""

    referral_id: str
    decision: str
    by: str | None = None
    reason_code: str | None = None

    @property
    def caution(self) -> int:
        """To decline closes."""
        return int(self.decision == "decline")


class Rest(Word):
    """A rest of the work that somebody asked for: its days are a plan and may lie ahead."""

    from_: date
    until: date | None = None
    ended: date | bool | None = None

    @property
    def caution(self) -> int:
        """It stops the work until it ends."""
        return int(not self.ended)

    @property
    def ends_on(self) -> date | None:
        """The first day on which the work goes on, as far as known."""
        if self.ended is True:
            return date.min
        days = [day for day in (self.until, self.ended) if isinstance(day, date)]
        return min(days, default=None)

    def holds(self, today: date) -> bool:
        """Whether the work rests on that day."""
        return self.from_ <= today and (self.ends_on is None or today < self.ends_on)


class Referral(Frozen):
    """The current referral. `waits_for` is what an open one waits for, `told` the last refusal to carry out.

    What its form says is in `Eligibility.forms`. `basis` is the screening on which it was accepted: what a
    person or the policy then found enough; `had_worker` whether somebody has been allocated since;
    `position_decided` is the position of the holders on which a named person then decided.
    `decided` is the decision that was carried out last, `waitlisted_on` the day on which it began to wait.
    """

    referral_id: str
    status: Literal["open", "waitlisted", "accepted", "declined"]
    position_decided: str | None = None
    waitlisted_on: date | None = None
    waits_for: str | None = None
    told: str | None = None
    basis: LastScreening | None = None
    had_worker: bool = False
    decided: Decided | None = None


class LastingPlacement(Frozen):
    """The newest placement of a period of care that is not temporary, and the version that told it."""

    placement: str
    stamp: Stamp


class PlaceFacts(Frozen):
    """What gives a child's turn: since when it is asked for, and what a policy may give priority for."""

    since: date
    urgent: bool = False
    care_leaver: bool = False
    turns_18_on: date | None = None
    work_ends_on: date | None = None


class Place(Frozen):
    """A referral's place, where places are limited: what was asked, and what the ledger last answered.

    `basis` and `knew` are the screening and what the referral waited for when a person (`decided_by`) asked
    for the place: a newer doubt than these is not decided. Not `ready` is who has such a doubt at their turn.
    """

    referral_id: str
    wanted: Wanted
    standing: Literal["waiting", "offered", "taken"]
    facts: PlaceFacts
    ready: bool = True
    decided_by: str | None = None
    reason_code: str | None = None
    basis: LastScreening | None = None
    knew: tuple[str, str] | None = None
    answer: int = -1
    position: int | None = None
    priority: str | None = None
    told_next: bool = False


class Eligibility(State):
    """The document of one child; without a record the child is not known yet.

    `number` counts what is said of the journey, `told` are the facts that people were told of once and for
    all. `turning_point` is the next day on which time alone may change a result, `next_look` the day of the
    reminder. `place_number` counts what was sent to the ledger of places; `places` is the ledger itself, and
    only the document that stands for it has one.
    """

    record: ChildRecord | None = None
    stamp: Stamp = Stamp()
    lasting: Mapping[str, LastingPlacement] = Field(default_factory=dict)
    last: LastScreening | None = None
    turning_point: date | None = None
    next_look: date | None = None
    referral: Referral | None = None
    forms: Mapping[str, tuple[ReferralForm, ...]] = Field(default_factory=dict)
    decisions: Mapping[str, tuple[Decided, ...]] = Field(default_factory=dict)
    earlier_referrals: tuple[str, ...] = ()
    agreements: Agreements = Field(default_factory=Agreements)
    without_responsibility: tuple[str, ...] = ()
    rests: Mapping[str, tuple[Rest, ...]] = Field(default_factory=dict)
    held: Mapping[Hold, Held] = Field(default_factory=dict)
    closed_for: str | None = None
    merges: Mapping[str, tuple[RecordMerge, ...]] = Field(default_factory=dict)
    number: int = 0
    told: tuple[str, ...] = ()
    place: Place | None = None
    place_number: int = -1
    places: PlaceLedger | None = None

    @property
    def retired(self) -> bool:
        """Whether this record was merged into another one."""
        return any(one.merged and one.retired_id == self.child_id for one in words_of(self.merges))

    @property
    def holds(self) -> Mapping[Hold, str]:
        """Why the journey is held, by who or what holds it."""
        return {who: held.reason for who, held in self.held.items()}

    @property
    def stop(self) -> Literal["pause", "freeze"] | None:
        """How the journey is held: a pause only when nothing freezes it."""
        if not self.held:
            return None
        return "pause" if all(held.pause for held in self.held.values()) else "freeze"

    @property
    def form(self) -> ReferralForm | None:
        """What the form of the current referral says now."""
        return latest_form(self.contents)

    @property
    def contents(self) -> tuple[ReferralForm, ...]:
        """All that the form of the current referral ever said."""
        return self.forms.get(self.referral.referral_id, ()) if self.referral else ()

    @property
    def withdrawn(self) -> bool:
        """Whether the child's own withdrawal stands."""
        return self.agreements.child_withdrew

    @property
    def under_way(self) -> bool:
        """Whether an accepted referral's journey is not over, frozen or not."""
        return self.referral is not None and self.referral.status == "accepted" and self.closed_for is None

    @property
    def referral_is_pending(self) -> bool:
        """Whether a referral waits for a decision or for a place."""
        return self.referral is not None and self.referral.status in ("open", "waitlisted")
