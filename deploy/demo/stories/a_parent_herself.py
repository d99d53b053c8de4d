"""She is 22, has no adviser, and lost a baby through care proceedings: the parent route, B3."""

from deploy.demo.acts import beginning
from deploy.demo.acts.beginning import Child
from deploy.demo.case import Case, born, days_ago
from deploy.demo.story import Ending, Story

MARLO = Child(
    "Marlo Talespinner",
    born(22, 31),
    "Is learning to drive. Has a cactus called Gerald.",
    {
        "care_period_started": days_ago(4000),
        "care_period_ended": days_ago(1500),
        "care_reason_ceased": "E6",
        "care_leaver": "former_relevant",
        "is_parent": True,
        "child_lost_in_care_proceedings": True,
        "workers_checked": True,
    },
)


async def happens(case: Case) -> None:
    """Eligible by B3 alone; the search waits until somebody is allocated to her, and then opens.

    Her new adviser has not read yet why she is eligible.
    """
    sw = case.desks.social_worker
    await beginning.record(case, MARLO, worker="")
    await sw.add("service", case.new_ref("SV"), child=case.child, service="futures", from_date=days_ago(90))
    await case.do("eligibility-needs-decision", "She works with Futures: recorded now.")
    await case.task("eligibility-changed", role="personal_adviser")
    referral = await beginning.refer(
        case, ("find", "Somebody of my own, for me and for one day."), position="not_needed"
    )
    await beginning.decide_referral(case, referral, "accept")
    await case.task("search-gate-closed", "an allocated social worker or personal adviser")
    await beginning.allocate(case, "personal_adviser")
    await case.note("search-opened")
    both = ("coordinator", "personal_adviser")
    await case.do("search-gate-closed", "Nell is her adviser from now on.", *both)


STORY = Story(
    "A care leaver who is a parent (B3)",
    happens,
    Ending("eligible", "accepted", "running", open_tasks=("Eligibility has changed (personal adviser)",)),
)
