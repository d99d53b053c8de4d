"""The handlers for what decides who may come: gates, wishes, restrictions, checks, merges. Pure.

Each records its fact and has every booked conference checked again: what comes after the arrangement and
before the day closes it again.
"""

from itertools import combinations

from services.conference.conflicts import checked
from services.conference.state import OPEN, Conferences, InvitationCheck, Lead, Restriction, Wish
from shared.contracts.case_child import ViewsRecorded
from shared.contracts.case_search import CheckRecorded, LeadMergeDecided, RestrictionRecorded
from shared.contracts.our_search import LeadBlocked, LeadCleared, LeadDeclined, LeadEngaged
from shared.effects import Context, Decision

STAGES = frozenset(
    {"conference", "fgc", "review", "information_sharing", "private_family_time", "agreeing_plan"}
)
"""Stages of a view that are of the conference."""

NOT_CONVEYED = frozenset({"PN4", "PN7"})
"""Participation codes that say that no views were conveyed: a wish beside them counts only when it is no."""


def on_lead_blocked(state: Conferences, event: LeadBlocked, ctx: Context) -> Decision[Conferences]:
    """A gate is closed for a lead; with G2 closed the later ones are not known to be open any more."""
    lead = state.lead(event.lead_id)
    before = {} if event.gate == "G2" else lead.gates
    return _lead(state, event.lead_id, ctx, lead, gates={**before, event.gate: event.reason_code})


def on_lead_cleared(state: Conferences, event: LeadCleared, ctx: Context) -> Decision[Conferences]:
    """A gate is open for a lead, who is thereby pursued again if they were not."""
    lead = state.lead(event.lead_id)
    return _lead(state, event.lead_id, ctx, lead, gates={**lead.gates, event.gate: OPEN}, declined=False)


def on_lead_declined(state: Conferences, event: LeadDeclined, ctx: Context) -> Decision[Conferences]:
    """A lead is no longer pursued and does not come."""
    return _lead(state, event.lead_id, ctx, state.lead(event.lead_id), declined=True)


def on_lead_engaged(state: Conferences, event: LeadEngaged, ctx: Context) -> Decision[Conferences]:
    """A lead is part of the network; the relationship tells which restrictions may mean them."""
    return _lead(state, event.lead_id, ctx, state.lead(event.lead_id), relationship=event.relationship)


def on_views_recorded(state: Conferences, event: ViewsRecorded, ctx: Context) -> Decision[Conferences]:
    """A wish about a lead, or about the conference itself, counts until a later one (hard case 15)."""
    of_conference = event.stage in STAGES
    if of_conference:
        state = state.model_copy(update={"views_heard": True})
    if event.wish is None or (event.participation in NOT_CONVEYED and event.wish != "no"):
        return Decision(state)
    wish = Wish(wish=event.wish, day=event.date)
    if event.lead_id is not None:
        lead = state.lead(event.lead_id)
        return _lead(state, event.lead_id, ctx, lead, wish=_later(lead.wish, wish))
    if of_conference:
        state = state.model_copy(update={"wish": _later(state.wish, wish)})
    return checked(state, ctx)


def on_restriction(state: Conferences, event: RestrictionRecorded, ctx: Context) -> Decision[Conferences]:
    """A restriction is kept at once, whoever it names and whether or not they are known (hard case 18)."""
    restriction = Restriction(
        lead_id=event.person.lead_id,
        relationship=event.person.relationship,
        other_lead_id=event.other_person.lead_id if event.other_person else None,
        to=event.to,
        review_date=event.review_date,
        ended=event.ended,
    )
    kept = {**state.restrictions, event.restriction_id: restriction}
    return checked(state.model_copy(update={"restrictions": kept}), ctx)


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


def _without_check(state: Conferences, check_id: str) -> Conferences:
    """A corrected check leaves nothing behind where it stood before."""
    for lead_id, lead in state.leads.items():
        checks = {name: kept for name, kept in lead.checks.items() if kept.check_id != check_id}
        if len(checks) != len(lead.checks):
            state = state.with_lead(lead_id, lead.model_copy(update={"checks": checks}))
    return state


def _later(before: Wish | None, wish: Wish) -> Wish:
    return wish if before is None or wish.day >= before.day else before
