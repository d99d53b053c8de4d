"""Remarks on the person, the plan, and the rows of workers and services."""

from typing import Final

from services.eligibility.data_quality.looked import Looked, Table
from shared.contracts.records import Row
from shared.rules import codes


def _ends_before_it_begins(rows: tuple[Row, ...] | None) -> bool:
    return bool(rows) and any(row.to and row.from_ and row.to < row.from_ for row in rows or ())


def _parent_of_nobody(child: Looked) -> bool:
    parent = child.record.parent
    return parent is not None and bool(parent.child_lost_in_care_proceedings) and parent.is_parent is False


def _care_goes_on(child: Looked) -> bool:
    care = child.care
    if care.period_started is None:
        return False
    return care.period_ended is None or care.period_ended > child.died


PERSON: Final[Table] = {
    "born-after-the-record": lambda c: c.born > c.known_on,
    "child-lost-but-not-a-parent": _parent_of_nobody,
    "worker-ends-before-it-begins": lambda c: _ends_before_it_begins(c.record.workers),
    "service-ends-before-it-begins": lambda c: _ends_before_it_begins(c.record.services),
}
"""Of every record."""

PLAN: Final[Table] = {"plan-key-unrecognised": lambda c: not codes.PLAN_KEYS.issuperset(c.plan)}
"""Of a record with a plan."""

DEATH: Final[Table] = {
    "died-before-birth": lambda c: c.died < c.born,
    "died-after-the-record": lambda c: c.died > c.known_on,
    "care-goes-on-after-death": _care_goes_on,
}
"""Of a record with a date of death."""
