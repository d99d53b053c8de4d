"""Who is expected at a conference: a person listed twice is one, and whoever declined does not come. Pure."""

from collections.abc import Iterable

from services.conference.state import Conferences
from shared.contracts.case_meeting import Invitee

DECLINED = frozenset({"no", "declined"})
"""Replies of somebody who does not come; `no` is the contract's, the other a word in use."""


def expected(state: Conferences, rows: Iterable[Invitee]) -> tuple[Invitee, ...]:
    """Return one row for each person who was invited and did not decline, in the order of the list.

    Two leads who are one person are one row, under the lead listed first. A row that names nobody stays.
    """
    people: dict[object, list[Invitee]] = {}
    for place, row in enumerate(rows):
        people.setdefault(_who(state, row, place), []).append(row)
    coming = (listed for listed in people.values() if any(row.reply not in DECLINED for row in listed))
    return tuple(_one(listed) for listed in coming)


def _who(state: Conferences, row: Invitee, place: int) -> object:
    if row.lead_id is not None:
        return "lead", min(state.people.same(row.lead_id))
    return ("worker", row.worker_id) if row.worker_id is not None else ("nobody", place)


def _one(rows: list[Invitee]) -> Invitee:
    """Return one row with the stricter of each tick."""
    first = rows[0]
    if len(rows) == 1:
        return first
    ticks = {
        "may_attend_first": all(row.may_attend_first is True for row in rows),
        "needs_separate_arrival": any(row.needs_separate_arrival is True for row in rows),
    }
    return first.model_copy(update=ticks)
