"""What the SSD's permanence table says of adoption, and what leaves a doubt about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deploy.imports.dated import Dated
from deploy.imports.findings import KEPT
from deploy.imports.rows import Row
from shared.contracts.records import Adoption
from shared.rules.codes import (
    FREEING_ORDER,
    PLACED_FOR_ADOPTION,
    PLACEMENT_ORDER,
    REVERSAL_REASONS,
    TEMPORARY,
    UNRECOGNISED,
)


@dataclass(frozen=True, slots=True)
class Order:
    """A placement or freeing order of which the table has no more than the date; `row` says where."""

    granted: date
    row: Row


@dataclass(frozen=True, slots=True)
class Permanence:
    """The latest decision, orders that are known by their dates, and whether a date could not be read."""

    adoption: Adoption | None
    orders: Sequence[Order]
    unreadable: bool

    def has_hidden_order(self, statuses: Sequence[Dated], *, since: date) -> bool:
        """Tell whether an order of the period that began on `since` is known by its date only.

        The column is of placement orders (E1) and freeing orders (D1): which it was, and whether it stands,
        it does not say. Only the decision's reversal ends it; a care order entered later may be an old one.
        """
        shown = [row for row in statuses if row.code in (PLACEMENT_ORDER, FREEING_ORDER)]
        hidden = [
            order
            for order in self.orders
            if order.granted >= since and not any(row.end is None or row.end > order.granted for row in shown)
        ]
        for order in hidden:
            order.row.bad("order", "an order that no legal status shows", KEPT)
        return bool(hidden)


def permanence(rows: Sequence[Row], placements: Sequence[Dated], day: date) -> Permanence:
    """Read a child's rows; when a placement for adoption ceased, only the placement's own end says."""
    adoptions, orders = [], []
    for row in rows:
        adoption = Adoption(
            decision_date=row.day("decided"),
            decision_reversed_date=row.day("reversed"),
            reversal_reason=row.code("why", REVERSAL_REASONS),
            placed_date=row.day("placed"),
        )
        if adoption != Adoption():
            adoptions.append(adoption)
        granted, reversed_on = row.day("order"), adoption.decision_reversed_date
        if granted is not None and (reversed_on is None or reversed_on < granted):
            orders.append(Order(granted, row))
    unreadable = any(row.spoiled for row in rows)
    return Permanence(_latest(adoptions, placements, day), orders, unreadable)


def _latest(adoptions: Sequence[Adoption], placements: Sequence[Dated], day: date) -> Adoption | None:
    latest = max(adoptions, key=lambda one: one.placed_date or one.decision_date or date.min, default=None)
    if latest is None or latest.placed_date is None:
        return latest
    return latest.model_copy(update={"placed_ceased_date": _ceased(placements, latest.placed_date, day)})


def _ceased(placements: Sequence[Dated], placed: date, day: date) -> date | None:
    """When the child left the last placement for adoption for another one, or None."""
    rows = [row for row in placements if row.end is None or row.end > placed]
    adoptive = [row for row in rows if row.code in PLACED_FOR_ADOPTION]
    ends = [row.end for row in adoptive if row.end is not None and row.end <= day]
    if not ends or len(ends) < len(adoptive) or any(row.code in ("", UNRECOGNISED) for row in rows):
        return None
    last = max(ends)
    after = any(row.start >= last for row in rows if row.code not in PLACED_FOR_ADOPTION | TEMPORARY)
    return last if after else None
