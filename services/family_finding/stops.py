"""What stops work on one lead, and what a worker is asked to look at (DOMAIN 3 and 4).

Hard cases 2 (adopted sibling), 15 (the child's veto), 23, 24, 28, 30, 31, 32 and 34.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.family_finding.agreement import ABOUT_CONTACT, child_vetoes
from services.family_finding.same_person import same_person
from services.family_finding.state import Lead, Search
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


def needs_a_manager(search: Search, lead_id: str) -> bool:
    """Whether this person, under any identity, is a child, looked after elsewhere, abroad or in prison."""
    return any(flag in FLAGGED for one in same_person(search, lead_id) for flag in search.lead(one).flags)


def stops(search: Search, lead_id: str) -> tuple[str, ...]:
    """What stops work on this person, under any of their identities, weightiest first."""
    found = {reason for member in same_person(search, lead_id) for reason in _own_stops(search, member)}
    return tuple(reason for reason in STOPS if reason in found)


def cares(lead: Lead) -> dict[str, Care]:
    """What a person must look at for this lead, by the fact that asks for it."""
    asked = {flag: care for flag, care in FLAGGED.items() if flag in lead.flags}
    if lead.relationship.casefold().replace("-", "_") in WORKED_WITH_CHILDREN:
        asked["worked_with_children"] = ALLEGATIONS
    return asked


def stopped_by_contact(lead: Lead) -> tuple[str, ...]:
    """What contacts with this lead say: wrong person, deceased, or a refusal that the lead did not lift."""
    contacts = lead.contacts.values()
    found = [reason for outcome, reason in ENDS.items() if any(c.outcome == outcome for c in contacts)]
    refusals = [c.at for c in contacts if c.outcome == "declined"]
    own_yes = [c.at for c in contacts if c.outcome == "willing" and c.direction == "in"]
    if refusals and (not own_yes or max(refusals) >= max(own_yes)):
        found.append("lead-declined")
    return tuple(found)


def _own_stops(search: Search, lead_id: str) -> set[str]:
    lead = search.lead(lead_id)
    found = set(stopped_by_contact(lead))
    found |= {flag.replace("_", "-") for flag in lead.flags if flag in ("deceased", "adopted_sibling")}
    if search.journey.agreements.refused("lead", ABOUT_CONTACT, lead_id):
        found.add("lead-withdrew")
    if child_vetoes(search, lead_id):
        found.add("child-declined")
    return found
