"""What plan_sync remembers of a child: targets, the journey, the people, and its plans.

What was told is kept by record (`shared/rules/words.py`); what it means is worked out from all of it at each
event. Beside that only what was said or written already is kept.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from services.plan_sync.plan_words import Decided, PlanTold, Promise
from shared.contracts.records import Care, PlanKind
from shared.effects import Kept, State
from shared.rules.concerns import CheckWord
from shared.rules.journey import PAUSED, Journey, Moment
from shared.rules.people import People
from shared.rules.versions import FAR, newest_first
from shared.rules.words import Records, after_telling, content_of, words_of

SHARING: tuple[str, ...] = ("share",)


class ChildFacts(Kept):
    """The facts of the child's record that name the target and the worker."""

    date_of_birth: date
    care: Care | None = None
    care_leaver: str | None = None
    has_social_worker: bool | None = None


class Ruling(Kept):
    """What the authority's decision that stands means, and the section versions of that moment.

    `decision` tells this decision from every other; `urgent` is the code why it could not wait for a review.
    """

    decision: str = ""
    decided_by: str
    approved: tuple[str, ...] = ()
    with_conditions: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    reasons: dict[str, str | None] = Field(default_factory=dict)
    urgent: str | None = None
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
    promises: tuple[Promise, ...] = ()
    with_conditions: tuple[str, ...] = ()
    approved_by: str
    decision: str = ""
    base: str
    status: Literal["pending", "conflicted", "refused", "cancelled"] = "pending"
    delayed: bool = False


class Entry(Kept):
    """An entry that we wrote: its hash by our receipt, and as last seen (None: no longer in the section)."""

    commitment_id: str
    written: str
    seen: str | None
    promise: Promise | None = None


class Standing(Kept):
    """What stands in one target, of the newest version written there; keys are the entries' references."""

    target: PlanKind
    version: int
    approved_by: str
    entries: dict[str, Entry]


class Plan(Kept):
    """A support plan: its versions as told, the decisions on it, and what was written of it.

    `held` has, of each approved commitment that may not be written now, why; `on_hold` why none may be.
    `spent` is a decision for a target that is not the child's any more; `amended_at` is when the same version
    was told with other commitments; `told` is what was said of `version`.
    """

    plan_id: str
    versions: dict[str, tuple[PlanTold, ...]] = Field(default_factory=dict)
    decided: dict[str, tuple[Decided, ...]] = Field(default_factory=dict)
    ruling: Ruling | None = None
    held: dict[str, str] = Field(default_factory=dict)
    on_hold: str | None = None
    spent: str | None = None
    amended_at: datetime | None = None
    told: tuple[str, ...] = ()
    writes: tuple[EntriesWrite, ...] = ()
    standing: tuple[Standing, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_an_older_document(cls, document: Any) -> Any:  # noqa: ANN401 - whatever a document holds
        """Take up a plan kept before people were: nobody is known to promise, so a person decides again."""
        if not isinstance(document, dict) or "versions" in document or "version" not in document:
            return document
        old = PlanTold(
            at=datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
            version=document["version"],
            child_agrees=document.get("child_agrees", False),
            promises=tuple(
                Promise(commitment_id=one, lead_id="", kind="") for one in document.get("commitments", ())
            ),
        )
        return {**document, "versions": {str(old.version): (old,)}}

    @property
    def current(self) -> PlanTold | None:
        """The version that counts, as it was told last; None while there is none."""
        return next(iter(newest_first(words_of(self.versions))), None)

    @property
    def version(self) -> int:
        """The number of the version that counts; -1 while there is none."""
        current = self.current
        return -1 if current is None else current.version

    @property
    def commitments(self) -> tuple[str, ...]:
        """The commitments of the version that counts."""
        current = self.current
        return () if current is None else tuple(one.commitment_id for one in current.promises)

    def promise(self, commitment_id: str) -> Promise | None:
        """Return a commitment of the version that counts."""
        promises = self.current.promises if self.current else ()
        return next((one for one in promises if one.commitment_id == commitment_id), None)

    def with_version(self, told: PlanTold) -> "Plan":
        """Return the plan after a version was told; itself when that says nothing new."""
        before = self.current
        versions = after_telling(self.versions, str(told.version), told)
        if versions == self.versions:
            return self
        after = self.model_copy(update={"versions": _that_may_count(versions)})
        kept = {int(one) for one in after.versions}
        decided = {
            name: tuple(word for word in words if word.version in kept)
            for name, words in self.decided.items()
        }
        update: dict[str, Any] = {"decided": {name: words for name, words in decided.items() if words}}
        if before is None or before.version != after.version:
            update |= {"told": (), "ruling": None, "held": {}, "on_hold": None, "spent": None}
        elif after.current is not None and after.current.promises != before.promises:
            update["amended_at"] = after.current.at
        return after.model_copy(update=update)

    def stands_in(self, target: PlanKind) -> frozenset[str]:
        """Return the commitments of the current version that stand in a target."""
        version = self.version
        return frozenset(
            entry.commitment_id
            for one in self.standing
            if (one.target, one.version) == (target, version)
            for entry in one.entries.values()
        )


class Heard(Kept):
    """What family finding said last of a lead at a gate: open or why not."""

    reason: str | None = None
    moment: Moment

    @property
    def is_open(self) -> bool:
        """Whether the gate is open."""
        return self.reason is None


class PlanSync(State):
    """Everything plan_sync knows of one child.

    A decision recorded at or before `decide_after` is from before a stop, and is taken again. `checks` are
    kept for the concerns that they tell of. `gates` has what family finding said last (`lead gate`), `fates`
    whom it no longer pursues. `authors_since` is when the case system first sent who wrote a plan,
    `coordinators` when each began. `barred_told` names what was told of entries of people who are barred;
    `told_waiting` the gates whose last note says that they wait; `meetings` has the newest version of each
    conference and when it begins.
    """

    child: ChildFacts | None = None
    journey: Journey = Journey()
    people: People = People()
    checks: dict[str, tuple[CheckWord, ...]] = Field(default_factory=dict)
    gates: dict[str, Heard] = Field(default_factory=dict)
    fates: dict[str, Heard] = Field(default_factory=dict)
    decide_after: datetime | None = None
    coordinators: dict[str, datetime] = Field(default_factory=dict)
    authors_since: datetime | None = None
    plans: tuple[Plan, ...] = ()
    barred_told: tuple[str, ...] = ()
    meetings: dict[str, tuple[int, datetime]] = Field(default_factory=dict)
    serial: int = 0
    told_waiting: dict[str, str] = Field(default_factory=dict)
    screened: str | None = None
    screened_version: int = -1
    remarks: tuple[str, ...] = ()

    @property
    def stopped(self) -> str | None:
        """Why nothing may be written into the child's plans and must be decided again, if anything."""
        if self.journey.stopped not in (None, PAUSED):
            return self.journey.stopped
        return "child-withdrew-sharing" if self.journey.agreements.refused("child", SHARING) else None

    @property
    def last_stop(self) -> datetime | None:
        """When the work was last stopped or let go on: a decision from before is taken again (aware UTC)."""
        own = self.journey.agreements.unsettled_until("child", ("all", *SHARING))
        return max((one for one in (own, self.decide_after) if one is not None), default=None)

    def plan(self, plan_id: str) -> Plan | None:
        """Return a plan by its id."""
        return next((one for one in self.plans if one.plan_id == plan_id), None)

    def require(self, plan_id: str) -> Plan:
        """Return a plan that is known to be there."""
        return next(one for one in self.plans if one.plan_id == plan_id)

    def with_plan(self, plan: Plan) -> "PlanSync":
        """Return the document with this plan in the place of its older self."""
        if self.plan(plan.plan_id) is None:
            return self.model_copy(update={"plans": (*self.plans, plan)})
        plans = tuple(plan if one.plan_id == plan.plan_id else one for one in self.plans)
        return self.model_copy(update={"plans": plans})


def _that_may_count(versions: Records[PlanTold]) -> dict[str, tuple[PlanTold, ...]]:
    """Keep the versions that count or may count again: the highest on each side of a far step."""
    now = [word for contents in versions.values() if (word := content_of(contents)) is not None]
    numbers = [one.version for one in now]
    return {
        str(one): versions[str(one)]
        for one in numbers
        if not any(one < other <= one + FAR for other in numbers)
    }
