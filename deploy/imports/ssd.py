"""A child's record from the Standard Safeguarding Dataset's tables.

What no table says stays null. In particular nothing is made of `ssd_mother` but that its mother is a parent:
whether she lost her child in care proceedings only that child's own file would tell (hard case 51).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from deploy.imports.dated import Dated, newest
from deploy.imports.facts import (
    MISSING,
    date_of_birth,
    episode_of,
    latest_care,
    period_of,
    record_of,
    worker_of,
    workers_of,
)
from deploy.imports.leavers import category_of
from deploy.imports.periods import Period
from deploy.imports.plans import in_order, ticked
from deploy.imports.roles import PERSONAL_ADVISER, role_of
from deploy.imports.rows import ChildRows, Row, Stamp
from deploy.imports.ssd_tables import (
    EPISODES,
    INVOLVEMENTS,
    LEAVERS,
    LEGAL,
    MOTHERS,
    PERMANENCE,
    PERSON,
    PLACEMENTS,
    PLANS,
)
from deploy.imports.values import Unreadable, id_of
from shared.clock import age_on
from shared.contracts.records import Adoption, Care, ChildRecord, Parenthood, Worker
from shared.rules.codes import (
    LEAVER_NONE,
    LEGAL_STATUS,
    PLACED_FOR_ADOPTION,
    PLACEMENT,
    TEMPORARY,
    UNRECOGNISED,
)

REVERSALS: Final = frozenset({"RD1", "RD2", "RD3", "RD4"})
NOBODY: Final = "-1"
"""System C's worker for a team that has nobody."""

LEAVER_FROM: Final = 16
"""The age from which a young person may be a care leaver of any category."""

DEAD: Final = frozenset({"died", "died after leaving care"})
"""What a care leaver's "in touch" says of one who has died (SSDA903 guide, OC3)."""


def ssd_record(child: ChildRows, stamp: Stamp) -> ChildRecord | None:
    """Return the child's record; None, after telling why, when there is no date of birth to go by."""
    persons = child.of(PERSON)
    if not persons:
        rows = [*child.of(EPISODES), *child.of(LEAVERS)]
        for row in [row for row in rows if not row.spoiled][:1]:
            row.bad("child", f"not in {PERSON.name}: left out")
        return None
    born = date_of_birth(persons, stamp)
    if born is None:
        return None
    died = next((day for day in [row.day("died") for row in persons] if day is not None), None)
    if any(row.spoiled for row in persons):
        return None
    leavers = _latest(child.of(LEAVERS))
    if died is None and any(row.text("in_touch").lower() in DEAD for row in leavers):
        leavers[-1].bad("in_touch", "died, and no date of death: left out")
        return None
    episodes = child.of(EPISODES)
    period = period_of([episode_of(row) for row in episodes], episodes, stamp.day)
    placements = _dated(child.of(PLACEMENTS), PLACEMENT)
    return record_of(
        child,
        stamp,
        born,
        period,
        date_of_death=died,
        care=None if period is None else _care(child, period, placements, stamp.day),
        care_leaver=_before_leaving(born, stamp.day) if child.silent(LEAVERS) else _category(leavers),
        permanence_plan=_plan(child.of(PLANS), stamp.day, since=period.started if period else date.min),
        adoption=_adoption(child.of(PERMANENCE), placements, stamp.day),
        workers=workers_of(_workers(child, leavers), stamp.day),
        parent=_parent(child),
    )


def is_of_care(child: ChildRows) -> bool:
    """Tell whether the child has an episode of care or is in the care leavers' table."""
    return bool(child.of(EPISODES) or child.of(LEAVERS))


def _care(child: ChildRows, period: Period, placements: Sequence[Dated], day: date) -> Care:
    statuses = _dated(child.of(LEGAL), LEGAL_STATUS)
    legal_status = _the_one(_in_force(statuses, period, day))
    return latest_care(period, legal_status, _placement(placements, period, day))


def _dated(rows: Sequence[Row], known: frozenset[str]) -> list[Dated]:
    """The rows; none when a date cannot be read, for then nobody knows which is in force.

    A row in words has a code that no rule knows: where it is the one in force, a person decides. It may say
    placement order, or placed with parents; an older row that nobody has ended is then no answer.
    """
    found = []
    for row in rows:
        code, start, end = row.code("code", known), row.day("start"), row.day("end")
        if start is None and not row.spoiled:
            row.bad("start", MISSING)
        if start is None or row.spoiled:
            return []
        if said := row.text("code"):
            found.append(Dated(code or UNRECOGNISED, start, end))
        else:
            row.bad("code", MISSING)
            found.append(Dated(said, start, end))
    return found


def _in_force(rows: Sequence[Dated], period: Period, day: date) -> frozenset[str]:
    asked = max(period.last_day(day), period.started)
    return newest(rows, asked, since=period.started if period.is_over(day) else None)


def _the_one(codes: frozenset[str]) -> str | None:
    """The code in force; None when there is none, two began together, or its row does not say."""
    return (next(iter(codes)) or None) if len(codes) == 1 else None


def _placement(rows: Sequence[Dated], period: Period, day: date) -> str | None:
    """A temporary move (T0-T4) does not end the placement that the child goes back to (hard case 67).

    Whether the system left that placement open meanwhile, or ended it on the day of the move.
    """
    lasting = [row for row in rows if row.code not in TEMPORARY]
    now = _in_force(lasting, period, day) or _in_force(rows, period, day)
    if now and now <= TEMPORARY:
        asked = max(period.last_day(day), period.started)
        now = newest(lasting, asked, since=period.started) or now
    return _the_one(now)


def _latest(rows: Sequence[Row]) -> list[Row]:
    """The care leavers' rows of the latest contact, or all when none says when."""
    seen = [(row.day("seen", spoils=False) or date.min, row) for row in rows]
    last = max((when for when, _ in seen), default=date.min)
    return [row for when, row in seen if when == last]


def _before_leaving(born: date, day: date) -> str | None:
    """Whom the care leavers' table leaves out is none while under 16, when nobody can be one in law.

    Children Act 1989, Sch 2 para 19B and sections 23A to 24. From 16 on, being left out says nothing.
    """
    return LEAVER_NONE if age_on(born, day) < LEAVER_FROM else None


def _category(rows: Sequence[Row]) -> str | None:
    found: set[str] = set()
    if any(row.spoiled for row in rows):
        return None
    for row in rows:
        if not (said := row.text("category")):
            continue
        try:
            found.add(category_of(said))
        except Unreadable as fault:
            row.bad("category", str(fault))
            return None
        if len(found) > 1:
            row.bad("category", "not the category of another row")
            return None
    return next(iter(found), None)


def _plan(rows: Sequence[Row], day: date, *, since: date) -> tuple[str, ...] | None:
    """The plan in force, else the last one of the period of care that began on `since`.

    Of several that began together all that is ticked.
    """
    dated = []
    for row in rows:
        start, end = row.day("start"), row.day("end")
        if row.spoiled:
            return None
        dated.append(Dated(str(row.line), start or date.min, end))
    lines = newest(dated, day, since=since)
    found: set[str] = set()
    for row in rows:
        if str(row.line) in lines:
            try:
                found.update(ticked(row.text("plan")))
            except Unreadable as fault:
                row.bad("plan", str(fault))
                return None
    return in_order(found) if lines else None


def _adoption(rows: Sequence[Row], placements: Sequence[Dated], day: date) -> Adoption | None:
    """The latest decision; when a placement for adoption ceased, only the placement's own end says."""
    found = [
        Adoption(
            decision_date=row.day("decided"),
            decision_reversed_date=row.day("reversed"),
            reversal_reason=row.code("why", REVERSALS),
            placed_date=row.day("placed"),
        )
        for row in rows
    ]
    said = [one for one in found if one != Adoption()]
    latest = max(said, key=lambda one: one.placed_date or one.decision_date or date.min, default=None)
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
    after = any(row.start >= last for row in rows if row.code not in PLACED_FOR_ADOPTION)
    return last if after else None


def _workers(child: ChildRows, leavers: Sequence[Row]) -> Iterator[Worker | None]:
    """Who is involved, and the adviser of the care leavers' table; a team without a worker is nobody."""
    for row in child.of(INVOLVEMENTS):
        if row.spoiled or row.text("worker") not in ("", NOBODY):
            yield worker_of(row, role_of(row.text("role")))
    for row in leavers:
        if row.text("adviser") not in ("", NOBODY):
            yield _adviser(row.text("adviser"))


def _adviser(said: str) -> Worker | None:
    """Some deployments put the adviser's name here: only what has a digit is an id; a name is not read."""
    try:
        worker_id = id_of(said)
    except Unreadable:
        return None
    if not any(one.isdigit() for one in worker_id):
        return None
    return Worker(worker_id=worker_id, role=PERSONAL_ADVISER)


def _parent(child: ChildRows) -> Parenthood | None:
    """Whoever is somebody's mother is a parent; not being in that table, or marked, says nothing."""
    marked = [row.flag("mother") for row in child.of(PERSON)]
    marked += [not row.spoiled for row in child.of(MOTHERS)]
    return Parenthood(is_parent=True) if True in marked else None
