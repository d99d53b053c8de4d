"""What eligibility remembers of one child: the latest record, what was last said, referral and journey.

Ids, codes and dates only. `at` and `_at` are aware UTC; dates are Europe/London.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from shared.agreement import Refusal, child_withdrew
from shared.contracts.case_system import ParentalResponsibility, ReferralObjective
from shared.contracts.fields import Frozen
from shared.contracts.lifelong_links import Outcome, Truth
from shared.contracts.records import ChildRecord
from shared.effects import State

Hold = Literal["eligibility", "child", "parental-responsibility"]
"""Who or what holds a journey: it goes on when nobody does."""


class Answer(Frozen):
    """The last answer to one criterion, with every reason that decided it."""

    result: Truth
    reasons: tuple[str, ...]


class LastScreening(Frozen):
    """What was last said about eligibility; `leading` is the reason a person was told first."""

    outcome: Outcome
    reason: str
    leading: str
    screened_on: date
    answers: Mapping[str, Answer] = {}
    missing: tuple[str, ...] = ()

    def says_the_same(self, other: "LastScreening") -> bool:
        """Whether another screening, of any day, says nothing else."""
        return (self.outcome, self.reason, self.answers, self.missing) == (
            other.outcome,
            other.reason,
            other.answers,
            other.missing,
        )


class Referral(Frozen):
    """The current referral. `waits_for` is what an open one waits for, `told` the last refusal to carry out.

    `basis` is the screening on which it was accepted: what a person or the policy then found enough.
    """

    referral_id: str
    status: Literal["open", "waitlisted", "accepted", "declined"]
    agreed_on: date | None
    parental_responsibility: ParentalResponsibility
    coordinator_id: str | None
    objectives: tuple[ReferralObjective, ...]
    waits_for: str | None = None
    told: str | None = None
    basis: LastScreening | None = None


class PositionSaid(Frozen):
    """The last word on parental responsibility beside a referral's own, and the time of its event."""

    position: ParentalResponsibility
    at: datetime


class Eligibility(State):
    """The document of one child; without a record the child is not known yet."""

    record: ChildRecord | None = None
    last: LastScreening | None = None
    next_look: date | None = None
    referral: Referral | None = None
    earlier_referrals: tuple[str, ...] = ()
    refusals: Mapping[str, Refusal] = {}
    position_said: PositionSaid | None = None
    holds: Mapping[Hold, str] = {}
    held_at: datetime | None = None
    closed_for: str | None = None
    retired: bool = False
    merged_ids: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether the child's own withdrawal stands."""
        return child_withdrew(self.refusals)

    @property
    def under_way(self) -> bool:
        """Whether an accepted referral's journey is not over, frozen or not."""
        return self.referral is not None and self.referral.status == "accepted" and self.closed_for is None

    @property
    def referral_is_pending(self) -> bool:
        """Whether a referral waits for a decision or for a place."""
        return self.referral is not None and self.referral.status in ("open", "waitlisted")
