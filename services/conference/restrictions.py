"""Whom restrictions bar from a conference, and which two people they keep apart (DOMAIN 4; hard cases 18-21).

A restriction ends only when its end is recorded and has come: past its date or review date it needs a
decision and still bars. One that names a relationship means every lead who may be meant; one that names
nobody means everybody. What is known of one identity of a person counts for all of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from services.conference.state import Conferences, Conflict, Restriction

_UNRESOLVED = (None, "unknown", "not_known")


def same_person(state: Conferences, lead_id: str) -> frozenset[str]:
    """Every lead that is this person by human decision, this lead included; decisions chain."""
    found = {lead_id}
    while more := {one for pair in state.same if found & set(pair) for one in pair} - found:
        found |= more
    return frozenset(found)


def restriction_bar(state: Conferences, lead_id: str, today: date) -> str | None:
    """Why a restriction keeps this lead away from the child, or None."""
    people = same_person(state, lead_id)
    barring = [
        one
        for one in state.restrictions.values()
        if stands(one, today) and not _is_pairwise(one) and _means_any(state, one, people)
    ]
    if not barring:
        return None
    return "restriction-needs-decision" if all(_lapsed(one, today) for one in barring) else "restricted"


def kept_apart(state: Conferences, lead_ids: Iterable[str], today: date) -> Iterator[Conflict]:
    """Yield each pair of these leads who may not meet."""
    pairwise = [one for one in state.restrictions.values() if stands(one, today) and _is_pairwise(one)]
    for one, other in combinations(lead_ids, 2):
        people, others = same_person(state, one), same_person(state, other)
        if any(
            _keeps_apart(state, order, people, others) or _keeps_apart(state, order, others, people)
            for order in pairwise
        ):
            yield Conflict(reason="may-not-meet", lead_ids=(one, other))


def stands(restriction: Restriction, today: date) -> bool:
    """Whether it is in force: no end was recorded, or it has not come yet."""
    if isinstance(restriction.ended, date):
        return restriction.ended > today
    return restriction.ended is not True


def _lapsed(restriction: Restriction, today: date) -> bool:
    return any(day is not None and day < today for day in (restriction.to, restriction.review_date))


def _is_pairwise(restriction: Restriction) -> bool:
    return restriction.other_lead_id not in (None, restriction.lead_id)


def _keeps_apart(
    state: Conferences, order: Restriction, people: frozenset[str], others: frozenset[str]
) -> bool:
    return order.other_lead_id in others and _means_any(state, order, people)


def _means_any(state: Conferences, restriction: Restriction, people: frozenset[str]) -> bool:
    if restriction.lead_id is not None:
        return restriction.lead_id in people
    if restriction.relationship is None:
        return True
    return any(_may_be(restriction.relationship, state.lead(one).relationship) for one in people)


def _may_be(named: str, recorded: str | None) -> bool:
    """`father` may be a `birth_father`; an unknown relationship may be anybody."""
    if named in _UNRESOLVED or recorded in _UNRESOLVED or recorded is None:
        return True
    one, other = (set(code.casefold().replace("-", "_").split("_")) for code in (named, recorded))
    return one <= other or other <= one
