"""Opening the journals as an operator does: all of them, and none is made that was not there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from getpass import getuser

from deploy.composition import NAMES, all_services
from shared import runtime
from shared.config import Settings
from shared.errors import ConfigurationError
from shared.observe import logs


@asynccontextmanager
async def open_journals(settings: Settings) -> AsyncIterator[list[runtime.Opened]]:
    """Open every service's journal; raises ConfigurationError when there is none where the settings say."""
    logs.configure(level="ERROR")
    services = all_services(settings)
    for service in services:
        place = runtime.where(settings, service.name)
        if not place.is_postgres and not place.path.exists():
            msg = (
                f"there is no journal of {service.name} in {place.path.parent}; give LL_DATABASE_URL or "
                "LL_CONFIG of the services, or make it with `lifelong-links migrate`"
            )
            raise ConfigurationError(msg)
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(runtime.open_journal(settings, service)) for service in services
        ]


def named(journals: Sequence[runtime.Opened], service: str) -> runtime.Opened:
    """The journal of a service; raises ConfigurationError."""
    for one in journals:
        if one.service.name == service.replace("_", "-"):
            return one
    msg = f"no service {service}; there are {', '.join(NAMES)}"
    raise ConfigurationError(msg)


def operator() -> str:
    """Who is at the keyboard, for the audit."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "operator"
