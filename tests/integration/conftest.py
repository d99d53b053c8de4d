"""Fixtures of the integration tests: a real case system."""

from collections.abc import Iterator

import pytest

from tests.integration.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A case system for the whole session; each test records children of its own."""
    with running_sandbox(tmp_path_factory.mktemp("case-system")) as running:
        yield running
