"""`lifelong-links check` against real servers: what is well, what is wrong, and never a secret."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from deploy.composition import NAMES, all_services
from deploy.servers.rabbitmq import RabbitNode
from shared.bus.base import Message
from shared.bus.rabbit import RabbitBus, queue_depths
from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE, Topology
from shared.bus.trial import try_broker
from shared.config import Settings, load
from shared.journal.tables import metadata
from shared.runtime import open_journal, our_topology, where
from shared.storage.encryption import new_master_key
from shared.storage.engine import engine
from shared.storage.migrate import upgrade
from tests.house.files import ROOT
from tests.integration.sandbox import ACCOUNTS, Sandbox

pytestmark = pytest.mark.servers

KEY = new_master_key()
Checked = tuple[int, dict[str, tuple[str, str, str]], str]
Check = Callable[..., Checked]


def shape() -> Topology:
    """The topology of the four services."""
    return our_topology(all_services(load(environment={})))


async def declared(url: str) -> None:
    """Put the topology onto a broker, as a first start of the services does."""
    bus = RabbitBus(url, shape())
    await bus.start()
    async with asyncio.timeout(20):
        await bus.channel(confirms=False)
    await bus.stop()


async def migrated(url: str) -> None:
    """Make the journals' schemas."""
    settings = load(environment={}, database_url=url)
    for name in NAMES:
        await upgrade(where(settings, name))


@pytest.fixture
def given(postgres_url: str, rabbit_url: str, sandbox: Sandbox) -> dict[str, str]:
    """Settings that name a PostgreSQL, a RabbitMQ and a case system of this test's own."""
    return {
        "LL_DATABASE_URL": postgres_url,
        "LL_BROKER_URL": rabbit_url,
        "LL_CASE_SYSTEM_URL": sandbox.node.url,
        "LL_CASE_SYSTEM_SECRET": ACCOUNTS["plugin"].password,
        "LL_MASTER_KEY": KEY,
    }


@pytest.fixture
def check(tmp_path: Path, given: dict[str, str]) -> Check:
    """Type `check --json` with these settings and changes to them: exit code, findings by name, all text."""

    def typed(**changed: str) -> Checked:
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "deploy.cli", "check", "--json"],
            cwd=tmp_path,
            env=environment | given | changed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        assert not any(secret in done.stdout for secret in _secrets(given | changed))
        told: dict[str, Any] = json.loads(done.stdout)
        assert told["exit_code"] == done.returncode
        lines = {each["name"]: (each["verdict"], each["text"], each["first"]) for each in told["checks"]}
        return done.returncode, lines, done.stdout

    return typed


def _secrets(settings: dict[str, str]) -> list[str]:
    passwords = [
        URL(settings[name]).password or "-no-password-" for name in ("LL_DATABASE_URL", "LL_BROKER_URL")
    ]
    return [*passwords, settings["LL_CASE_SYSTEM_SECRET"], settings["LL_MASTER_KEY"]]


async def test_all_is_well(check: Check, given: dict[str, str]) -> None:
    """Exit code 0 and a line for each part, when servers, schema, topology and log-ins are right."""
    await migrated(given["LL_DATABASE_URL"])
    await declared(given["LL_BROKER_URL"])
    code, lines, _ = await asyncio.to_thread(check)
    assert {name: verdict for name, (verdict, *_) in lines.items()} == dict.fromkeys(
        (
            *("settings", "policy", "practice", "database", "schema", "database write", "key"),
            *("broker", "topology", "broker rights", "case system", "clock"),
        ),
        "ok",
    )
    assert code == 0
    assert "case system" in lines["clock"][1]
    assert "database" in lines["clock"][1]


def test_before_the_first_start_it_says_what_to_do(check: Check) -> None:
    """Empty servers: the schema and the topology are not there, and what makes them is named."""
    code, lines, _ = check()
    assert code == 1
    assert lines["schema"] == (
        "wrong",
        "not there or not up to date: eligibility, family-finding, conference, plan-sync",
        "run `lifelong-links migrate`",
    )
    assert lines["topology"][0] == "wrong"
    assert "eligibility.inbox" in lines["topology"][1]
    assert "start `lifelong-links run` once" in lines["topology"][2]


async def test_trying_makes_nothing(check: Check, given: dict[str, str]) -> None:
    """No schema, no queue and no exchange come into being by asking for them."""
    await asyncio.to_thread(check)
    depths = await queue_depths(given["LL_BROKER_URL"], ["eligibility.inbox", "lifelong-links.dead-letters"])
    assert set(depths.values()) == {None}
    _, lines, _ = await asyncio.to_thread(check)
    assert lines["schema"][0] == "wrong"


def _replaced(url: str, **parts: str) -> str:
    address = URL(url)
    if "password" in parts:
        address = address.with_password(parts["password"])
    if "path" in parts:
        address = address.with_path(parts["path"])
    return str(address if "port" not in parts else address.with_port(int(parts["port"])))


WRONG = [
    (
        "LL_DATABASE_URL",
        {"password": "guess"},
        "database",
        "refuses our user or pass",
        "LL_DATABASE_PASSWORD",
    ),
    ("LL_DATABASE_URL", {"path": "/nowhere"}, "database", "has no such database", "CREATE DATABASE"),
    ("LL_DATABASE_URL", {"port": "1"}, "database", "cannot be reached", "LL_DATABASE_URL"),
    ("LL_BROKER_URL", {"password": "guess"}, "broker", "refuses our user or password", "LL_BROKER_PASSWORD"),
    ("LL_BROKER_URL", {"path": "/nowhere"}, "broker", "has no such virtual host", "rabbitmqctl add_vhost"),
    ("LL_BROKER_URL", {"port": "1"}, "broker", "cannot be reached", "LL_BROKER_URL"),
    ("LL_CASE_SYSTEM_URL", {"port": "1"}, "case system", "cannot be reached", "LL_CASE_SYSTEM_URL"),
    ("LL_CASE_SYSTEM_URL", {"path": "/elsewhere/"}, "case system", "address for", "LL_CASE_SYSTEM_URL"),
]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: f"{case[0]} {case[1]}")
def test_a_wrong_address_or_password_is_told_apart(
    check: Check, given: dict[str, str], case: tuple[str, dict[str, str], str, str, str]
) -> None:
    """Host and cause in our own words, what to do first, and exit code 1."""
    setting, parts, name, text, first = case
    code, lines, _ = check(**{setting: _replaced(given[setting], **parts)})
    assert code == 1
    verdict, told, remedy = lines[name]
    assert (verdict, text in told, first in remedy) == ("wrong", True, True), lines[name]


def test_a_case_system_that_refuses_our_log_in_is_told(check: Check) -> None:
    """A wrong password is told as one, and where the right one goes."""
    code, lines, _ = check(LL_CASE_SYSTEM_SECRET="a-guess-at-it")
    assert (code, lines["case system"][0]) == (1, "wrong")
    assert "refuses our account or password" in lines["case system"][1]
    assert "LL_CASE_SYSTEM_SECRET" in lines["case system"][2]


async def test_another_master_key_is_told(check: Check, given: dict[str, str]) -> None:
    """The journals stay as they are, and the key that made them is asked for."""
    await migrated(given["LL_DATABASE_URL"])
    settings: Settings = load(environment={}, database_url=given["LL_DATABASE_URL"], master_key=KEY)
    async with open_journal(settings, all_services(settings)[0]):
        pass
    _, lines, _ = await asyncio.to_thread(check, LL_MASTER_KEY=new_master_key())
    assert lines["key"][0] == "wrong"
    assert "does not open the journal of eligibility" in lines["key"][1]


async def test_a_database_that_cannot_be_written_is_told(check: Check, given: dict[str, str]) -> None:
    """As on a standby: everything can be read, and nothing would ever be settled."""
    await migrated(given["LL_DATABASE_URL"])
    place = where(load(environment={}, database_url=given["LL_DATABASE_URL"]), "eligibility")
    opened = engine(place, pool=1)
    async with opened.connect() as connection:
        await connection.exec_driver_sql(
            f'ALTER DATABASE "{place.url.database}" SET default_transaction_read_only = on'
        )
        await connection.commit()
    await opened.dispose()
    _, lines, _ = await asyncio.to_thread(check)
    assert "can be read but not written" in lines["database write"][1]


async def test_a_trial_write_leaves_nothing(check: Check, given: dict[str, str]) -> None:
    """The row that was written is taken back in every journal."""
    await migrated(given["LL_DATABASE_URL"])
    await asyncio.to_thread(check)
    settings = load(environment={}, database_url=given["LL_DATABASE_URL"])
    for name in NAMES:
        opened = engine(where(settings, name), pool=1)
        async with opened.connect() as connection:
            for table in metadata.sorted_tables:
                assert (await connection.execute(table.select())).fetchall() == []
        await opened.dispose()


@pytest.mark.parametrize(
    ("rights", "lacking"),
    [
        (("", ".*", ".*"), "configure eligibility.inbox"),
        ((".*", "", ".*"), f"write to {OUR_EXCHANGE}"),
        ((".*", ".*", ""), "read eligibility.inbox"),
    ],
)
async def test_a_right_that_the_broker_does_not_grant_is_named(
    rabbit: RabbitNode, rabbit_url: str, rights: tuple[str, str, str], lacking: str
) -> None:
    """Configure, write and read apart; trying them publishes nothing and takes nothing."""
    await declared(rabbit_url)
    vhost = URL(rabbit_url).path.removeprefix("/")
    url = rabbit.create_user(f"{vhost}-{lacking[:4].strip()}", vhost, *rights)
    [broker, topology, found] = await try_broker(url, shape())
    assert (broker.verdict, topology.verdict, found.verdict) == ("ok", "ok", "wrong")
    assert lacking in found.text


async def test_trying_rights_moves_no_message(rabbit_url: str) -> None:
    """What waits in an inbox waits on, and no message of ours comes by."""
    await declared(rabbit_url)
    bus = RabbitBus(rabbit_url, shape())
    await bus.start()
    await bus.publish(CASE_EXCHANGE, [Message("e1", "case.child.changed.v1", b"{}")])
    await bus.stop()
    names = [queue.name for queue in shape().queues]
    before = await queue_depths(rabbit_url, names)
    assert [each.verdict for each in await try_broker(rabbit_url, shape())] == ["ok"] * 3
    assert await queue_depths(rabbit_url, names) == before
    assert before["eligibility.inbox"] == 1
