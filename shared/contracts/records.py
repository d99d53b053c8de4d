"""The child's record as the case system gives it (ARCHITECTURE section 4).

Any optional field that is absent or null means *not known*, never "no".
"""

from datetime import date
from typing import Literal, Protocol

from pydantic import Field

from shared.contracts.codes import (
    Jurisdiction,
    LeaverCategory,
    LegalStatus,
    PartnerServiceName,
    PermanencePlan,
    Placement,
    ReasonCeased,
    ReversalReason,
    WorkerRole,
)
from shared.contracts.fields import CalendarDate, ChildId, Code, Flag, Frozen, Id, Timestamp, Version


class Care(Frozen):
    """The latest period of care, with the SSDA903 codes in force."""

    period_started: CalendarDate | None = None
    """First day of the latest period of care."""
    period_ended: CalendarDate | None = None
    """First day on which it no longer runs."""
    reason_ceased: ReasonCeased | None = None
    """SSDA903 reason why the episode of care ended."""
    legal_status: LegalStatus | None = None
    """SSDA903 legal status."""
    placement: Placement | None = None
    """SSDA903 placement."""


class Adoption(Frozen):
    """Adoption decisions and placement for adoption; `reversal_reason` is RD1-RD4."""

    decision_date: CalendarDate | None = None
    """The day of the decision that the child should be placed for adoption."""
    decision_reversed_date: CalendarDate | None = None
    """The day on which that decision was reversed."""
    reversal_reason: ReversalReason | None = None
    """Why it was reversed."""
    placed_date: CalendarDate | None = None
    """The day on which the child was placed for adoption."""
    placed_ceased_date: CalendarDate | None = None
    """The day on which that placement ended."""


class Worker(Frozen):
    """Somebody allocated to the child; current when `from` <= day < `to` (either may be open)."""

    worker_id: Id
    role: WorkerRole
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None
    manager_id: Id | None = None
    """The worker's manager."""


class Liberty(Frozen):
    """Deprivation of liberty by order of a court (SSDA903 module for 2026-27); current as a worker is."""

    deprived: Flag | None = None
    """Whether a court has authorised it."""
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None


class Parenthood(Frozen):
    """What is known of the young person as a parent (criterion B3)."""

    is_parent: Flag | None = None
    """Whether the young person is a parent."""
    child_lost_in_care_proceedings: Flag | None = None
    """Whether they lost a child through care proceedings."""


class PartnerService(Frozen):
    """A service that works with the young person; current by the same rule as a worker."""

    service: PartnerServiceName
    """The service, as the authority's policy names it."""
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None


class ChildRecord(Frozen):
    """One version of a child's record. `jurisdiction` absent means England."""

    child_id: ChildId
    record_version: Version
    """Version of the record; it rises with each change."""
    as_of: Timestamp
    """How old the data is: the moment at which the record said so."""
    date_of_birth: CalendarDate
    """Date of birth."""
    responsible_authority: Code | None = None
    """ONS code of the responsible authority."""
    jurisdiction: Jurisdiction | None = None
    """Whose law the order is under; absent means England."""
    date_of_birth_disputed: Flag | None = None
    """Whether the age is disputed."""
    date_of_death: CalendarDate | None = None
    """Date of death."""
    family_id: Id | None = None
    """The same for brothers and sisters of one family."""
    restricted: Flag | None = None
    """Whether the record is closed to those who do not work with the child."""
    next_review_date: CalendarDate | None = None
    """The day of the next review."""
    care: Care | None = None
    """The latest period of care; empty: the child is not in care."""
    care_leaver: LeaverCategory | None = None
    """Care-leaver category."""
    permanence_plan: tuple[PermanencePlan, ...] | None = None
    """The SSD keys that are ticked; `[]`: no plan is agreed yet."""
    adoption: Adoption | None = None
    """Decisions for adoption, and placement."""
    workers: tuple[Worker, ...] | None = None
    """Who is allocated, now or before."""
    parent: Parenthood | None = None
    """What is known of the young person as a parent."""
    services: tuple[PartnerService, ...] | None = None
    """Partner services, now or before."""
    liberty: Liberty | None = None
    """Deprivation of liberty by order of a court."""


PlanKind = Literal["care_plan", "pathway_plan"]
"""Which statutory plan a support plan becomes part of."""


class Row(Protocol):
    """Anything with a first day and a day on which it no longer counts."""

    @property
    def from_(self) -> date | None:
        """First day, or open."""

    @property
    def to(self) -> date | None:
        """First day on which it no longer counts, or open."""


def is_current(row: Row, day: date) -> bool:
    """Tell whether a worker, service or list entry counts on that day."""
    return (row.from_ is None or row.from_ <= day) and (row.to is None or row.to > day)


def period_is_current(care: Care | None, day: date) -> bool:
    """Tell whether a period of care is known to run on that day, whatever its legal status."""
    if care is None or care.period_started is None or care.period_started > day:
        return False
    return care.period_ended is None or care.period_ended > day
