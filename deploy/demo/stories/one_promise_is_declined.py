"""Two promises; the authority supports one and declines the other, with its reason (hard case 42)."""

from deploy.demo.acts import beginning, meeting, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

PIP = Child("Pip Fictionby", born(10, 160), "Can hold her breath for forty seconds.", FOSTERED)
BEFORE = "Pip has weekly calls with her sister."
UNCLE = Person("Leopold Fictionby", "uncle", "Bunting St Mary", {"side": "paternal", "known": "lost_touch"})


async def happens(case: Case) -> None:
    """Only what was approved stands in the care plan; the network and the child are told about the other.

    The reviewing officer was told too; she will ask Pip what she thinks of it.
    """
    await beginning.record(case, PIP)
    await beginning.open_plan(case, "care_plan", BEFORE)
    referral = await beginning.refer(case, ("reconnect", "Uncle Leo, who can juggle."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    await beginning.say(case, "search", "Only people who laugh.")
    uncle = await searching.bring_in(
        case, UNCLE, "Yes yes yes.", "Practises with four balls now.", second_wish="Can he bring the balls?"
    )
    conference = await meeting.ask_for(case, "A short one, with a game.")
    coming = [await meeting.invite(case, conference, uncle)]
    await meeting.arrange(case, conference, "The Scout Hut, Bunting St Mary")
    await meeting.hold(case, conference, coming)
    promises = (
        Promise(uncle, "Comes to every school concert and sits in the second row.", "visit", "termly"),
        Promise(
            uncle,
            "Takes Pip motor-racing at weekends.",
            "visit",
            "monthly",
            decision="declined",
            reason="not-safe-yet",
        ),
    )
    plan = await planning.agree(case, *promises, conference=conference)
    await planning.decide(case, plan, *promises)
    await case.note("commitments-declined", plan)
    await case.note("plan-written", plan)
    await case.do("tell-what-was-declined", "Told both. He said that he had feared as much.", "coordinator")
    await case.task("iro-commitments-declined", role="iro")
    standing = await case.entries("care_plan")
    case.insist(
        that=not any("motor-racing" in one for one in standing), what="a declined promise was written"
    )


STORY = Story(
    "One promise is declined by the authority",
    happens,
    Ending(
        "eligible",
        "accepted",
        "running",
        "held",
        care_plan=1,
        open_tasks=("Commitments of a support plan were declined (independent reviewing officer)",),
    ),
)
