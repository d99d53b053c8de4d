"""A child's record from the Standard Safeguarding Dataset's tables.

What no table says stays null. In particular nothing is made of `ssd_mother` but that its mother is a parent:
whether she lost her child in care proceedings only that child's own file would tell (hard case 51).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from deploy.imports.dated import Dated, in_force_on, newest, rows_of, the_one
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
from deploy.imports.leavers import Contacts
from deploy.imports.periods import Period
from deploy.imports.permanence import Permanence, permanence
from deploy.imports.plans import in_order, ticked
from deploy.imports.roles import PERSONAL_ADVISER, is_unknown, role_of
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
from shared.contracts.records import Care, ChildRecord, Parenthood, Worker
from shared.rules.codes import LEAVER_NONE, LEGAL_STATUS, PLACEMENT, TEMPORARY, UNRECOGNISED

NOBODY: Final = "-1"
"""System C's worker for a team that has nobody."""

ALLOCATED: Final = "allocated worker"
"""What the care leavers' table calls the worker beside the personal adviser."""

LEAVER_FROM: Final = 16
"""The age from which a young person may be a care leaver of any category."""


def ssd_record(child: ChildRows, stamp: Stamp) -> ChildRecord | None:
    """Return the child's record; None, after telling why, when there is no date of birth to go by."""
    persons, leavers = child.of(PERSON), child.of(LEAVERS)
    born = date_of_birth(persons, stamp)
    if born is None:
        return None
    died = _died(persons, stamp.day)
    if any(row.spoiled for row in persons) or (died is None and _died_on_an_unknown_day(leavers)):
        return None
    episodes = child.of(EPISODES)
    history = care_history([episode_of(row) for row in episodes], episodes, stamp.day)
    contacts = Contacts.of(leavers)
    placements = rows_of(child.of(PLACEMENTS), PLACEMENT)
    decided = permanence(child.of(PERMANENCE), placements or (), stamp.day)
    period = history.period
    return record_of(
        child,
        stamp,
        born,
        history,
        date_of_death=died,
        care=None if period is None else _care(child, period, placements, decided, stamp.day),
        care_leaver=_before_leaving(born, stamp.day) if child.silent(LEAVERS) else contacts.category(),
        permanence_plan=_plan(child.of(PLANS), stamp.day, period, decided),
        adoption=decided.adoption,
        workers=workers_of(_workers(child, contacts.rows), stamp.day),
        parent=_parent(child),
    )


def is_of_care(child: ChildRows) -> bool:
    """Tell whether the child has an episode of care or is in the care leavers' table."""
    return bool(child.of(EPISODES) or child.of(LEAVERS))


def _died(persons: Sequence[Row], today: date) -> date | None:
    """The date of death; a row whose own cannot be read is spoiled by it."""
    found = [(row, day) for row in persons if (day := row.day("died")) is not None]
    for row, day in found:
        if day > today:
            row.bad("died", "lies in the future", KEPT)
    return found[0][1] if found else None


def _died_on_an_unknown_day(leavers: Sequence[Row]) -> bool:
    dead = [row for row in leavers if has_died(row)]
    if dead:
        dead[-1].bad("in_touch", "died, and no date of death: left out", CHILD_LEFT_OUT)
    return bool(dead)


def _care(
    child: ChildRows, period: Period, placements: Sequence[Dated] | None, decided: Permanence, day: date
) -> Care:
    statuses = rows_of(child.of(LEGAL), LEGAL_STATUS) or []
    legal_status = the_one(in_force_on(day, statuses, period))
    if decided.has_hidden_order(statuses, since=period.started):
        legal_status = UNRECOGNISED  # it may be a placement order: B1 is in doubt (DOMAIN 2.2)
    placement = _placement(placements, period, day)
    if len(placement) > 1:
        child.of(PLACEMENTS)[-1].bad("start", "one of two placements that began on the same day")
    return latest_care(period, legal_status, the_one(placement) or (UNRECOGNISED if placement else None))


def _placement(rows: Sequence[Dated] | None, period: Period, day: date) -> frozenset[str]:
    """A temporary move (T0-T4) interrupts the last lasting placement of the period (DOMAIN 2.2).

    What cannot be read, does not say or contradicts itself may be a placement for adoption, or with parents:
    a person decides.
    """
    if rows is None:
        return frozenset({UNRECOGNISED})
    lasting = [row for row in rows if row.code not in TEMPORARY]
    now = in_force_on(day, lasting, period)
    if not now and (now := in_force_on(day, rows, period)):
        before = newest(lasting, max(period.last_day(day), period.started), since=period.started)
        now = before or now
    return now


def _before_leaving(born: date, day: date) -> str | None:
    """Whom the care leavers' table leaves out is none while under 16, when nobody can be one in law.

    Children Act 1989, Sch 2 para 19B and sections 23A to 24. From 16 on, being left out says nothing.
    """
    return LEAVER_NONE if age_on(born, day) < LEAVER_FROM else None


def _plan(
    rows: Sequence[Row], day: date, period: Period | None, decided: Permanence
) -> tuple[str, ...] | None:
    """The plan in force, else the last one of the period of care.

    Of several that began together all that is ticked. Not known while a decision for adoption cannot be read,
    or an order for it may stand that no status shows.
    """
    dated = []
    for row in rows:
        start, end = row.day("start"), row.day("end")
        if row.spoiled:
            return None
        dated.append(Dated(str(row.line), start or date.min, end))
    lines = newest(dated, day, since=period.started if period else date.min)
    found: set[str] = set()
    for row in rows:
        if str(row.line) in lines:
            try:
                found.update(ticked(row.text("plan")))
            except Unreadable as fault:
                row.bad("plan", str(fault))
                return None
    hidden = decided.orders and (period is None or period.is_undated)
    return in_order(found) if lines and not decided.unreadable and not hidden else None


def _workers(child: ChildRows, leavers: Sequence[Row]) -> Iterator[Worker | None]:
    """Who is involved, and the workers of the care leavers' table; a team without a worker is nobody."""
    for row in child.of(INVOLVEMENTS):
        if row.spoiled or row.text("worker") not in ("", NOBODY):
            role = role_of(row.text("role"))
            if is_unknown(role) and not row.spoiled:
                row.each("role", "a role that is not in the table of roles")
            yield worker_of(row, role)
    for row in leavers:
        for fact, role in (("adviser", PERSONAL_ADVISER), ("allocated", role_of(ALLOCATED))):
            if row.text(fact) not in ("", NOBODY):
                yield _by_id(row, fact, role)


def _by_id(row: Row, fact: str, role: str) -> Worker | None:
    """Some deployments put the worker's name here: only what has a digit is an id; a name is not read."""
    try:
        worker_id = id_of(row.text(fact))
    except Unreadable:
        worker_id = ""
    if not any(one.isdigit() for one in worker_id):
        row.each(fact, "no worker's id", NOT_KNOWN)
        return None
    return Worker(worker_id=worker_id, role=role)


def _parent(child: ChildRows) -> Parenthood | None:
    """Whoever is somebody's mother is a parent; not being in that table, or marked, says nothing."""
    marked = [row.flag("mother") for row in child.of(PERSON)]
    marked += [not row.spoiled for row in child.of(MOTHERS)]
    return Parenthood(is_parent=True) if True in marked else None
