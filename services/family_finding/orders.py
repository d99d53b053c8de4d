"""What people are asked about restrictions (DOMAIN 4): whom an order means, and whether it still holds.

A restriction past its last day or its review date stays, and so does one with neither that has grown old;
a person is asked, once for each day. Where it may mean a lead whom nobody can tell from others, a person is
asked once who is meant, and again only when a further lead may be.
"""

from datetime import date

from services.family_finding.gates import GateKeeper
from services.family_finding.state import Search
from shared.clock import months_after
from shared.contracts.our_meeting import Audience
from shared.effects import Effect
from shared.rules.restrictions import LAPSED, UNANSWERED, Restriction
from shared.rules.tasks import About, raise_task

_WHO_DECIDES: tuple[Audience, ...] = ("social_worker", "manager")
_OPEN_ENDED = "no-end-and-no-review"


def lapsed(search: Search, gates: GateKeeper) -> tuple[Search, tuple[Effect, ...]]:
    """Ask for a decision on each restriction that has come to its day."""
    asked, effects = dict(search.lapses_asked), []
    for restriction_id, order in search.restrictions.items():
        day = review_day(order, gates)
        if (
            day is None
            or day > gates.today
            or not order.stands(gates.today)
            or asked.get(restriction_id) == day
        ):
            continue
        asked[restriction_id] = day
        reason = LAPSED if order.lapses_on else _OPEN_ENDED
        about = About(f"{restriction_id}-{day}", lead_id=order.lead_id, reason=reason)
        effects.append(raise_task(search.child_id, "restriction-needs-decision", _WHO_DECIDES, about))
    return (search.model_copy(update={"lapses_asked": asked}) if effects else search), tuple(effects)


def review_day(order: Restriction, gates: GateKeeper) -> date | None:
    """The day on which a person is to look at a restriction again; None when it has an end to come."""
    if order.lapses_on:
        return order.lapses_on
    if order.ended not in (None, False):
        return None
    return months_after(order.said_on, gates.practice.restriction_review_months)


def unanswered(search: Search, gates: GateKeeper) -> tuple[Search, tuple[Effect, ...]]:
    """Ask, once for each order, whether the leads are whom it names."""
    asked, effects = dict(search.orders_asked), []
    for restriction_id, order in search.restrictions.items():
        if not order.stands(gates.today):
            continue
        leads = _possible(order, gates)
        if set(leads) <= set(asked.get(restriction_id, ())):
            continue
        known = asked.get(restriction_id, ())
        asked[restriction_id] = (*known, *(lead_id for lead_id in leads if lead_id not in known))
        about = About(f"{restriction_id}-{'.'.join(sorted(leads))}", reason=UNANSWERED, missing=leads)
        effects.append(raise_task(search.child_id, "restriction-names-someone", ("social_worker",), about))
    return (search.model_copy(update={"orders_asked": asked}) if effects else search), tuple(effects)


def _possible(order: Restriction, gates: GateKeeper) -> tuple[str, ...]:
    picture = gates.picture
    return tuple(
        lead_id
        for lead_id in picture.lead_ids
        if picture.versions(lead_id).is_recorded and order.names(picture.person(lead_id)) == "possible"
    )
