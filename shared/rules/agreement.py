"""Agreement withdrawn, and what ends that: the one rule, for every service. Pure (DOMAIN 3; hard case 14).

A refusal or withdrawal counts at once, whatever its date. It ends only by what arrives after it and is no
older: the same giver's `given`, to the same or to everything, dated on its day or later; for the child also
by an accepted referral whose own agreement is dated strictly later, for on the same day nobody could say
which came last. *Older* goes by the date and by the time of the event, so that what was held up or told twice
never opens anything.

The child's agreement has parts. To `all`: everything outbound stops. To one part, that part stops:

| Scope | What stops | Where |
|---|---|---|
| `search` | further search steps; who was found already is not touched | family_finding |
| `contact` | approaches and introductions, and so invitations | family_finding, conference |
| `attend` | conferences | conference |
| `share` | what is not yet written of support plans into the care or pathway plan | plan_sync |

With a `lead_id` it is about that one person, whatever the scope: a veto, not a withdrawal.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from shared.contracts.case_child import ConsentChanged
from shared.effects import Kept

EVERYTHING = "all"
PARTS = ("search", "contact", "attend", "share")


class Refusal(Kept):
    """A refusal or withdrawal that stands: its latest date, and the latest time of its events (aware UTC)."""

    day: date
    at: datetime


Refusals = Mapping[str, Refusal]
"""What stands, by giver, scope and lead."""


def is_about_everything(event: ConsentChanged) -> bool:
    """Whether it is about the whole of the work and not about a part of it or one person."""
    return event.scope == EVERYTHING and event.lead_id is None


def is_withdrawal(event: ConsentChanged) -> bool:
    """Whether the child takes back everything; to refuse is to withdraw."""
    return event.given_by == "child" and is_about_everything(event) and event.decision != "given"


def after_consent(refusals: Refusals, event: ConsentChanged, at: datetime) -> Refusals:
    """Return what stands after somebody's decision, told at that time; the same one if nothing changes."""
    key = _key(event.given_by, event.scope, event.lead_id)
    if event.decision != "given":
        known = refusals.get(key)
        said = Refusal(day=event.date, at=at)
        if known is not None:
            said = Refusal(day=max(known.day, said.day), at=max(known.at, said.at))
        return refusals if said == known else {**refusals, key: said}
    scopes = (EVERYTHING, *PARTS) if event.scope == EVERYTHING else (event.scope,)
    keys = {_key(event.given_by, scope, event.lead_id) for scope in scopes}
    return _without(refusals, {one for one in keys if _ends(refusals.get(one), event.date, at)})


def after_acceptance(refusals: Refusals, agreed_on: date | None, at: datetime) -> Refusals:
    """Return what stands after a referral that the child agreed to on that day; undated, it ends nothing."""
    keys = {_key("child", scope, None) for scope in (EVERYTHING, *PARTS)}
    later = {
        one
        for one in keys
        if agreed_on is not None and _ends(refusals.get(one), agreed_on, at) and refusals[one].day < agreed_on
    }
    return _without(refusals, later)


def refused(refusals: Refusals, giver: str, scopes: Iterable[str], lead_id: str | None = None) -> bool:
    """Whether one of these scopes is refused by this giver, about everybody or about this lead."""
    return bool(refusals) and any(_key(giver, scope, lead_id) in refusals for scope in scopes)


def refusal_of(refusals: Refusals, giver: str, scope: str, lead_id: str | None = None) -> Refusal | None:
    """Return the refusal of this giver and scope that stands, if one does."""
    return refusals.get(_key(giver, scope, lead_id))


def child_withdrew(refusals: Refusals) -> bool:
    """Whether the child's own withdrawal from everything stands."""
    return refused(refusals, "child", (EVERYTHING,))


def still_refused(refusals: Refusals, event: ConsentChanged) -> bool:
    """Whether an agreement ended nothing, being older than the refusal that it is about."""
    return event.decision == "given" and refused(refusals, event.given_by, (event.scope,), event.lead_id)


def _ends(refusal: Refusal | None, day: date, at: datetime) -> bool:
    return refusal is not None and refusal.day <= day and refusal.at <= at


def _without(refusals: Refusals, ended: set[str]) -> Refusals:
    return {key: one for key, one in refusals.items() if key not in ended} if ended else refusals


def _key(giver: str, scope: str, lead_id: str | None) -> str:
    return f"{giver} {scope} {lead_id or ''}"
