"""What stops work on one lead, and what a worker is asked to look at (DOMAIN 3 and 4).

Hard cases 2 (adopted sibling), 15 (the child's veto), 23, 24, 28, 30, 31, 32 and 34.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.family_finding.agreement import is_vetoed
from services.family_finding.picture import Picture
from services.family_finding.register import ContactWord
from services.family_finding.since import ABOUT_CONTACT
from shared.contracts.our_meeting import Audience


@dataclass(frozen=True, slots=True)
class Stop:
    """A reason to stop: whether the lead is thereby declined, and the task it raises, if any."""

    declined: bool
    task: str | None = None
    audience: tuple[Audience, ...] = ()


STOPS: Mapping[str, Stop] = {
    "wrong-person": Stop(declined=True, task="wrong-person-incident", audience=("manager", "social_worker")),
    "adopted-sibling": Stop(declined=False, task="adoption-support", audience=("social_worker", "manager")),
    "deceased": Stop(declined=True, task="lead-deceased", audience=("social_worker", "coordinator")),
    "lead-declined": Stop(declined=True),
    "lead-withdrew": Stop(declined=True),
    "child-declined": Stop(declined=True),
}
"""In order of weight: the first that applies is the reason a gate gives."""


@dataclass(frozen=True, slots=True)
class Care:
    """Something about a lead that needs a person's look before any approach."""

    task: str
    audience: tuple[Audience, ...]


ENDS = {"wrong_person": "wrong-person", "deceased": "deceased"}
"""Contact outcomes that end the work on a lead for good, unless the contact's record is corrected."""

FLAGGED: Mapping[str, Care] = {
    "is_child": Care("lead-is-a-child", ("social_worker", "manager")),
    "looked_after_elsewhere": Care("lead-looked-after-elsewhere", ("social_worker", "manager")),
    "abroad": Care("lead-abroad", ("social_worker", "manager")),
    "in_prison": Care("lead-in-prison", ("social_worker", "manager")),
}
"""Leads whose approach only a manager approves."""

ALLEGATIONS = Care("check-allegation-history", ("social_worker",))
WORKED_WITH_CHILDREN = frozenset(
    {
        "former_foster_carer",
        "foster_carer",
        "teacher",
        "former_teacher",
        "former_social_worker",
        "former_professional",
        "professional",
    }
)


def stops(picture: Picture, lead_id: str) -> tuple[str, ...]:
    """What stops work on this person, under any of their identities, weightiest first."""
    found = {reason for member in picture.same(lead_id) for reason in _own_stops(picture, member)}
    return tuple(reason for reason in STOPS if reason in found)


def cares(picture: Picture, lead_id: str) -> dict[str, Care]:
    """What a person must look at for this lead, by the fact that asks for it."""
    versions = picture.versions(lead_id)
    asked = {flag: care for flag, care in FLAGGED.items() if flag in versions.flags}
    if versions.relationship.casefold().replace("-", "_") in WORKED_WITH_CHILDREN:
        asked["worked_with_children"] = ALLEGATIONS
    return asked


def stopped_by_contact(contacts: tuple[ContactWord, ...]) -> set[str]:
    """What contacts with a lead say, the latest last: wrong person, deceased, or a refusal not lifted.

    A refusal is lifted by the lead's own yes alone, and not by one behind everybody's back (hard case 32).
    """
    found = {ENDS[contact.outcome] for contact in contacts if contact.outcome in ENDS}
    refused = False
    for contact in contacts:
        refused = contact.outcome == "declined" or (refused and not contact.is_own_yes)
    return found | {"lead-declined"} if refused else found


def _own_stops(picture: Picture, lead_id: str) -> set[str]:
    found = stopped_by_contact(picture.contacts_by_lead.get(lead_id, ()))
    flags = picture.versions(lead_id).flags
    found |= {flag.replace("_", "-") for flag in flags if flag in ("deceased", "adopted_sibling")}
    if picture.search.journey.agreements.refused("lead", ABOUT_CONTACT, lead_id):
        found.add("lead-withdrew")
    if is_vetoed(picture, lead_id):
        found.add("child-declined")
    return found
