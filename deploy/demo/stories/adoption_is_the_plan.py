"""A little boy whose plan is adoption: the policy says no, and the manager confirms it by name."""

from deploy.demo.acts import beginning
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

TANSY = Child(
    "Tansy Neverreal",
    born(5, 205),
    "Counts every staircase.",
    {**FOSTERED, "legal_status": "E1", "placement": "U6", "permanence_plan": "ADOPTION"},
)


async def happens(case: Case) -> None:
    """A practitioner refers all the same; nothing is declined until the manager has looked."""
    await beginning.record(case, TANSY)
    await case.note("screened", "Not eligible", "a named person decides")
    referral = await beginning.refer(case, ("know_history", "Where was I when I was a baby?"))
    await beginning.decide_referral(case, referral, "decline", by="manager", reason_code="plan-adoption")
    await case.note("referral-declined")


STORY = Story("A no confirmed by a person: adoption", happens, Ending("not_eligible", "declined"))
