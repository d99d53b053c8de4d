"""The child's record as the case system gives it (ARCHITECTURE section 4).

Any optional field that is absent or null means *not known*, never "no".
"""

from datetime import date
from typing import Literal, Protocol

from pydantic import Field

from shared.contracts.fields import CalendarDate, ChildId, Code, Flag, Frozen, Id, Timestamp, Version


class Care(Frozen):
    """The latest period of care, with the SSDA903 codes in force."""

    period_started: CalendarDate | None = None
    period_ended: CalendarDate | None = None
    reason_ceased: Code | None = None
    legal_status: Code | None = None
    placement: Code | None = None


class Adoption(Frozen):
    """Adoption decisions and placement for adoption; `reversal_reason` is RD1-RD4."""

    decision_date: CalendarDate | None = None
    decision_reversed_date: CalendarDate | None = None
    reversal_reason: Code | None = None
    placed_date: CalendarDate | None = None
    placed_ceased_date: CalendarDate | None = None


class Worker(Frozen):
    """Somebody allocated to the child; current when `from` <= day < `to` (either may be open)."""

    worker_id: Id
    role: Code
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None


class Parenthood(Frozen):
    """What is known of the young person as a parent (criterion B3)."""

    is_parent: Flag | None = None
    child_lost_in_care_proceedings: Flag | None = None


class PartnerService(Frozen):
    """A service that works with the young person; current by the same rule as a worker."""

    service: Code
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None


class ChildRecord(Frozen):
    """One version of a child's record. `jurisdiction` absent means England."""

    child_id: ChildId
    record_version: Version
    as_of: Timestamp
    date_of_birth: CalendarDate
    responsible_authority: Code | None = None
    jurisdiction: Code | None = None
    date_of_birth_disputed: Flag | None = None
    date_of_death: CalendarDate | None = None
    family_id: Id | None = None
    restricted: Flag | None = None
    next_review_date: CalendarDate | None = None
    care: Care | None = None
    care_leaver: Code | None = None
    permanence_plan: tuple[Code, ...] | None = None
    adoption: Adoption | None = None
    workers: tuple[Worker, ...] | None = None
    parent: Parenthood | None = None
    services: tuple[PartnerService, ...] | None = None


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
