"""Running services: opens what they need, works until told to stop, closes it again.

One process may run one service or all; several processes of one service share the work on PostgreSQL.
"""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog

from shared.bus.base import Bus
from shared.bus.memory import MemoryBus
from shared.bus.topology import Topology, topology
from shared.case_system.port import CaseSystem
from shared.clock import Clock, utc_now
from shared.config import Settings
from shared.errors import ConfigurationError
from shared.journal.codec import Codec
from shared.journal.faults import passing
from shared.journal.journal import Outside, journal
from shared.journal.model import micros
from shared.journal.origins import Origins
from shared.journal.retry import RetryPolicy
from shared.journal.status import backlog
from shared.journal.store import Store
from shared.journal.tables import metadata
from shared.observe.health import Backlog, Health
from shared.service import Service
from shared.storage.encryption import KEY_BYTES, MasterKey, master_keys, new_master_key
from shared.storage.engine import Database, database, engine
from shared.storage.migrate import drift, upgrade

log = structlog.get_logger(__name__)

_PAUSE_SECONDS = 0.5

Services = Sequence[Service[Any]]


@dataclass(frozen=True, slots=True)
class Opened:
    """One service's journal, open for reading and operating."""

    service: Service[Any]
    store: Store
    codec: Codec


def where(settings: Settings, service: str) -> Database:
    """Where a service keeps its journal."""
    found = database(settings.database_url.get_secret_value(), service)
    if settings.database_password is None:
        return found
    return Database(service, found.url.set(password=settings.database_password.get_secret_value()))


def our_topology(services: Services) -> Topology:
    """The topology of all services; every process declares all of it."""
    return topology([(service.name, service.subscriptions) for service in services])


def origins(settings: Settings) -> Origins:
    """Whose events count; one for a process, which tells once of each stranger."""
    return Origins(settings.authority, settings.case_sources)


def open_bus(settings: Settings, shape: Topology) -> Bus:
    """The bus that `LL_BROKER_URL` names."""
    url = settings.broker_url.get_secret_value()
    if url == "memory://":
        return MemoryBus(shape)
    insist_on_a_broker(url)
    from shared.bus.rabbit import RabbitBus, with_password  # noqa: PLC0415 - quick start without a broker

    return RabbitBus(with_password(url, settings.broker_password), shape, prefetch=settings.prefetch)


def insist_on_a_broker(url: str) -> None:
    """Raise ConfigurationError unless it is the address of a broker."""
    if not _is_broker(url):
        msg = "LL_BROKER_URL must be amqp://USER@HOST/VHOST, amqps://... or memory://"
        raise ConfigurationError(msg)


def _is_broker(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("amqp", "amqps") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number
        return False


def masters(settings: Settings) -> tuple[MasterKey, ...]:
    """The master keys; on SQLite one is made and kept beside the journals when none is set."""
    if settings.master_key is not None:
        return master_keys(settings.master_key.get_secret_value())
    if not settings.database_url.get_secret_value().startswith("sqlite"):
        msg = "LL_MASTER_KEY is needed on PostgreSQL; `lifelong-links key` makes one"
        raise ConfigurationError(msg)
    file = settings.data_folder.parent / "master.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(new_master_key() + "\n")
        log.info("master-key-made")
    return master_keys(Path(file).read_text())


@asynccontextmanager
async def open_journal(settings: Settings, service: Service[Any]) -> AsyncIterator[Opened]:
    """Open one service's journal; raises ConfigurationError when its schema is not the one we know."""
    place = where(settings, service.name)
    if not place.is_postgres:
        await upgrade(place)
    elif await drift(place, metadata):
        msg = f"the schema of {service.name} is not up to date; run `lifelong-links migrate`"
        raise ConfigurationError(msg)
    store = Store(place, engine(place))
    try:
        keyring = await store.keyring(masters(settings), os.urandom(KEY_BYTES))
        codec = Codec(service, keyring, f"urn:la:{settings.authority}:lifelong-links:{service.name}")
        store.use(codec)
        yield Opened(service, store, codec)
    finally:
        await store.close()


async def run(
    settings: Settings,
    chosen: Services,
    bus: Bus,
    case_system: CaseSystem,
    stop: asyncio.Event,
    *,
    clock: Clock = utc_now,
) -> None:
    """Run services until `stop` is set, then break off and close; the next start takes up what is left."""
    retry = RetryPolicy(first=settings.retry_first, cap=settings.retry_cap)
    async with AsyncExitStack() as stack:
        opened = await _open_when_there(stack, settings, chosen, stop)
        await bus.start()
        stack.push_async_callback(bus.stop)
        outside = Outside(bus, case_system, clock, retry, origins(settings))
        journals = [
            journal(one.service, one.store, one.codec, outside, batch=settings.batch) for one in opened
        ]
        for one in journals:
            stack.push_async_callback(one.close)
        if settings.health_port:
            await _answer_health(stack, settings, opened, clock)
        gc.collect()
        gc.freeze()  # what was loaded to start with lives as long as the process: never look at it again
        log.info("started", services=[service.name for service in chosen])
        async with asyncio.TaskGroup() as tasks:
            working = [tasks.create_task(one.run()) for one in journals]
            await stop.wait()
            log.info("stopping")
            for task in working:
                task.cancel()


async def _open_when_there(
    stack: AsyncExitStack, settings: Settings, chosen: Services, stop: asyncio.Event
) -> list[Opened]:
    """Open the journals, however long their database is away; fewer when it is time to stop."""
    opened: list[Opened] = []
    while len(opened) < len(chosen) and not stop.is_set():
        service = chosen[len(opened)]
        try:
            opened.append(await stack.enter_async_context(open_journal(settings, service)))
        except Exception as fault:
            if not passing(fault):
                raise
            log.warning("database-unavailable", service=service.name, error=type(fault).__name__)
            with suppress(TimeoutError):
                # not wait_for, which on Python 3.11 may lose a cancellation that comes at the same moment
                async with asyncio.timeout(_PAUSE_SECONDS):
                    await stop.wait()
    return opened


async def _answer_health(
    stack: AsyncExitStack, settings: Settings, opened: Sequence[Opened], clock: Clock
) -> None:
    async def report() -> dict[str, Backlog]:
        now = micros(clock())
        return {one.service.name: await backlog(one.store, now) for one in opened}

    host, port = settings.health_host, settings.health_port
    try:
        await stack.enter_async_context(Health(report, host=host, port=port, most_lag_seconds=settings.lag))
    except OSError as fault:
        msg = f"LL_HEALTH_HOST, LL_HEALTH_PORT: cannot listen on {host}:{port} ({type(fault).__name__})"
        raise ConfigurationError(msg) from None
