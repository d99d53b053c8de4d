"""During the search the plan becomes adoption: outreach and the booked conference stop (hard case 7)."""

from deploy.demo.acts import beginning, meeting, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, afternoon_in_days, born, days_ago
from deploy.demo.story import Ending, Story

SORREL = Child("Sorrel Mythwater", born(6, 336), "Sings to snails.", FOSTERED)
AUNT = Person("Ottoline Mythwater", "aunt", "Pepperpot", {"side": "maternal", "known": "known"})


async def happens(case: Case) -> None:
    """Nothing is lost, nothing goes out, and the worker and the coordinator are told."""
    await beginning.record(case, SORREL)
    referral = await beginning.refer(case, ("reconnect", "Auntie with the red hat."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    await beginning.say(case, "search", "Auntie!")
    aunt = await searching.bring_in(case, AUNT, "Yes.", "Would come at once.", second_wish="With the hat.")
    conference = await meeting.ask_for(case, "In a garden.")
    await meeting.invite(case, conference, aunt)
    await meeting.arrange(case, conference, "The Walled Garden, Pepperpot", afternoon_in_days(14))
    await case.note("conference-arranged", conference)
    case.tell("the plan becomes adoption")
    await beginning.change_facts(case, permanence_plan="ADOPTION", adoption_decision_date=days_ago(1))
    await case.note("journey-frozen", "adoption")
    await case.note("conference-conflict", conference)
    both = ("social_worker", "coordinator")
    await case.do("journey-frozen", "Sorrel hears it from her social worker.", *both, "iro")
    await case.do("resolve-conference-conflict", "Called off; the aunt knows.", "iro", *both)
    await case.do("checks-needed-again", "Not now: nobody is approached.", "social_worker")


STORY = Story(
    "Plan turns to adoption: stopped for now",
    happens,
    Ending("not_eligible", "accepted", "frozen", "conflict"),
)
