"""Hard case 72 on real servers: the broker says by which exchange an event came, and only that counts."""

import asyncio
import json
import os
import subprocess
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiormq
import pytest
from pamqp.commands import Basic

from deploy.composition import NAMES, all_services
from shared import runtime
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE
from shared.config import Settings, load
from shared.contracts.case_system import ConsentChanged
from shared.contracts.envelope import STRUCTURED, Event, wrap
from shared.contracts.examples import examples
from shared.contracts.lifelong_links import ReferralAccepted
from shared.journal.documents import document
from shared.storage.encryption import new_master_key
from shared.storage.migrate import upgrade
from tests.e2e.listening import until as until_there
from tests.journal.probe import START
from tests.journal.process import until

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

CHILD = "CH-1"
THEIRS = "urn:la:E08000035:case-system"
OURS = "urn:la:E08000035:lifelong-links:eligibility"
SCRIPT = Path(sys.executable).with_name("lifelong-links")


@pytest.fixture
async def environment(rabbit_url: str, postgres_url: str) -> dict[str, str]:
    """Empty journals on PostgreSQL, and a broker of their own."""
    made = {
        "LL_BROKER_URL": rabbit_url,
        "LL_DATABASE_URL": postgres_url,
        "LL_MASTER_KEY": new_master_key(),
        "LL_CASE_SYSTEM_SECRET": "unused",
        "LL_LOG_LEVEL": "WARNING",
    }
    for name in NAMES:
        await upgrade(runtime.where(settings_of(made), name))
    return made


def settings_of(environment: dict[str, str]) -> Settings:
    """The same as settings of this process."""
    return load({}, **{name.removeprefix("LL_").lower(): value for name, value in environment.items()})


async def typed(environment: dict[str, str], *words: str) -> str:
    """What a command of the operator prints."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("LL_")}
    command = [str(SCRIPT), *words]
    run = asyncio.to_thread(subprocess.run, command, env=rest | environment, capture_output=True, check=False)
    done = await run
    return (done.stdout + done.stderr).decode()


@asynccontextmanager
async def services(environment: dict[str, str]) -> AsyncIterator[None]:
    """Run all four in a process of their own."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("LL_")}
    process = await asyncio.create_subprocess_exec(
        str(SCRIPT), "run", env=rest | environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


class Publisher:
    """Whoever has the broker's permission to publish."""

    def __init__(self, channel: Any) -> None:  # noqa: ANN401 - a channel of aiormq
        """Publish over a channel with confirms."""
        self._channel = channel

    async def say(self, event: Event, event_id: str, *, source: str, exchange: str, key: str = "") -> None:
        """Publish an event; the broker confirms it."""
        body = wrap(event, id=event_id, source=source, time=START).body()
        properties = Basic.Properties(content_type=STRUCTURED, delivery_mode=2)
        answer = await self._channel.basic_publish(
            body, exchange=exchange, routing_key=key or event.TYPE, properties=properties, mandatory=True
        )
        assert isinstance(answer, Basic.Ack)


@asynccontextmanager
async def publisher(environment: dict[str, str]) -> AsyncIterator[Publisher]:
    """Publish once exchanges, queues and bindings are there."""
    shape = runtime.our_topology(all_services(settings_of(environment)))
    bus = RabbitBus(environment["LL_BROKER_URL"], shape)
    await bus.start()
    await until_there(20, bus.connected)
    await bus.stop()
    async with await aiormq.connect(environment["LL_BROKER_URL"]) as connection:
        yield Publisher(await connection.channel(on_return_raises=True))


def accepted() -> Event:
    """Our own word that work may begin."""
    data = examples()[ReferralAccepted.TYPE]["data"] | {"child_id": CHILD}
    return ReferralAccepted.model_validate(data)


def consent(number: int) -> Event:
    """What the case system may say."""
    data = {"child_id": CHILD, "consent_id": f"K-{number}", "given_by": "child", "scope": "all"}
    return ConsentChanged.model_validate(data | {"decision": "withdrawn", "date": "2026-11-20"})


async def soon(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that other processes bring about."""
    async with asyncio.timeout(40):
        await until(condition)


async def refused(environment: dict[str, str], count: int) -> list[tuple[str, str]]:
    """Wait for so many refusals in `dead list`; by service and reason."""
    found: list[tuple[str, str]] = []

    async def all_there() -> bool:
        letters = json.loads(await typed(environment, "dead", "list", "--json"))
        found[:] = sorted((one["service"], one["error"]) for one in letters)
        return len(found) >= count

    await soon(all_there)
    return found


async def opened_for(environment: dict[str, str]) -> Any:  # noqa: ANN401 - the state's own
    """For whose referral the search is open."""
    settings = settings_of(environment)
    service = next(one for one in all_services(settings) if one.name == "family-finding")
    async with runtime.open_journal(settings, service) as journal:
        kept = await document(journal.store, journal.codec, CHILD)
    return getattr(kept, "opened_for", None)


async def test_one_of_our_types_on_the_case_systems_exchange_opens_nothing_and_is_told(
    environment: dict[str, str],
) -> None:
    """Hard case 72: by its own routing key, by another's, straight into a queue; `dead list` shows each."""
    async with services(environment), publisher(environment) as somebody:
        await somebody.say(accepted(), "f1", source=THEIRS, exchange=CASE_EXCHANGE)
        key = "case.lead.recorded.v1"
        await somebody.say(accepted(), "f2", source=OURS, exchange=CASE_EXCHANGE, key=key)
        await somebody.say(accepted(), "f3", source=OURS, exchange="", key="family-finding.inbox")
        await somebody.say(accepted(), "f4", source=THEIRS, exchange=OUR_EXCHANGE)
        found = await refused(environment, 6)
        assert await opened_for(environment) is None
        reasons = {reason for service, reason in found if service == "family-finding"}
        assert reasons == {"foreign-exchange", "foreign-source"}
        assert ("eligibility", "foreign-exchange") in found
        shown = await typed(environment, "dead", "list")
        assert "referral accepted" in shown
        assert "came by an exchange on which nobody may say this" in shown
        assert "foreign-exchange" in await typed(environment, "status")
        await somebody.say(accepted(), "f2", source=OURS, exchange=OUR_EXCHANGE)

        async def open_now() -> bool:
            return await opened_for(environment) is not None

        await soon(open_now)


async def test_a_source_that_is_not_listed_is_told_and_replayed_once_it_is(
    environment: dict[str, str],
) -> None:
    """`dead show` tells the source, `dead replay` says what to do, and `LL_SOURCES` lets it in."""
    source = "urn:vendor:records"
    async with services(environment), publisher(environment) as somebody:
        await somebody.say(consent(1), "k1", source=source, exchange=CASE_EXCHANGE)
        found = await refused(environment, 4)
        assert set(found) == {(name, "foreign-source") for name in NAMES}
    letters = json.loads(await typed(environment, "dead", "list", "--json"))
    numbers = {one["service"]: str(one["seq"]) for one in letters}
    assert source in await typed(environment, "dead", "show", "plan-sync", numbers["plan-sync"])
    assert "LL_SOURCES" in await typed(environment, "dead", "replay", "plan-sync", numbers["plan-sync"])
    environment["LL_SOURCES"] = f"{THEIRS}, {source}"
    for name, number in numbers.items():
        assert "back in its child's line" in await typed(environment, "dead", "replay", name, number)

    async def acted_on() -> bool:
        return "child-withdrew" in await typed(environment, "journey", CHILD)

    async with services(environment):
        await soon(acted_on)


async def test_another_event_under_a_known_id_is_told_in_words(environment: dict[str, str]) -> None:
    """Hard case 80, as an operator sees it: in `dead list`, in `status` and in the child's story."""
    async with services(environment), publisher(environment) as somebody:
        for number in (1, 2):
            await somebody.say(consent(number), "k1", source=THEIRS, exchange=CASE_EXCHANGE)
        found = await refused(environment, 4)
        assert set(found) == {(name, "same-id-other-content") for name in NAMES}
    assert "not what an earlier event with its id said" in await typed(environment, "dead", "list")
    assert "same-id-other-content" in await typed(environment, "status")
    assert "KEPT FOR A PERSON, not acted on" in await typed(environment, "journey", CHILD)
