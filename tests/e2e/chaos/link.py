"""A connection to the broker that can go silent without being closed, as behind a broken firewall."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Link:
    """Passes bytes on between this machine's `port` and `target`, as long as `passing` is set."""

    target: int
    port: int = 0
    passing: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
            with suppress(asyncio.CancelledError):
                await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
            back.close()
        writer.close()

    async def _pass_on(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65_536):
            await self.passing.wait()
            to.write(chunk)
            await to.drain()
        to.close()

    def end(self) -> None:
        """End every connection."""
        for task in self._tasks:
            task.cancel()


@asynccontextmanager
async def link(target: int) -> AsyncIterator[Link]:
    """Open a link to a port of this machine for the duration of a block."""
    made = Link(target)
    made.passing.set()
    server = await asyncio.start_server(made.accept, "127.0.0.1")
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.end()
        await server.wait_closed()
