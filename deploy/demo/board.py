"""What Lifelong Links has put into the record: notes and tasks as they appear, of all children at once.

One reader for everybody: were each story to look for itself, the case system would do little else.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from deploy.demo.desk import Desk
from shared.errors import CaseSystemUnavailable
from shared.references import LONGEST_ID

OURS = "LL-"
"""How the keys of notes and tasks begin that Lifelong Links wrote; the child and the code come next."""

LONGEST_HEAD = LONGEST_ID - 33
"""How much of child and code stands before the digest that takes the place of facts too long for a key."""

PAGE = 100
LOOK_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 60.0


class NotAsTold(Exception):
    """A child's story went otherwise; the message says what was waited for, in ids and codes."""


@dataclass(frozen=True, slots=True)
class Written:
    """A note or a task of ours in the record; `kind` is `note` or `task`."""

    kind: str
    child: str
    ref: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    role: str = ""

    def tells(self, code: str, about: tuple[str, ...], role: str) -> bool:
        """Whether it tells of a moment (its code), has all these words or ids, and is for a role, if any."""
        said = f"{self.title} {self.text}"
        whole, shortened = f"{OURS}{self.child}:{code}-", f"{OURS}{self.child}{code}"
        of_moment = self.ref.startswith((whole, f"{shortened[: LONGEST_HEAD + len(OURS)]}-"))
        return of_moment and all(one in said for one in about) and role in ("", self.role)


class Board:
    """Everything that Lifelong Links wrote, in the order in which it was written."""

    def __init__(self, desk: Desk, insist_on_running: Callable[[], None]) -> None:
        """Read as one worker; `insist_on_running` raises when waiting makes no sense any more."""
        self._desk = desk
        self._insist_on_running = insist_on_running
        self._written: dict[str, Written] = {}
        self._changed = asyncio.Condition()

    async def run(self) -> None:
        """Look until cancelled, also when the case system is away for a while."""
        last = {"note": 0, "task": 0}
        while True:
            with suppress(CaseSystemUnavailable):
                last = {kind: await self._look(kind, number) for kind, number in last.items()}
            async with self._changed:
                self._changed.notify_all()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _look(self, kind: str, last: int) -> int:
        fields = "ref,title,text,child.ref" + (",assigned_role" if kind == "task" else "")
        rows = await self._desk.newest(kind, fields, PAGE)
        fresh = [row for row in reversed(rows) if int(row["id"]) > last]
        for row in fresh:
            if row["ref"].startswith(OURS):
                role = row.get("assigned_role") or ""
                found = Written(kind, row["child.ref"], row["ref"], row["title"], row["text"] or "", role)
                self._written[found.ref] = found
        return int(fresh[-1]["id"]) if fresh else last

    def of(self, child: str) -> list[Written]:
        """Return what was written for a child so far."""
        return [one for one in self._written.values() if one.child == child]

    def telling(self, kind: str, child: str, code: str, *about: str, role: str = "") -> list[Written]:
        """Return what a child's record has of it so far, oldest first."""
        return [one for one in self.of(child) if one.kind == kind and one.tells(code, about, role)]

    async def wait(
        self, kind: str, child: str, code: str, *about: str, role: str = "", times: int = 1
    ) -> Written:
        """Wait until a child's record has it (that many times) and return the newest; raises NotAsTold."""

        def found() -> list[Written]:
            self._insist_on_running()
            return self.telling(kind, child, code, *about, role=role)

        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
                await self._changed.wait_for(lambda: len(found()) >= times)
        except TimeoutError:
            what = " ".join(part for part in (kind, code, *about, role) if part)
            msg = f"waited {PATIENCE_SECONDS:.0f} s in vain for the {what}"
            raise NotAsTold(msg) from None
        return found()[-1]
