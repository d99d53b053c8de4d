"""An authority's policy: data in a TOML file (`files.py` reads it), one version of it here.

Everything that differs between authorities is in the file (DOMAIN 2.1, 2.4).
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.eligibility.policies.criteria import Age, Criterion, Part
from shared.contracts.fields import CalendarDate, Code, Flag
from shared.contracts.lifelong_links import PolicyStamp

Route = Annotated[tuple[str, ...], Field(min_length=1)]
Reading = Annotated[tuple[Route, ...], Field(min_length=1)]
Priority = Literal["urgent", "work-ends-soon", "turns-18-soon", "care-leaver"]
Months = Annotated[int, Field(ge=0, le=24, strict=True)]

Fault = tuple[str, tuple[str | int, ...]]
"""What is wrong between settings, and where in the file."""


class WorkEnds(Part):
    """The birthday at which the offer ends, what becomes of work in hand, and how early to warn."""

    age: Age
    work_in_hand: Literal["complete", "close"]
    warn_months_before: Months


class ReferralRules(Part):
    """Who may refer (nobody named: any practitioner), and what the page asks for beside the law.

    `holder_consent_needed` binds under 18 only, when somebody holds parental responsibility;
    `iro_discussion_needed` binds while the child is looked after: a care leaver has no IRO.
    """

    referred_by: tuple[Code, ...] = ()
    holder_consent_needed: Flag = False
    iro_discussion_needed: Flag = False


class Capacity(Part):
    """How many children are worked with at one time, and who comes first on the waiting list.

    The first of `priority` that holds for a child gives their rank; within a rank who waited longest is
    first. `soon_months` is what "soon" means.
    """

    places: Annotated[int, Field(ge=0, le=100_000, strict=True)]
    priority: tuple[Priority, ...] = ()
    soon_months: Months = 6


class PolicyReadings(Part):
    """How criteria combine: a reading is the OR of its routes, a route the AND of its criteria.

    A page that can be read in one way only has no R2; then both readings are R1.
    """

    decide_by: Literal["agreement", "R1", "R2"]
    R1: Reading
    R2: Reading | None = None


class Policy(Part):
    """One version of one authority's policy, in force from `effective_from` until before `effective_to`.

    `source` is the page it came from, `leaves_open` what that page does not say and this file decides.
    """

    name: Code
    authority: Code
    version: Code
    source: Annotated[str, Field(min_length=1)]
    leaves_open: tuple[str, ...] = ()
    effective_from: CalendarDate
    effective_to: CalendarDate | None = None
    minimum_age: Age
    work_ends: WorkEnds | None = None
    referral: ReferralRules = ReferralRules()
    capacity: Capacity | None = None
    criteria: dict[Code, Criterion] = Field(min_length=1)
    readings: PolicyReadings

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if faults := list(self._faults()):
            raise PydanticCustomError("policy", "{faults}", {"faults": faults})
        return self

    def _faults(self) -> Iterator[Fault]:
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            yield "effective_to is not after effective_from: correct one of the two", ("effective_to",)
        if self.readings.decide_by == "R2" and self.readings.R2 is None:
            what = "decide_by names R2, which the file does not give: add R2, or decide by R1"
            yield what, ("readings", "decide_by")
        for reading, route, name in self._named():
            if name not in self.criteria:
                what = f"readings name {name}, which the file does not define: add [criteria.{name}]"
                yield what, ("readings", reading, route)

    def _named(self) -> Iterator[tuple[str, int, str]]:
        for reading, routes in (("R1", self.readings.R1), ("R2", self.readings.R2 or ())):
            for number, route in enumerate(routes):
                yield from ((reading, number, name) for name in route)

    @cached_property
    def used(self) -> frozenset[str]:
        """The criteria that a reading asks for."""
        return frozenset(name for _, _, name in self._named())

    @cached_property
    def stamp(self) -> PolicyStamp:
        """What a decision says about the policy that made it."""
        return PolicyStamp(authority=self.authority, version=self.version)

    @cached_property
    def birthdays(self) -> frozenset[int]:
        """Ages at which the outcome may change."""
        ages = frozenset().union(*(one.birthdays() for one in self.criteria.values()))
        return ages | ({self.minimum_age} if self.minimum_age else set())

    def in_force(self, day: date) -> bool:
        """Tell whether this version applies on that day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)
