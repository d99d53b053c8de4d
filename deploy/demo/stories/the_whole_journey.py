"""A girl in long-term foster care looks for her grandmother, and for the carer she lived with before.

The whole journey: screened, referred, searched, met, planned, decided, and written into the care plan.
"""

from deploy.demo.acts import beginning, meeting, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

ROBIN = Child(
    "Robin Fablewood",
    born(13, 143),
    "Draws otters on everything. Likes to know the plan for the day before breakfast.",
    FOSTERED,
)
BEFORE = "Robin sees her brother every second Saturday. Nobody else from the family is in touch."
GRANDMOTHER = Person(
    "Edna Fablewood",
    "grandmother",
    "Marzipan-on-Sea",
    {"side": "maternal", "known": "lost_touch", "aliases": "Nan Biscuit"},
)
CARER = Person("Horatio Kettlewhistle", "former_foster_carer", "Lower Teacup", {"known": "lost_touch"})


async def happens(case: Case) -> None:
    """Two people are found, both come to the conference, and three promises are approved."""
    await beginning.record(case, ROBIN)
    await beginning.open_plan(case, "care_plan", BEFORE)
    await case.note("screened")
    referral = await beginning.refer(
        case,
        ("reconnect", "I want to find my nan. She used to plait my hair."),
        ("know_history", "Why did we leave the house with the yellow door?"),
        words="Robin asks about her nan at every visit.",
    )
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    await beginning.say(case, "search", "Look for nan first. And Horatio, he taught me to whistle.")

    nan = await searching.bring_in(
        case,
        GRANDMOTHER,
        "Yes! Ask her if she still has the blue teapot.",
        "Cried on the telephone, then asked what size Robin's feet are now.",
        second_wish="She may come to the meeting. I will show her my otters.",
    )
    carer = await found_the_carer(case)
    conference = await meeting.ask_for(case, "Robin wants cake, and no speeches.")
    coming = [
        await meeting.invite(case, conference, nan),
        await meeting.invite(case, conference, carer, "friend"),
    ]
    await meeting.arrange(case, conference, "The Lantern Room, Pudding Lane Library")
    await case.note("conference-arranged", conference)
    await meeting.hold(case, conference, coming)
    await case.note("conference-held", conference)

    promises = (
        Promise(
            nan,
            "Rings Robin every Sunday after tea, and Robin chooses what they talk about.",
            "call",
            "weekly",
        ),
        Promise(
            nan,
            "Has Robin to stay for a week in the summer, with her brother.",
            "holiday",
            "yearly",
            decision="approved_with_conditions",
            conditions="The first summer: two nights, then we talk about it with Robin.",
        ),
        Promise(
            carer,
            "Sends the photographs of the allotment years, and tells who is in them.",
            "photographs_and_memories",
            "once",
        ),
    )
    plan = await planning.agree(case, *promises, conference=conference)
    await planning.decide(case, plan, *promises)
    await case.note("plan-written", plan)


async def found_the_carer(case: Case) -> str:
    """A former carer is looked at more closely before anybody writes to him."""
    step = await searching.search(case, "mobility_map", "Robin drew all the houses. One had an allotment.")
    carer = await searching.find(case, CARER, step)
    await case.do(
        "check-allegation-history",
        "Asked the designated officer: nothing is known.",
        "social_worker",
        about=carer,
    )
    await searching.clear_for_approach(case, carer, "Yes. Does he still have the dog?")
    await searching.contact(case, carer, "Still has the dog. Would love to come.")
    await case.note("lead-engaged", carer)
    await searching.clear_for_introduction(case, carer, "Yes, at the meeting.")
    return carer


STORY = Story(
    "The whole journey, into the care plan",
    happens,
    Ending("eligible", "accepted", "running", "held", care_plan=3),
)
