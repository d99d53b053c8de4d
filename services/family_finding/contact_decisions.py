"""The handler for contacts with leads: what they mean, and what must be said to a worker now. Pure."""

from services.family_finding.agreement import WANTED, last_wish
from services.family_finding.freshness import stale
from services.family_finding.gates import is_open
from services.family_finding.settle import settle
from services.family_finding.state import KeptContact, Lead, Search, Willing
from services.family_finding.stops import stopped_by_contact
from shared.contracts.case_search import ContactRecorded
from shared.contracts.our_meeting import Audience
from shared.contracts.our_search import LeadEngaged
from shared.effects import Context, Decision, Effect, Emit
from shared.rules.tasks import About, raise_task

WARNINGS: dict[str, tuple[Audience, ...]] = {
    "contact-before-clearance": ("social_worker", "manager"),
    "unmanaged-contact": ("social_worker",),
}


def on_contact_recorded(state: Search, event: ContactRecorded, ctx: Context) -> Decision[Search]:
    """A contact is kept, even before its lead; it never counts as a passed gate (hard case 33).

    *Willing* engages a lead only in a contact made with gate G2 open. A lead's refusal is lifted only by
    the lead's own willing contact, and then goes through G2 again (hard case 32).
    """
    lead = state.lead(event.lead_id)
    before = lead.contacts.get(event.contact_id)
    open_now = is_open(state, event.lead_id, "G2", ctx.today)
    contact = KeptContact(
        outcome=event.outcome,
        direction=event.direction,
        managed=event.managed,
        cleared=before.cleared if before else open_now,
        at=ctx.event_time,
    )
    if before is not None and (
        before.at > contact.at or before == contact.model_copy(update={"at": before.at})
    ):
        return settle(state, ctx)
    tasks = _warned(state.child_id, event, contact, before)
    lead = lead.model_copy(update={"contacts": {**lead.contacts, event.contact_id: contact}})
    lead = _after_stops(state.lead(event.lead_id), lead, ctx)
    lead = _after_answer(state, lead, event, counts=contact.cleared and open_now, ctx=ctx)
    engaged: tuple[Effect, ...] = ()
    if lead.willing and not lead.engaged:
        lead = lead.model_copy(update={"engaged": True})
        engaged = (_engaged(state.child_id, event.lead_id, lead),)
    return settle(state.with_lead(event.lead_id, lead), ctx, *tasks, *engaged)


def _warned(
    child_id: str, event: ContactRecorded, contact: KeptContact, before: KeptContact | None
) -> tuple[Effect, ...]:
    known = _warnings(before) if before else ()
    about = About(event.contact_id, lead_id=event.lead_id, reason=event.direction)
    return tuple(
        raise_task(child_id, code, WARNINGS[code], about) for code in _warnings(contact) if code not in known
    )


def _warnings(contact: KeptContact) -> tuple[str, ...]:
    inbound, before_clearance = contact.direction == "in", not contact.cleared
    found = ["contact-before-clearance"] if before_clearance and not inbound else []
    if contact.managed is False or (inbound and before_clearance):
        found.append("unmanaged-contact")
    return tuple(found)


def _after_stops(before: Lead, after: Lead, ctx: Context) -> Lead:
    """A stop ends what was agreed; when one is lifted, the lead starts again at gate G2."""
    was, now = set(stopped_by_contact(before)), set(stopped_by_contact(after))
    if was == now:
        return after
    ended = {"willing": None, "asked_again": False, "engaged": False}
    return (stale(after, "start-again", ctx.event_time) if was - now else after).model_copy(update=ended)


def _after_answer(state: Search, lead: Lead, event: ContactRecorded, *, counts: bool, ctx: Context) -> Lead:
    taken_back = lead.willing is not None and lead.willing.contact_id == event.contact_id
    if event.outcome == "willing":
        if not counts or lead.willing:
            return lead
        willing = Willing(contact_id=event.contact_id, day=event.date, at=ctx.event_time)
        asked = _asked_since(state, event.lead_id, willing)
        return lead.model_copy(update={"willing": willing, "asked_again": asked})
    if event.outcome == "unsure" or taken_back:
        return lead.model_copy(update={"willing": None, "asked_again": False})
    return lead


def _asked_since(state: Search, lead_id: str, willing: Willing) -> bool:
    """Whether the child's last word, though it came in first, was said after the lead's yes."""
    wish = last_wish(state, lead_id)
    if wish is None or not wish.fresh or wish.wish not in WANTED:
        return False
    return wish.day >= willing.day and wish.at > willing.at


def _engaged(child_id: str, lead_id: str, lead: Lead) -> Emit:
    return Emit(LeadEngaged(child_id=child_id, lead_id=lead_id, relationship=lead.relationship))
