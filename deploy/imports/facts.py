"""Facts of a record that both extracts give, from rows that are named by the same facts.

A fact that depends on a row which cannot be read is not known (null); never "no".
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from deploy.imports.contradictions import OVERLAPS, contradictions, overlaps
from deploy.imports.findings import CHILD_LEFT_OUT, KEPT, NOT_KNOWN
from deploy.imports.periods import Episode, Period, latest_period
from deploy.imports.rows import ChildRows, Row, Stamp
from deploy.imports.values import Unreadable, code_of, normal
from shared.contracts.records import Care, ChildRecord, Worker, is_current
from shared.rules.codes import ALLOCATED, FINAL_REASONS_CEASED, REASON_CEASED

DIED: Final = "E2"
AGE_DISPUTED: Final = "E15"
MISSING: Final = "missing"
NO_REASON: Final = "missing, and the episode has ended"
NO_DATE: Final = "a reason, and no date on which the episode ceased"


def date_of_birth(rows: Sequence[Row], stamp: Stamp) -> date | None:
    """Return the date of birth that all rows agree on; None when there is none that can be used."""
    found: date | None = None
    for row in rows:
        born = row.day("born")
        if row.spoiled:
            return None
        if born is None:
            row.bad("born", MISSING, CHILD_LEFT_OUT)
            return None
        if born > stamp.day:
            row.bad("born", "lies in the future", CHILD_LEFT_OUT)
            return None
        if found not in (None, born):
            row.bad("born", "not the date of an earlier row", CHILD_LEFT_OUT)
            return None
        found = born
    return found


def episode_of(row: Row) -> Episode | None:
    """Return what both extracts say of an episode; None when its dates cannot be read.

    `entered` (the first day of the whole period) is only a help: one that cannot be read spoils nothing.
    """
    entered = row.day("entered", spoils=False)
    start, end = _first_and_last_day(row)
    if not row.spoiled and start is None:
        row.bad("start", MISSING)
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


def _first_and_last_day(row: Row) -> tuple[date | None, date | None]:
    """The row's two dates; a row that ends before it starts is spoiled."""
    start, end = row.day("start"), row.day("end")
    if start is not None and end is not None and end < start:
        row.bad("end", "before the start")
        row.spoiled = True
    return start, end


@dataclass(frozen=True, slots=True)
class CareHistory:
    """What a child's episodes tell: the latest period of care, None when that is not known or there is none.

    `perhaps_left_for_good`: an episode that leaves doubt says that the child died, was adopted or went to
    another authority. Then nothing else that says "care leaver" is believed either.
    """

    period: Period | None = None
    perhaps_left_for_good: bool = False


def care_history(episodes: Sequence[Episode | None], rows: Sequence[Row], day: date) -> CareHistory:
    """Return the latest period of care, and tell of what leaves it in doubt.

    That is a contradiction, a row that cannot be read, a reason without a date, and a period that breaks off
    (X1 with nothing after it): where the child is now is then not known.
    """
    by_line = {row.line: row for row in rows}
    whole = [one for one in episodes if one is not None]
    undated = [one for one in whole if one.end is None and one.reason is not None]
    for episode in undated:
        by_line[episode.line].bad("reason", NO_DATE, NOT_KNOWN)
    if len(whole) < len(episodes):
        return CareHistory(perhaps_left_for_good=_says_left_for_good(rows))
    period = latest_period(whole, day)
    if period is None:
        return CareHistory()
    if _contradicts_itself(period, by_line, day):
        return CareHistory(perhaps_left_for_good=_says_left_for_good(rows))
    if period.breaks_off and period.is_over(day):
        by_line[period.last.line].bad("reason", "says that an episode follows, and none does")
        return CareHistory()
    for episode in whole:
        if episode.end is not None and not by_line[episode.line].text("reason"):
            by_line[episode.line].bad("reason", NO_REASON, KEPT)
    return CareHistory(period, perhaps_left_for_good=period.is_undated and _says_left_for_good(rows))


def _contradicts_itself(period: Period, by_line: Mapping[int, Row], day: date) -> bool:
    """Tell of what contradicts what among the episodes that have begun, and what merely overlaps."""
    begun = [one for one in period.episodes if one.start <= day]
    found = list(contradictions(begun))
    for episode, fact, kind in found:
        by_line[episode.line].bad(fact, kind)
    for episode in () if found else overlaps(begun):
        by_line[episode.line].bad("start", OVERLAPS, KEPT)
    return bool(found)


def _says_left_for_good(rows: Sequence[Row]) -> bool:
    for row in rows:
        with suppress(Unreadable):
            if code_of(row.text("reason"), REASON_CEASED) in FINAL_REASONS_CEASED:
                return True
    return False


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
    worker_id = row.id("worker")
    begins, ends = _first_and_last_day(row)
    if worker_id is None or row.spoiled:
        return None
    return Worker(worker_id=worker_id, role=role, from_=begins, to=ends)


def record_of(
    child: ChildRows, stamp: Stamp, born: date, history: CareHistory, **facts: object
) -> ChildRecord:
    """Put a record together, with what the end of care itself tells.

    Reason E2: the episode ended on the date of death (SSDA903 guide). E15, an age assessment: the recorded
    date of birth stays, disputed (hard case 54).
    """
    period = history.period
    reason = period.last.reason if period is not None and period.is_over(stamp.day) else None
    if reason == DIED and period is not None and facts.get("date_of_death") is None:
        facts["date_of_death"] = period.last.end
    if history.perhaps_left_for_good:
        facts["care_leaver"] = None
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
    """Return the period as the contract has it.

    A reason without a date is kept; whether the period goes on is then not known, and so neither are the
    legal status and the placement of today: nobody takes it for care.
    """
    last = period.last
    if period.is_undated:
        return Care(period_started=period.started, reason_ceased=last.reason)
    return Care(
        period_started=period.started,
        period_ended=last.end,
        reason_ceased=last.reason,
        legal_status=legal_status,
        placement=placement,
    )


def has_died(row: Row) -> bool:
    """Tell whether a care leaver's "in touch" says that they have died (SSDA903 guide, OC3)."""
    return normal(row.text("in_touch")).split()[:1] in (["died"], ["dead"], ["deceased"])
