"""Limited places with real processes, broker and database, while processes are killed (hard case 59)."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.composition import NAMES, all_services
from services.eligibility.policies.files import POLICIES
from services.eligibility.state import Eligibility
from shared import runtime
from shared.bus.base import Message
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import CASE_EXCHANGE
from shared.clock import utc_now
from shared.config import Settings, load
from shared.contracts.case_system import ChildChanged
from shared.contracts.envelope import Event, wrap
from shared.journal.documents import documents
from shared.storage.encryption import new_master_key
from shared.storage.migrate import upgrade
from tests.e2e.listening import until
from tests.journal.test_places import decided
from tests.unit.eligibility.children import child
from tests.unit.eligibility.story import referral_made

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

THEIRS = "urn:la:E08000035:case-system"
PLACES = 4
CHILDREN = [f"CH-{number:02}" for number in range(24)]
LEDGER = "places-E08000035"


@pytest.fixture
async def environment(tmp_path: Path, rabbit_url: str, postgres_url: str) -> dict[str, str]:
    """Empty journals, and Leeds's rules with four places."""
    policy = tmp_path / "policy.toml"
    policy.write_text((POLICIES / "leeds.toml").read_text() + f"\n[capacity]\nplaces = {PLACES}\n")
    made = {
        "LL_BROKER_URL": rabbit_url,
        "LL_DATABASE_URL": postgres_url,
        "LL_MASTER_KEY": new_master_key(),
        "LL_CASE_SYSTEM_SECRET": "unused",
        "LL_POLICY": str(policy),
        "LL_LOG_LEVEL": "WARNING",
    }
    for name in NAMES:
        await upgrade(runtime.where(settings_of(made), name))
    return made


def settings_of(environment: dict[str, str]) -> Settings:
    """The same as settings of this process."""
    return load({}, **{name.removeprefix("LL_").lower(): value for name, value in environment.items()})


@asynccontextmanager
async def eligibility(environment: dict[str, str]) -> AsyncIterator[Process]:
    """Run the service in a process of its own; it is killed at the end."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("LL_")}
    script = Path(sys.executable).with_name("lifelong-links")
    process = await asyncio.create_subprocess_exec(
        str(script), "run", "eligibility", env=rest | environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def case_system(environment: dict[str, str]) -> AsyncIterator[RabbitBus]:
    """Where events of the case system are published."""
    bus = RabbitBus(
        environment["LL_BROKER_URL"], runtime.our_topology(all_services(settings_of(environment)))
    )
    await bus.start()
    try:
        await until(20, bus.connected)
        yield bus
    finally:
        await bus.stop()


def story_of(child_id: str) -> list[Message]:
    """A child is recorded, referred and accepted."""
    record = ChildChanged.model_validate(child(child_id=child_id).model_dump(by_alias=True))
    referral = referral_made().model_copy(update={"child_id": child_id})
    events = (record, referral, decided(child_id, "accept"))
    return [message(f"{child_id}-{number}", event) for number, event in enumerate(events)]


def message(event_id: str, event: Event) -> Message:
    """A message of the case system."""
    return Message(event_id, event.TYPE, wrap(event, id=event_id, source=THEIRS, time=utc_now()).body())


async def states(environment: dict[str, str]) -> dict[str, Eligibility]:
    """All documents of eligibility, as they stand."""
    settings = settings_of(environment)
    found: dict[str, Eligibility] = {}
    async with runtime.open_journal(settings, all_services(settings)[0]) as opened:
        async for page in documents(opened.store, opened.codec):
            found |= {one.child_id: one for one in page if isinstance(one, Eligibility)}
    return found


async def settled(environment: dict[str, str], begun: int, waiting: int) -> dict[str, Eligibility]:
    """Wait until so many journeys are under way and so many children wait; never are there too many."""
    async with asyncio.timeout(60):
        while True:
            found = await states(environment)
            ledger = found.pop(LEDGER, None)
            under_way = [one for one in found.values() if one.under_way]
            assert len(under_way) <= PLACES
            told = [one for one in found.values() if one.place and one.place.position]
            if ledger and ledger.places and (len(under_way), len(told)) == (begun, waiting):
                assert (ledger.places.taken, len(ledger.places.waiting)) == (begun, waiting)
                return found
            await asyncio.sleep(0.2)


async def test_no_place_is_given_twice_or_lost_when_a_process_is_killed(environment: dict[str, str]) -> None:
    """One of two processes dies while many are accepted, and again while work is completed (hard case 59)."""
    async with case_system(environment) as bus, eligibility(environment) as first:
        async with eligibility(environment):
            messages = [one for child_id in CHILDREN for one in story_of(child_id)]
            await bus.publish(CASE_EXCHANGE, messages)
            first.kill()
            found = await settled(environment, PLACES, len(CHILDREN) - PLACES)
        done = [child_id for child_id, one in found.items() if one.under_way]
        ends = [message(f"{one}-done", decided(one, "decline", "completed")) for one in done]
        async with eligibility(environment) as third:
            await bus.publish(CASE_EXCHANGE, ends)
            await asyncio.sleep(0.5)
            third.kill()
            async with eligibility(environment):
                left = len(CHILDREN) - 2 * PLACES
                found = await settled(environment, PLACES, left)
                assert not set(done) & {child_id for child_id, one in found.items() if one.under_way}
