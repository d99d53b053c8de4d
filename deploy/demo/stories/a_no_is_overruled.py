"""The policy says no, and the manager, who knows him, says yes by name and with a reason (hard case 70)."""

from deploy.demo.acts import beginning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

ALDER = Child(
    "Alder Supposeby",
    born(14, 40),
    "Can tell every bird by its second note.",
    {**FOSTERED, "permanence_plan": "RETURNEV"},
)


async def happens(case: Case) -> None:
    """His plan is to go home one day, which the policy does not take; nobody expects it before he is 16."""
    await beginning.record(case, ALDER)
    await case.note("screened", "Not eligible", "a named person decides")
    referral = await beginning.refer(case, ("find", "Mum's brother. He gave me the bird book."))
    await beginning.decide_referral(case, referral, "accept", by="manager", reason_code="no-return-in-sight")
    await case.note("referral-accepted")
    await case.note("search-opened")
    await searching.search(case, "case_file", "There is a letter from the uncle in the file.", found=0)


STORY = Story("A no overruled by a person", happens, Ending("not_eligible", "accepted", "running"))
"""The outcome of the screening stays what it is: what the policy says is not rewritten by who decides."""
