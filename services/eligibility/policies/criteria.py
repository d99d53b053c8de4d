"""The named criteria that a policy may ask for, and their parameters. Their answers are worked out elsewhere.

Each says at which birthdays and on which days time alone may change its answer (`birthdays`, `days`), so that
a child is looked at again then and not before.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.clock import months_after
from shared.contracts.fields import CalendarDate, Code, Flag
from shared.contracts.lifelong_links import Truth
from shared.contracts.records import ChildRecord, Row, is_current
from shared.rules import codes
from shared.rules.codes import ADULT

Age = Annotated[int, Field(ge=0, le=120, strict=True)]
Months = Annotated[int, Field(ge=1, le=1200, strict=True)]

MAY_ASK_FOR_AN_ADVISER: Final = range(21, 25)
"""Ages at which a care leaver may lawfully have no personal adviser and may ask for one (s23CZB)."""

MAY_QUALIFY: Final = range(16, 21)
"""Ages at which special guardianship after care qualifies a young person for support (s24(1A))."""


def _begin_and_end(ages: range) -> frozenset[int]:
    return frozenset({ages.start, ages.stop})


def _one_of(known: frozenset[str]) -> AfterValidator:
    """Refuse a code that no record can hold: a slip of the pen would shut children out in silence."""

    def check(code: str) -> str:
        if code not in known:
            msg = f"{code} is none of the codes that count here: write {', '.join(sorted(known))}"
            raise ValueError(msg)
        return code

    return AfterValidator(check)


PlanKey = Annotated[Code, _one_of(codes.PLAN_KEYS)]
Category = Annotated[Code, _one_of(codes.LEFT_CARE | {codes.LEAVER_ELIGIBLE})]
WorkerRole = Annotated[Code, _one_of(codes.WORKER_ROLES)]
Categories = Annotated[tuple[Category, ...], Field(min_length=1)]
WorkerRoles = Annotated[tuple[WorkerRole, ...], Field(min_length=1)]


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

    @model_validator(mode="after")
    def _on_the_list_at_all(self) -> Self:
        if self.from_ is not None and self.to is not None and self.to <= self.from_:
            msg = "to is not after from, so that it is never on the list: correct one of the two"
            raise ValueError(msg)
        return self


class PlanOutsideFamily(_Criterion):
    """No plan to live within the family and none to be adopted; how kinship and P1 are taken."""

    kind: Literal["plan-outside-family"]
    kinship: Truth
    placed_with_parents: Truth

    def birthdays(self) -> frozenset[int]:
        """From 18 on nobody plans a home for the young person."""
        return frozenset({ADULT})


class NoAdoptionPlanned(_Criterion):
    """No plan to be adopted and nothing that may lead to it; `adoption_planned` is the answer where there is.

    For a page that names no plan rule: outreach beside an adoption is never left to the page's silence.
    """

    kind: Literal["no-adoption-planned"]
    adoption_planned: Literal["not_met", "unknown"]

    def birthdays(self) -> frozenset[int]:
        """From 18 on nobody can be adopted."""
        return frozenset({ADULT})


class PlanOfPermanence(_Criterion):
    """A permanence plan is agreed: which SSD keys count, and which do not; any other is for a person."""

    kind: Literal["plan-of-permanence"]
    counts: Annotated[tuple[PlanKey, ...], Field(min_length=1)]
    does_not_count: tuple[PlanKey, ...] = ()

    @model_validator(mode="after")
    def _either_or(self) -> Self:
        if both := set(self.counts) & set(self.does_not_count):
            msg = f"{min(both)} stands in counts and in does_not_count: take it out of one"
            raise ValueError(msg)
        return self

    def takes(self, key: str) -> Truth:
        """Return how this policy takes a plan of that key."""
        if key in self.counts:
            return "met"
        return "not_met" if key in self.does_not_count else "unknown"


class InCare(_Criterion):
    """In care on the day, short breaks not counted."""

    kind: Literal["in-care"]


class CareLeaver(_Criterion):
    """A care leaver of one of these statutory categories."""

    kind: Literal["care-leaver"]
    categories: Categories

    def birthdays(self) -> frozenset[int]:
        """When it begins and ceases to be asked whether special guardianship qualifies them."""
        return _begin_and_end(MAY_QUALIFY)


class _AsksForAWorker(_Criterion):
    worker_roles: WorkerRoles

    def birthdays(self) -> frozenset[int]:
        """When somebody without a worker begins and ceases to be told that they may ask for an adviser."""
        return _begin_and_end(MAY_ASK_FOR_AN_ADVISER)


class AllocatedWorker(_AsksForAWorker):
    """A current worker in one of these roles."""

    kind: Literal["allocated-worker"]


class InCareOrSupportedLeaver(_AsksForAWorker):
    """In care, or a care leaver with a current worker in one of these roles."""

    kind: Literal["in-care-or-supported-care-leaver"]
    worker_needed_in_care: Flag

    def birthdays(self) -> frozenset[int]:
        """Those of a care leaver and those of somebody without a worker."""
        return super().birthdays() | _begin_and_end(MAY_QUALIFY)


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
        if self.from_age == 0 and self.limit is None:
            msg = "everybody is of that age: add from_age or limit, or leave the criterion out"
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
    """In care for less than so many months, counted from the start of the current period."""

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
        """The birthday of the limit, and those of a care leaver."""
        return _begin_and_end(MAY_QUALIFY) | {self.ends_at_age}

    def days(self, record: ChildRecord) -> Iterator[date]:  # noqa: ARG002 - the list is the same for all
        """When a partner service comes onto the list or leaves it."""
        yield from days_of(self.partner_services)


Criterion = Annotated[
    PlanOutsideFamily
    | NoAdoptionPlanned
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
