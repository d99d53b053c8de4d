"""Whether a concern stands about somebody, for every service that acts on it. Pure (DOMAIN 4).

A concern at a gate, whatever was checked, closes it and what comes after it, the plan included, until a newer
clear check of the same by the child's own worker or a manager answers it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from shared.contracts.case_search import CheckRecorded
from shared.rules.words import Word
from shared.rules.workers import Workers


class CheckWord(Word):
    """A check of a lead at a gate; it holds until `expires` (exclusive)."""

    lead_id: str
    gate: str
    check: str
    result: Literal["clear", "concern", "unknown"]
    by: str
    role: str
    expires: date | None = None

    @property
    def caution(self) -> int:
        """A concern closes more than a doubt."""
        return {"clear": 0, "unknown": 1, "concern": 2}[self.result]

    def opens_like(self, other: Word) -> bool:
        """An edit of a clear check clears nothing anew."""
        return isinstance(other, CheckWord) and self.result == other.result == "clear"


def check_word(event: CheckRecorded, at: datetime) -> CheckWord:
    """Return what a check says of a lead."""
    return CheckWord(
        day=event.date,
        at=at,
        lead_id=event.lead_id,
        gate=event.gate,
        check=event.check,
        result=event.result,
        by=event.by,
        role=event.role,
        expires=event.expires,
    )


def has_concern(checks: Iterable[CheckWord], leads: Iterable[str], workers: Workers) -> bool:
    """Whether a concern about one of these leads, who are one person, was not answered."""
    people = set(leads)
    words = [word for word in checks if word.lead_id in people]
    concerns = [word for word in words if word.result == "concern"]
    return any(not any(_answers(workers, word, concern) for word in words) for concern in concerns)


def _answers(workers: Workers, clear: CheckWord, concern: CheckWord) -> bool:
    if clear.result != "clear" or (clear.gate, clear.check) != (concern.gate, concern.check):
        return False
    if concern.is_later_than(clear):
        return False
    return clear.role == "manager" or workers.is_own_worker(clear.by, clear.said_on)
