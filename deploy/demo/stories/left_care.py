"""She left care last year. Her plan is the pathway plan, and her personal adviser decides with her.

She has no social worker any more: the manager signs what a social worker signs for a child.
"""

from deploy.demo.acts import beginning, meeting, planning, searching
from deploy.demo.acts.beginning import Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born, days_ago
from deploy.demo.story import Ending, Story

HAZEL = Child(
    "Hazel Onceupon",
    born(19, 122),
    "Bakes bread at four in the morning and loves it.",
    {
        "care_period_started": days_ago(3000),
        "care_period_ended": days_ago(450),
        "care_reason_ceased": "E5",
        "care_leaver": "former_relevant",
    },
)
BEFORE = "Hazel has colleagues at the bakery and would like family again."
TEACHER = Person("Mortimer Chalkdust", "teacher", "Old Inkwell", {"known": "lost_touch", "side": "none"})


async def happens(case: Case) -> None:
    """A former teacher becomes part of her network, and of her pathway plan."""
    await beginning.record(case, HAZEL, worker="personal_adviser")
    await beginning.open_plan(case, "pathway_plan", BEFORE)
    await case.do("eligibility-needs-decision", "The adviser was allocated a minute later.")
    await case.do("eligibility-changed", "Read, and told Hazel.", "personal_adviser")
    referral = await beginning.refer(
        case,
        ("reconnect", "The teacher who kept my drawings."),
        position="not_needed",
        by="personal_adviser",
    )
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    await beginning.say(case, "search", "I will come with you to look.")
    teacher = await searching.bring_in(
        case,
        TEACHER,
        "Please.",
        "Has the drawings in a blue folder.",
        second_wish="I am ready.",
        signed_by="manager",
    )
    await case.do("check-allegation-history", "Nothing is known.", "personal_adviser", about=teacher)
    conference = await meeting.ask_for(case, "At the bakery, after closing.")
    coming = [await meeting.invite(case, conference, teacher, "friend")]
    await meeting.arrange(case, conference, "The Rolling Pin Bakery")
    await meeting.hold(case, conference, coming)
    promise = Promise(teacher, "Meets Hazel for soup on the last Friday of the month.", "visit", "monthly")
    plan = await planning.agree(case, promise, conference=conference)
    await planning.decide(case, plan, promise, by="personal_adviser")
    await case.note("plan-written", plan)


STORY = Story(
    "A care leaver: into the pathway plan",
    happens,
    Ending("eligible", "accepted", "running", "held", pathway_plan=1),
)
