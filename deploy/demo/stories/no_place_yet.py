"""Eligible and agreed, but the small team has no place: she waits, and keeps her place in the line."""

from deploy.demo.acts import beginning
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.case import Case, born
from deploy.demo.story import Ending, Story

JUNO = Child("Juno Inventsby", born(11, 250), "Is building a glider out of umbrellas.", FOSTERED)


async def happens(case: Case) -> None:
    """The coordinator puts the referral on the waiting list."""
    await beginning.record(case, JUNO)
    await case.note("screened")
    referral = await beginning.refer(case, ("find", "Somebody who knew my mum at school."))
    await beginning.decide_referral(case, referral, "waitlist", reason_code="no-place")
    await case.note("referral-waitlisted")


STORY = Story("No place yet: waitlisted", happens, Ending("eligible", "waitlisted"))
