"""The handlers about leads: records, checks, restrictions, merges. Pure."""

from services.family_finding.freshness import after_change, too_old
from services.family_finding.gates import may_sign
from services.family_finding.matching import suggestions
from services.family_finding.same_person import decided, pair, person, same_person
from services.family_finding.settle import settle
from services.family_finding.state import KeptCheck, Lead, Likeness, PairStanding, Search
from shared.contracts.case_search import (
    CheckRecorded,
    LeadMergeDecided,
    LeadRecorded,
    RestrictionRecorded,
)
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.errors import TooEarly
from shared.rules.tasks import About, raise_task

FLAGS = ("is_child", "looked_after_elsewhere", "abroad", "in_prison", "deceased", "adopted_sibling")


def on_lead_recorded(state: Search, event: LeadRecorded, ctx: Context) -> Decision[Search]:
    """The lead is registered with every gate closed, and compared with the child's other leads.

    `ctx.facts` is the lead's `Likeness`, or None when the case system refuses to say who it is. A corrected
    identity (relationship, or what kind of person it is) makes checks of identity and approval stale.
    """
    before = state.lead(event.lead_id)
    if event.version < before.version:
        return Decision(state, (Note("older-lead-ignored", {"lead_id": event.lead_id}),))
    flags = tuple(flag for flag in FLAGS if _flag(getattr(event, flag), flag in before.flags))
    lead = before.model_copy(
        update={
            "version": event.version,
            "relationships": _relationships(before, event.relationship),
            "side": event.side,
            "flags": flags,
            "likeness": ctx.facts if isinstance(ctx.facts, Likeness) else before.likeness,
        }
    )
    state = state.with_lead(event.lead_id, lead)
    if (flags, lead.relationship) != (before.flags, before.relationship):
        known = [one for one in _known(state, event.lead_id) if one != event.lead_id or before.version >= 0]
        state = after_change(state, known, "identity", ctx.event_time)
    return _compared(state, event.lead_id, ctx)


def _known(state: Search, lead_id: str) -> list[str]:
    """Every lead of the register who is this person."""
    return [one for one in same_person(state, lead_id) if one in state.leads]


def _flag(recorded: bool | None, before: bool) -> bool:  # noqa: FBT001 - two answers to one question
    return before if recorded is None else recorded


def _relationships(lead: Lead, relationship: str) -> tuple[str, ...]:
    return (*(one for one in lead.relationships if one != relationship), relationship)


def _compared(state: Search, lead_id: str, ctx: Context) -> Decision[Search]:
    found = suggestions(state, lead_id)
    pairs = {pair(*match.lead_ids): "suggested" for match in found}
    state = state.model_copy(update={"pairs": {**state.pairs, **pairs}})
    return settle(state, ctx, *(Emit(match) for match in found))


def on_check_recorded(state: Search, event: CheckRecorded, ctx: Context) -> Decision[Search]:
    """A check is kept when it counts; a concern makes risk and approval stale, whichever lead this person is.

    Raises TooEarly when the lead is not known yet: without a lead every gate is closed anyway.
    """
    if event.lead_id not in state.leads:
        raise TooEarly(awaits="lead")
    if _is_superseded(state, event, ctx):
        return Decision(state, (Note("older-check-ignored", {"check_id": event.check_id}),))
    state = _without(state, event)
    if event.result == "clear" and not may_sign(state, event):
        return settle(state, ctx, _needs_another_role(state.child_id, event))
    if event.result == "clear" and too_old(state, event.lead_id, event.check, ctx.event_time, event.date):
        detail = {"check_id": event.check_id, "gate": event.gate, "check": event.check}
        return settle(state, ctx, Note("check-from-before-a-change", detail))
    if event.result == "concern":
        state = after_change(state, _known(state, event.lead_id), "allegation", ctx.event_time)
    lead = state.lead(event.lead_id)
    checks = {**lead.checks, f"{event.gate}.{event.check}": _kept(event, ctx)}
    return settle(state.with_lead(event.lead_id, lead.model_copy(update={"checks": checks})), ctx)


def _kept(event: CheckRecorded, ctx: Context) -> KeptCheck:
    return KeptCheck(
        check_id=event.check_id,
        result=event.result,
        day=event.date,
        expires=event.expires,
        at=ctx.event_time,
    )


def _is_superseded(state: Search, event: CheckRecorded, ctx: Context) -> bool:
    """Whether a later version of this check, or a later check of the same kind, is kept already."""
    same_kind = state.lead(event.lead_id).checks.get(f"{event.gate}.{event.check}")
    same_check = (
        kept
        for lead in state.leads.values()
        for kept in lead.checks.values()
        if kept.check_id == event.check_id
    )
    return any(kept is not None and kept.at > ctx.event_time for kept in (same_kind, *same_check))


def _without(state: Search, event: CheckRecorded) -> Search:
    """A corrected check leaves nothing behind where it stood before."""
    for lead_id, lead in state.leads.items():
        checks = {key: kept for key, kept in lead.checks.items() if kept.check_id != event.check_id}
        if len(checks) != len(lead.checks):
            state = state.with_lead(lead_id, lead.model_copy(update={"checks": checks}))
    return state


def _needs_another_role(child_id: str, event: CheckRecorded) -> Effect:
    about = About(event.check_id, lead_id=event.lead_id, reason=event.role, missing=(event.check,))
    return raise_task(child_id, "check-needs-another-role", ("social_worker", "manager"), about)


def on_restriction_recorded(state: Search, event: RestrictionRecorded, ctx: Context) -> Decision[Search]:
    """A restriction is kept at once, even before its lead; any change re-closes the gates it touches."""
    before = state.restrictions.get(event.restriction_id)
    changed = state.model_copy(update={"people": state.people.after(event, ctx.recorded_at)})
    kept = changed.restrictions
    if before is not None and kept[event.restriction_id] == before:
        return settle(
            changed, ctx, Note("restriction-says-nothing-new", {"restriction_id": event.restriction_id})
        )
    about = [kept[event.restriction_id], *([before] if before else [])]
    touched = [
        lead_id for lead_id in state.leads if any(one.concerns(person(state, lead_id)) for one in about)
    ]
    return settle(after_change(changed, touched, "order", ctx.event_time), ctx)


def on_merge_decided(state: Search, event: LeadMergeDecided, ctx: Context) -> Decision[Search]:
    """Merged leads share whatever bars either; merging and unmerging both make identity stale (hard case 26).

    It is kept even before the leads are known.
    """
    standing: PairStanding = "same" if event.decision == "merge" else "apart"
    after = decided(state, event.lead_ids, standing)
    touched = [
        lead_id
        for lead_id in state.leads
        if sorted(same_person(state, lead_id)) != sorted(same_person(after, lead_id))
    ]
    return settle(after_change(after, touched, "identity", ctx.event_time), ctx)
