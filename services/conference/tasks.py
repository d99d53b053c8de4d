"""Tasks for people, and references: the same fact has the same id, whoever works it out and however often."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from shared.contracts.our_meeting import Audience, TaskRaised
from shared.effects import Emit

_LONGEST_ID = 64
_LONGEST_CODE = 40

COORDINATOR: tuple[Audience, ...] = ("coordinator",)
BOTH: tuple[Audience, ...] = ("coordinator", "social_worker")


@dataclass(frozen=True, slots=True)
class About:
    """What a task is about: `fact` makes its id unique within the task's code."""

    fact: str
    reason: str | None = None
    lead_id: str | None = None
    conference_id: str | None = None
    plan_id: str | None = None
    due_on: date | None = None
    missing: tuple[str, ...] = ()


def raise_task(child_id: str, code: str, audience: tuple[Audience, ...], about: About) -> Emit:
    """Ask people to act on one fact."""
    task = TaskRaised(
        child_id=child_id,
        task_id=_fitting(f"{code}-{about.fact}", _LONGEST_ID),
        task_code=code,
        audience=audience,
        due_on=about.due_on,
        lead_id=about.lead_id,
        conference_id=about.conference_id,
        plan_id=about.plan_id,
        reason_code=about.reason,
        missing=about.missing,
    )
    return Emit(task)


def proposal_id(referral_id: str) -> str:
    """The id of the conference that we propose for a referral."""
    return _fitting(f"conference-{referral_id}", _LONGEST_ID)


def review_name(plan_id: str) -> str:
    """The name of a plan's review reminder."""
    return _fitting(f"review-{plan_id}", _LONGEST_CODE)


def _fitting(text: str, longest: int) -> str:
    return text if len(text) <= longest else sha256(text.encode()).hexdigest()[:longest]
