"""The named criteria that a policy may ask for, and their parameters. Their answers are worked out elsewhere.

Each says at which birthdays and on which days time alone may change its answer (`birthdays`, `days`), so that
a child is looked at again then and not before.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.clock import months_after
from shared.codes import ADULT
from shared.contracts.fields import CalendarDate, Code, Flag
from shared.contracts.lifelong_links import Truth
from shared.contracts.records import ChildRecord, Row, is_current

Age = Annotated[int, Field(ge=0, le=120, strict=True)]
Months = Annotated[int, Field(ge=1, le=1200, strict=True)]
Codes = Annotated[tuple[Code, ...], Field(min_length=1)]


class Part(BaseModel):
    """Base of every part of a policy: immutable, and a setting that nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class _Criterion(Part):
    def birthdays(self) -> frozenset[int]:
        """Ages at which the answer may change."""
        return frozenset()

    def days(self, record: ChildRecord) -> Iterator[date]:  # noqa: ARG002 - most answers follow age alone
        """Days, beside birthdays and the record's own rows, on which the answer may change."""
        yield from ()


class ListedService(Part):
    """A partner service and the days on which it is on the list (either end may be open)."""

    service: Code
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None


class PlanOutsideFamily(_Criterion):
    """No plan to live within the family and none to be adopted; how kinship and P1 are taken."""

    kind: Literal["plan-outside-family"]
    kinship: Truth
    placed_with_parents: Truth

    def birthdays(self) -> frozenset[int]:
        """From 18 on nobody plans a home for the young person."""
        return frozenset({ADULT})


class PlanOfPermanence(_Criterion):
    """A permanence plan is agreed: which SSD keys count, and which do not; any other is for a person."""

    kind: Literal["plan-of-permanence"]
    counts: Codes
    does_not_count: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _either_or(self) -> Self:
        if both := set(self.counts) & set(self.does_not_count):
            msg = f"{min(both)} stands in counts and in does_not_count: take it out of one"
            raise ValueError(msg)
        return self


class InCare(_Criterion):
    """In care on the day, short breaks not counted."""

    kind: Literal["in-care"]


class CareLeaver(_Criterion):
    """A care leaver of one of these statutory categories."""

    kind: Literal["care-leaver"]
    categories: Codes


class AllocatedWorker(_Criterion):
    """A current worker in one of these roles."""

    kind: Literal["allocated-worker"]
    worker_roles: Codes


class InCareOrSupportedLeaver(_Criterion):
    """In care, or a care leaver with a current worker in one of these roles."""

    kind: Literal["in-care-or-supported-care-leaver"]
    worker_roles: Codes
    worker_needed_in_care: Flag


class AgeRange(_Criterion):
    """Old enough, and not too old: `from_age` is included, `limit` only where `limit_included` says so."""

    kind: Literal["age-range"]
    from_age: Age = 0
    limit: Age | None = None
    limit_included: Flag = False

    @model_validator(mode="after")
    def _somebody_fits(self) -> Self:
        if self.ends_at_age is not None and self.ends_at_age <= self.from_age:
            msg = "no age lies between from_age and limit: correct one of the two"
            raise ValueError(msg)
        return self

    @property
    def ends_at_age(self) -> int | None:
        """The birthday from which somebody is too old, if there is one."""
        return None if self.limit is None else self.limit + self.limit_included

    def birthdays(self) -> frozenset[int]:
        """The first birthday that is enough, and the first that is too many."""
        return frozenset(age for age in (self.from_age, self.ends_at_age) if age)


class TimeInCare(_Criterion):
    """In care for less than so many months, counted from the start of the current period (DOMAIN 2.2)."""

    kind: Literal["time-in-care"]
    less_than_months: Months

    def days(self, record: ChildRecord) -> Iterator[date]:
        """The day on which that time is over."""
        if record.care is not None and record.care.period_started is not None:
            yield months_after(record.care.period_started, self.less_than_months)


class CareLeaverParent(_Criterion):
    """A care leaver who is a parent, lost a child in care proceedings and works with a listed service."""

    kind: Literal["care-leaver-parent"]
    age_limit: Age
    age_limit_included: Flag
    partner_services: tuple[ListedService, ...] = Field(min_length=1)

    def listed(self, day: date) -> frozenset[str]:
        """Return the services that are on the list on that day."""
        return frozenset(row.service for row in self.partner_services if is_current(row, day))

    @property
    def ends_at_age(self) -> int:
        """The birthday from which the young person is too old."""
        return self.age_limit + self.age_limit_included

    def birthdays(self) -> frozenset[int]:
        """The birthday of the limit."""
        return frozenset({self.ends_at_age})

    def days(self, record: ChildRecord) -> Iterator[date]:  # noqa: ARG002 - the list is the same for all
        """When a partner service comes onto the list or leaves it."""
        yield from days_of(self.partner_services)


Criterion = Annotated[
    PlanOutsideFamily
    | PlanOfPermanence
    | InCare
    | CareLeaver
    | AllocatedWorker
    | InCareOrSupportedLeaver
    | AgeRange
    | TimeInCare
    | CareLeaverParent,
    Field(discriminator="kind"),
]


def days_of(rows: tuple[Row, ...]) -> Iterator[date]:
    """Return the days on which rows begin or end to count."""
    for row in rows:
        if row.from_ is not None:
            yield row.from_
        if row.to is not None:
            yield row.to
