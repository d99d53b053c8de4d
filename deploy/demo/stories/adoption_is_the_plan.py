"""A little boy whose plan is adoption: not eligible, and the record says why."""

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
    """A practitioner refers all the same; the referral does not go on, and the reason is given."""
    await beginning.record(case, TANSY)
    await case.note("screened", "not eligible")
    await beginning.refer(case, ("know_history", "Where was I when I was a baby?"))
    await case.note("referral-declined")


STORY = Story("Plan is adoption: not eligible", happens, Ending("not_eligible", "declined"))
