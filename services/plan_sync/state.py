"""What plan_sync remembers of a child: what names the targets, what stops the work, and its plans.

The document stays small: no note or task is kept, only the newest version of a plan, and receipts only of the
newest version that stands in each target.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.contracts.records import Care, PlanKind
from shared.effects import Kept, State
from shared.rules.journey import Journey


class ChildFacts(Kept):
    """The facts of the child's record that name the target and the worker."""

    record_version: int
    date_of_birth: date
    care: Care | None = None
    care_leaver: str | None = None
    has_social_worker: bool | None = None


class Ruling(Kept):
    """What the authority decided on the current version, and the section versions of that moment."""

    decided_by: str
    approved: tuple[str, ...] = ()
    with_conditions: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    bases: dict[PlanKind, str] = Field(default_factory=dict)
    targets: tuple[PlanKind, ...] = ()
    asked: tuple[PlanKind, ...] = ()
    announced: bool = False


class EntriesWrite(Kept):
    """One Write of approved entries; a cancelled one may be under way: it is kept till its target settles."""

    reference: str
    target: PlanKind
    version: int
    commitments: tuple[str, ...]
    with_conditions: tuple[str, ...] = ()
    approved_by: str
    base: str
    status: Literal["pending", "conflicted", "refused", "cancelled"] = "pending"
    delayed: bool = False


class Entry(Kept):
    """An entry that we wrote: its hash by our receipt, and as last seen (None: no longer in the section)."""

    commitment_id: str
    written: str
    seen: str | None


class Standing(Kept):
    """What stands in one target, of the newest version written there; keys are the entries' references."""

    target: PlanKind
    version: int
    approved_by: str
    entries: dict[str, Entry]


class Plan(Kept):
    """The newest version of a support plan, what was decided on it, and what was written of it."""

    plan_id: str
    version: int
    child_agrees: bool
    commitments: tuple[str, ...]
    decisions: int = 0
    ruling: Ruling | None = None
    decide_again: bool = False
    writes: tuple[EntriesWrite, ...] = ()
    standing: tuple[Standing, ...] = ()

    @property
    def is_without_target(self) -> bool:
        """Whether commitments are approved and it is not known in which plan they belong."""
        return self.ruling is not None and bool(self.ruling.approved) and not self.ruling.targets

    def stands_in(self, target: PlanKind) -> frozenset[str]:
        """Return the commitments of the current version that stand in a target."""
        return frozenset(
            entry.commitment_id
            for one in self.standing
            if (one.target, one.version) == (target, self.version)
            for entry in one.entries.values()
        )


class PlanSync(State):
    """Everything plan_sync knows of one child.

    `opened_at` is when the last stop ended (aware UTC); `cleared` are the gates (lead, gate) that are open;
    `told_waiting` has, of a gate (`lead gate`) whose last note says that it waits, for what reason; `remarks`
    are those on the record that was screened last.
    """

    child: ChildFacts | None = None
    journey: Journey = Journey()
    opened_at: datetime | None = None
    plans: tuple[Plan, ...] = ()
    serial: int = 0
    cleared: frozenset[tuple[str, str]] = frozenset()
    told_waiting: dict[str, str] = Field(default_factory=dict)
    screened: str | None = None
    screened_version: int = -1
    remarks: tuple[str, ...] = ()

    @property
    def stopped(self) -> str | None:
        """Why nothing may be written into the child's plans, if anything stops it."""
        not_shared = self.journey.agreements.refused("child", ("share",))
        return self.journey.stopped or ("child-withdrew-sharing" if not_shared else None)

    def plan(self, plan_id: str) -> Plan | None:
        """Return a plan by its id."""
        return next((one for one in self.plans if one.plan_id == plan_id), None)

    def require(self, plan_id: str) -> Plan:
        """Return a plan that is known to be there."""
        return next(one for one in self.plans if one.plan_id == plan_id)

    def with_plan(self, plan: Plan) -> "PlanSync":
        """Return the document with this plan in the place of its older self."""
        others = tuple(one for one in self.plans if one.plan_id != plan.plan_id)
        return self.model_copy(update={"plans": (*others, plan)})
