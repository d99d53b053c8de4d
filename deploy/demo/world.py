"""Starts a whole world in one private directory: case system, bus, the four services and the forwarder."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.composition import all_services, case_system
from deploy.demo.private_settings import SettingValue, read_settings, write_settings
from deploy.demo.services_node import ServicesNode
from deploy.demo.staff import Staff
from deploy.sandbox.forwarder import OutgoingEvent, TrackerOutbox, forward
from deploy.sandbox.tracker_home import install
from deploy.sandbox.tracker_server import TrackerNode
from deploy.servers.node import Node, ServerFailed
from deploy.servers.rabbitmq import RabbitNode
from shared import runtime
from shared.bus.base import Bus, Message
from shared.bus.topology import CASE_EXCHANGE
from shared.config import Settings
from shared.service import Service

IN_PROCESS = "memory://"
"""The broker's address when there is none: events travel inside this process."""

Services = tuple[Service[Any], ...]


@dataclass(frozen=True)
class World:
    """Everything that runs, and where to find it.

    `journals` are open for reading; `at_work` are the tasks that must not end by themselves.
    """

    directory: Path
    staff: Staff
    tracker: TrackerNode
    journals: tuple[runtime.Opened, ...]
    nodes: tuple[Node, ...]
    outbox: TrackerOutbox
    at_work: tuple[asyncio.Task[None], ...]

    def insist_on_running(self) -> None:
        """Raise ServerFailed, naming the log, or the fault itself, when some part has ended."""
        for node in self.nodes:
            if not node.running:
                msg = f"{node.name} has ended; its log: {node.log_file}"
                raise ServerFailed(msg)
        for task in self.at_work:
            if task.done():
                task.result()

    async def all_forwarded(self) -> bool:
        """Whether every event of the case system has been confirmed by the bus."""
        return not await self.outbox.unsent(1)


@asynccontextmanager
async def world(
    directory: Path, *, broker_url: str | None = None, more: Mapping[str, SettingValue] | None = None
) -> AsyncIterator[World]:
    """Run a whole world in an empty directory; everything has ended when the block has.

    `broker_url` names a RabbitMQ that is there already, or IN_PROCESS; without it a private one is started.
    `more` are further settings of the services.
    """
    staff, tracker = Staff(), TrackerNode(directory / "case-system")
    await _installed(tracker, staff)
    async with AsyncExitStack() as stack:
        nodes: list[Node] = [tracker]
        if broker_url is None:
            nodes.append(rabbit := RabbitNode(directory))
            broker_url = rabbit.url()
        async with asyncio.TaskGroup() as starting:
            for node in nodes:
                starting.create_task(stack.enter_async_context(running(node)))
        write_settings(directory, broker_url, tracker.url, staff.plugin, more or {})
        settings = read_settings(directory)
        services = all_services(settings)
        # Opened before anybody works in them: this makes journals and keys, one after the other.
        journals = [await stack.enter_async_context(runtime.open_journal(settings, one)) for one in services]
        bus = runtime.open_bus(settings, runtime.our_topology(services))
        at_work = []
        if broker_url == IN_PROCESS:
            at_work.append(await stack.enter_async_context(_working_here(settings, services, bus)))
        else:
            nodes.append(process := ServicesNode(directory))
            await stack.enter_async_context(running(process))
            await stack.enter_async_context(_connected(bus))
        outbox = await stack.enter_async_context(TrackerOutbox(tracker.directory))
        at_work.append(await stack.enter_async_context(_forwarding(outbox, bus)))
        yield World(directory, staff, tracker, tuple(journals), tuple(nodes), outbox, tuple(at_work))


async def _installed(tracker: TrackerNode, staff: Staff) -> None:
    installing = asyncio.create_task(asyncio.to_thread(install, tracker.directory, staff.everybody))
    try:
        await asyncio.shield(installing)
    except asyncio.CancelledError:
        await asyncio.gather(installing, return_exceptions=True)
        raise


@asynccontextmanager
async def running(node: Node) -> AsyncIterator[None]:
    """Run a node for the duration of a block; it has no time to finish when the block is cancelled."""
    starting = asyncio.create_task(asyncio.to_thread(node.start))
    try:
        await asyncio.shield(starting)
        yield
    except asyncio.CancelledError:
        await asyncio.to_thread(node.kill)
        raise
    finally:
        # a thread cannot be cancelled, and its files must not come back after they were removed
        await asyncio.gather(starting, return_exceptions=True)
        await asyncio.to_thread(node.stop)


@asynccontextmanager
async def _connected(bus: Bus) -> AsyncIterator[None]:
    await bus.start()
    try:
        yield
    finally:
        await bus.stop()


@asynccontextmanager
async def _working_here(
    settings: Settings, services: Services, bus: Bus
) -> AsyncIterator[asyncio.Task[None]]:
    port, stop = case_system(settings), asyncio.Event()
    task = asyncio.create_task(runtime.run(settings, services, bus, port, stop))
    try:
        yield task
    finally:
        stop.set()
        with suppress(Exception):  # told already: `insist_on_running` raises it while somebody waits
            await task
        await port.close()


@asynccontextmanager
async def _forwarding(outbox: TrackerOutbox, bus: Bus) -> AsyncIterator[asyncio.Task[None]]:
    async def publish(event: OutgoingEvent) -> None:
        await bus.publish(CASE_EXCHANGE, [Message(event.id, event.type, event.body)])

    stop = asyncio.Event()
    task = asyncio.create_task(forward(outbox, publish, stop))
    try:
        yield task
    finally:
        stop.set()
        task.cancel()  # it may be waiting for a bus that nobody serves any more
        with suppress(asyncio.CancelledError):
            await task
