"""A first load as the operator sees it: settings, broker, progress bar, signals, and the last word."""

from dataclasses import dataclass
from pathlib import Path

import uvloop

from deploy.imports.command import say
from deploy.imports.progress import Progress
from deploy.imports.publish import FirstLoad
from deploy.imports.writing import Outgoing
from deploy.publishing import Steady, bar, started_bus, told_by_signal
from shared import config
from shared.bus.topology import CASE_EXCHANGE
from shared.config import Settings
from shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Publisher:
    """Sends to the broker of the settings, `rate` records a second at most.

    `place` is the file that keeps how far it came; the source is named after `authority`.
    """

    settings: Settings
    authority: str
    rate: int
    place: Path

    def __call__(self, records: Outgoing) -> bool:
        """Send it all and return True; False when SIGINT or SIGTERM came before the end."""
        return uvloop.run(_send(self, records))


def publisher(authority: str | None, rate: int, place: Path) -> Publisher:
    """Read the settings; raises ConfigurationError when they name no broker to send to."""
    settings = config.load()
    if settings.broker_url.get_secret_value() == "memory://":
        msg = "LL_BROKER_URL is memory://, where nobody listens to an import: name the services' broker"
        raise ConfigurationError(msg)
    return Publisher(settings, authority or settings.authority, rate, place)


async def _send(to: Publisher, records: Outgoing) -> bool:
    """Without a terminal one line is said at the end, besides what it has to wait for."""
    total = records.written.count
    progress = Progress(to.place, records.written.digest)
    progress.keep(progress.sent())
    with told_by_signal() as stop, bar(total, say) as (sent_now, tell):
        async with started_bus(to.settings) as bus:
            steady = Steady(bus, CASE_EXCHANGE, to.rate, stop, tell)
            first_load = FirstLoad(steady, f"urn:la:{to.authority}:import")
            sent = await first_load.send(records.lines, progress, sent_now)
    if sent < total:
        say(f"stopped: the broker has {sent} of {total} records; the same command goes on after them")
        return False
    say(f"the broker has all {total} records")
    return True
