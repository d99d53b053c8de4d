"""In the middle of the search he says stop. Nothing more is sent from that moment on (hard case 14)."""

from deploy.demo.acts import beginning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

KIT = Child("Kit Storywick", born(15, 310), "Plays the trombone, but only outdoors.", FOSTERED)
AUNT = Person("Philippa Storywick", "aunt", "Upper Crumpet", {"side": "paternal", "known": "lost_touch"})


async def happens(case: Case) -> None:
    """An aunt has been written to; the child withdraws; a worker asks what she may be told."""
    await beginning.record(case, KIT)
    referral = await beginning.refer(case, ("find", "Dad's sister. She had a parrot."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    step = await searching.search(case, "letter", "An old Christmas card with an address on it.")
    aunt = await searching.find(case, AUNT, step)
    await searching.clear_for_approach(case, aunt, "Yes, but only a letter.")
    await searching.contact(case, aunt, "No answer yet.", "no_reply")
    await beginning.withdraw(case, "I don't want to do this any more. Not now.")
    await case.note("child-withdrew")
    both = ("social_worker", "coordinator")
    await case.do("ask-what-lead-may-be-told", "Kit: say I am well and not to write.", *both, about=aunt)
    await case.do("journey-frozen", "Told Kit that the door stays open.", *both, "iro")


STORY = Story("The child withdraws mid-search", happens, Ending("eligible", "accepted", "frozen"))
