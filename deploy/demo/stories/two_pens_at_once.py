"""While the approved plan is being written, the social worker is writing in the same section (hard case 43).

Her words are not overwritten: nothing is added, she is asked to decide again, and then both stand there.
"""

import asyncio
from contextlib import suppress

from deploy.demo.acts import beginning, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story
from shared.errors import CaseSystemConflict

MOSS = Child("Moss Daydreamer", born(14, 229), "Wants to be a lighthouse.", FOSTERED)
BEFORE = "Moss has one friend from primary school, Figgy."
HER_WORDS = (
    " Moss has told me that Figgy is moving away in spring. We have agreed to ask the new school for a buddy,"
    " and to drive over once a month. I have also spoken with Figgy's mother, who would like that too."
)
GODMOTHER = Person("Clementine Sugarplum", "friend", "Gravy Hill", {"known": "known"})


async def happens(case: Case) -> None:
    """No conference was wanted: the plan was made at the kitchen table (hard case 40)."""
    await beginning.record(case, MOSS)
    section = await beginning.open_plan(case, "care_plan", BEFORE)
    referral = await beginning.refer(case, ("reconnect", "My godmother. No meeting please."))
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    lead = await searching.bring_in(
        case, GODMOTHER, "Yes. Just her.", "Has waited for this call for years.", second_wish="Soon."
    )
    promises = (
        Promise(lead, "Writes a real letter on the first of every month.", "letter", "monthly"),
        Promise(lead, "Keeps a bed ready for the holidays.", "holiday", "termly"),
        Promise(lead, "Is who Moss may ring at night.", "call", "weekly"),
    )
    plan = await planning.agree(case, *promises)
    await planning.take_to_review(case, plan)
    await planning.decide_each(case, plan, *promises)
    writing = asyncio.create_task(writes_in_the_section(case, section))
    try:
        await planning.save_decision(case, plan)
        await case.task("plan-changed-decide-again", plan)
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
    her_last = BEFORE + HER_WORDS
    await case.desks.social_worker.change("care_plan_section", section, text=her_last)
    case.insist(that=not await case.entries("care_plan"), what="written while she wrote")
    await planning.save_decision(case, plan)
    await case.do("decide-each-commitment", "Decided, each on its own.", "social_worker", about=plan)
    await case.do("plan-changed-decide-again", "Read again, decided again.", "social_worker", about=plan)
    await case.note("plan-written", plan)
    [now] = await case.desks.social_worker.find("care_plan_section", "text", child_ref=case.child)
    case.insist(that=now["text"] == her_last, what="the social worker's words are not as she left them")


async def writes_in_the_section(case: Case, section: str) -> None:
    """She types, and the page saves word by word; when she is through, she begins again."""
    words = HER_WORDS.split(" ")
    while True:
        for count in range(1, len(words) + 1):
            text = BEFORE + " ".join(words[:count])
            with suppress(CaseSystemConflict):
                await case.desks.social_worker.save("care_plan_section", section, {"text": text})


STORY = Story(
    "Plan edited by a worker at the same moment",
    happens,
    Ending("eligible", "accepted", "running", care_plan=3),
)
