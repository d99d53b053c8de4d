"""The support plan: agreed by the child and the network, then decided by the authority item by item."""

from dataclasses import dataclass

from deploy.demo.case import Case, in_days, today


@dataclass(frozen=True)
class Promise:
    """What one person will do for the child; `decision` is what the authority will say to it."""

    lead: str
    words: str
    kind: str
    frequency: str
    decision: str = "approved"
    reason: str = ""
    conditions: str = ""


async def agree(
    case: Case, *promises: Promise, conference: str | None = None, by: str = "coordinator"
) -> str:
    """The coordinator, or a manager instead, writes down the plan as child and network agreed it."""
    case.tell("the support plan is agreed")
    author, plan = case.desks.of(by), case.new_ref("PL")
    met_at = {"conference": conference} if conference else {}
    await author.add(
        "plan",
        plan,
        child=case.child,
        child_agrees=True,
        plan_lead=promises[0].lead,
        review_date=in_days(180),
        **met_at,
    )
    for number, one in enumerate(promises, 1):
        await author.add(
            "commitment",
            commitment(plan, number),
            child=case.child,
            plan=plan,
            lead=one.lead,
            kind=one.kind,
            frequency=one.frequency,
            words=one.words,
            starts=in_days(7),
            checked_by=case.desks.social_worker.account.username,
        )
    await author.change("plan", plan, status="agreed")
    return plan


def commitment(plan: str, number: int) -> str:
    """The id of a plan's commitment, by its place in the plan."""
    return plan.replace("PL", "CM") + f"-{number}"


async def decide(case: Case, plan: str, *promises: Promise, by: str = "social_worker") -> None:
    """The worker decides each commitment on its own, then the plan, considered at a review today."""
    if by == "social_worker":  # from 18 on there is no reviewing officer
        await take_to_review(case, plan)
    await decide_each(case, plan, *promises, by=by)
    await save_decision(case, plan, by=by)
    await case.do("decide-each-commitment", "Decided with the child, each on its own.", by, about=plan)


async def decide_each(case: Case, plan: str, *promises: Promise, by: str = "social_worker") -> None:
    """The worker, asked to, decides each commitment; the decision on the plan is not saved yet."""
    case.tell("the authority decides item by item")
    await case.task("decide-each-commitment", plan)
    for number, one in enumerate(promises, 1):
        said = {"decision": one.decision, "reason_code": one.reason, "conditions": one.conditions}
        known = {name: value for name, value in said.items() if value}
        await case.desks.of(by).change("commitment", commitment(plan, number), **known)


async def save_decision(case: Case, plan: str, *, by: str = "social_worker") -> None:
    """The worker saves the decision on the plan, for the first time or again: the review was held today."""
    held_on = today().isoformat()
    await case.desks.of(by).change("plan", plan, status="decided", considered_at_review=held_on)


async def take_to_review(case: Case, plan: str) -> None:
    """The reviewing officer, told of the plan, has taken it to the child's review."""
    await case.do("iro-plan-captured", "Considered at the review, item by item.", "iro", about=plan)
