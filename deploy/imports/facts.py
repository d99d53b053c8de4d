"""Facts of a record that both extracts give, from rows that are named by the same facts.

A fact that depends on a row which cannot be read is not known (null); never "no".
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from deploy.imports.periods import Episode, Period, latest_period
from deploy.imports.rows import ChildRows, Row, Stamp
from shared.contracts.records import Care, ChildRecord, Worker, is_current
from shared.rules.codes import ALLOCATED, REASON_CEASED

DIED: Final = "E2"
AGE_DISPUTED: Final = "E15"
MISSING: Final = "missing"


def date_of_birth(rows: Sequence[Row], stamp: Stamp) -> date | None:
    """Return the date of birth that all rows agree on; None when there is none that can be used."""
    found: date | None = None
    for row in rows:
        born = row.day("born")
        if row.spoiled:
            return None
        if born is None:
            row.bad("born", MISSING)
            return None
        if born > stamp.day:
            row.bad("born", "lies in the future")
            return None
        if found not in (None, born):
            row.bad("born", "not the date of an earlier row")
            return None
        found = born
    return found


def episode_of(row: Row) -> Episode | None:
    """Return what both extracts say of an episode; None when its dates cannot be read.

    `entered` (the first day of the whole period) is only a help: one that cannot be read spoils nothing.
    """
    entered = row.day("entered", spoils=False)
    start, end = row.day("start"), row.day("end")
    if not row.spoiled and start is None:
        row.bad("start", MISSING)
        row.spoiled = True
    if start is not None and end is not None and end < start:
        row.bad("end", "before the start")
        row.spoiled = True
    if start is None or row.spoiled:
        return None
    return Episode(
        start=start,
        end=end,
        reason=row.code("reason", REASON_CEASED),
        new_reason=row.text("new_reason")[:1].upper() or None,
        entered_care=entered,
        line=row.line,
    )


def period_of(episodes: Sequence[Episode | None], rows: Sequence[Row], day: date) -> Period | None:
    """Return the latest period of care; None when there is none, or an episode cannot be read.

    A period that breaks off (X1 with nothing after it) is told of: where the child is now is not known.
    """
    whole = [one for one in episodes if one is not None]
    if len(whole) < len(episodes):
        return None
    period = latest_period(whole, day)
    if period is not None and period.breaks_off and period.is_over(day):
        for row in rows:
            if row.line == period.last.line:
                row.bad("reason", "says that an episode follows, and none does")
        return None
    return period


def workers_of(found: Iterable[Worker | None], day: date) -> tuple[Worker, ...] | None:
    """Return the workers (None stands for a row that cannot be read); None when that is not known.

    A row that cannot be read may be the allocated worker's: "nobody is allocated" is then not known.
    """
    rows = list(found)
    workers = tuple(one for one in rows if one is not None)
    if not rows:
        return None
    if len(workers) < len(rows) and not any(
        one.role in ALLOCATED and is_current(one, day) for one in workers
    ):
        return None
    return workers


def worker_of(row: Row, role: str) -> Worker | None:
    """Return one worker; None when id or dates cannot be read."""
    worker_id, begins, ends = row.id("worker"), row.day("start"), row.day("end")
    if worker_id is None or row.spoiled:
        return None
    return Worker(worker_id=worker_id, role=role, from_=begins, to=ends)


def record_of(
    child: ChildRows, stamp: Stamp, born: date, period: Period | None, **facts: object
) -> ChildRecord:
    """Put a record together, with what the end of care itself tells.

    Reason E2: the episode ended on the date of death (SSDA903 guide). E15, an age assessment: the recorded
    date of birth stays, disputed (hard case 54).
    """
    reason = period.last.reason if period is not None and period.is_over(stamp.day) else None
    if reason == DIED and period is not None and facts.get("date_of_death") is None:
        facts["date_of_death"] = period.last.end
    return ChildRecord.model_validate(
        {
            "child_id": child.id,
            "record_version": stamp.version,
            "as_of": stamp.as_of,
            "responsible_authority": stamp.authority,
            "date_of_birth": born,
            "date_of_birth_disputed": True if reason == AGE_DISPUTED else None,
            **facts,
        }
    )


def latest_care(period: Period, legal_status: str | None, placement: str | None) -> Care:
    """Return the period as the contract has it."""
    end = period.last.end
    return Care(
        period_started=period.started,
        period_ended=end,
        reason_ceased=None if end is None else period.last.reason,
        legal_status=legal_status,
        placement=placement,
    )
