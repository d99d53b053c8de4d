"""One process of the service under test: `python -m tests.e2e.chaos.worker FOLDER`, settings by LL_.

FOLDER is the world outside (see service.World). CHAOS_SPEED makes its clock run faster, so that waits of a
minute pass in seconds. Ends with its parent, whatever happens to that.
"""

import asyncio
import base64
import ctypes
import json
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import uvloop

from shared import runtime
from shared.case_system.port import CaseSystem
from shared.clock import Clock, utc_now
from shared.config import load
from shared.errors import CaseSystemUnavailable
from shared.observe import logs
from tests.e2e.chaos.service import World, build

PR_SET_PDEATHSIG = 1
REFERENCE = "urn:chaos:"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class Port:
    """The part of the case system that the journal itself asks: the data that an event refers to."""

    def __init__(self, world: World) -> None:
        """Away when the world says so."""
        self._world = world

    async def fetch(self, dataref: str) -> Mapping[str, Any]:
        """Return the data that the reference holds."""
        await asyncio.sleep(0.002)
        if self._world.away.exists():
            raise CaseSystemUnavailable("fetch", status=503)
        data: dict[str, Any] = json.loads(base64.urlsafe_b64decode(dataref.removeprefix(REFERENCE)))
        return data


def reference_to(data: Mapping[str, Any]) -> str:
    """Make the reference from which `Port.fetch` gives the data."""
    return REFERENCE + base64.urlsafe_b64encode(json.dumps(data).encode()).decode()


def clock(speed: float) -> Clock:
    """A clock that all workers share and that runs faster than the real one."""
    return utc_now if speed == 1 else lambda: EPOCH + (utc_now() - EPOCH) * speed


async def main(folder: Path) -> None:
    """Run until SIGTERM."""
    settings = load()
    logs.configure(level=settings.log_level, strict=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    world = World(folder)
    services = [build(world)]
    bus = runtime.open_bus(settings, runtime.our_topology(services))
    port = cast("CaseSystem", Port(world))
    speed = clock(float(os.environ.get("CHAOS_SPEED", "1")))
    await runtime.run(settings, services, bus, port, stop, clock=speed)


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    uvloop.run(main(Path(sys.argv[1])))
