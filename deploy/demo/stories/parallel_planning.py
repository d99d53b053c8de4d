"""Two plans at once, foster care and a return home: software does not decide that, a person does."""

from deploy.demo.acts import beginning
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

OTIS = Child(
    "Otis Pretendle",
    born(9, 97),
    "Knows all the bus numbers.",
    {**FOSTERED, "permanence_plan": "LTFOST18,RETURNEV"},
)


async def happens(case: Case) -> None:
    """The social worker looks at it, the referral is accepted by a person, and the search opens."""
    await beginning.record(case, OTIS)
    await case.do(
        "eligibility-needs-decision", "Home is no longer planned; the review will tidy up.", "social_worker"
    )
    referral = await beginning.refer(case, ("find", "I have an uncle with a boat, I think."))
    await beginning.decide_referral(case, referral, "accept", by="manager")
    await case.note("search-opened")


STORY = Story("Parallel planning: a person decides", happens, Ending("needs_decision", "accepted", "running"))
