"""The commands that run services and prepare their databases."""

import asyncio
import signal

from deploy.composition import all_services, case_system, chosen
from shared import runtime
from shared.config import Settings, load
from shared.errors import ConfigurationError
from shared.observe import logs, tracing
from shared.storage.migrate import upgrade


async def run_services(names: list[str]) -> None:
    """Run the named services, or all, until SIGTERM or SIGINT."""
    settings = load()
    logs.configure(level=settings.log_level)
    if settings.traces_endpoint is not None:
        tracing.enable(settings.traces_endpoint)
    services = all_services(settings)
    ours = chosen(services, names)
    if len(ours) < len(services):
        _insist_on_a_broker(settings)
    port = case_system(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    try:
        bus = runtime.open_bus(settings, runtime.our_topology(services))
        await runtime.run(settings, ours, bus, port, stop)
    finally:
        await port.close()
        tracing.disable()


def _insist_on_a_broker(settings: Settings) -> None:
    """Events inside one process never reach a service that runs in another."""
    if settings.broker_url.get_secret_value() == "memory://":
        msg = "LL_BROKER_URL is memory://, which joins the services of one process: run all, or name a broker"
        raise ConfigurationError(msg)


async def migrate_all() -> None:
    """Bring every service's schema to the newest revision."""
    settings = load()
    for service in all_services(settings):
        await upgrade(runtime.where(settings, service.name))
