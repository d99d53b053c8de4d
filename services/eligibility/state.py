"""What eligibility remembers of one child: the latest record, what was last said, referral and journey.

Ids, codes and dates only. `at` and `_at` are aware UTC; dates are Europe/London.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from services.eligibility.places.ledger_state import PlaceLedger
from shared.contracts.case_system import ParentalResponsibility, ReferralObjective
from shared.contracts.fields import Frozen
from shared.contracts.lifelong_links import Outcome, Truth
from shared.contracts.our_places import Wanted
from shared.contracts.records import ChildRecord
from shared.effects import State
from shared.rules.agreement import Agreements

Hold = Literal["eligibility", "child", "parental-responsibility", "authority"]
"""Who or what holds a journey: it goes on when nobody does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer to one criterion, with every reason that decided it."""

    result: Truth
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastScreening:
    """What was last said about eligibility and the record; `leading` is what a person was told first.

    It is made at every look, of our own findings: checking them would cost twice what making it does.
    """

    outcome: Outcome
    reason: str
    leading: str
    screened_on: date
    answers: Mapping[str, Answer] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

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


class Referral(Frozen):
    """The current referral. `waits_for` is what an open one waits for, `told` the last refusal to carry out.

    `basis` is the screening on which it was accepted: what a person or the policy then found enough;
    `position_decided` is the position of the holders on which a named person then decided.
    `agreed` and `position_stated` are what its form last said of the child's agreement and of the position.
    `made_at` is the time of the event that last told it, `waitlisted_on` the day on which it began to wait.
    """

    referral_id: str
    status: Literal["open", "waitlisted", "accepted", "declined"]
    agreed_on: date | None
    agreed: bool = True
    position_stated: str | None = None
    parental_responsibility: ParentalResponsibility
    position_by_authority: bool = False
    position_decided: str | None = None
    discussed_with_iro: bool | None = None
    made_at: datetime | None = None
    waitlisted_on: date | None = None
    coordinator_id: str | None
    objectives: tuple[ReferralObjective, ...]
    waits_for: str | None = None
    told: str | None = None
    basis: LastScreening | None = None


class PositionSaid(Frozen):
    """The last word on parental responsibility beside a referral's own, and the time of its event."""

    position: ParentalResponsibility
    at: datetime
    by_authority: bool = False


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

    `place_number` counts what was sent to the ledger of places; `places` is the ledger itself, and only the
    document that stands for it has one.
    """

    record: ChildRecord | None = None
    last: LastScreening | None = None
    next_look: date | None = None
    referral: Referral | None = None
    earlier_referrals: tuple[str, ...] = ()
    agreements: Agreements = Agreements()
    position_said: PositionSaid | None = None
    holds: Mapping[Hold, str] = {}
    held_at: datetime | None = None
    closed_for: str | None = None
    retired: bool = False
    merged_ids: tuple[str, ...] = ()
    place: Place | None = None
    place_number: int = -1
    places: PlaceLedger | None = None

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
