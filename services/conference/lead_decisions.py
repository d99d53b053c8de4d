"""The handlers for what decides who may come: gates, wishes, restrictions, checks, merges. Pure.

Each keeps its word and has every conference worked out again: what comes after the arrangement and before the
day closes it again. What is told again says nothing.
"""

from services.conference.conflicts import STAGES
from services.conference.leads import APPROACH_CLOSED, DECLINED, ENGAGED, UNWILLING, Heard, Lead
from services.conference.people import gates_closed_at
from services.conference.settle import settled
from services.conference.state import Conferences
from shared.contracts.case_child import ViewsRecorded
from shared.contracts.case_search import CheckRecorded, LeadMergeDecided, LeadRecorded, RestrictionRecorded
from shared.contracts.our_search import LeadBlocked, LeadCleared, LeadDeclined, LeadEngaged
from shared.effects import Context, Decision, Note
from shared.rules.concerns import check_word
from shared.rules.journey import Moment
from shared.rules.words import after_telling

CHILDS_WORD = "child-declined"
"""Why a lead is declined who may be as willing as before."""

LeadEvent = LeadBlocked | LeadCleared | LeadDeclined | LeadEngaged
Told = LeadRecorded | LeadMergeDecided | RestrictionRecorded


def on_told(state: Conferences, event: Told, ctx: Context) -> Decision[Conferences]:
    """A lead's record, who is who, or an order; whoever it names and whether or not they are known.

    A restriction is kept at once (hard case 18); what bars one identity of a person bars all (hard case 26).
    """
    people = state.people.after(event, ctx.recorded_at)
    if people == state.people:
        return Decision(state, (Note("nothing-new", {"type": event.TYPE}),))
    return settled(state.model_copy(update={"people": people}), ctx)


def on_views_recorded(state: Conferences, event: ViewsRecorded, ctx: Context) -> Decision[Conferences]:
    """A wish about a lead, or about the conference itself, counts until a later one (hard case 15)."""
    people = state.people.after(event, ctx.recorded_at)
    if people == state.people:
        return Decision(state, (Note("nothing-new", {"type": event.TYPE}),))
    heard = state.views_heard or event.stage in STAGES
    return settled(state.model_copy(update={"people": people, "views_heard": heard}), ctx)


def on_check_recorded(state: Conferences, event: CheckRecorded, ctx: Context) -> Decision[Conferences]:
    """A check at gate G4 is held against the conference's own date; other gates are said by `lead.*`.

    A meeting with a gate of its own looks at concerns of every gate.
    """
    word = check_word(event, ctx.recorded_at)
    checks = after_telling(state.checks, event.check_id, word)
    people = state.people.after(event, ctx.recorded_at)
    if checks == state.checks and people == state.people:
        return Decision(state, (Note("nothing-new", {"type": event.TYPE}),))
    return settled(state.model_copy(update={"checks": checks, "people": people}), ctx)


def on_lead_blocked(state: Conferences, event: LeadBlocked, ctx: Context) -> Decision[Conferences]:
    """A gate is closed for a lead; with G2 closed the later ones are not known to be open any more."""
    heard = Heard(moment=_moment(event, ctx), reason=event.reason_code)
    lead = state.lead(event.lead_id).after(event.gate, heard)
    if event.gate == "G2":
        lead = lead.after(APPROACH_CLOSED, heard)
    if "lead_willing" in event.missing:
        lead = lead.after(UNWILLING, heard)
    return _heard(state, event, lead, ctx)


def on_lead_cleared(state: Conferences, event: LeadCleared, ctx: Context) -> Decision[Conferences]:
    """A gate is open for a lead, who is pursued again if they were not; it may be closed since."""
    heard = Heard(moment=_moment(event, ctx), open=True)
    lead = state.lead(event.lead_id).after(event.gate, heard)
    decision = _heard(state, event, lead, ctx)
    if lead == state.lead(event.lead_id) or lead.is_open(event.gate, gates_closed_at(state)):
        return decision
    return Decision(decision.state, (_closed_since(event), *decision.effects))


def on_lead_declined(state: Conferences, event: LeadDeclined, ctx: Context) -> Decision[Conferences]:
    """A lead is no longer pursued and does not come."""
    heard = Heard(moment=_moment(event, ctx), reason=event.reason_code)
    lead = state.lead(event.lead_id).after(DECLINED, heard)
    if event.reason_code != CHILDS_WORD:
        lead = lead.after(UNWILLING, heard)
    return _heard(state, event, lead, ctx)


def on_lead_engaged(state: Conferences, event: LeadEngaged, ctx: Context) -> Decision[Conferences]:
    """A lead was contacted, is willing and part of the network."""
    heard = Heard(moment=_moment(event, ctx), open=True)
    return _heard(state, event, state.lead(event.lead_id).after(ENGAGED, heard), ctx)


def _heard(state: Conferences, event: LeadEvent, lead: Lead, ctx: Context) -> Decision[Conferences]:
    if lead == state.lead(event.lead_id):
        return Decision(state, (_closed_since(event),))
    return settled(state.with_lead(event.lead_id, lead), ctx)


def _closed_since(event: LeadEvent) -> Note:
    return Note("closed-since", {"lead_id": event.lead_id, "type": event.TYPE})


def _moment(event: LeadEvent, ctx: Context) -> Moment:
    return Moment(number=event.number, at=ctx.recorded_at)
