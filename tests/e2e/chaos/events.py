"""The events of the chaos tests: one child's happenings, each saying what is to go wrong with it."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.fields import ChildId, Code, Id


class Happening(Event):
    """Base: `fails` attempts fail first, with RetryLater (`later`) or a plain exception (`error`)."""

    fails: int = 0
    fault: Code = "later"


class Noted(Happening):
    """Takes effect in the child's order; `remind_after` seconds later it is called back once."""

    TYPE: ClassVar[str] = "case.chaos.noted.v1"
    remind_after: float | None = None


class LookedUp(Happening):
    """Takes effect in the child's order, after something was read outside."""

    TYPE: ClassVar[str] = "case.chaos.looked-up.v1"


class RecordChanged(Happening):
    """Takes effect in the child's order, unless a newer version had its effect already."""

    TYPE: ClassVar[str] = "case.chaos.record-changed.v1"
    record_version: int


class Early(Happening):
    """Takes effect after the event that it needs, wherever it stands."""

    TYPE: ClassVar[str] = "case.chaos.early.v1"
    needs: Id


class EarlyLookedUp(Early):
    """The same, after something was read outside."""

    TYPE: ClassVar[str] = "case.chaos.early-looked-up.v1"


class Urgent(Happening):
    """Overtakes whatever waits."""

    TYPE: ClassVar[str] = "case.chaos.urgent.v1"


class Asked(Happening):
    """Asks for a write into the record, under that reference."""

    TYPE: ClassVar[str] = "case.chaos.asked.v1"
    reference: Id
    outbound: bool = False
    refusals: int = 0
    """Attempts of the write that find the record away; -1 when the record refuses it for good."""


class Withdrawn(Happening):
    """Overtakes whatever waits and takes back every outbound write that is not made yet."""

    TYPE: ClassVar[str] = "case.chaos.withdrawn.v1"


class Answered(Event):
    """An effect: the event that had it and its place among the child's effects, from 1."""

    TYPE: ClassVar[str] = "lifelong-links.chaos.answered.v1"
    child_id: ChildId
    answers: Id
    place: int = Field(ge=1)


ORDERED: tuple[type[Happening], ...] = (Noted, LookedUp, RecordChanged)
"""What keeps the child's order."""
