"""Publishing many messages: throttled, each batch confirmed before the next, until the end or a signal.

At least once: what was not confirmed is sent again, with the same ids. It waits for a broker that is away.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.composition import all_services
from shared import runtime
from shared.bus.base import Bus, Message
from shared.config import Settings
from shared.errors import BusUnavailable
from shared.observe import logs

MOST_AT_ONCE: Final = 100
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 15.0
PATIENCE: Final = 3.0
"""Seconds without a confirm after which the operator is told; and for which a stop waits for one."""

Say = Callable[[str], None]
Told = tuple[Callable[[int], None], Say]
"""How many are done, and words that are worth a line."""


@dataclass(slots=True)
class Steady:
    """Publishes over a started bus, `rate` messages a second at most; `say` tells what it waits for."""

    bus: Bus
    exchange: str
    rate: int
    stop: asyncio.Event
    say: Say
    _due: float | None = None
    _waiting: bool = False

    @property
    def at_once(self) -> int:
        """How many to hand over in one batch: ten batches a second, so that the rate is even."""
        return max(1, min(MOST_AT_ONCE, self.rate // 10))

    async def confirmed(self, batch: Sequence[Message]) -> bool:
        """Publish until it is confirmed; False when told to stop before that."""
        if self._due is None:
            self._due = asyncio.get_running_loop().time()
        wait = FIRST_WAIT
        while not self.stop.is_set():
            publishing = asyncio.create_task(self.bus.publish(self.exchange, batch))
            try:
                await self._watch(publishing)
            except BusUnavailable:
                self._tell_of_waiting()
                await self._sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            if publishing.done():
                self._tell_of_the_end_of_waiting()
                # What was waited for is not made up for: the rate holds for what comes next.
                self._due = max(self._due + len(batch) / self.rate, asyncio.get_running_loop().time())
                return True
            publishing.cancel()
            await asyncio.wait([publishing])
        return False

    async def pause(self) -> bool:
        """Wait until the next batch is due; False when told to stop."""
        if self._due is not None:
            await self._sleep(self._due - asyncio.get_running_loop().time())
        return not self.stop.is_set()

    async def _watch(self, publishing: "asyncio.Task[None]") -> None:
        """Wait for the confirm; after a stop only a little longer. Raises BusUnavailable."""
        stopping = asyncio.create_task(self.stop.wait())
        try:
            both = (publishing, stopping)
            done, _ = await asyncio.wait(both, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                self._tell_of_waiting()
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait([publishing], timeout=PATIENCE)
        finally:
            stopping.cancel()
        if publishing.done():
            publishing.result()

    def _tell_of_waiting(self) -> None:
        if not self._waiting:
            self.say("the broker of LL_BROKER_URL does not confirm: waiting for it; nothing is lost")
        self._waiting = True

    def _tell_of_the_end_of_waiting(self) -> None:
        if self._waiting:
            self.say("the broker confirms again")
        self._waiting = False

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self.stop.wait()


@asynccontextmanager
async def started_bus(settings: Settings) -> AsyncIterator[Bus]:
    """Open the services' bus to publish on."""
    # The bus's and its library's lines while the broker is away would hide what is said to the operator.
    logs.configure(level="CRITICAL")
    bus = runtime.open_bus(settings, runtime.our_topology(all_services(settings)))
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


@contextmanager
def told_by_signal() -> Iterator[asyncio.Event]:
    """Set the event that it yields on SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for sign in signals:
        loop.add_signal_handler(sign, stop.set)
    try:
        yield stop
    finally:
        for sign in signals:
            loop.remove_signal_handler(sign)


@contextmanager
def bar(total: int, say: Say) -> Iterator[Told]:
    """A progress bar on a terminal, and what is said meanwhile above it; elsewhere only what is said."""
    if not sys.stderr.isatty():
        yield (lambda _: None), say
        return
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("sending"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield (lambda sent: shown.update(task, completed=sent)), console.print
