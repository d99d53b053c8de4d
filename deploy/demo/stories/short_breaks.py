"""She lives at home and has short breaks: not eligible, and the record explains it (hard case 12).

She was referred all the same: nothing is declined, and nothing begins, until the manager has decided by name.
"""

from deploy.demo.acts import beginning
from deploy.demo.acts.beginning import Child
from deploy.demo.case import Case, born, days_ago
from deploy.demo.story import Ending, Story

LINNET = Child(
    "Linnet Legendry",
    born(8, 281),
    "Tells people with her eyes what she wants.",
    {
        "care_period_started": days_ago(400),
        "legal_status": "V4",
        "placement": "U6",
        "permanence_plan": "REMAINSUP",
        "care_leaver": "none",
    },
)


async def happens(case: Case) -> None:
    """She is screened and referred; the manager has not come to it yet."""
    await beginning.record(case, LINNET)
    await case.note("screened", "short breaks")
    await beginning.refer(case, ("reconnect", "My nan's farm. Point to the tractor."))
    await case.task("decide-the-referral", role="manager")


STORY = Story(
    "Short breaks: not eligible, a person must look",
    happens,
    Ending(
        "not_eligible",
        open_tasks=("Decide the referral: the policy says not eligible (team manager)",),
    ),
)
