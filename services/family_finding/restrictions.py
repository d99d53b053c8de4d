"""Whom a restriction bars, and until when (DOMAIN 4; hard cases 18, 19, 20).

A restriction blocks every channel. It ends only when the case system records its end: past its date or
its review date it *needs a decision* and still bars. One that names a relationship bars every lead that may
be meant, until it is recorded anew with the lead it names; one that names nobody bars everybody.
"""

from datetime import date, timedelta

from services.family_finding.same_person import same_person
from services.family_finding.state import Restriction, Search

RESTRICTED = "restricted"
LAPSED = "expired-needs-decision"

UNRESOLVED = frozenset({"unknown", "not_known"})
_MEANS = {"dad": ("father",), "mum": ("mother",), "mam": ("mother",), "parent": ("father", "mother")}


def has_ended(restriction: Restriction, today: date) -> bool:
    """Whether the case system recorded an end that has come; a date ends it on that day."""
    if isinstance(restriction.ended, date):
        return restriction.ended <= today
    return restriction.ended is True


def lapses_on(restriction: Restriction) -> date | None:
    """The first day on which it needs a decision: after its last day or its review date."""
    days = [day for day in (restriction.to, restriction.review_date) if day]
    return min(days) + timedelta(days=1) if days else None


def has_lapsed(restriction: Restriction, today: date) -> bool:
    """Whether it stands past its last day or its review date."""
    lapse = lapses_on(restriction)
    return lapse is not None and lapse <= today and not has_ended(restriction, today)


def concerns(restriction: Restriction, search: Search, lead_id: str) -> bool:
    """Whether it names this lead, alone or in a pair, under any identity it may have."""
    return any(
        member == restriction.other_lead_id or _names(restriction, search, member)
        for member in same_person(search, lead_id)
    )


def restriction_bar(search: Search, lead_id: str, today: date) -> str | None:
    """Why a lead is barred by a restriction: `restricted`, `expired-needs-decision`, or not at all."""
    barring = [
        restriction
        for restriction in search.restrictions.values()
        if not has_ended(restriction, today)
        and not _is_pairwise(restriction)
        and concerns(restriction, search, lead_id)
    ]
    if not barring:
        return None
    return LAPSED if all(has_lapsed(restriction, today) for restriction in barring) else RESTRICTED


def _is_pairwise(restriction: Restriction) -> bool:
    # Two people who may not meet each other: gate G4 in the conference, not a bar to the child.
    return restriction.other_lead_id not in (None, restriction.lead_id)


def _names(restriction: Restriction, search: Search, lead_id: str) -> bool:
    if restriction.lead_id is not None:
        return restriction.lead_id == lead_id
    if restriction.relationship is None:
        return True
    recorded = search.lead(lead_id).relationships or ("unknown",)
    return any(_may_be(restriction.relationship, relationship) for relationship in recorded)


def _may_be(named: str, recorded: str) -> bool:
    """`father` may be a `birth_father` and the other way round; an unknown relationship may be anybody."""
    one, other = _words(named), _words(recorded)
    return one <= other or other <= one or bool((one | other) & UNRESOLVED)


def _words(relationship: str) -> set[str]:
    folded = relationship.casefold().replace("-", "_")
    words = {folded} if folded in UNRESOLVED else set(folded.split("_"))
    return words | {meant for word in words for meant in _MEANS.get(word, ())}
