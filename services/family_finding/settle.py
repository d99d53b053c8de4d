"""After every change: work out anew what the facts mean, and say what is new. Pure.

Every handler records its fact and ends here, so that no path can forget a gate, and nothing is said twice.
"""

from dataclasses import replace
from datetime import date

from services.family_finding import orders
from services.family_finding.contact_time import checked_anew
from services.family_finding.gates import GateKeeper
from services.family_finding.lead_news import news_of
from services.family_finding.network import STAGE, gathered
from services.family_finding.picture import Picture
from services.family_finding.search_gate import has_new_doubt, lacking_for_search, search_closed
from services.family_finding.state import Search
from shared.clock import birthday, start_of
from shared.contracts.our_search import (
    LeadBlocked,
    LeadCleared,
    LeadDeclined,
    LeadEngaged,
    NetworkReady,
    SearchClosed,
    SearchOpened,
)
from shared.effects import Context, Decision, Effect, Emit, Forget, Remind
from shared.rules.codes import ADULT, ALLOCATED
from shared.rules.tasks import About, raise_task

REMINDER = "gates"
ENDED = ("closed", "merged")
_ABOUT_LEADS = (LeadBlocked, LeadCleared, LeadDeclined, LeadEngaged)

Said = tuple[Search, tuple[Effect, ...]]


def settle(search: Search, ctx: Context, *before: Effect, picture: Picture | None = None) -> Decision[Search]:
    """The decision that follows from the facts; effects of the handler itself go first.

    `picture` is that of these facts, where the handler has worked it out already.
    """
    known = checked_anew(search, ctx)
    if picture is None or known is not search:
        search, picture = known, Picture(known)
    gates = GateKeeper(picture, ctx.today, ctx.practice)
    effects = list(before)
    for step in (_search_gate, _leads, _orders, _successor, _network, _reminder):
        search, said = step(search, gates)
        effects += said
    return _numbered(search, effects)


def _numbered(search: Search, effects: list[Effect]) -> Decision[Search]:
    """Number what is said about leads: of two words about one gate the higher is the later."""
    number = search.number
    numbered: list[Effect] = []
    for effect in effects:
        if isinstance(effect, Emit) and isinstance(effect.event, _ABOUT_LEADS):
            number += 1
            numbered.append(replace(effect, event=effect.event.model_copy(update={"number": number})))
        else:
            numbered.append(effect)
    if number != search.number:
        search = search.model_copy(update={"number": number})
    return Decision(search, tuple(numbered))


def _search_gate(search: Search, gates: GateKeeper) -> Said:
    closed = search_closed(search, gates.today)
    if closed is None:
        return _opened(search)
    effects: list[Effect] = []
    if search.opened_for is not None:
        search = search.model_copy(update={"opened_for": None, "closings": search.closings + 1})
        effects.append(Emit(SearchClosed(child_id=search.child_id, reason_code=closed)))
    return _asked_for_what_is_missing(search, closed, gates.today, effects)


def _opened(search: Search) -> Said:
    referral = search.referral
    if referral is None or search.opened_for == referral.referral_id:
        return search, ()
    opened = search.model_copy(update={"opened_for": referral.referral_id, "asked_for": ()})
    return opened, (Emit(SearchOpened(child_id=search.child_id, referral_id=referral.referral_id)),)


def _asked_for_what_is_missing(search: Search, closed: str, today: date, effects: list[Effect]) -> Said:
    missing = lacking_for_search(search, today)
    if closed != "search-gate-closed" or search.referral is None or missing == search.asked_for:
        return search, tuple(effects)
    if missing == ("eligibility",) and has_new_doubt(search):
        return search, tuple(effects)  # eligibility asks about its own doubts
    referral_id = search.referral.referral_id
    fact = f"{referral_id}-{search.closings or 'first'}-{'.'.join(missing)}"
    about = About(fact, referral_id=referral_id, reason=closed, missing=missing)
    task = raise_task(search.child_id, "search-gate-closed", ("social_worker", "coordinator"), about)
    return search.model_copy(update={"asked_for": missing}), (*effects, task)


def _leads(search: Search, gates: GateKeeper) -> Said:
    effects: list[Effect] = []
    leads = dict(search.leads)
    for lead_id in gates.picture.lead_ids:
        lead, said = news_of(search, lead_id, gates)
        effects += said
        leads[lead_id] = lead
    return (search if leads == search.leads else search.model_copy(update={"leads": leads})), tuple(effects)


def _orders(search: Search, gates: GateKeeper) -> Said:
    if search.journey.phase in ENDED:
        return search, ()
    search, asked = orders.lapsed(search, gates)
    search, named = orders.unanswered(search, gates)
    return search, (*asked, *named)


def _successor(search: Search, gates: GateKeeper) -> Said:
    """Give a worker who comes after another one list of those whose work is open: no check is lost."""
    current = {
        row.worker_id
        for role in sorted(ALLOCATED)
        for row in search.people.workers.current(role, gates.today)
    }
    new = tuple(sorted(current - set(search.successors)))
    if not new:
        return search, ()
    after = search.model_copy(update={"successors": (*search.successors, *new)})
    going_on = tuple(lead_id for lead_id in gates.picture.lead_ids if _is_going_on(search, lead_id))
    if not search.successors or not going_on or search.journey.phase in ENDED:
        return after, ()
    about = About(".".join(new), missing=going_on)
    return after, (raise_task(search.child_id, "work-handed-over", ("social_worker",), about),)


def _is_going_on(search: Search, lead_id: str) -> bool:
    """Whether somebody checked this lead or was in touch, and nothing stopped that for good."""
    lead = search.leads[lead_id]
    return bool(lead.verdicts) and not lead.told


def _network(search: Search, gates: GateKeeper) -> Said:
    ready = gathered(gates)
    if ready and STAGE not in gates.picture.heard:
        return _asked_for_views(search.model_copy(update={"network": ()}), gates.picture)
    effects: tuple[Effect, ...] = ()
    if set(ready) - set(search.network):
        effects = (Emit(NetworkReady(child_id=search.child_id, lead_ids=ready)),)
    return search if ready == search.network else search.model_copy(update={"network": ready}), effects


def _asked_for_views(search: Search, picture: Picture) -> Said:
    """Ask for the child's views, once since everything last stopped."""
    since = f"{picture.stopped_at:%Y%m%dT%H%M%S}" if picture.stopped_at else "first"
    if search.views_asked == since:
        return search, ()
    about = About(f"{STAGE}-{since}", missing=(STAGE,))
    task = raise_task(search.child_id, "views-missing", ("coordinator", "social_worker"), about)
    return search.model_copy(update={"views_asked": since}), (task,)


def _reminder(search: Search, gates: GateKeeper) -> Said:
    """Gates change by the calendar alone: wake on the next day on which one may."""
    day = None if search.journey.phase in ENDED else _next_change(search, gates)
    if day == search.remind_on:
        return search, ()
    effect = Forget(REMINDER) if day is None else Remind(REMINDER, start_of(day))
    return search.model_copy(update={"remind_on": day}), (effect,)


def _next_change(search: Search, gates: GateKeeper) -> date | None:
    days = [day for row in search.people.workers.rows or () for day in (row.from_, row.to)]
    for lead_id in gates.picture.lead_ids:
        days += (check.expires for check in gates.picture.checks(lead_id).values())
    for order in search.restrictions.values():
        if order.stands(gates.today):
            days += (orders.review_day(order, gates), order.ended if isinstance(order.ended, date) else None)
    if search.journey.born and any(
        key.startswith("pr_holder ") for key in search.journey.agreements.refusals
    ):
        days.append(birthday(search.journey.born, ADULT))
    return min((day for day in days if day is not None and day > gates.today), default=None)
