"""The manager wrote the plan down herself and decides it herself: that does not count (hard case 62)."""

from deploy.demo.acts import beginning, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

CLOVER = Child("Clover Notquite", born(10, 12), "Has taught the neighbour's cat to wave.", FOSTERED)
BEFORE = "Clover sees her half-brother at his carers' house."
NEIGHBOUR = Person("Euphemia Candlewax", "neighbour", "Hither Pickle", {"known": "known"})


async def happens(case: Case) -> None:
    """Nothing is written until a second person has decided; then it is."""
    await beginning.record(case, CLOVER)
    await beginning.open_plan(case, "care_plan", BEFORE)
    referral = await beginning.refer(case, ("reconnect", "Effie from next door, before we moved."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    lead = await searching.bring_in(
        case, NEIGHBOUR, "Yes, Effie.", "Asked after the cat first.", second_wish="At her house."
    )
    promise = Promise(lead, "Has Clover for an afternoon of baking.", "visit", "monthly")
    plan = await planning.agree(case, promise, by="manager")
    await case.task("decide-each-commitment", plan, role="social_worker")
    await planning.take_to_review(case, plan)
    await planning.decide_each(case, plan, promise, by="manager")
    await planning.save_decision(case, plan, by="manager")
    await case.task("another-person-decides", plan, role="social_worker")
    case.insist(that=not await case.entries("care_plan"), what="written on the word of its author")
    case.tell("a second person decides")
    await planning.save_decision(case, plan, by="social_worker")
    await case.note("plan-written", plan)
    await case.do("another-person-decides", "Looked at it with Clover, and decided.", "social_worker")
    await case.do("decide-each-commitment", "Decided, each on its own.", "social_worker", about=plan)


STORY = Story(
    "A plan decided by its author, then by another",
    happens,
    Ending("eligible", "accepted", "running", care_plan=1),
)
