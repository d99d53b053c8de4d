"""The schema's history on both databases: up, down, up again, and no drift from the tables in the code."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from shared.journal.tables import metadata
from shared.storage.engine import Database, database, engine
from shared.storage.migrate import downgrade, drift, upgrade


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database of each kind with nothing in it."""
    url = f"sqlite:///{tmp_path}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return database(url, "family-finding")


async def tables(place: Database) -> set[str]:
    """The names of the tables in the service's schema."""

    def names(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names(schema=place.schema if place.is_postgres else None))

    opened = engine(place)
    try:
        async with opened.connect() as connection:
            return await connection.run_sync(names)
    finally:
        await opened.dispose()


async def test_an_empty_database_comes_up_to_the_tables_of_the_code(empty: Database) -> None:
    """After an upgrade there is nothing that the code's tables and the database do not agree on."""
    await upgrade(empty)
    assert await drift(empty, metadata) == []
    assert await tables(empty) == {*metadata.tables, "alembic_version"}


async def test_down_to_nothing_and_up_again(empty: Database) -> None:
    """A downgrade takes every table away, and the way up is open again."""
    await upgrade(empty)
    await downgrade(empty, "base")
    assert await tables(empty) == {"alembic_version"}
    await upgrade(empty)
    assert await drift(empty, metadata) == []


async def test_an_upgrade_may_be_repeated(empty: Database) -> None:
    """Nothing happens when the schema is up to date."""
    await upgrade(empty)
    await upgrade(empty)
    assert await drift(empty, metadata) == []


async def test_drift_is_seen(empty: Database) -> None:
    """A database without the tables differs from the code in every one of them."""
    await upgrade(empty)
    await downgrade(empty, "base")
    missing = {change[1].name for change in await drift(empty, metadata) if change[0] == "add_table"}
    assert missing == set(metadata.tables)


async def test_two_processes_may_migrate_at_once(postgres_url: str) -> None:
    """On PostgreSQL the second waits for the first and finds nothing to do."""
    place = database(postgres_url, "conference")
    await asyncio.gather(*(upgrade(place) for _ in range(3)))
    assert await drift(place, metadata) == []


async def test_services_share_a_database_in_schemas_of_their_own(postgres_url: str) -> None:
    """One service's tables are not another's."""
    one, other = (database(postgres_url, name) for name in ("eligibility", "plan-sync"))
    await upgrade(one)
    assert await tables(one)
    assert await tables(other) == set()
