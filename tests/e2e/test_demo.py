"""The demonstration as a user runs it: one command, a table, nothing left behind."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.demo.stories import STORIES
from shared.config import PREFIX
from tests.e2e.processes import processes_of

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]

LONGEST_SECONDS = 240.0
"""After set-up (issue 2, item 8)."""


@asynccontextmanager
async def demo(directory: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the command with a place of its own for temporary files, and with settings that it must ignore."""
    environment = os.environ | {"TMPDIR": str(directory), f"{PREFIX}BROKER_URL": "amqp://nobody@127.0.0.1:1/"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "deploy.cli", "demo", *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def insist_on_nothing_left(directory: Path) -> None:
    """Neither a process nor a file of the demonstration is there any more."""
    assert processes_of(directory) == []
    assert list(directory.iterdir()) == []


@pytest.mark.parametrize("options", [(), ("--in-process",)], ids=["rabbitmq", "in-process"])
async def test_every_child_ends_as_told(tmp_path: Path, options: tuple[str, ...]) -> None:
    """The demonstration exits 0 with a row for each child, in time, and leaves nothing running."""
    async with demo(tmp_path, *options) as process, asyncio.timeout(LONGEST_SECONDS):
        out, err = await process.communicate()
    said = out.decode()
    assert process.returncode == 0, said + err.decode()
    assert err == b""
    for number, story in enumerate(STORIES, 1):
        [row] = [line for line in said.splitlines() if f"│ CH-{number} " in line]
        assert story.title in row
        assert "✓" in row
    assert f"{len(STORIES)} of {len(STORIES)} as told" in said
    assert "log in as social-worker" in said
    insist_on_nothing_left(tmp_path)


async def read_until(process: asyncio.subprocess.Process, words: bytes) -> None:
    """Read what it prints until some words come."""
    assert process.stdout is not None
    while words not in (line := await process.stdout.readline()):
        assert line, "it ended before it said so"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
async def test_an_interruption_cleans_up(tmp_path: Path, sign: signal.Signals) -> None:
    """Interrupted in the middle, it ends soon, not as a success, and leaves nothing behind."""
    async with demo(tmp_path) as process, asyncio.timeout(LONGEST_SECONDS):
        await read_until(process, b"is referred")
        process.send_signal(sign)
        await process.communicate()
    assert process.returncode == 130
    insist_on_nothing_left(tmp_path)


async def test_an_interruption_while_starting_cleans_up(tmp_path: Path) -> None:
    """Interrupted while servers start, it ends soon and leaves nothing behind."""
    async with demo(tmp_path) as process, asyncio.timeout(LONGEST_SECONDS):
        await read_until(process, b"Starting")
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert process.returncode == 130
    insist_on_nothing_left(tmp_path)


async def test_kept_up_until_interrupted(tmp_path: Path) -> None:
    """With --keep everything stays up, to be looked at, until Ctrl-C, which is then no failure."""
    async with demo(tmp_path, "--keep", "--in-process") as process, asyncio.timeout(LONGEST_SECONDS):
        await read_until(process, b"stays up until Ctrl-C")
        assert processes_of(tmp_path) != []
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert process.returncode == 0
    insist_on_nothing_left(tmp_path)
