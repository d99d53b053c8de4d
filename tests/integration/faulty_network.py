"""A relay in front of an HTTP server that can lose an answer, or let something happen before a request."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Interlude = Callable[[], Awaitable[None]]
LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class FaultyNetwork:
    """A relay to a port of this machine.

    `lost` names the methods whose next answers do not come back: the server has handled the request, then the
    connection ends. `interludes` run once, before the first request with the method is passed on.
    """

    target: int
    port: int = 0
    lost: list[str] = field(default_factory=list)
    interludes: dict[str, Interlude] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    connections: set[asyncio.Task[None]] = field(default_factory=set)

    def connected(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        """Serve a new connection."""
        self.connections.add(asyncio.create_task(self._serve(client, answers)))

    async def _serve(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        """Pass one connection on, one request at a time, until either side ends it."""
        server, requests = await asyncio.open_connection("127.0.0.1", self.target)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._pass_on(client, requests, server, answers):
                pass
        for end in (requests, answers):
            end.close()
            with suppress(ConnectionError):
                await end.wait_closed()

    async def _pass_on(
        self,
        client: asyncio.StreamReader,
        requests: asyncio.StreamWriter,
        server: asyncio.StreamReader,
        answers: asyncio.StreamWriter,
    ) -> bool:
        request = await _message(client)
        method = request.split(b" ", 1)[0].decode()
        self.requests.append(method)
        if interlude := self.interludes.pop(method, None):
            await interlude()
        requests.write(request)
        answer = await _message(server)
        if method in self.lost:
            self.lost.remove(method)
            return False
        answers.write(answer)
        return True


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


@asynccontextmanager
async def faulty_network(target: int) -> AsyncIterator[FaultyNetwork]:
    """Open a relay to a port of this machine for the duration of a block."""
    network = FaultyNetwork(target)
    server = await asyncio.start_server(network.connected, "127.0.0.1")
    network.port = server.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*network.connections)
