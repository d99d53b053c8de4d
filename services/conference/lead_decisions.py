"""The handlers for what decides who may come: gates, wishes, restrictions, checks, merges. Pure.

Each records its fact and has every booked conference checked again: what comes after the arrangement and
before the day closes it again.
"""

from itertools import combinations

from services.conference.conflicts import checked
from services.conference.state import OPEN, Conferences, InvitationCheck, Lead, Wish
from shared.contracts.case_child import ViewsRecorded
from shared.contracts.case_search import CheckRecorded, LeadMergeDecided, LeadRecorded, RestrictionRecorded
from shared.contracts.our_search import LeadBlocked, LeadCleared, LeadDeclined, LeadEngaged
from shared.effects import Context, Decision, Note
from shared.rules.views import wish_in

GATES = ("G2", "G3", "G4")

STAGES = frozenset(
    {"conference", "fgc", "review", "information_sharing", "private_family_time", "agreeing_plan"}
)
"""Stages of a view that are of the conference."""


def on_lead_recorded(state: Conferences, event: LeadRecorded, ctx: Context) -> Decision[Conferences]:
    """The relationship tells which restrictions may mean this lead; a correction takes none away."""
    return _related(state, event.lead_id, event.relationship, ctx)


def on_lead_blocked(state: Conferences, event: LeadBlocked, ctx: Context) -> Decision[Conferences]:
    """A gate is closed for a lead; with G2 closed the later ones are not known to be open any more."""
    lead = _closed(state.lead(event.lead_id), GATES if event.gate == "G2" else (event.gate,), ctx)
    return _lead(state, event.lead_id, ctx, lead, gates={**lead.gates, event.gate: event.reason_code})


def on_lead_cleared(state: Conferences, event: LeadCleared, ctx: Context) -> Decision[Conferences]:
    """A gate is open for a lead, who is thereby pursued again if they were not.

    A closing may have overtaken it: then it does not count.
    """
    lead = state.lead(event.lead_id)
    closed_at = lead.closed_at.get(event.gate)
    if closed_at is not None and ctx.event_time < closed_at:
        return Decision(state, (Note("closed-since", {"lead_id": event.lead_id, "gate": event.gate}),))
    return _lead(state, event.lead_id, ctx, lead, gates={**lead.gates, event.gate: OPEN}, declined=False)


def on_lead_declined(state: Conferences, event: LeadDeclined, ctx: Context) -> Decision[Conferences]:
    """A lead is no longer pursued and does not come."""
    return _lead(state, event.lead_id, ctx, _closed(state.lead(event.lead_id), GATES, ctx), declined=True)


def on_lead_engaged(state: Conferences, event: LeadEngaged, ctx: Context) -> Decision[Conferences]:
    """A lead is part of the network."""
    return _related(state, event.lead_id, event.relationship, ctx)


def on_views_recorded(state: Conferences, event: ViewsRecorded, ctx: Context) -> Decision[Conferences]:
    """A wish about a lead, or about the conference itself, counts until a later one (hard case 15)."""
    of_conference = event.stage in STAGES
    if of_conference:
        state = state.model_copy(update={"views_heard": True})
    said = wish_in(event)
    if said is None:
        return Decision(state)
    wish = Wish(wish=said, day=event.date, at=ctx.event_time)
    if event.lead_id is not None:
        lead = state.lead(event.lead_id)
        return _lead(state, event.lead_id, ctx, lead, wish=_later(lead.wish, wish))
    if of_conference:
        state = state.model_copy(update={"wish": _later(state.wish, wish)})
    return checked(state, ctx)


def on_restriction(state: Conferences, event: RestrictionRecorded, ctx: Context) -> Decision[Conferences]:
    """A restriction is kept at once, whoever it names and whether or not they are known (hard case 18)."""
    return checked(state.model_copy(update={"people": state.people.after(event, ctx.recorded_at)}), ctx)


def on_check_recorded(state: Conferences, event: CheckRecorded, ctx: Context) -> Decision[Conferences]:
    """A check at gate G4 is held against the conference's own date; other gates are said by `lead.*`."""
    state = _without_check(state, event.check_id)
    if event.gate != "G4":
        return checked(state, ctx)
    lead = state.lead(event.lead_id)
    check = InvitationCheck(check_id=event.check_id, result=event.result, expires=event.expires)
    return _lead(state, event.lead_id, ctx, lead, checks={**lead.checks, event.check: check})


def on_merge_decided(state: Conferences, event: LeadMergeDecided, ctx: Context) -> Decision[Conferences]:
    """What bars one identity of a person bars all; undone when a person takes them apart (hard case 26)."""
    pairs = {(one, other) for one, other in combinations(sorted(set(event.lead_ids)), 2)}
    same = set(state.same) | pairs if event.decision == "merge" else set(state.same) - pairs
    return checked(state.model_copy(update={"same": tuple(sorted(same))}), ctx)


def _lead(
    state: Conferences, lead_id: str, ctx: Context, lead: Lead, **changed: object
) -> Decision[Conferences]:
    return checked(state.with_lead(lead_id, lead.model_copy(update=changed)), ctx)


def _related(state: Conferences, lead_id: str, relationship: str, ctx: Context) -> Decision[Conferences]:
    lead = state.lead(lead_id)
    if relationship in lead.relationships:
        return Decision(state)
    return _lead(state, lead_id, ctx, lead, relationships=(*lead.relationships, relationship))


def _closed(lead: Lead, gates: tuple[str, ...], ctx: Context) -> Lead:
    """The lead with these gates not known to be open any more, nor by anything told before."""
    closed_at = {gate: max(ctx.event_time, lead.closed_at.get(gate, ctx.event_time)) for gate in gates}
    left = {gate: said for gate, said in lead.gates.items() if gate not in gates}
    return lead.model_copy(update={"gates": left, "closed_at": {**lead.closed_at, **closed_at}})


def _without_check(state: Conferences, check_id: str) -> Conferences:
    """A corrected check leaves nothing behind where it stood before."""
    for lead_id, lead in state.leads.items():
        checks = {name: kept for name, kept in lead.checks.items() if kept.check_id != check_id}
        if len(checks) != len(lead.checks):
            state = state.with_lead(lead_id, lead.model_copy(update={"checks": checks}))
    return state


def _later(before: Wish | None, wish: Wish) -> Wish:
    return wish if before is None or (wish.day, wish.at) >= (before.day, before.at) else before
