"""The meeting had no private family time. Then it was a meeting, and not a family group conference."""

from deploy.demo.acts import beginning, meeting, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

ASH = Child("Ash Figmentson", born(13, 18), "Never takes off his hat.", FOSTERED)
SISTER = Person("Saffron Figmentson", "sister", "Candlewick", {"known": "known"})


async def happens(case: Case) -> None:
    """It does not count as held, and the plan that came out of it is not taken up: they meet again."""
    await beginning.record(case, ASH)
    await beginning.open_plan(case, "care_plan", "Ash and his sister are in touch by telephone.")
    referral = await beginning.refer(case, ("reconnect", "My sister, more often."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    await beginning.say(case, "search", "Just her.")
    sister = await searching.bring_in(case, SISTER, "Yes.", "When can I come?", second_wish="Tomorrow.")
    conference = await meeting.ask_for(case, "Somewhere with a fire.")
    coming = [await meeting.invite(case, conference, sister)]
    await meeting.arrange(case, conference, "The Snug, Candlewick Hall")
    await meeting.hold(case, conference, coming, private_time=False)
    await case.note("conference-not-held", conference)
    promise = Promise(sister, "Spends Christmas Eve with Ash.", "visit", "yearly")
    await planning.agree(case, promise, conference=conference)
    both = ("coordinator", "social_worker")
    await case.do("conference-stage-out-of-order", "There was none.", "coordinator")
    await case.do("private-family-time-missing", "There was none: they were never alone.", *both)
    await case.do("plan-not-captured", "They meet again, with time for them.", "social_worker")
    await case.task("plan-not-captured", role="coordinator")


STORY = Story(
    "No private family time: not held",
    happens,
    Ending(
        "eligible",
        "accepted",
        "running",
        "not held",
        open_tasks=("The support plan could not be taken up (Lifelong Links Coordinator)",),
    ),
)
