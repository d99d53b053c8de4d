"""One child's case: who works on it, the ids of its items, and waiting for what appears in the record."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from deploy.demo.board import Board, NotAsTold, Written
from deploy.demo.desk import Desk
from shared.clock import LONDON, london_date, utc_now

SATURDAY = 5


@dataclass(frozen=True)
class Desks:
    """Everybody's log-in."""

    social_worker: Desk
    personal_adviser: Desk
    coordinator: Desk
    manager: Desk
    iro: Desk

    def of(self, role: str) -> Desk:
        """Return the desk of whoever has this role."""
        found: Desk = getattr(self, role)
        return found


@dataclass
class Case:
    """One child. `tell` says to whoever watches what is going on, in a few words without names."""

    number: int
    desks: Desks
    board: Board
    tell: Callable[[str], None]
    given: Counter[str] = field(default_factory=Counter)

    @property
    def child(self) -> str:
        """The child's id."""
        return f"CH-{self.number}"

    def new_ref(self, kind: str) -> str:
        """Return the id of a further item of this child; no name is in it."""
        self.given[kind] += 1
        return f"{kind}-{self.number}-{self.given[kind]}"

    async def note(self, code: str, *about: str, times: int = 1) -> Written:
        """Wait for a note of ours in the child's record that has these words or ids."""
        return await self.board.wait("note", self.child, code, *about, times=times)

    async def task(self, code: str, *about: str, role: str = "") -> Written:
        """Wait for a task of ours in the child's record that has these words or ids."""
        return await self.board.wait("task", self.child, code, *about, role=role)

    async def do(self, code: str, outcome: str, *roles: str, about: str = "") -> None:
        """Wait for a task, and let each of these roles (or whoever it is for) close all of theirs."""
        for role in roles or ("",):
            await self.task(code, about, role=role)
            tasks = self.board.telling("task", self.child, code, about, role=role)
            for task in tasks:
                await self.desks.of(task.role).change("task", task.ref, status="done", outcome=outcome)

    async def entries(self, plan_kind: str) -> list[str]:
        """Return the texts that stand in the family section of one of the child's plans."""
        sections = await self.desks.manager.find(
            "care_plan_section", "entries", child_ref=self.child, plan_kind=plan_kind
        )
        linked = {one["id"] for section in sections for one in section["entries"] or []}
        rows = await self.desks.manager.find("entry", "text", child_ref=self.child)
        return [row["text"] for row in rows if row["id"] in linked]

    def insist(self, *, that: bool, what: str) -> None:
        """Raise NotAsTold unless it is so."""
        if not that:
            raise NotAsTold(what)


def today() -> date:
    """The calendar date in Europe/London."""
    return london_date(utc_now())


def days_ago(days: int) -> str:
    """A date of the past, as the record keeps it."""
    return (today() - timedelta(days=days)).isoformat()


def in_days(days: int) -> str:
    """A date to come, as the record keeps it."""
    return (today() + timedelta(days=days)).isoformat()


def born(years: int, days: int) -> str:
    """The date of birth of somebody who turned that old so many days ago."""
    turned = today() - timedelta(days=days)
    return date(turned.year - years, turned.month, min(turned.day, 28)).isoformat()


def afternoon_today() -> datetime:
    """A full hour of this afternoon that is still to come (aware, London).

    Late in the evening there is none, and it is the next minute but one of today: what happens at a meeting
    is recorded for the day of the meeting, and a demonstration does not wait for tomorrow.
    """
    soon = utc_now().astimezone(LONDON) + timedelta(minutes=2)
    hours = (soon.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in range(14, 20))
    return next((one for one in hours if one > soon), min(soon, soon.replace(hour=23, minute=59)))


def afternoon_in_days(days: int) -> datetime:
    """Three o'clock in the afternoon of the first Saturday after so many days that is no time of holidays."""
    day = today() + timedelta(days=days)
    while day.weekday() != SATURDAY or (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 3):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 15, tzinfo=LONDON)
