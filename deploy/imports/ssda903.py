"""A child's record from the files of the SSDA903 return.

The return covers a year: an earlier episode of the same period of care may not be in it, and the period
then begins with the first that is. OC3 tells that somebody is a care leaver, not which category; no file
tells the permanence plan, the services or the personal adviser: all of that stays null.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from deploy.imports.facts import (
    date_of_birth,
    episode_of,
    latest_care,
    period_of,
    record_of,
    worker_of,
    workers_of,
)
from deploy.imports.periods import Episode
from deploy.imports.roles import SOCIAL_WORKER
from deploy.imports.rows import ChildRows, Row, Stamp
from deploy.imports.ssd import DEAD, REVERSALS
from deploy.imports.ssda903_tables import (
    AD1,
    EPISODES,
    HEADER,
    OC3,
    PLACED_ADOPTION,
    SW_EPISODES,
    UASC,
)
from shared.contracts.records import Adoption, ChildRecord, Parenthood, Worker
from shared.rules.codes import LEGAL_STATUS, PLACEMENT

FEMALE: Final = frozenset({"2", "f", "female"})
"""SEX; 2 until 2023, F since."""

_WITH_DATE_OF_BIRTH: Final = (HEADER, OC3, UASC, PLACED_ADOPTION, AD1, SW_EPISODES)


def ssda903_record(child: ChildRows, stamp: Stamp) -> ChildRecord | None:
    """Return the child's record; None, after telling why, when there is no date of birth to go by."""
    born = _born(child, stamp)
    if born is None:
        return None
    rows = child.of(EPISODES)
    period = period_of([_episode(row) for row in rows], rows, stamp.day)
    current = None if period is None else period.in_force(stamp.day)
    dead = [row for row in child.of(OC3) if row.text("in_touch").lower() in DEAD]
    if dead:
        dead[-1].bad("in_touch", "died, and no date of death: left out")
        return None
    return record_of(
        child,
        stamp,
        born,
        period,
        care=None
        if period is None or current is None
        else latest_care(period, current.legal_status, period.placement(stamp.day)),
        adoption=_adoption(child),
        workers=workers_of(_workers(child.of(SW_EPISODES)), stamp.day),
        parent=_parent(child.of(HEADER)),
    )


def _born(child: ChildRows, stamp: Stamp) -> date | None:
    """The header's; care leavers who left care in an earlier year are only in OC3."""
    for table in _WITH_DATE_OF_BIRTH:
        if rows := [row for row in child.of(table) if table is HEADER or row.text("born")]:
            return date_of_birth(rows, stamp)
    rows = [row for table in (EPISODES, *_WITH_DATE_OF_BIRTH) for row in child.of(table)]
    for row in [row for row in rows if not row.spoiled][:1]:
        row.bad("child", f"not in {HEADER.name}: left out")
    return None


def _episode(row: Row) -> Episode | None:
    found = episode_of(row)
    status, placement = row.code("legal_status", LEGAL_STATUS), row.code("placement", PLACEMENT)
    return None if found is None else replace(found, legal_status=status, placement=placement)


def _adoption(child: ChildRows) -> Adoption | None:
    """DATE_PLACED and DATE_PLACED_CEASED are dates of the decision and its reversal (DfE rules 115, 116).

    Whether the child is placed for adoption is told by the placement code of the episode (A3-A6).
    """
    found = [
        Adoption(
            decision_date=row.day("decided"),
            decision_reversed_date=row.day("reversed"),
            reversal_reason=row.code("why", REVERSALS),
        )
        for row in child.of(PLACED_ADOPTION)
    ] or [Adoption(decision_date=row.day("decided")) for row in child.of(AD1)]
    said = [one for one in found if one != Adoption()]
    return max(said, key=lambda one: one.decision_date or date.min, default=None)


def _workers(rows: Sequence[Row]) -> list[Worker | None]:
    return [worker_of(row, SOCIAL_WORKER) for row in rows if row.spoiled or row.text("worker")]


def _parent(rows: Sequence[Row]) -> Parenthood | None:
    """MOTHER is asked of girls only: 0 says nothing of a boy, who may be a father."""
    for row in rows:
        said = row.flag("mother")
        if said is not None and (said or row.text("sex").lower() in FEMALE):
            return Parenthood(is_parent=said)
    return None
