"""Running services: what stops them, also before everything that they need is there."""

import asyncio
from typing import cast

import pytest
from structlog.testing import capture_logs

from shared.bus.memory import MemoryBus
from shared.bus.topology import topology
from shared.case_system.port import CaseSystem
from shared.config import load
from shared.runtime import run
from tests.journal.probe import Script, probe

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


async def test_a_cancellation_is_heard_in_the_moment_in_which_it_is_told_to_stop() -> None:
    """While it waits for its database; neither covers the other."""
    stop = asyncio.Event()
    settings = load(database_url=NOWHERE)
    unused = cast("CaseSystem", None)
    with capture_logs() as logged:
        running = asyncio.create_task(run(settings, [probe(Script())], MemoryBus(topology([])), unused, stop))
        async with asyncio.timeout(20):
            while not logged:  # noqa: ASYNC110 - nothing else tells that it waits
                await asyncio.sleep(0.01)
        stop.set()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
