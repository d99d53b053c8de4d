"""What is told of a support plan and of the decisions on it, as words by record (DOMAIN 4). Pure.

A version of a plan is a word of its own; so is a decision: with a `decision_id` one for each, without one for
each version of a plan, and then a decision that is told again changes nothing unless its content changed.
"""

from datetime import date

from pydantic import Field

from shared.clock import london_date
from shared.contracts.case_meeting import AgreedCommitment, PlanAgreed, PlanDecided
from shared.contracts.our_meeting import PlanCaptured
from shared.contracts.records import PlanKind
from shared.effects import Context, Kept
from shared.rules.words import Word, is_ahead


class Promise(Kept):
    """A commitment: who promises what (codes), and in which way."""

    commitment_id: str
    lead_id: str
    kind: str
    how: str | None = None


class PlanTold(Word):
    """One version of a plan; `agreed_on` is None when the day was not recorded."""

    version: int
    child_agrees: bool
    kind: str | None = None
    agreed_on: date | None = None
    agreed_by: str | None = None
    plan_lead_id: str | None = None
    coordinator_ids: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def agreed_day(self) -> date:
        """The day on which child and network agreed it (Europe/London), or that of its recording."""
        return self.agreed_on or london_date(self.at)

    @property
    def caution(self) -> int:
        """A version that the child does not agree to closes."""
        return int(not self.child_agrees)


class Decided(Word):
    """One decision on a version; each item is a commitment, its decision and the reason for declining.

    `bases` are the versions of the sections that the decision found; they are no part of what it says.
    """

    version: int
    decided_by: str
    considered_at_review: date | None = None
    urgent_reason_code: str | None = None
    review_kind: str | None = None
    items: tuple[tuple[str, str, str | None], ...] = ()
    bases: dict[PlanKind, str] = Field(default_factory=dict)

    @property
    def caution(self) -> int:
        """How many commitments it declines."""
        return len(self.declined)

    @property
    def declined(self) -> frozenset[str]:
        """The commitments that it declines."""
        return frozenset(one for one, decision, _ in self.items if decision == "declined")

    @property
    def is_dated_ahead(self) -> bool:
        """Whether it is dated after its own recording: then it declines, and approves nothing."""
        return is_ahead(self.day, self.at)

    def says_the_same(self, other: Word) -> bool:
        """Whether another telling has the same content, whenever it was told and whatever it found."""
        return isinstance(other, Decided) and super().says_the_same(
            other.model_copy(update={"bases": self.bases})
        )


def plan_told(event: PlanCaptured | PlanAgreed, ctx: Context) -> PlanTold:
    """Return what is told of a version."""
    captured = event if isinstance(event, PlanCaptured) else None
    return PlanTold(
        at=ctx.recorded_at,
        version=event.version,
        child_agrees=event.child_agrees,
        kind=captured.kind if captured else None,
        agreed_on=event.agreed_on,
        agreed_by=event.agreed_by,
        plan_lead_id=event.plan_lead_id,
        coordinator_ids=captured.coordinator_ids if captured else (),
        promises=tuple({one.commitment_id: _promise(one) for one in event.commitments}.values()),
    )


def _promise(one: AgreedCommitment) -> Promise:
    return Promise(commitment_id=one.commitment_id, lead_id=one.lead_id, kind=one.kind, how=one.how)


def decision_told(event: PlanDecided, ctx: Context) -> tuple[str, Decided]:
    """Return the id of a decision's record, and what it says."""
    word = Decided(
        day=event.decided_on,
        at=ctx.recorded_at,
        version=event.version,
        decided_by=event.decided_by,
        considered_at_review=event.considered_at_review,
        urgent_reason_code=event.urgent_reason_code,
        review_kind=event.review_kind,
        items=tuple(
            sorted(
                {(one.commitment_id, one.decision, one.reason_code) for one in event.decisions},
                key=lambda item: (item[0], item[1], item[2] or ""),
            )
        ),
        bases=ctx.facts or {},
    )
    return event.decision_id or f"v{event.version}", word
