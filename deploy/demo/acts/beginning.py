"""The child's record, the referral and the child's agreement."""

from dataclasses import dataclass, field

from deploy.demo.case import Case, days_ago

FAMILY = "family_and_social_relationships"


@dataclass(frozen=True)
class Child:
    """An invented child: a name, an age and the facts of the record."""

    name: str
    date_of_birth: str
    about_me: str
    facts: dict[str, object] = field(default_factory=dict)


FOSTERED: dict[str, object] = {
    "care_period_started": days_ago(1500),
    "legal_status": "C2",
    "placement": "U4",
    "permanence_plan": "LTFOST18",
    "care_leaver": "none",
}
"""In long-term foster care under a care order: what most of the children here have in common."""


async def record(case: Case, child: Child, *, worker: str = "social_worker") -> None:
    """The team opens the child's record and allocates a worker, and in care a reviewing officer too."""
    case.tell("the record is opened")
    await case.desks.social_worker.add(
        "child",
        case.child,
        name=child.name,
        preferred_name=child.name.split()[0],
        date_of_birth=child.date_of_birth,
        about_me=child.about_me,
        responsible_authority="E08000035",
        **child.facts,
    )
    if worker:
        await allocate(case, worker)
        if "legal_status" in child.facts:
            await allocate(case, "iro")


async def allocate(case: Case, role: str) -> None:
    """A worker is allocated to the child, in the team of the manager (who does not manage the officer)."""
    manager = None if role == "iro" else case.desks.manager.account.username
    await case.desks.manager.add(
        "allocation",
        case.new_ref("AL"),
        child=case.child,
        worker=case.desks.of(role).account.username,
        role=role,
        manager=manager,
        from_date=days_ago(200),
    )


async def open_plan(case: Case, plan_kind: str, text: str) -> str:
    """The worker writes the family section of the care plan or pathway plan, as it is before."""
    section = case.new_ref("PS")
    values = {"plan_kind": plan_kind, "section": FAMILY, "text": text}
    return await case.desks.social_worker.add("care_plan_section", section, child=case.child, **values)


async def change_facts(case: Case, **facts: object) -> None:
    """The social worker changes the child's record."""
    await case.desks.social_worker.change("child", case.child, **facts)


async def refer(
    case: Case,
    *wishes: tuple[str, str],
    position: str = "given",
    words: str = "",
    by: str = "social_worker",
) -> str:
    """The child's worker refers the child, with the child's own agreement and wishes (kind, words)."""
    case.tell("the child agrees and is referred")
    worker = case.desks.of(by)
    objectives = [
        await worker.add("objective", case.new_ref("OB"), child=case.child, kind=kind, words=wish)
        for kind, wish in wishes
    ]
    return await worker.add(
        "referral",
        case.new_ref("RE"),
        child=case.child,
        agreement_given=True,
        agreement_date=days_ago(3),
        agreement_method="conversation",
        agreement_heard_by=worker.account.username,
        pr_position=position,
        pr_date=days_ago(3),
        discussed_with_iro=True,
        objectives=objectives,
        coordinator=case.desks.coordinator.account.username,
        words=words,
    )


async def decide_referral(
    case: Case, referral: str, decision: str, *, by: str = "coordinator", reason_code: str | None = None
) -> None:
    """The coordinator or a manager accepts, waitlists or declines the referral, as a task asked."""
    await case.task("decide-the-referral", role=by)
    case.tell(f"the {by} decides: {decision}")
    reason = {"reason_code": reason_code} if reason_code else {}
    await case.desks.of(by).change("referral", referral, decision=decision, **reason)
    await case.do("decide-the-referral", f"Decided: {decision}.", by)


async def withdraw(case: Case, words: str) -> None:
    """The child takes back their agreement to everything."""
    case.tell("the child withdraws")
    await case.desks.social_worker.add(
        "consent",
        case.new_ref("CO"),
        child=case.child,
        given_by="child",
        scope="all",
        decision="withdrawn",
        words=words,
    )


async def say(
    case: Case, stage: str, words: str, *, wish: str | None = None, lead: str | None = None
) -> None:
    """The child says what they think, at a stage or about one person, and the coordinator writes it down."""
    said = {"wish": wish, "lead": lead}
    await case.desks.coordinator.add(
        "view",
        case.new_ref("VI"),
        child=case.child,
        stage=stage,
        participation="PN1",
        method="conversation",
        words=words,
        **{name: value for name, value in said.items() if value},
    )
