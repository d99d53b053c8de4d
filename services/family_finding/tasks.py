"""Tasks for people: the same fact has the same task id, whoever works it out and however often."""

from dataclasses import dataclass
from hashlib import sha256

from shared.contracts.our_meeting import Audience, TaskRaised
from shared.effects import Emit

_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class About:
    """What a task is about: `fact` makes its id unique within the child and the task's code."""

    fact: str
    lead_id: str | None = None
    referral_id: str | None = None
    reason: str | None = None
    missing: tuple[str, ...] = ()


def raise_task(child_id: str, code: str, audience: tuple[Audience, ...], about: About) -> Emit:
    """Ask people to act on one fact."""
    task = TaskRaised(
        child_id=child_id,
        task_id=_fitting(f"{code}-{child_id}-{about.fact}"),
        task_code=code,
        audience=audience,
        lead_id=about.lead_id,
        referral_id=about.referral_id,
        reason_code=about.reason,
        missing=about.missing,
    )
    return Emit(task)


def _fitting(task_id: str) -> str:
    if len(task_id) <= _LONGEST_ID:
        return task_id
    return sha256(task_id.encode()).hexdigest()[:40]
