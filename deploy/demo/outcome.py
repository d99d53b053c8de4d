"""How each child's story stands, read from the journals and from the case record itself."""

from collections.abc import Sequence

from deploy.demo.board import OURS
from deploy.demo.case import Case
from deploy.demo.desk import Desk
from deploy.demo.story import Ending
from deploy.sandbox.tracker.plain_words import role_words
from shared.journal.replay import dead_letters
from shared.journal.status import Status, status
from shared.journal.story import Happening, story
from shared.runtime import Opened

SAYS = "lifelong-links."
REFERRAL = {f"{SAYS}referral.{one}.v1": one for one in ("accepted", "waitlisted", "declined")}
JOURNEY = {
    f"{SAYS}referral.accepted.v1": "running",
    f"{SAYS}journey.frozen.v1": "frozen",
    f"{SAYS}journey.resumed.v1": "running",
    f"{SAYS}journey.closed.v1": "closed",
}
CONFERENCE = {
    f"{SAYS}conference.{one}.v1": one.replace("-found", "").replace("-", " ")
    for one in ("arranged", "conflict-found", "held", "not-held")
}


class Journals:
    """The four journals, open for reading beside the services that work in them."""

    def __init__(self, opened: Sequence[Opened]) -> None:
        """Read these."""
        self._opened = opened

    async def quiet(self) -> bool:
        """Whether nothing is on its way: no event, publication or write of any child."""
        return not any([_busy(await status(one.store)) for one in self._opened])

    async def troubles(self) -> list[str]:
        """Return what needs an operator, one line each."""
        letters = [letter for one in self._opened for letter in await dead_letters(one.store)]
        return [f"{one.child}: {one.service} {one.type} is {one.status} ({one.error})" for one in letters]

    async def said(self, child: str) -> list[Happening]:
        """Return everything that happened to a child, oldest first."""
        stories = [await story(one.store, one.codec, child) for one in self._opened]
        return sorted((one for part in stories for one in part.happenings), key=lambda one: one.at)


def _busy(one: Status) -> bool:
    return bool(
        one.outbox or one.writes or any(one.inbox.get(name) for name in ("waiting", "early", "parked"))
    )


async def ending(case: Case, journals: Journals) -> Ending:
    """Return how a child's story stands now."""
    happenings = await journals.said(case.child)
    return Ending(
        screened=_screened(happenings),
        referral=_last(happenings, REFERRAL),
        journey=_last(happenings, JOURNEY),
        conference=_last(happenings, CONFERENCE),
        care_plan=len(await case.entries("care_plan")),
        pathway_plan=len(await case.entries("pathway_plan")),
        open_tasks=await _open_tasks(case.desks.manager, case.child),
    )


def _screened(happenings: list[Happening]) -> str:
    outcomes = [note["outcome"] for one in happenings for note in one.notes if note["code"] == "screened"]
    return outcomes[-1] if outcomes else "none"


def _last(happenings: list[Happening], meanings: dict[str, str]) -> str:
    said = [
        meanings[effect["type"]]
        for one in happenings
        for effect in one.effects
        if effect.get("type") in meanings
    ]
    return said[-1] if said else "none"


async def _open_tasks(desk: Desk, child: str) -> tuple[str, ...]:
    """Return the titles of open tasks of ours, each with the role that it waits for."""
    rows = await desk.find("task", "ref title assigned_role", child_ref=child, status="open")
    ours = (row for row in rows if row["ref"].startswith(OURS))
    return tuple(sorted(f"{row['title']} ({role_words(row['assigned_role'] or '')})" for row in ours))
