"""Which leads are one person, as a human decided (hard case 26).

A merge joins what bars a person and shares no clearance, so that undoing it can neither leak nor unblock.
"""

from itertools import combinations

from services.family_finding.state import PairStanding, Search
from shared.rules import restrictions


def pair(one: str, other: str) -> str:
    """The name of a pair of leads, whichever is named first."""
    return " ".join(sorted((one, other)))


def same_person(search: Search, lead_id: str) -> tuple[str, ...]:
    """Every lead that is this person by human decision, this lead first; decisions chain."""
    joined = [
        (key.split()[0], key.split()[1]) for key, standing in search.pairs.items() if standing == "same"
    ]
    return restrictions.same_person(joined, lead_id)


def person(search: Search, lead_id: str) -> restrictions.Person:
    """The person behind a lead as restrictions know people: every identity with its relationships."""
    return {
        member: restrictions.Known(
            ever=search.lead(member).relationships, now=(search.lead(member).relationships or (None,))[-1]
        )
        for member in same_person(search, lead_id)
    }


def decided(search: Search, lead_ids: tuple[str, ...], standing: PairStanding) -> Search:
    """The search with every pair of these leads decided."""
    pairs = {pair(one, other): standing for one, other in combinations(sorted(set(lead_ids)), 2)}
    return search.model_copy(update={"pairs": {**search.pairs, **pairs}})
