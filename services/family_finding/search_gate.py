"""Gate G1, before any search step: eligible, the child's agreement, PR/LA position, allocated worker.

Source: DOMAIN 4. Eligibility knows ages, orders and policies: its acceptance carries the outcome (or a named
person's decision on it) and the position; its freeze and resumption say when either is lost and found again.
The child's own withdrawal does not wait for that. A child who no longer wants to be searched for may still
want those who were found: that closes the search and no lead's gate.
"""

from collections.abc import Callable, Mapping
from datetime import date

from services.family_finding.register import Screening
from services.family_finding.state import Referral, Search

_PR_POSITIONS = ("given", "not_needed", "not_found")
ELIGIBLE = "eligible"


def _eligible(search: Search, _today: date) -> bool:
    """Eligible, or accepted by a named person on these same facts (DOMAIN 4, G1)."""
    referral = search.referral
    return referral is not None and _is_accepted(referral) and not has_new_doubt(search)


def _is_accepted(referral: Referral) -> bool:
    if referral.outcome == ELIGIBLE:
        return True
    named = referral.accepted_by is not None
    return named and (referral.outcome != "not_eligible" or bool(referral.reason_code))


def has_new_doubt(search: Search) -> bool:
    """Whether a screening since the last acceptance or resumption is not eligible, on other grounds."""
    if search.referral is None:
        return False
    decided = search.referral.moment
    if search.journey.go is not None and decided.is_before(search.journey.go):
        decided = search.journey.go
    now, then = search.screening, None
    for screening in search.screenings:
        if not decided.is_before(screening.moment):
            then = screening
    if now is None or now.outcome == ELIGIBLE or not decided.is_before(now.moment):
        return False
    return not _same_grounds(now, then)


def _same_grounds(now: Screening, then: Screening | None) -> bool:
    return then is not None and now.says_the_same(then)


def _child_agreed(search: Search, _today: date) -> bool:
    return (
        search.referral is not None
        and search.referral.child_agreed
        and not search.journey.agreements.child_withdrew
    )


def _pr_position(search: Search, _today: date) -> bool:
    return search.referral is not None and search.referral.parental_responsibility in _PR_POSITIONS


def _allocated_worker(search: Search, today: date) -> bool:
    """The child's record tells; before it was heard of, what was known when the referral was accepted."""
    if search.people.record.version >= 0:
        return search.people.workers.has_worker(today) is True
    return search.referral is not None and search.referral.allocated_worker


SEARCH_NEEDS: Mapping[str, Callable[[Search, date], bool]] = {
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


def lacking_for_search(search: Search, today: date) -> tuple[str, ...]:
    """What gate G1 still lacks on that day."""
    return tuple(need for need, is_met in SEARCH_NEEDS.items() if not is_met(search, today))


def work_stopped(search: Search, today: date) -> str | None:
    """Why nobody may be approached, whoever it is, or None."""
    if search.journey.stopped:
        return search.journey.stopped
    if search.journey.phase == "none":
        return "no-referral"
    return "search-gate-closed" if lacking_for_search(search, today) else None


def search_closed(search: Search, today: date) -> str | None:
    """Why gate G1 is closed, or None when it is open."""
    journey = search.journey
    no_further = (why for giver, why in NO_FURTHER.items() if journey.refused(giver, ("search",), today))
    return work_stopped(search, today) or next(no_further, None)
