"""Gate G1, before any search step: eligible, the child's agreement, PR/LA position, allocated worker.

Source: DOMAIN 4. Eligibility knows ages, orders and policies: its acceptance carries the outcome (or a
person's decision on it) and the position; its freeze and resumption say when either is lost and found again.
The child's own withdrawal does not wait for that. A child who no longer wants to be searched for may still
want those who were found: that closes the search and no lead's gate.
"""

from collections.abc import Callable, Mapping

from services.family_finding.state import Search

_PR_POSITIONS = ("given", "not_needed", "not_found")


def _eligible(search: Search) -> bool:
    return search.referral is not None and search.referral.outcome != "not_eligible"


def _child_agreed(search: Search) -> bool:
    return (
        search.referral is not None
        and search.referral.child_agreed
        and not search.journey.agreements.child_withdrew
    )


def _pr_position(search: Search) -> bool:
    return search.referral is not None and search.referral.parental_responsibility in _PR_POSITIONS


def _allocated_worker(search: Search) -> bool:
    """The child's record tells, when it says anything; else what was known when the referral was accepted."""
    if search.has_worker is not None:
        return search.has_worker
    return search.referral is not None and search.referral.allocated_worker


SEARCH_NEEDS: Mapping[str, Callable[[Search], bool]] = {
    "eligibility": _eligible,
    "child_agreement": _child_agreed,
    "parental_responsibility": _pr_position,
    "allocated_worker": _allocated_worker,
}


NO_FURTHER: Mapping[str, str] = {
    "child": "child-withdrew-search",
    "pr_holder": "pr-holder-refused-search",
    "authority": "authority-refused-search",
}
"""Whose refusal of the search closes it, and the reason to give; the child's comes first."""


def lacking_for_search(search: Search) -> tuple[str, ...]:
    """What gate G1 still lacks."""
    return tuple(need for need, is_met in SEARCH_NEEDS.items() if not is_met(search))


def work_stopped(search: Search) -> str | None:
    """Why nobody may be approached, whoever it is, or None."""
    if search.journey.stopped:
        return search.journey.stopped
    if search.journey.phase == "none":
        return "no-referral"
    return "search-gate-closed" if lacking_for_search(search) else None


def search_closed(search: Search) -> str | None:
    """Why gate G1 is closed, or None when it is open."""
    agreements = search.journey.agreements
    no_further = (why for giver, why in NO_FURTHER.items() if agreements.refused(giver, ("search",)))
    return work_stopped(search) or next(no_further, None)
