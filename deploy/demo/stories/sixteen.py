"""He is 16 and still looked after: what is agreed belongs in his care plan and in his pathway plan."""

from deploy.demo.acts import beginning, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

FERN = Child(
    "Fern Yarnworthy",
    born(16, 55),
    "Repairs bicycles and gives them away.",
    {**FOSTERED, "care_leaver": "eligible"},
)
GRANDFATHER = Person(
    "Thaddeus Yarnworthy", "grandfather", "Much Haddock", {"side": "maternal", "known": "never_met"}
)


async def happens(case: Case) -> None:
    """A plan without a meeting, written into both plans at once (hard case 3)."""
    await beginning.record(case, FERN)
    await beginning.open_plan(case, "care_plan", "Fern lives with the same carers since he was eight.")
    await beginning.open_plan(case, "pathway_plan", "Fern would like to stay put after he is 18.")
    referral = await beginning.refer(case, ("find", "Mum's dad. Is he alive?"))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    lead = await searching.bring_in(
        case, GRANDFATHER, "Wow. Yes.", "Did not know that he has a grandson.", second_wish="This Saturday?"
    )
    promises = (
        Promise(lead, "Comes once a month with the tandem.", "visit", "monthly"),
        Promise(lead, "Teaches Fern the family songs.", "other", "monthly"),
    )
    plan = await planning.agree(case, *promises)
    await planning.decide(case, plan, *promises)
    await case.note("plan-written", plan, times=2)


STORY = Story(
    "Sixteen and looked after: both plans",
    happens,
    Ending("eligible", "accepted", "running", care_plan=2, pathway_plan=2),
)
