"""Which checks still count (DOMAIN 4: any new order, allegation or plan change re-closes the gates).

When something changes, the checks that did not know of it are dropped, and one that was made before but
arrives later is not counted. Facts that the change does not touch stay: a new allegation does not undo
who somebody is, but nobody's weighing of risk and nobody's approval outlives it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, get_args

from services.family_finding.same_person import person
from services.family_finding.state import Lead, Search
from shared.clock import london_date
from shared.contracts.case_search import Check

Change = Literal["order", "allegation", "plan", "identity", "start-again"]

STALE_AFTER: Mapping[Change, frozenset[str]] = {
    "order": frozenset({"restrictions", "orders", "risk", "approval"}),
    "allegation": frozenset({"risk", "approval"}),
    "plan": frozenset({"risk", "approval", "arrangement_in_plan"}),
    "identity": frozenset({"identity", "restrictions", "approval"}),
    "start-again": frozenset(get_args(Check)),
}


def stale(lead: Lead, change: Change, at: datetime) -> Lead:
    """The lead after a change: the checks that did not know of it are gone."""
    touched = STALE_AFTER[change]
    checks = {key: kept for key, kept in lead.checks.items() if key.split(".")[1] not in touched}
    fresh_from = {**lead.fresh_from, **{check: max(at, lead.fresh_from.get(check, at)) for check in touched}}
    return lead.model_copy(update={"checks": checks, "fresh_from": fresh_from})


def after_change(search: Search, lead_ids: Iterable[str], change: Change, at: datetime) -> Search:
    """The search after a change that touches these leads."""
    for lead_id in lead_ids:
        search = search.with_lead(lead_id, stale(search.lead(lead_id), change, at))
    return search


def everything_stopped(search: Search, at: datetime) -> Search:
    """The search after withdrawal, freeze, closing or loss of gate G1: everything is to be asked anew.

    The child's wishes stay; a no stays in force, a yes must be said again.
    """
    leads = {
        lead_id: stale(lead, "start-again", at).model_copy(update={"asked_again": False})
        for lead_id, lead in search.leads.items()
    }
    wishes = {
        lead_id: tuple(wish.model_copy(update={"fresh": False}) for wish in said)
        for lead_id, said in search.wishes.items()
    }
    stopped_at = max(at, search.stopped_at or at)
    return search.model_copy(
        update={"leads": leads, "wishes": wishes, "heard": (), "stopped_at": stopped_at, "views_asked": False}
    )


def from_before(search: Search, at: datetime, day: date) -> bool:
    """Whether a fact with that event time and day is from before everything last stopped."""
    return search.stopped_at is not None and _before(at, day, search.stopped_at)


def too_old(search: Search, lead_id: str, check: str, at: datetime, day: date) -> bool:
    """Whether a check was made before something that it would have to know of.

    A restriction may have been kept before its lead was recorded: it counts from when it was recorded.
    """
    since = search.lead(lead_id).fresh_from.get(check)
    known = [] if since is None else [since]
    if check in STALE_AFTER["order"]:
        who = person(search, lead_id)
        known += [one.at for one in search.restrictions.values() if one.concerns(who)]
    return from_before(search, at, day) or any(_before(at, day, one) for one in known)


def _before(at: datetime, day: date, since: datetime) -> bool:
    return at < since or day < london_date(since)
