"""Which process of a service relays.

On PostgreSQL the holder of a session's advisory lock, on SQLite the only process that there is.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import asyncpg

from shared.journal.faults import PASSING, passing
from shared.journal.postgres import connect_arguments, lock_number
from shared.storage.engine import Database

_PAUSE_SECONDS = 0.5


class Leadership(Protocol):
    """One holder at a time; lost when its connection is."""

    @property
    def held(self) -> bool:
        """Whether this process holds it."""

    async def gain(self) -> None:
        """Wait until this process holds it."""

    def tell(self) -> None:
        """Tell the holder, wherever it is, that there is something new in the outbox."""

    def on_told(self, listener: Callable[[], None]) -> None:
        """Call this when somebody told."""

    async def close(self) -> None:
        """Give it up."""


class Alone:
    """The journal has one process only."""

    held = True

    async def gain(self) -> None:
        """It is held already."""

    def tell(self) -> None:
        """Nobody else is there."""

    def on_told(self, listener: Callable[[], None]) -> None:
        """Nobody ever tells."""

    async def close(self) -> None:
        """Nothing to give up."""


class PostgresLeadership:
    """A session's advisory lock: the server takes it back when the process or its connection dies."""

    def __init__(self, where: Database) -> None:
        """Connects in `gain`."""
        self._where = where
        self._channel = f"outbox_{where.schema}"
        self._connection: Any = None
        self._holds = False
        self._listener: Callable[[], None] = _nobody
        self._tell = asyncio.Event()
        self._telling: asyncio.Task[None] | None = None

    @property
    def held(self) -> bool:
        """Whether this process holds it; false as soon as the connection is gone."""
        return self._holds and not self._connection.is_closed()

    async def gain(self) -> None:
        """Wait until this process holds it."""
        self._holds = False
        while not self._holds:
            try:
                await self._try()
            except Exception as fault:
                if not passing(fault):
                    raise
            if not self._holds:
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _try(self) -> None:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(**connect_arguments(self._where))
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_others())
        free = await self._connection.fetchval(
            "SELECT pg_try_advisory_lock($1, $2)", lock_number("relay"), lock_number(self._where.service)
        )
        if free:
            await self._connection.add_listener(self._channel, lambda *_: self._listener())
        self._holds = free

    def tell(self) -> None:
        """Tell the holder, wherever it is, that there is something new in the outbox."""
        self._tell.set()

    async def _tell_others(self) -> None:
        while True:
            await self._tell.wait()
            self._tell.clear()
            with suppress(asyncpg.PostgresError, *PASSING):
                await self._connection.execute(f"NOTIFY {self._channel}")

    def on_told(self, listener: Callable[[], None]) -> None:
        """Call this when somebody told."""
        self._listener = listener

    async def close(self) -> None:
        """Give it up."""
        if self._telling is not None:
            self._telling.cancel()
        if self._connection is not None:
            await self._connection.close()


def _nobody() -> None:
    """Nobody listens yet; a sweep finds it."""
