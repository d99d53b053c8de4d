"""An authority's policy: data in a TOML file (`policy_book.py` reads it), one version of it here.

Everything that differs between authorities is in the file (DOMAIN 2.1, 2.4).
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.eligibility.criteria import Age, Criterion, Part
from shared.contracts.fields import CalendarDate, Code, Flag
from shared.contracts.lifelong_links import PolicyStamp

Route = Annotated[tuple[str, ...], Field(min_length=1)]
Reading = Annotated[tuple[Route, ...], Field(min_length=1)]
Priority = Literal["urgent", "work-ends-soon", "turns-18-soon", "care-leaver"]
Months = Annotated[int, Field(ge=0, le=24, strict=True)]


class WorkEnds(Part):
    """The birthday at which the offer ends, what becomes of work in hand, and how early to warn."""

    age: Age
    work_in_hand: Literal["complete", "close"]
    warn_months_before: Months


class ReferralRules(Part):
    """Who may refer (nobody named: any practitioner), and what the page asks for beside the law."""

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
    source: str
    leaves_open: tuple[str, ...] = ()
    effective_from: CalendarDate
    effective_to: CalendarDate | None = None
    minimum_age: Age
    work_ends: WorkEnds | None = None
    referral: ReferralRules = ReferralRules()
    capacity: Capacity | None = None
    criteria: dict[str, Criterion] = Field(min_length=1)
    readings: PolicyReadings

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            raise _wrong("effective_to is not after effective_from: correct one of the two", "effective_to")
        named = {
            name for one in (self.readings.R1, self.readings.R2 or ()) for route in one for name in route
        }
        for name in sorted(named - self.criteria.keys()):
            what = f"readings name {name}, which the file does not define: add [criteria.{name}]"
            raise _wrong(what, "readings")
        return self

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


def _wrong(what: str, *at: str) -> PydanticCustomError:
    """Return a fault that stands at a place of the file; it speaks of the policy, never of a child."""
    return PydanticCustomError("policy", "{what}", {"what": what, "at": at})
