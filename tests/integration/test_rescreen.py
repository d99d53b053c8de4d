"""Every child looked at again, on a real broker and journal: after a new policy, once, and resumable."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from deploy.composition import NAMES, all_services
from services.eligibility.policies.files import POLICIES
from shared import runtime
from shared.bus.base import Message
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import CASE_EXCHANGE
from shared.config import Settings, load
from shared.contracts.case_system import ChildChanged
from shared.contracts.envelope import parse, wrap
from shared.contracts.lifelong_links import EligibilityScreened, ScreeningRequested
from shared.contracts.records import ChildRecord
from shared.journal.tables import inbox
from shared.storage.encryption import new_master_key
from shared.storage.migrate import upgrade
from tests.e2e.listening import every_message, until
from tests.unit.eligibility.children import child

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

THEIRS = "urn:la:E08000035:case-system"
COUNT = 40
YOUNG = range(0, COUNT, 2)
"""Every other child is 10; the rest are 15."""


@dataclass(frozen=True)
class Place:
    """Where services and commands of one test work: a broker, a database, a key and a policy file."""

    environment: dict[str, str]
    policy: Path

    @property
    def settings(self) -> Settings:
        """The same as settings of this process."""
        given = {name.removeprefix("LL_").lower(): value for name, value in self.environment.items()}
        return load({}, **given)

    def write_policy(self, version: str, minimum_age: int) -> None:
        """Leeds's policy with another minimum age."""
        text = (POLICIES / "leeds.toml").read_text()
        text = text.replace('version = "2026-1"', f'version = "{version}"')
        self.policy.write_text(text.replace("minimum_age = 4", f"minimum_age = {minimum_age}"))

    async def command(self, *words: str) -> Process:
        """Type a command."""
        rest = {name: value for name, value in os.environ.items() if not name.startswith("LL_")}
        script = Path(sys.executable).with_name("lifelong-links")
        return await asyncio.create_subprocess_exec(
            str(script), *words, env=rest | self.environment, stdout=PIPE, stderr=PIPE
        )

    async def done(self, *words: str) -> tuple[int | None, str, str]:
        """Type a command and wait for its end: exit code, output, errors."""
        process = await self.command(*words)
        out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    @asynccontextmanager
    async def eligibility(self) -> AsyncIterator[None]:
        """Run the service."""
        process = await self.command("run", "eligibility")
        try:
            yield
        finally:
            process.terminate()
            await process.communicate()


@pytest.fixture
async def place(tmp_path: Path, rabbit_url: str, postgres_url: str) -> Place:
    """Empty journals, and Leeds's policy."""
    environment = {
        "LL_BROKER_URL": rabbit_url,
        "LL_DATABASE_URL": postgres_url,
        "LL_MASTER_KEY": new_master_key(),
        "LL_CASE_SYSTEM_SECRET": "unused",
        "LL_POLICY": str(tmp_path / "policy.toml"),
        "LL_LOG_LEVEL": "WARNING",
    }
    made = Place(environment, tmp_path / "policy.toml")
    made.write_policy("2026-1", 4)
    for name in NAMES:
        await upgrade(runtime.where(made.settings, name))
    return made


def record(number: int) -> ChildRecord:
    """One of the children; the third one's record contradicts itself."""
    born = "2016-02-03" if number in YOUNG else "2011-02-03"
    rows = [{"service": "futures", "from": "2026-05-02", "to": "2026-05-01"}] if number == 3 else []
    return child(child_id=f"CH-{number:03}", date_of_birth=born, services=rows)


async def load_children(place: Place, heard: list[str]) -> None:
    """The case system says all of them, and each is screened."""
    bus = RabbitBus(place.environment["LL_BROKER_URL"], runtime.our_topology(all_services(place.settings)))
    await bus.start()
    await until(20, bus.connected)
    said = [ChildChanged.model_validate(record(n).model_dump(by_alias=True)) for n in range(COUNT)]
    envelopes = [wrap(one, id=f"e-{one.child_id}", source=THEIRS, time=one.as_of) for one in said]
    await bus.publish(CASE_EXCHANGE, [Message(one.id, one.type, one.body()) for one in envelopes])
    await bus.stop()
    await until(30, lambda: len(screened(heard)) == COUNT)


def screened(heard: list[str]) -> list[EligibilityScreened]:
    """The screenings among everything that was said; one that was published twice has the same id."""
    said = [one for one in heard if f'"type":"{EligibilityScreened.TYPE}"' in one]
    envelopes = [parse(one[one.index('{"specversion"') :].encode()) for one in said]
    return [
        EligibilityScreened.model_validate(one.data) for one in {one.id: one for one in envelopes}.values()
    ]


async def answered(place: Place) -> int:
    """How many requests eligibility has settled."""
    service = all_services(place.settings)[0]
    asked = (inbox.c.type == ScreeningRequested.TYPE) & (inbox.c.status == "done")
    async with runtime.open_journal(place.settings, service) as opened:
        found = await opened.store.query(select(func.count()).select_from(inbox).where(asked))
    return int(found[0][0])


async def some_answered(place: Place, least: int = 1) -> None:
    """Wait until that many requests are settled."""
    async with asyncio.timeout(40):
        while await answered(place) < least:  # noqa: ASYNC110 - the service is another process and tells nobody
            await asyncio.sleep(0.2)


async def all_answered(place: Place, count: int) -> None:
    """Wait until so many requests are settled, and see that there are no more."""
    await some_answered(place, count)
    assert await answered(place) == count


async def test_a_new_policy_is_applied_to_every_child_and_only_what_changed_is_said(place: Place) -> None:
    """A minimum age of 12: the younger half needs a decision, the others are silent; again, all are."""
    async with every_message(place.environment["LL_BROKER_URL"]) as heard:
        async with place.eligibility():
            await load_children(place, heard)
        place.write_policy("2026-2", 12)
        async with place.eligibility():
            code, _, said = await place.done("rescreen", "--rate", "2000")
            assert (code, f"asked for {COUNT} children" in said) == (0, True)
            await all_answered(place, COUNT)
            await until(20, lambda: len(screened(heard)) == COUNT + len(YOUNG))
            code, _, _ = await place.done("rescreen", "--rate", "2000", "--run", "second")
            await all_answered(place, 2 * COUNT)
    changed = screened(heard)[COUNT:]
    assert sorted(one.child_id for one in changed) == [f"CH-{number:03}" for number in YOUNG]
    assert {(one.outcome, one.policy.version, one.previous_outcome) for one in changed} == {
        ("needs_decision", "2026-2", "eligible")
    }


async def test_a_stopped_run_goes_on_and_asks_nobody_twice(place: Place) -> None:
    """Ctrl-C says how to go on; the run's name keeps a whole repetition harmless too."""
    async with every_message(place.environment["LL_BROKER_URL"]) as heard, place.eligibility():
        await load_children(place, heard)
        slow = await place.command("rescreen", "--rate", "20", "--run", "first")
        await some_answered(place)
        slow.send_signal(signal.SIGINT)
        _, err = await slow.communicate()
        words = err.decode()
        assert (slow.returncode, "Traceback" in words) == (130, False)
        last = words.rsplit("--after ", 1)[1].split()[0]
        assert (await place.done("rescreen", "--rate", "2000", "--run", "first", "--after", last))[0] == 0
        await all_answered(place, COUNT)
        assert (await place.done("rescreen", "--rate", "2000", "--run", "first"))[0] == 0
        await place.done("rescreen", "--rate", "2000", "--run", "another")
        await all_answered(place, 2 * COUNT)
        assert len(screened(heard)) == COUNT


async def test_the_kept_records_are_looked_through_for_contradictions(place: Place) -> None:
    """`data-quality --live` reads what eligibility keeps, in its encrypted documents."""
    async with every_message(place.environment["LL_BROKER_URL"]) as heard, place.eligibility():
        await load_children(place, heard)
    code, out, err = await place.done("data-quality", "--live", "--json", "--on", "2026-11-21")
    assert (code, err) == (0, "")
    assert [json.loads(line) for line in out.splitlines()] == [
        {"child_id": "CH-003", "remarks": ["service-ends-before-it-begins"]},
        {"records": COUNT, "with_remarks": 1, "counts": {"service-ends-before-it-begins": 1}},
    ]
