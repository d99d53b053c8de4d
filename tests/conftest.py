"""Fixtures for every test: private servers, one of each for a session, and a clean place on them."""

import signal
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from deploy.servers.node import Node, ServerMissing
from deploy.servers.postgres import PostgresNode
from deploy.servers.rabbitmq import RabbitNode

# A shared or slow machine must not turn a correct property into a failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ORDER = ("house", "unit", "contracts", "journal", "integration", "e2e")
N = TypeVar("N", bound=Node)
_numbers = count(1)


def pytest_configure() -> None:
    """Let what tests start be interruptible, also when this run itself was started to ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what is quick and pure first, what needs servers last."""

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        return ORDER.index(folder) if folder in ORDER else len(ORDER)

    items.sort(key=place)


@pytest.fixture(scope="session")
def server_directory() -> Iterator[Path]:
    """A directory for the servers' files, which PostgreSQL's own user can enter; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="lifelong-links-") as name:
        directory = Path(name)
        directory.chmod(0o711)
        yield directory


def _running(kind: type[N], directory: Path) -> Iterator[N]:
    """A node that runs until the session ends; a missing server fails the tests that need it."""
    try:
        node = kind(directory)
    except ServerMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    with node:
        yield node


@pytest.fixture(scope="session")
def rabbit(server_directory: Path) -> Iterator[RabbitNode]:
    """A private RabbitMQ node for the session; a test that kills it starts it again."""
    yield from _running(RabbitNode, server_directory)


@pytest.fixture(scope="session")
def postgres(server_directory: Path) -> Iterator[PostgresNode]:
    """A private PostgreSQL node for the session; a test that kills it starts it again."""
    yield from _running(PostgresNode, server_directory)


@pytest.fixture
def rabbit_url(rabbit: RabbitNode) -> Iterator[str]:
    """The AMQP address of an empty virtual host of this test's own."""
    rabbit.start()  # the test before may have killed it
    name = f"test-{next(_numbers)}"
    yield rabbit.create_vhost(name)
    if rabbit.running:
        rabbit.delete_vhost(name)


@pytest.fixture
def postgres_url(postgres: PostgresNode) -> Iterator[str]:
    """The address (`postgresql://...`) of an empty database of this test's own."""
    postgres.start()  # the test before may have killed it
    name = f"test_{next(_numbers)}"
    yield postgres.create_database(name)
    if postgres.running:
        postgres.drop_database(name)
