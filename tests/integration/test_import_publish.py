"""An authority's first load on a real RabbitMQ: everything arrives, also after interruptions and outages."""

import asyncio
import io
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from yarl import URL

from deploy.commands.imports import PLACE
from deploy.servers.rabbitmq import RabbitNode
from services.eligibility.screen_file import screen_file
from shared.bus.base import Delivery
from shared.bus.rabbit import RabbitBus, queue_depths
from shared.bus.topology import topology
from shared.contracts.case_child import ChildChanged
from shared.contracts.envelope import Envelope, parse
from tests.e2e.chaos.link import link
from tests.e2e.listening import until
from tests.unit.imports.extracts import TODAY, make_ssd
from tests.unit.imports.folder import persons

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

QUEUE = "eligibility.inbox"
IMPORT = "from deploy.commands.imports import import_app; import_app()"


@asynccontextmanager
async def importing(url: str, folder: Path, *words: str) -> AsyncIterator[Process]:
    """The command with `--publish`, as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("LL_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        IMPORT,
        "ssd",
        str(folder),
        "--publish",
        *words,
        env=environment | {"LL_BROKER_URL": url},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def ended(process: Process) -> tuple[int | None, list[str]]:
    """Wait for it; returns the exit code and what it told."""
    out, told = await asyncio.wait_for(process.communicate(), 60)
    assert out == b""
    return process.returncode, told.decode().splitlines()


async def arrived(url: str) -> list[Delivery]:
    """Take every message that waits in the inbox, in order."""
    count = (await queue_depths(url, [QUEUE]))[QUEUE] or 0
    bus = RabbitBus(url, topology([("eligibility", ())]), prefetch=5_000)
    await bus.start()
    found: list[Delivery] = []
    try:
        inbox = await bus.inbox("eligibility")
        async with asyncio.timeout(20):
            while len(found) < count:
                found += await inbox.take(count)
                await inbox.settle(found[-1])
    finally:
        await bus.stop()
    assert (await queue_depths(url, [QUEUE]))[QUEUE] == 0
    return found


def envelopes(messages: list[Delivery]) -> list[Envelope]:
    """Read them as the services do."""
    return [parse(one.body, one.content_type, one.headers) for one in messages]


def sent_more_than(folder: Path, count: int) -> Callable[[], bool]:
    """Tell whether so many have been confirmed, by the file that keeps it."""

    def tell() -> bool:
        try:
            return bool(json.loads((folder / PLACE).read_text())["sent"] > count)
        except OSError:
            return False

    return tell


async def test_every_record_arrives_and_can_be_screened(rabbit_url: str, tmp_path: Path) -> None:
    """As events of the contract, from the import, with one line at the end and nothing left behind."""
    make_ssd(tmp_path / "ssd", 150)
    words = ("--as-of", "2026-03-31T18:00:00Z", "--authority", "E06000056", "--rate", "1000")
    async with importing(rabbit_url, tmp_path / "ssd", *words) as process:
        code, told = await ended(process)
    assert (code, told[1:]) == (0, ["the broker has all 150 records"])
    assert not (tmp_path / "ssd" / PLACE).exists()
    found = envelopes(await arrived(rabbit_url))
    assert len({one.subject for one in found}) == len(found) == 150
    assert {one.source for one in found} == {"urn:la:E06000056:import"}
    assert {(one.type, one.originsystem) for one in found} == {(ChildChanged.TYPE, None)}
    children = [ChildChanged.model_validate(one.data) for one in found]
    assert {one.responsible_authority for one in children} == {"E06000056"}
    (tmp_path / "records.jsonl").write_text("\n".join(one.model_dump_json(by_alias=True) for one in children))
    out = io.StringIO()
    assert screen_file(tmp_path / "records.jsonl", on=TODAY, out=out) == 0
    outcomes = [json.loads(line)["outcome"] for line in out.getvalue().splitlines()]
    assert (len(outcomes), set(outcomes)) == (150, {"eligible", "not_eligible", "needs_decision"})


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_load_goes_on_where_it_stopped(
    rabbit_url: str, tmp_path: Path, sign: signal.Signals
) -> None:
    """It says how to go on, and the same command sends what is left, no record twice."""
    make_ssd(tmp_path, 120)
    async with importing(rabbit_url, tmp_path, "--rate", "40") as process:
        await until(40, sent_more_than(tmp_path, 20))
        process.send_signal(sign)
        code, told = await ended(process)
    assert code == 130
    assert told[-1].startswith("stopped: the broker has ")
    assert told[-1].endswith(" of 120 records; the same command goes on after them")
    sent = len(await arrived(rabbit_url))
    assert told[-1].split()[4] == str(sent)
    assert 20 < sent < 120
    async with importing(rabbit_url, tmp_path, "--rate", "1000") as process:
        assert (await ended(process))[0] == 0
    assert len(await arrived(rabbit_url)) == 120 - sent


async def test_a_repeated_load_repeats_its_events(rabbit_url: str, tmp_path: Path) -> None:
    """The same ids and the same bytes: whoever had them takes no notice; newer data has ids of its own."""
    persons(tmp_path, "A", "B")
    bodies = []
    for as_of in ("2026-03-31", "2026-03-31", "2026-04-01"):
        async with importing(rabbit_url, tmp_path, "--as-of", as_of) as process:
            assert (await ended(process))[0] == 0
        bodies.append([one.body for one in await arrived(rabbit_url)])
    assert bodies[0] == bodies[1]
    assert not set(bodies[0]) & set(bodies[2])


async def test_a_broker_that_goes_away_is_waited_for(
    rabbit: RabbitNode, rabbit_url: str, tmp_path: Path
) -> None:
    """The operator is told once, and once that it is back; not a record is missing at the end."""
    make_ssd(tmp_path, 120)
    async with link(rabbit.port) as way:
        url = str(URL(rabbit_url).with_port(way.port))
        async with importing(url, tmp_path, "--rate", "60") as process:
            await until(40, sent_more_than(tmp_path, 10))
            way.passing.clear()
            assert process.stderr is not None
            await process.stderr.readline()
            waiting = await asyncio.wait_for(process.stderr.readline(), 20)
            assert (
                waiting == b"the broker of LL_BROKER_URL does not confirm: waiting for it; nothing is lost\n"
            )
            way.end()
            way.passing.set()
            code, told = await ended(process)
    assert (code, told) == (0, ["the broker confirms again", "the broker has all 120 records"])
    assert len({one.subject for one in envelopes(await arrived(rabbit_url))}) == 120


async def test_a_stop_while_the_broker_is_away_is_obeyed(
    rabbit: RabbitNode, rabbit_url: str, tmp_path: Path
) -> None:
    """Nobody has to wait for a broker that may not come back."""
    persons(tmp_path, "A")
    async with link(rabbit.port) as way:
        way.passing.clear()
        async with importing(str(URL(rabbit_url).with_port(way.port)), tmp_path) as process:
            assert process.stderr is not None
            await process.stderr.readline()
            await asyncio.wait_for(process.stderr.readline(), 20)
            process.send_signal(signal.SIGINT)
            code, told = await ended(process)
    assert code == 130
    assert told == ["stopped: the broker has 0 of 1 records; the same command goes on after them"]


async def test_faults_of_the_extract_do_not_stop_the_load(rabbit_url: str, tmp_path: Path) -> None:
    """What can be read is sent, and the exit code says that something was wrong."""
    persons(tmp_path, "A", "B/2")
    async with importing(rabbit_url, tmp_path, "--out", str(tmp_path / "records.jsonl")) as process:
        code, told = await ended(process)
    assert code == 1
    assert told[0].startswith("ssd_person.csv, line 3: pers_person_id:")
    assert told[-1] == "the broker has all 1 records"
    assert [one.subject for one in envelopes(await arrived(rabbit_url))] == ["A"]
    assert json.loads((tmp_path / "records.jsonl").read_text())["child_id"] == "A"
