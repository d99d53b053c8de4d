"""The handler for contacts with leads: what they mean, and what must be said to a worker now. Pure."""

from services.family_finding.contact_time import was_open
from services.family_finding.picture import Picture
from services.family_finding.register import ContactWord, contact_word
from services.family_finding.settle import settle
from services.family_finding.state import Search
from services.family_finding.stops import stopped_by_contact
from services.family_finding.told import dated_ahead, told_late
from shared.contracts.case_search import ContactRecorded
from shared.contracts.our_meeting import Audience
from shared.effects import Context, Decision, Effect
from shared.rules.tasks import About, raise_task
from shared.rules.words import after_telling

WARNINGS: dict[str, tuple[Audience, ...]] = {
    "contact-before-clearance": ("social_worker", "manager"),
    "unmanaged-contact": ("social_worker", "iro"),
}


def on_contact_recorded(state: Search, event: ContactRecorded, ctx: Context) -> Decision[Search]:
    """A contact is kept, even before its lead; it never counts as a passed gate (hard case 33).

    *Willing* engages a lead only in a contact made with gate G2 open. A lead's refusal is lifted only by
    the lead's own willing contact, and then goes through G2 again (hard case 32).
    """
    before = state.contacts.get(event.contact_id, ())
    word = _told(state, contact_word(event, ctx.recorded_at), before, ctx)
    contacts = after_telling(state.contacts, event.contact_id, word)
    after = state.model_copy(update={"contacts": contacts})
    if len(contacts[event.contact_id]) == len(before):
        return settle(after, ctx)
    effects = _warned(state.child_id, event, word, before)
    return settle(after, ctx, *effects, *about_contact(after, event.contact_id, word))


def about_contact(after: Search, contact_id: str, word: ContactWord) -> tuple[Effect, ...]:
    """Tell of a contact's day that lies ahead, and of a refusal that is older than the lead's own yes."""
    record = f"contact {contact_id}"
    effects = dated_ahead(after.child_id, record, word, word.lead_id)
    stopped = stopped_by_contact(Picture(after).contacts_by_lead.get(word.lead_id, ()))
    if word.outcome == "declined" and len(after.contacts[contact_id]) == 1 and "lead-declined" not in stopped:
        return (*effects, *told_late(after.child_id, record, word.lead_id))
    return effects


def _told(state: Search, word: ContactWord, before: tuple[ContactWord, ...], ctx: Context) -> ContactWord:
    """Return the contact, and whether gate G2 was open when it was made: decided when first heard."""
    same = [content for content in before if word.says_the_same(content)]
    cleared = all(content.cleared for content in same) and was_open(state, word, ctx.practice)
    return word.model_copy(update={"cleared": cleared})


def _warned(
    child_id: str, event: ContactRecorded, contact: ContactWord, before: tuple[ContactWord, ...]
) -> tuple[Effect, ...]:
    known = {code for content in before for code in _warnings(content)}
    about = About(event.contact_id, lead_id=event.lead_id, reason=event.direction)
    return tuple(
        raise_task(child_id, code, WARNINGS[code], about) for code in _warnings(contact) if code not in known
    )


def _warnings(contact: ContactWord) -> tuple[str, ...]:
    inbound = contact.direction == "in"
    found = ["contact-before-clearance"] if not contact.cleared and not inbound else []
    if contact.is_unmanaged or (inbound and not contact.cleared):
        found.append("unmanaged-contact")
    return tuple(found)
