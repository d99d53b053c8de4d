"""Whether one lead may come to a conference: gate G4 with everything that bars (DOMAIN 3 and 4).

It fails closed: what is not known is not passed.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from services.conference.state import OPEN, Conferences, Conflict, InvitationCheck, Lead
from shared.rules.restrictions import kept_apart_by, restriction_bar

NOT_PASSED = "gate-not-passed"
_MEETS = ("yes",)
_TOGETHER = ("all", "contact", "attend")
"""Agreements without which nobody can be brought together."""


def why_not(
    state: Conferences, lead_id: str, day: date, today: date, *, may_attend_first: bool
) -> str | None:
    """Why this lead may not come on that day, or None; the weightiest reason first."""
    barred = bar(state, lead_id, today)
    if barred:
        return barred
    if any(check.result == "concern" for one in state.person(lead_id) for check in _checks(state, one)):
        return "check-concern"
    lead = state.lead(lead_id)
    is_open = _gate_is_open(lead, may_attend_first=may_attend_first) and _checks_hold(lead, day)
    return None if is_open else NOT_PASSED


def bar(state: Conferences, lead_id: str, today: date) -> str | None:
    """What bars this person whatever was checked: a restriction, the child's wish, their own refusal."""
    people = state.person(lead_id)
    restricted = restriction_bar(state.restrictions.values(), people, today)
    if restricted:
        return restricted
    wishes = [wish.wish for one in people if (wish := state.lead(one).wish)]
    if "no" in wishes or any(refuses(state, "child", one) for one in people):
        return "child-declined-lead"
    if any(wish not in _MEETS for wish in wishes):
        return "child-does-not-want-to-meet"
    if any(state.lead(one).declined or refuses(state, "lead", one) for one in people):
        return "lead-declined"
    return None


def refuses(state: Conferences, giver: str, lead_id: str | None = None) -> bool:
    """Whether the child (about everybody, or this lead) or this lead refused to contact or to attend."""
    return state.journey.agreements.refused(giver, _TOGETHER, lead_id)


def kept_apart(state: Conferences, lead_ids: Iterable[str], today: date) -> Iterator[Conflict]:
    """Yield each pair of these leads who may not meet."""
    orders = tuple(state.restrictions.values())
    for one, other in combinations(lead_ids, 2):
        if kept_apart_by(orders, state.person(one), state.person(other), today):
            yield Conflict(reason="may-not-meet", lead_ids=(one, other))


def _checks(state: Conferences, lead_id: str) -> Iterable[InvitationCheck]:
    return state.lead(lead_id).checks.values()


def _gate_is_open(lead: Lead, *, may_attend_first: bool) -> bool:
    """G3, or an explicit *may attend first* for somebody who may be approached (DOMAIN 4, gate G4)."""
    invitation = lead.gates.get("G4")
    if invitation is not None:
        return invitation == OPEN
    if lead.gates.get("G3") == OPEN:
        return True
    return may_attend_first and lead.gates.get("G2") == OPEN and lead.gates.get("G3") != "check-concern"


def _checks_hold(lead: Lead, day: date) -> bool:
    """Whether no check at G4 is unknown, nor, without G3, expired on the day of the conference."""
    introduced = lead.gates.get("G3") == OPEN
    return all(
        check.result == "clear" and (introduced or check.expires is None or check.expires > day)
        for check in lead.checks.values()
    )
