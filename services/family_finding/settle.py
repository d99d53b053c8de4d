"""After every change: work out anew what the facts mean, and say what is new. Pure.

Every handler records its fact and ends here, so that no path can forget a gate, and nothing is said twice.
"""

from datetime import date

from services.family_finding.freshness import everything_stopped
from services.family_finding.gates import GATES, verdicts
from services.family_finding.network import STAGE, gathered
from services.family_finding.search_gate import lacking_for_search, search_closed, work_stopped
from services.family_finding.state import Lead, Search, Verdict
from services.family_finding.stops import STOPS, cares, stops
from shared.clock import start_of
from shared.contracts.case_search import Gate
from shared.contracts.our_meeting import Audience
from shared.contracts.our_search import (
    LeadBlocked,
    LeadCleared,
    LeadDeclined,
    NetworkReady,
    SearchClosed,
    SearchOpened,
)
from shared.contracts.records import is_current
from shared.effects import Context, Decision, Effect, Emit, Forget, Remind
from shared.rules.restrictions import LAPSED
from shared.rules.tasks import About, raise_task

REMINDER = "gates"
SEARCH_WIDE = (
    "merged",
    "child-died",
    "journey-closed",
    "child-withdrew",
    "journey-frozen",
    "no-referral",
    "search-gate-closed",
)

ENDED = ("closed", "merged")

Said = tuple[Search, tuple[Effect, ...]]


def settle(search: Search, ctx: Context, *before: Effect) -> Decision[Search]:
    """The decision that follows from the facts; effects of the handler itself go first."""
    effects = list(before)
    for step in (_own_workers, _search_gate, _leads, _lapsed_restrictions, _network, _reminder):
        search, said = step(search, ctx)
        effects += said
    return Decision(search, tuple(effects))


def _own_workers(search: Search, ctx: Context) -> Said:
    if search.workers is None:
        return search, ()
    now = any(is_current(one, ctx.today) for one in search.workers)
    return search if now == search.has_worker else search.model_copy(update={"has_worker": now}), ()


def _search_gate(search: Search, ctx: Context) -> Said:
    going_on = work_stopped(search) is None
    if search.going_on and not going_on:
        search = everything_stopped(search, ctx.event_time)
    if search.going_on != going_on:
        search = search.model_copy(update={"going_on": going_on})
    closed = search_closed(search)
    if closed is None:
        return _opened(search)
    effects: list[Effect] = []
    if search.opened_for is not None:
        search = search.model_copy(update={"opened_for": None})
        effects.append(Emit(SearchClosed(child_id=search.child_id, reason_code=closed)))
    return _asked_for_what_is_missing(search, closed, effects)


def _opened(search: Search) -> Said:
    referral = search.referral
    if referral is None or search.opened_for == referral.referral_id:
        return search, ()
    opened = search.model_copy(update={"opened_for": referral.referral_id, "asked_for": ()})
    return opened, (Emit(SearchOpened(child_id=search.child_id, referral_id=referral.referral_id)),)


def _asked_for_what_is_missing(search: Search, closed: str, effects: list[Effect]) -> Said:
    missing = lacking_for_search(search)
    if closed != "search-gate-closed" or search.referral is None or missing == search.asked_for:
        return search, tuple(effects)
    referral_id = search.referral.referral_id
    fact = f"{referral_id}-{_since(search)}-{'.'.join(missing)}"
    about = About(fact, referral_id=referral_id, reason=closed, missing=missing)
    task = raise_task(search.child_id, "search-gate-closed", ("social_worker", "coordinator"), about)
    return search.model_copy(update={"asked_for": missing}), (*effects, task)


def _leads(search: Search, ctx: Context) -> Said:
    effects: list[Effect] = []
    for lead_id, lead in search.leads.items():
        told, said = _told(search, lead_id, lead)
        told, spoken = _spoken(search, lead_id, told, ctx.today)
        effects += (*said, *spoken)
        search = search if told is lead else search.with_lead(lead_id, told)
    return search, tuple(effects)


def _told(search: Search, lead_id: str, lead: Lead) -> tuple[Lead, tuple[Effect, ...]]:
    """Stops and warnings about a lead that were not told yet."""
    stopped, careful = stops(search, lead_id), cares(lead)
    effects: list[Effect] = []
    for reason in stopped:
        if reason not in lead.told:
            effects += _stopped(search.child_id, lead_id, reason)
    for fact, care in careful.items():
        if fact not in lead.told:
            about = About(lead_id, lead_id=lead_id, reason=fact)
            effects.append(raise_task(search.child_id, care.task, care.audience, about))
    told = (*stopped, *careful)
    return (lead if told == lead.told else lead.model_copy(update={"told": told})), tuple(effects)


def _stopped(child_id: str, lead_id: str, reason: str) -> list[Effect]:
    stop = STOPS[reason]
    effects: list[Effect] = []
    if stop.declined:
        effects.append(Emit(LeadDeclined(child_id=child_id, lead_id=lead_id, reason_code=reason)))
    if stop.task:
        about = About(lead_id, lead_id=lead_id, reason=reason)
        effects.append(raise_task(child_id, stop.task, stop.audience, about))
    return effects


def _spoken(search: Search, lead_id: str, lead: Lead, today: date) -> tuple[Lead, list[Effect]]:
    if lead.version < 0:
        return lead, []
    now = verdicts(search, lead_id, today)
    news = {gate: now[gate] for gate in GATES if _is_news(gate, lead, now)}
    effects: list[Effect] = [_gate_event(search.child_id, lead_id, gate, said) for gate, said in news.items()]
    if not news:
        return lead, effects
    return lead.model_copy(update={"verdicts": {**lead.verdicts, **news}}), effects


def _is_news(gate: Gate, lead: Lead, now: dict[Gate, Verdict]) -> bool:
    """A change is news; a gate that was never open is spoken of only when it is its turn."""
    before = lead.verdicts.get(gate)
    if before == now[gate]:
        return False
    if now[gate].open or (before is not None and before.open):
        return True
    if before is not None and now[gate].reason in SEARCH_WIDE:
        return False
    if gate == "G4":
        return "G4.approval" in lead.checks
    return gate == "G2" or now["G2"].open


def _gate_event(child_id: str, lead_id: str, gate: Gate, said: Verdict) -> Emit:
    if said.open:
        return Emit(LeadCleared(child_id=child_id, lead_id=lead_id, gate=gate))
    return Emit(
        LeadBlocked(
            child_id=child_id, lead_id=lead_id, gate=gate, reason_code=said.reason, missing=said.missing
        )
    )


def _lapsed_restrictions(search: Search, ctx: Context) -> Said:
    """A restriction past its date stays, and a person is asked, once for each date."""
    if search.journey.phase in ENDED:
        return search, ()
    asked, effects = dict(search.lapses_asked), []
    for restriction_id, restriction in search.restrictions.items():
        lapse = restriction.lapses_on
        if lapse and restriction.has_lapsed(ctx.today) and asked.get(restriction_id) != lapse:
            asked[restriction_id] = lapse
            about = About(f"{restriction_id}-{lapse}", lead_id=restriction.lead_id, reason=LAPSED)
            audience: tuple[Audience, ...] = ("social_worker", "manager")
            effects.append(raise_task(search.child_id, "restriction-needs-decision", audience, about))
    return search.model_copy(update={"lapses_asked": asked}) if effects else search, tuple(effects)


def _network(search: Search, ctx: Context) -> Said:
    ready = gathered(search, ctx.today)
    if ready and STAGE not in search.heard:
        return _asked_for_views(search.model_copy(update={"network": ()}))
    effects: tuple[Effect, ...] = ()
    if set(ready) - set(search.network):
        effects = (Emit(NetworkReady(child_id=search.child_id, lead_ids=ready)),)
    return search if ready == search.network else search.model_copy(update={"network": ready}), effects


def _asked_for_views(search: Search) -> Said:
    if search.views_asked:
        return search, ()
    about = About(f"{STAGE}-{_since(search)}", missing=(STAGE,))
    task = raise_task(search.child_id, "views-missing", ("coordinator", "social_worker"), about)
    return search.model_copy(update={"views_asked": True}), (task,)


def _since(search: Search) -> str:
    """Since which stop something is asked for: after another one it is asked anew."""
    return f"{search.stopped_at:%Y%m%dT%H%M%S}" if search.stopped_at else "first"


def _reminder(search: Search, ctx: Context) -> Said:
    """Gates change by the calendar alone: wake on the next day on which one may."""
    day = None if search.journey.phase in ENDED else _next_change(search, ctx.today)
    if day == search.remind_on:
        return search, ()
    effect = Forget(REMINDER) if day is None else Remind(REMINDER, start_of(day))
    return search.model_copy(update={"remind_on": day}), (effect,)


def _next_change(search: Search, today: date) -> date | None:
    days = [day for one in search.workers or () for day in (one.from_, one.to)]
    for lead in search.leads.values():
        for check in lead.checks.values():
            days += (check.day, check.expires)
    for restriction in search.restrictions.values():
        if restriction.stands(today):
            days += (
                restriction.lapses_on,
                *([restriction.ended] if isinstance(restriction.ended, date) else []),
            )
    return min((day for day in days if day is not None and day > today), default=None)
