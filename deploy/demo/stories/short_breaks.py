"""She lives at home and has short breaks: not eligible, and the record explains it (hard case 12)."""

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
    """She is screened, and that is all."""
    await beginning.record(case, LINNET)
    await case.note("screened", "short breaks")


STORY = Story("Short breaks: lives at home, not eligible", happens, Ending("not_eligible"))
