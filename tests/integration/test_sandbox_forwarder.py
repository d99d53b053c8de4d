"""The outbox of the case system reaches the bus in order, whatever the bus does."""

import asyncio
from pathlib import Path

import pytest

from deploy.sandbox.forwarder import OutgoingEvent, TrackerOutbox, forward
from deploy.sandbox.tracker_home import install, opened
from shared.contracts.envelope import parse
from shared.errors import BusUnavailable

pytestmark = pytest.mark.servers


class Bus:
    """A bus that confirms, except for the times it is told to be away."""

    def __init__(self, *, away: int = 0) -> None:
        """Start empty; the first `away` attempts are not confirmed."""
        self.away = away
        self.events: list[OutgoingEvent] = []
        self.arrived = asyncio.Condition()

    async def publish(self, event: OutgoingEvent) -> None:
        """Keep the event, or raise BusUnavailable."""
        if self.away:
            self.away -= 1
            raise BusUnavailable("away")
        async with self.arrived:
            self.events.append(event)
            self.arrived.notify_all()

    async def has(self, expected: int) -> None:
        """Return when that many events have arrived."""
        async with self.arrived:
            await self.arrived.wait_for(lambda: len(self.events) >= expected)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installed case system, not served."""
    install(tmp_path / "cases", [])
    return tmp_path / "cases"


def record_children(home: Path, *names: str) -> None:
    """Record children, one transaction each."""
    with opened(home) as db:
        for name in names:
            db.getclass("child").create(ref=name, name="Robin Ashdown", date_of_birth="2012-05-14")
            db.commit()


async def run_until(bus: Bus, home: Path, expected: int) -> None:
    """Forward until the bus has that many events."""
    stop = asyncio.Event()
    async with TrackerOutbox(home) as outbox, asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(forward(outbox, bus.publish, stop))
        await bus.has(expected)
        stop.set()


async def test_events_are_sent_once_and_in_order(home: Path) -> None:
    """Everything waiting is sent in the order of the commits; a second run sends nothing again."""
    names = [f"CH-{n}" for n in range(150)]
    record_children(home, *names)
    bus = Bus()
    await run_until(bus, home, 150)
    assert [parse(one.body).subject for one in bus.events] == names
    record_children(home, "CH-later")
    await run_until(bus, home, 151)
    assert parse(bus.events[-1].body).subject == "CH-later"
    assert len({one.id for one in bus.events}) == 151


async def test_a_bus_that_is_away_loses_nothing(home: Path) -> None:
    """Rows wait while the bus does not confirm, also across a restart, and keep their order."""
    record_children(home, "CH-1", "CH-2", "CH-3")
    stop = asyncio.Event()
    closed = Bus(away=1000)
    async with TrackerOutbox(home) as outbox, asyncio.TaskGroup() as tasks:
        tasks.create_task(forward(outbox, closed.publish, stop))
        await asyncio.sleep(0.3)
        stop.set()
    assert closed.events == []
    bus = Bus(away=2)
    await run_until(bus, home, 3)
    assert [parse(one.body).subject for one in bus.events] == ["CH-1", "CH-2", "CH-3"]


async def test_an_event_recorded_while_forwarding_arrives(home: Path) -> None:
    """What is committed while the forwarder runs is sent without a restart."""
    bus = Bus()
    stop = asyncio.Event()
    async with TrackerOutbox(home) as outbox, asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(forward(outbox, bus.publish, stop))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(record_children, home, "CH-1")
        await bus.has(1)
        stop.set()
    assert bus.events[0].type == "case.child.changed.v1"


async def test_a_lost_mark_sends_the_same_event_again(home: Path) -> None:
    """A crash between confirmation and mark repeats the event with the same id, for the receiver to drop."""
    record_children(home, "CH-1")
    async with TrackerOutbox(home) as outbox:
        (first,) = await outbox.unsent(10)
    async with TrackerOutbox(home) as outbox:
        (again,) = await outbox.unsent(10)
        await outbox.mark_sent([again])
        assert list(await outbox.unsent(10)) == []
    assert (first.id, first.body) == (again.id, again.body)
    assert first.id == parse(first.body).id
