"""Three addresses for a supervisor and for Prometheus, on loopback unless told otherwise.

`/live` says that the event loop turns, `/ready` that no service lags behind, `/metrics` the figures.
A lost database shows as not ready and without figures, a lost broker as a growing outbox: a connection that
looks open proves nothing.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

import structlog

from shared.observe import metrics

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in one service's journal; `lag_seconds` is the age of the oldest event to settle."""

    lag_seconds: float
    outbox_rows: int = 0
    held_rows: int = 0


Report = Callable[[], Awaitable[Mapping[str, Backlog]]]
"""Returns the backlog of each service of this process."""

_REQUEST_SECONDS = 5.0


class Health:
    """The server; an async context manager. Port 0 takes any free one, `port` then says which."""

    def __init__(
        self, report: Report, *, port: int, host: str = "127.0.0.1", most_lag_seconds: float = 60.0
    ) -> None:
        """`/ready` answers 503 while any service lags by more than `most_lag_seconds` or cannot tell."""
        self.host = host
        self.port = port
        self._report = report
        self._most = most_lag_seconds
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port, limit=8192)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await self._answer(head.split(b"\r\n", 1)[0]))
                await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(self, request_line: bytes) -> bytes:
        method, _, rest = request_line.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        if method not in (b"GET", b"HEAD"):
            return _response(HTTPStatus.METHOD_NOT_ALLOWED)
        match path:
            case b"/live":
                response = _response(HTTPStatus.OK)
            case b"/ready":
                response = await self._ready()
            case b"/metrics":
                response = await self._metrics()
            case _:
                response = _response(HTTPStatus.NOT_FOUND)
        return response if method == b"GET" else response.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"

    async def _ready(self) -> bytes:
        lags = {name: backlog.lag_seconds for name, backlog in (await self._backlogs()).items()}
        ready = bool(lags) and max(lags.values()) <= self._most
        body = {"ready": ready, "lag_seconds": {name: round(lag, 3) for name, lag in lags.items()}}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return _response(status, json.dumps(body).encode(), "application/json")

    async def _metrics(self) -> bytes:
        for figure in (metrics.LAG_SECONDS, metrics.OUTBOX_ROWS, metrics.HELD_ROWS):
            figure.collector.clear()  # what is not known now is left out: the last value may be long untrue
        for service, backlog in (await self._backlogs()).items():
            metrics.LAG_SECONDS.labels(service).set(backlog.lag_seconds)
            metrics.OUTBOX_ROWS.labels(service).set(backlog.outbox_rows)
            metrics.HELD_ROWS.labels(service).set(backlog.held_rows)
        return _response(HTTPStatus.OK, metrics.exposition(), metrics.CONTENT_TYPE)

    async def _backlogs(self) -> Mapping[str, Backlog]:
        try:
            return await self._report()
        except Exception as error:
            # Whatever prevents us from knowing: not known, so not ready.
            log.warning("backlog-unknown", exc_info=error)
            return {}


def _response(status: HTTPStatus, body: bytes | None = None, content_type: str = "text/plain") -> bytes:
    body = f"{status.phrase}\n".encode() if body is None else body
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
