"""Tasks for people: the same fact has the same task id, whoever works it out and however often."""

from dataclasses import dataclass
from datetime import date

from shared.contracts.our_meeting import Audience, TaskRaised
from shared.effects import Emit
from shared.references import reference


@dataclass(frozen=True, slots=True)
class About:
    """What a task is about: `fact` makes its id unique within the child and the task's code."""

    fact: str
    reason: str | None = None
    lead_id: str | None = None
    referral_id: str | None = None
    conference_id: str | None = None
    plan_id: str | None = None
    due_on: date | None = None
    missing: tuple[str, ...] = ()
    next_action: str | None = None


def raise_task(child_id: str, code: str, audience: tuple[Audience, ...], about: About) -> Emit:
    """Ask people to act on one fact."""
    task = TaskRaised(
        child_id=child_id,
        task_id=reference(code, child_id, about.fact),
        task_code=code,
        audience=audience,
        due_on=about.due_on,
        lead_id=about.lead_id,
        referral_id=about.referral_id,
        conference_id=about.conference_id,
        plan_id=about.plan_id,
        reason_code=about.reason,
        missing=about.missing,
        next_action=about.next_action,
    )
    return Emit(task)
