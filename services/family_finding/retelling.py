"""The events that say again what words say: for what is told on to another record of the child. Pure."""

from collections.abc import Iterator
from datetime import datetime

from services.family_finding.picture import Picture
from services.family_finding.register import CheckWord, ContactWord
from services.family_finding.state import Search
from services.family_finding.stops import ENDS, stopped_by_contact
from shared.contracts.case_child import ConsentChanged, ViewsRecorded
from shared.contracts.case_search import CheckRecorded, ContactRecorded, LeadMergeDecided, RestrictionRecorded
from shared.contracts.envelope import Event
from shared.rules.agreement import Consent
from shared.rules.people import Joined
from shared.rules.restrictions import Restriction
from shared.rules.views import Wish
from shared.rules.words import content_of

Told = tuple[datetime, Event]
_CONVEYED, _NOT_CONVEYED, _NOT_KEPT = "PN1", "PN7", "not_recorded"


def standing_words(search: Search, picture: Picture) -> Iterator[Told]:
    """Return everything that stands against anything, as events of this child, and when each was recorded."""
    for key, order in search.restrictions.items():
        if order.ended is not True:
            yield order.at, _order(search.child_id, key, order)
    yield from _refusals(search)
    yield from _wishes(search, picture)
    yield from _concerns(search, picture)
    yield from _contacts(search, picture)
    for key, contents in search.people.joined.items():
        decision = content_of(contents)
        if decision is not None and decision.same and decision.pair[1] in picture.same(decision.pair[0]):
            yield decision.at, _merge(search.child_id, key, decision)


def _refusals(search: Search) -> Iterator[Told]:
    agreements = search.journey.agreements
    for key, contents in agreements.consents.items():
        consent = content_of(contents)
        if consent is None or consent.given:
            continue
        if agreements.refused(consent.giver, (consent.scope,), consent.lead_id):
            yield consent.at, _consent(search.child_id, key, consent)


def _wishes(search: Search, picture: Picture) -> Iterator[Told]:
    for key, contents in search.people.views.items():
        wish = content_of(contents)
        if wish is None or not wish.caution:
            continue
        if wish.lead_id is None or picture.wish(wish.lead_id) == wish:
            yield wish.at, _view(search.child_id, key, wish)


def _concerns(search: Search, picture: Picture) -> Iterator[Told]:
    for key, contents in search.checks.items():
        check = content_of(contents)
        if check is not None and picture.concerns(check.lead_id).get(check.key) == check:
            yield check.at, _check(search.child_id, key, check)


def _contacts(search: Search, picture: Picture) -> Iterator[Told]:
    for key, contents in search.contacts.items():
        contact = content_of(contents)
        if contact is None or not contact.caution:
            continue
        stopped = stopped_by_contact(picture.contacts_by_lead.get(contact.lead_id, ()))
        if contact.outcome in ENDS or "lead-declined" in stopped:
            yield contact.at, _contact(search.child_id, key, contact)


def _order(child_id: str, key: str, order: Restriction) -> RestrictionRecorded:
    return RestrictionRecorded.model_validate(
        {
            "child_id": child_id,
            "restriction_id": key,
            "person": {"lead_id": order.lead_id, "relationship": order.relationship},
            "other_person": {"lead_id": order.other_lead_id} if order.other_lead_id else None,
            "authority": order.authority,
            "to": order.to,
            "review_date": order.review_date,
            "ended": order.ended,
            "recorded_on": order.day,
            "separate_arrival_agreed_by": order.separate_arrival_agreed_by,
        }
    )


def _consent(child_id: str, key: str, consent: Consent) -> ConsentChanged:
    return ConsentChanged.model_validate(
        {
            "child_id": child_id,
            "consent_id": key,
            "given_by": consent.giver,
            "holder_id": consent.holder_id,
            "scope": consent.scope,
            "lead_id": consent.lead_id,
            "decision": "withdrawn",
            "date": consent.day,
        }
    )


def _view(child_id: str, key: str, wish: Wish) -> ViewsRecorded:
    return ViewsRecorded.model_validate(
        {
            "child_id": child_id,
            "view_id": key,
            "stage": wish.stage,
            "participation": _CONVEYED if wish.conveyed else _NOT_CONVEYED,
            "date": wish.day,
            "lead_id": wish.lead_id,
            "wish": wish.wish,
        }
    )


def _check(child_id: str, key: str, check: CheckWord) -> CheckRecorded:
    return CheckRecorded.model_validate(
        {
            "child_id": child_id,
            "check_id": key,
            "lead_id": check.lead_id,
            "gate": check.gate,
            "check": check.check,
            "result": check.result,
            "by": check.by,
            "role": check.role,
            "date": check.day,
            "expires": check.expires,
        }
    )


def _contact(child_id: str, key: str, contact: ContactWord) -> ContactRecorded:
    return ContactRecorded.model_validate(
        {
            "child_id": child_id,
            "contact_id": key,
            "lead_id": contact.lead_id,
            "direction": contact.direction,
            "method": _NOT_KEPT,
            "date": contact.day,
            "by": contact.by,
            "outcome": contact.outcome,
            "privacy_information": contact.privacy,
            "managed": contact.managed,
        }
    )


def _merge(child_id: str, key: str, decision: Joined) -> LeadMergeDecided:
    decision_id = key.split()[2:]
    return LeadMergeDecided.model_validate(
        {
            "child_id": child_id,
            "lead_ids": decision.pair,
            "decision": "merge",
            "decision_id": decision_id[0] if decision_id else None,
            "date": decision.day,
        }
    )
