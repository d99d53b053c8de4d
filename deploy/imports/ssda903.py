"""A child's record from the files of the SSDA903 return.

The return covers a year: an earlier episode of the same period of care may not be in it, and the period
then begins with the first that is. OC3 tells that somebody is a care leaver, not which category; no file
tells the permanence plan, the services or the personal adviser: all of that stays null. Whoever is not in the
header is nobody.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from deploy.imports.facts import (
    care_history,
    date_of_birth,
    episode_of,
    has_died,
    latest_care,
    record_of,
    worker_of,
    workers_of,
)
from deploy.imports.findings import CHILD_LEFT_OUT, KEPT, NOT_KNOWN
from deploy.imports.periods import Episode
from deploy.imports.roles import SOCIAL_WORKER
from deploy.imports.rows import ChildRows, Row, Stamp
from deploy.imports.ssda903_tables import (
    AD1,
    DOLO,
    EPISODES,
    HEADER,
    OC3,
    PLACED_ADOPTION,
    SW_EPISODES,
    UASC,
)
from deploy.imports.values import whole
from shared.contracts.records import Adoption, ChildRecord, Liberty, Parenthood, Worker, is_current
from shared.rules.codes import LEGAL_STATUS, PLACEMENT, REVERSAL_REASONS

FEMALE: Final = frozenset({"2", "f", "female"})
"""SEX; 2 until 2023, F since."""

_WITH_DATE_OF_BIRTH: Final = (OC3, UASC, PLACED_ADOPTION, AD1, SW_EPISODES, DOLO)


def ssda903_record(child: ChildRows, stamp: Stamp) -> ChildRecord | None:
    """Return the child's record; None, after telling why, when there is no date of birth to go by."""
    born = date_of_birth(child.of(HEADER), stamp)
    if born is None:
        return None
    _tell_of_other_births(child, born)
    if dead := [row for row in child.of(OC3) if has_died(row)]:
        dead[-1].bad("in_touch", "died, and no date of death: left out", CHILD_LEFT_OUT)
        return None
    rows = child.of(EPISODES)
    history = care_history([_episode(row, born) for row in rows], rows, stamp.day)
    period = history.period
    return record_of(
        child,
        stamp,
        born,
        history,
        care=None
        if period is None
        else latest_care(
            period, period.in_force(stamp.day).legal_status, period.lasting_placement(stamp.day)
        ),
        adoption=_adoption(child),
        workers=workers_of(_workers(child.of(SW_EPISODES)), stamp.day),
        parent=_parent(child.of(HEADER)),
        liberty=_liberty(child.of(DOLO), stamp.day),
    )


def _tell_of_other_births(child: ChildRows, born: date) -> None:
    """A row with another date of birth than the header's may be another child's."""
    for table in _WITH_DATE_OF_BIRTH:
        for row in child.of(table):
            said = row.day("born", spoils=False)
            if said not in (None, born):
                row.bad("born", f"not the date of birth in {HEADER.name}", KEPT)


def _episode(row: Row, born: date) -> Episode | None:
    found = episode_of(row)
    status, placement = row.code("legal_status", LEGAL_STATUS), row.code("placement", PLACEMENT)
    if found is not None and found.start < born:
        row.bad("start", "before the date of birth", KEPT)
    return None if found is None else replace(found, legal_status=status, placement=placement)


def _adoption(child: ChildRows) -> Adoption | None:
    """DATE_PLACED and DATE_PLACED_CEASED are dates of the decision and its reversal (DfE rules 115, 116).

    Whether the child is placed for adoption is told by the placement code of the episode (A3-A6).
    """
    placed = [
        Adoption(
            decision_date=row.day("decided"),
            decision_reversed_date=row.day("reversed"),
            reversal_reason=row.code("why", REVERSAL_REASONS),
        )
        for row in child.of(PLACED_ADOPTION)
    ]
    best_interests = [Adoption(decision_date=row.day("decided")) for row in child.of(AD1)]
    said = [one for one in placed or best_interests if one != Adoption()]
    return max(said, key=lambda one: one.decision_date or date.min, default=None)


def _workers(rows: Sequence[Row]) -> list[Worker | None]:
    return [worker_of(row, SOCIAL_WORKER) for row in rows if row.spoiled or row.text("worker")]


def _parent(rows: Sequence[Row]) -> Parenthood | None:
    """MOTHER is asked of girls only: 0 says nothing of a boy, who may be a father."""
    for row in rows:
        said = row.flag("mother")
        if said is not None and (said or whole(row.text("sex").lower()) in FEMALE):
            return Parenthood(is_parent=said)
    return None


def _liberty(rows: Sequence[Row], day: date) -> Liberty | None:
    """The order in force, else the last to begin; one that cannot be read is in force (hard case 76)."""
    orders = [_order(row) for row in rows]
    current = [one for one in orders if is_current(one, day)]
    return max(current or orders, key=lambda one: (one.to or date.max, one.from_ or date.min), default=None)


def _order(row: Row) -> Liberty:
    begins, ends = row.day("start"), row.day("end")
    if begins is not None and ends is not None and ends < begins:
        row.bad("end", "before the start", NOT_KNOWN)
        ends = None
    if begins is None and not row.spoiled:
        row.bad("start", "missing", NOT_KNOWN)
    return Liberty(deprived=True, from_=begins, to=ends)
