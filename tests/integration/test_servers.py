"""The private nodes: loopback only, durable across SIGKILL, and nothing left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import aio_pika
import asyncpg
import pytest

from deploy.servers.node import ServerFailed
from deploy.servers.postgres import PostgresNode
from deploy.servers.rabbitmq import RabbitNode

pytestmark = pytest.mark.servers

OWNER = """
import sys, time
from pathlib import Path
from deploy.servers.postgres import PostgresNode
from deploy.servers.rabbitmq import RabbitNode

directory = Path(sys.argv[1])
with PostgresNode(directory), RabbitNode(directory):
    print("up", flush=True)
    time.sleep(60)
"""

GUARD = """
import sys
from deploy.servers import guard

descendants = guard._descendants
guard._descendants = lambda ancestor: [2**22 + 1, *descendants(ancestor)]
sys.exit(guard.main(sys.argv[1:]))
"""
"""The guard, always told of one process that has ended since."""

LOOPBACK = ("0100007F", "0" * 24 + "01000000")
"""127.0.0.1 and ::1, as the kernel writes them."""


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that the server's user can enter."""
    with tempfile.TemporaryDirectory(prefix="lifelong-links-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def processes_of(directory: Path) -> list[int]:
    """Return the processes that carry the directory in their environment or command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(directory).encode() in told:
            found.append(int(process.name))
    return found


def listening(directory: Path) -> set[tuple[str, int]]:
    """Return address, as the kernel writes it, and port of whatever a directory's processes listen on."""
    sockets = {
        link.readlink().name.removeprefix("socket:[").removesuffix("]")
        for process in processes_of(directory)
        for link in Path(f"/proc/{process}/fd").iterdir()
    }
    lines = (Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()).splitlines()
    places = [row[1].split(":") for row in map(str.split, lines) if row[3] == "0A" and row[9] in sockets]
    return {(address, int(port, 16)) for address, port in places}


async def test_a_quorum_queue_and_its_messages_survive_sigkill(rabbit: RabbitNode, rabbit_url: str) -> None:
    """A confirmed message in a quorum queue is there after the broker was killed and started again."""
    connection = await aio_pika.connect(rabbit_url)
    channel = await connection.channel(publisher_confirms=True)
    await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})
    message = aio_pika.Message(b"here", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
    await channel.default_exchange.publish(message, "kept")
    rabbit.flush_queue_names()
    rabbit.kill()
    await connection.close()
    rabbit.start()
    async with await aio_pika.connect(rabbit_url) as connection:
        channel = await connection.channel()
        kept = await channel.get_queue("kept")
        delivery = await kept.get(timeout=20)
        assert delivery.body == b"here"
        await delivery.ack()


async def test_a_committed_row_survives_sigkill(postgres: PostgresNode, postgres_url: str) -> None:
    """A committed row is there after the database was killed and started again."""
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    postgres.kill()
    connection.terminate()
    postgres.start()
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT one FROM kept") == 1
    await connection.close()


async def test_connections_can_be_closed_by_force(rabbit: RabbitNode, rabbit_url: str) -> None:
    """Closing by force ends a client's connection, as an operator would end it."""
    connection = await aio_pika.connect(rabbit_url)
    gone = asyncio.Event()
    connection.close_callbacks.add(lambda *_: gone.set())
    rabbit.close_connections()
    assert await asyncio.wait_for(gone.wait(), timeout=10)
    await connection.close()


def test_the_nodes_listen_on_loopback_only(
    rabbit: RabbitNode, postgres: PostgresNode, server_directory: Path
) -> None:
    """Neither node, nor Erlang's own ports, can be reached from another machine."""
    found = listening(server_directory)
    assert {(LOOPBACK[0], rabbit.port), (LOOPBACK[0], postgres.port)} < found
    assert {address for address, _ in found} <= set(LOOPBACK)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_an_owner_that_is_killed(directory: Path, end: signal.Signals) -> None:
    """However the process that started the nodes ends, no server, helper or epmd stays."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(directory)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"up\n"
    assert len(processes_of(directory)) > 5
    owner.send_signal(end)
    owner.wait(30)
    owner.stdout.close()
    deadline = time.monotonic() + 10
    while processes_of(directory) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_of(directory) == []


def test_a_node_that_cannot_start_says_where_its_log_is(directory: Path) -> None:
    """A failed start leaves no process and names the log."""
    node = PostgresNode(directory)
    node.start()
    node.stop()
    (directory / "postgresql" / "postgresql.conf").write_text("nonsense\n")
    with pytest.raises(ServerFailed, match=r"postgresql\.log"):
        node.start()
    assert processes_of(directory) == []


def test_a_process_that_ends_by_itself_does_not_save_the_others(directory: Path) -> None:
    """The guard goes on when one of those that it is about to end has ended already."""
    done = subprocess.run(
        [sys.executable, "-c", GUARD, "/bin/sh", "-c", "sleep 20 & exec sleep 20"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path.cwd()), "MINE": str(directory)},
        timeout=10,
    )
    assert (done.returncode, done.stderr) == (256 - signal.SIGKILL, b"")
    assert processes_of(directory) == []
