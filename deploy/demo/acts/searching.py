"""The search, the people found, the checks before an approach and before an introduction, and contacts."""

from dataclasses import dataclass, field

from deploy.demo.acts.beginning import say
from deploy.demo.case import Case, in_days, today

BY_COORDINATOR = ("identity", "restrictions", "local_records")
BY_SOCIAL_WORKER = ("orders", "risk", "approval")
"""The checks of gate G2 beside the child's own wish, by who takes them."""


@dataclass(frozen=True)
class Person:
    """An invented person who may matter to the child."""

    name: str
    relationship: str
    town: str
    facts: dict[str, object] = field(default_factory=dict)


async def search(case: Case, method: str, words: str, found: int = 1) -> str:
    """The coordinator takes a step of the search, once the search is open."""
    case.tell("the coordinator searches")
    return await case.desks.coordinator.add(
        "search_step",
        case.new_ref("SS"),
        child=case.child,
        method=method,
        purpose="find_family",
        account="none",
        outcome="leads_found" if found else "nothing",
        leads_found=found,
        words=words,
    )


async def find(case: Case, person: Person, step: str | None = None) -> str:
    """Somebody is found; the coordinator writes down who it is."""
    case.tell("somebody is found")
    source = {"found_by_step": step} if step else {}
    return await case.desks.coordinator.add(
        "lead",
        case.new_ref("LD"),
        child=case.child,
        name=person.name,
        relationship=person.relationship,
        town=person.town,
        **person.facts,
        **source,
    )


async def clear_for_approach(case: Case, lead: str, wish: str, *, signed_by: str = "social_worker") -> None:
    """Everything that gate G2 asks for, by whom it asks it of; the child's own words come first.

    `signed_by` is the child's own social worker, or a manager where there is none.
    """
    case.tell("checks before the first contact")
    await say(case, "search", wish, wish="yes", lead=lead)
    for name in BY_COORDINATOR:
        await check(case, lead, "G2", name, by="coordinator")
    for name in BY_SOCIAL_WORKER:
        await check(case, lead, "G2", name, by=signed_by)
    await case.note("lead-cleared", lead, "first contact")


async def clear_for_introduction(
    case: Case, lead: str, wish: str, *, signed_by: str = "social_worker"
) -> None:
    """Everything that gate G3 asks for once the person is willing; the child is asked again."""
    case.tell("checks before an introduction")
    await say(case, "introduction", wish, wish="yes", lead=lead)
    for name in ("risk", "carer_briefed", "arrangement_in_plan"):
        await check(case, lead, "G3", name, by=signed_by)
    await case.note("lead-cleared", lead, "introduction")


async def check(case: Case, lead: str, gate: str, name: str, *, by: str, result: str = "clear") -> None:
    """A worker takes one check."""
    facts = {"gate": gate, "check": name, "result": result}
    await case.desks.of(by).add("check", case.new_ref("CK"), child=case.child, lead=lead, **facts)


async def contact(case: Case, lead: str, words: str, outcome: str = "willing") -> None:
    """The coordinator speaks with a person who was found, and tells them what is done with their data."""
    case.tell("the person is contacted")
    await case.desks.coordinator.add(
        "contact",
        case.new_ref("CT"),
        child=case.child,
        lead=lead,
        direction="out",
        method="letter",
        outcome=outcome,
        privacy_information="given",
        managed=True,
        words=words,
    )


async def bring_in(
    case: Case,
    person: Person,
    wish: str,
    first_words: str,
    *,
    second_wish: str,
    signed_by: str = "social_worker",
) -> str:
    """From found to part of the network: found, cleared, contacted, willing, cleared for an introduction."""
    step = await search(case, "case_file", f"Read the file again and found {person.name}.")
    lead = await find(case, person, step)
    await case.note("lead-waits", lead)
    await clear_for_approach(case, lead, wish, signed_by=signed_by)
    await contact(case, lead, first_words)
    await case.note("lead-engaged", lead)
    await clear_for_introduction(case, lead, second_wish, signed_by=signed_by)
    return lead


async def forbid(case: Case, lead: str, authority: str, words: str, *, by: str = "social_worker") -> str:
    """A social worker or manager records an order or decision that bars somebody from contact."""
    case.tell("a restriction is recorded")
    return await case.desks.of(by).add(
        "restriction",
        case.new_ref("RS"),
        child=case.child,
        lead=lead,
        authority=authority,
        from_date=today().isoformat(),
        review_date=in_days(180),
        words=words,
    )
