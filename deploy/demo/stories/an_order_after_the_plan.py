"""After the plan is agreed a court forbids one person all contact (hard case 61).

The plan is decided by somebody who has not seen the order. What the others promised is written; what he
promised is held back, with one task, and nothing of it stands in the care plan.
"""

from deploy.demo.acts import beginning, meeting, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

BRYONY = Child("Bryony Makebelieve", born(12, 190), "Knows the names of forty clouds.", FOSTERED)
BEFORE = "Bryony has letters from her old school friends."
AUNT = Person("Perpetua Makebelieve", "aunt", "Nether Custard", {"side": "maternal", "known": "known"})
UNCLE = Person(
    "Ferdinand Gloamwright", "uncle", "Cobbler's Bottom", {"side": "paternal", "known": "lost_touch"}
)


async def happens(case: Case) -> None:
    """Aunt and uncle make the plan with her; the order against the uncle comes before the decision."""
    await beginning.record(case, BRYONY)
    await beginning.open_plan(case, "care_plan", BEFORE)
    referral = await beginning.refer(case, ("reconnect", "My aunt and my uncle, from both sides."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    await beginning.say(case, "search", "The two who came to my school play.")
    aunt = await searching.bring_in(
        case, AUNT, "Yes please.", "Has kept the programme of the play.", second_wish="She comes."
    )
    uncle = await searching.bring_in(
        case, UNCLE, "Him too.", "Asked whether she still sings.", second_wish="He comes as well."
    )
    conference = await meeting.ask_for(case, "With a window to look at the sky.")
    coming = [await meeting.invite(case, conference, one) for one in (aunt, uncle)]
    await meeting.arrange(case, conference, "The Weather Station, Nether Custard")
    await case.note("conference-arranged", conference)
    await meeting.hold(case, conference, coming)
    await case.note("conference-held", conference)
    promises = (
        Promise(aunt, "Has Bryony for tea every Wednesday.", "visit", "weekly"),
        Promise(uncle, "Takes Bryony up the hill to watch the weather.", "visit", "monthly"),
        Promise(aunt, "Looks after the box with the photographs.", "photographs_and_memories", "once"),
    )
    plan = await planning.agree(case, *promises, conference=conference)
    await case.task("decide-each-commitment", plan)
    await searching.forbid(
        case, uncle, "non_molestation", "Order of the court, sent to the team today.", by="manager"
    )
    await case.note("lead-restricted", uncle)
    await planning.decide(case, plan, *promises)
    await case.task("commitment-held-back", uncle, role="social_worker")
    await case.note("plan-written", plan)
    standing = await case.entries("care_plan")
    case.insist(
        that=not any("hill" in one or "Ferdinand" in one for one in standing),
        what="a promise of somebody under an order was written",
    )


STORY = Story(
    "An order comes after the plan is agreed",
    happens,
    Ending(
        "eligible",
        "accepted",
        "running",
        "held",
        care_plan=2,
        open_tasks=("Somebody's commitments are held back (social worker)",),
    ),
)
