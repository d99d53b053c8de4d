"""Whether one lead may come to a conference: gate G4 with everything that bars (DOMAIN 3 and 4).

It fails closed: what is not known is not passed. A family meeting and the offer before care proceedings have
a gate of their own (hard case 78): nothing speaks against the lead, and family finding need not clear them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import combinations

from services.conference.leads import Lead
from services.conference.state import Conferences
from services.conference.words import OWN_GATE, Conflict
from shared.contracts.case_meeting import Invitee
from shared.rules.agreement import EVERYTHING, PARTS
from shared.rules.concerns import CheckWord, has_concern
from shared.rules.words import latest, words_of

NOT_PASSED = "gate-not-passed"
CONCERN = "check-concern"
REFUSED = "attendance-refused"
"""A holder of parental responsibility, or the authority, does not agree that they come together."""

TOGETHER = (EVERYTHING, "contact", "attend")
"""Agreements without which nobody can be brought together."""

ANYTHING = (EVERYTHING, *PARTS)
_MEETS = "yes"
_ALL_GATES = frozenset({"G2", "G3", "G4"})
_INVITATION = frozenset({"G4"})


def why_not(state: Conferences, invitee: Invitee, kind: str, day: date, today: date) -> str | None:
    """Why this lead may not come to a meeting of that kind on that day, or None; the weightiest first."""
    lead_id = invitee.lead_id or ""
    barred = bar(state, lead_id, today)
    if barred:
        return barred
    own_gate = kind in OWN_GATE
    if _has_concern(state, lead_id, _ALL_GATES if own_gate else _INVITATION):
        return CONCERN
    if own_gate or _may_be_invited(state, lead_id, day, first=invitee.may_attend_first is True):
        return None
    return NOT_PASSED


def bar(state: Conferences, lead_id: str, today: date) -> str | None:
    """What bars this person whatever was checked: a restriction, the child's wish, a refusal, adoption."""
    return next(_bars(state, lead_id, today), None)


def _bars(state: Conferences, lead_id: str, today: date) -> Iterator[str]:
    """Yield what bars this person, the weightiest first."""
    restricted = state.people.restriction_on(lead_id, today)
    if restricted:
        yield restricted
    identities = state.people.same(lead_id)
    wishes = [wish.wish for wish in state.people.wishes(lead_id)]
    # By the child a refusal about one person is a veto, whatever part of the work it names.
    if "no" in wishes or _refused(state, ("child",), ANYTHING, identities, today):
        yield "child-declined-lead"
    if any(wish != _MEETS for wish in wishes):
        yield "child-does-not-want-to-meet"
    refuses = _refused(state, ("lead",), TOGETHER, identities, today)
    if refuses or any(state.lead(one).is_declined for one in identities):
        yield "lead-declined"
    if _refused(state, ("pr_holder", "authority"), TOGETHER, identities, today):
        yield REFUSED
    if _is_adopted(state, identities):
        yield "adopted-sibling"


def kept_apart(state: Conferences, invitees: Iterable[Invitee], today: date) -> Iterator[Conflict]:
    """Yield each pair of these leads who may not meet.

    Separate arrival satisfies a wish, or terms that a named person confirmed; never an order.
    """
    for one, other in combinations(invitees, 2):
        first, second = one.lead_id or "", other.lead_id or ""
        separate = one.needs_separate_arrival is True or other.needs_separate_arrival is True
        orders = state.people.apart(first, second, today)
        if any(not (separate and order.allows_separate_arrival) for order in orders):
            yield Conflict(reason="may-not-meet", lead_ids=(first, second))


def gates_closed_at(state: Conferences) -> datetime | None:
    """When everything last had to be cleared anew; what was cleared before does not count."""
    return max((halt.at for halt in state.halts.values()), default=None)


def _refused(
    state: Conferences,
    givers: tuple[str, ...],
    scopes: tuple[str, ...],
    identities: Iterable[str],
    today: date,
) -> bool:
    return any(
        state.journey.refused(giver, scopes, today, lead_id) for lead_id in identities for giver in givers
    )


def _is_adopted(state: Conferences, identities: Iterable[str]) -> bool:
    versions = (state.people.leads.get(one) for one in identities)
    return any("adopted_sibling" in lead.flags for lead in versions if lead is not None)


def _may_be_invited(state: Conferences, lead_id: str, day: date, *, first: bool) -> bool:
    """G3 and nothing against the invitation; or, for somebody willing, the invitation or a tick alone."""
    lead, since = state.lead(lead_id), gates_closed_at(state)
    introduced = lead.is_open("G3", since)
    if not _checks_hold(_checks_at_invitation(state, lead_id), day, introduced=introduced):
        return False
    if lead.why_closed("G4") is not None:
        return False
    if introduced:
        return True
    invited = lead.is_open("G4", since)
    return lead.is_willing and (invited or (first and _may_attend_first(lead, since)))


def _may_attend_first(lead: Lead, since: datetime | None) -> bool:
    """Whether an explicit *may attend first* counts: the approach is open, and no concern at G3."""
    return lead.is_open("G2", since) and lead.why_closed("G3") != CONCERN


def _checks_at_invitation(state: Conferences, lead_id: str) -> dict[str, CheckWord]:
    """The last word of each check at gate G4 about this lead."""
    checks: dict[str, list[CheckWord]] = {}
    for word in words_of(state.checks):
        if word.lead_id == lead_id and word.gate in _INVITATION:
            checks.setdefault(word.check, []).append(word)
    last = {name: latest(words) for name, words in checks.items()}
    return {name: word for name, word in last.items() if word is not None}


def _checks_hold(checks: Mapping[str, CheckWord], day: date, *, introduced: bool) -> bool:
    """Whether no check at G4 is unknown, nor, without G3, expired on the day of the conference."""
    return all(
        check.result == "clear" and (introduced or check.expires is None or check.expires > day)
        for check in checks.values()
    )


def _has_concern(state: Conferences, lead_id: str, gates: frozenset[str]) -> bool:
    """Whether a concern at one of these gates about this person was not answered by a newer clear."""
    checks = (word for word in words_of(state.checks) if word.gate in gates)
    return has_concern(checks, state.people.same(lead_id), state.people.workers)
