"""A story: what happens to one child, and how it must end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from deploy.demo.case import Case

_OUTCOMES = {"eligible": "eligible", "not_eligible": "not eligible", "needs_decision": "needs a decision"}
_JOURNEYS = {"none": "", "running": "", "frozen": "stopped for now", "closed": "ended"}


@dataclass(frozen=True)
class Ending:
    """How a child's story stands, in codes: from our journals, and from the case record itself.

    `open_tasks` are the titles of our tasks that still wait for a worker, with the role they are for.
    """

    screened: str
    referral: str = "none"
    journey: str = "none"
    conference: str = "none"
    care_plan: int = 0
    pathway_plan: int = 0
    open_tasks: tuple[str, ...] = ()

    def __str__(self) -> str:
        plans = [(self.care_plan, "care plan"), (self.pathway_plan, "pathway plan")]
        said = [
            _OUTCOMES.get(self.screened, self.screened),
            "" if self.referral == "none" else f"referral {self.referral}",
            _JOURNEYS.get(self.journey, self.journey),
            "" if self.conference == "none" else f"conference {self.conference}",
            *(f"{count} in the {name}" for count, name in plans if count),
            *(f"open task: {title}" for title in self.open_tasks),
        ]
        return ", ".join(one for one in said if one)


@dataclass(frozen=True)
class Story:
    """One child's story under its title."""

    title: str
    happens: Callable[[Case], Awaitable[None]]
    ending: Ending
