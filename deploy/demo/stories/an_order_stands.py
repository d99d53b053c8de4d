"""The father is found, and an order forbids contact. Nobody writes to him and he is not invited."""

from deploy.demo.acts import beginning, meeting, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, afternoon_in_days, born
from deploy.demo.story import Ending, Story

WREN = Child("Wren Imaginarey", born(12, 74), "Keeps a list of good smells.", FOSTERED)
COUSIN = Person("Barnaby Imaginarey", "cousin", "Treacle Mills", {"side": "maternal", "known": "known"})
FATHER = Person("Roderick Thistledown", "father", "Thimbleby Parva", {"known": "lost_touch"})


async def happens(case: Case) -> None:
    """He is restricted; an invitation in his name is caught before anything goes out, and put right."""
    await beginning.record(case, WREN)
    referral = await beginning.refer(case, ("find", "My cousin. Maybe my dad."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    await beginning.say(case, "search", "I would like one person from my family at my birthday.")
    father = await searching.find(case, FATHER)
    await searching.forbid(case, father, "s34_4", "Order of the court: no contact of any kind.")
    await case.note("lead-restricted", father)
    cousin = await searching.bring_in(
        case, COUSIN, "Yes, he is funny.", "Asked what Wren would like to eat.", second_wish="He can come."
    )
    conference = await meeting.ask_for(case, "Wren wants it on a boat, or near one.")
    mistake = await meeting.invite(case, conference, father)
    await meeting.arrange(case, conference, "The Boathouse, Gingerbread Canal", afternoon_in_days(14))
    await case.note("conference-conflict", father)
    await meeting.put_right(case, mistake, cousin)
    both = ("social_worker", "coordinator")
    await case.do("resolve-conference-conflict", "It was meant for the cousin.", *both)
    await case.note("conference-arranged", conference)


STORY = Story(
    "A lead under a no-contact order", happens, Ending("eligible", "accepted", "running", "arranged")
)
