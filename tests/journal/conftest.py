"""Fixtures of the journal's contract: every test that takes `place` or `process` runs on both stores."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from shared.storage.engine import Database, database
from shared.storage.migrate import upgrade
from tests.journal.probe import FixedClock, Script
from tests.journal.process import Process, opened


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged during a test."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def script() -> Script:
    """What the probe's decisions do."""
    return Script()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still until it is moved."""
    return FixedClock()


@pytest.fixture
async def sqlite_place(tmp_path: Path) -> Database:
    """An empty journal in a file."""
    place = database(f"sqlite:///{tmp_path}", "probe")
    await upgrade(place)
    return place


@pytest.fixture
async def postgres_place(postgres_url: str) -> Database:
    """An empty journal in a database of its own."""
    place = database(postgres_url, "probe")
    await upgrade(place)
    return place


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Database:
    """An empty journal on each store in turn."""
    made: Database = request.getfixturevalue(f"{request.param}_place")
    return made


@pytest.fixture
async def process(place: Database, script: Script, clock: FixedClock) -> AsyncIterator[Process]:
    """One process with its journal open."""
    async with opened(place, script, clock) as one:
        yield one
