"""Everybody who plays: the workers at their desks, and what they and the journals know of each child."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace

from deploy.demo.board import Board, NotAsTold
from deploy.demo.case import Case, Desks
from deploy.demo.desk import Desk
from deploy.demo.outcome import Journals, ending
from deploy.demo.story import Ending, Story
from deploy.demo.world import World
from deploy.sandbox.tracker_home import Account
from shared.errors import LifelongLinksError

SETTLE_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.15
QUIET_LOOKS = 3
"""Looks in a row that must find nothing on its way: an event is between two of our parts for a moment."""

Tell = Callable[[str, str], None]
"""Takes the child's id and what is going on."""


@dataclass(frozen=True)
class Played:
    """A story that was played, how it stands, and why it went otherwise when it did."""

    case: Case
    story: Story
    seen: Ending | None = None
    fault: str = ""

    @property
    def as_told(self) -> bool:
        """Whether it ended as it must."""
        return not self.fault and self.seen == self.story.ending


@dataclass(frozen=True)
class Company:
    """Plays stories in a running world."""

    world: World
    desks: Desks
    board: Board
    journals: Journals

    def case(self, number: int, tell: Tell) -> Case:
        """Return the case with this number, whose child is not recorded yet."""
        return Case(number, self.desks, self.board, lambda words: tell(f"CH-{number}", words))

    async def play(self, stories: Iterable[tuple[int, Story]], tell: Tell) -> list[Played]:
        """Play stories (with their numbers) at once; then wait for quiet and look how each stands."""
        played = await asyncio.gather(*(self._play(self.case(number, tell), one) for number, one in stories))
        await self.quiet()
        seen = await asyncio.gather(*(ending(one.case, self.journals) for one in played))
        return [replace(one, seen=how) for one, how in zip(played, seen, strict=True)]

    async def _play(self, case: Case, story: Story) -> Played:
        try:
            await story.happens(case)
        except (NotAsTold, LifelongLinksError) as fault:
            self.world.insist_on_running()
            case.tell(f"went otherwise: {fault}")
            return Played(case, story, fault=str(fault))
        case.tell("told to the end")
        return Played(case, story)

    async def troubles(self) -> list[str]:
        """Return what went wrong beside the stories, one line each; never to come to rest is wrong too."""
        at_rest = await self.quiet()
        return [*await self.journals.troubles(), *([] if at_rest else ["something is still on its way"])]

    async def quiet(self) -> bool:
        """Wait until nothing is on its way any more; False when it did not come to rest in time."""
        quiet = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                while quiet < QUIET_LOOKS:
                    self.world.insist_on_running()
                    await asyncio.sleep(LOOK_EVERY_SECONDS)
                    still = await self.world.all_forwarded() and await self.journals.quiet()
                    quiet = quiet + 1 if still else 0
        return quiet >= QUIET_LOOKS


@asynccontextmanager
async def company(world: World) -> AsyncIterator[Company]:
    """Sit everybody down in a running world."""
    staff = world.staff
    async with AsyncExitStack() as stack:

        def desk(account: Account) -> Desk:
            made = Desk(world.tracker.url, account)
            stack.push_async_callback(made.close)
            return made

        desks = Desks(
            social_worker=desk(staff.social_worker),
            personal_adviser=desk(staff.personal_adviser),
            coordinator=desk(staff.coordinator),
            manager=desk(staff.manager),
            iro=desk(staff.iro),
        )
        board = Board(desks.manager, world.insist_on_running)
        reading = asyncio.create_task(board.run())
        stack.push_async_callback(_ended, reading)
        yield Company(world, desks, board, Journals(world.journals))


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, LifelongLinksError):
        await task
