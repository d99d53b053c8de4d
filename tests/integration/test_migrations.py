"""The schema's history on both databases: up, down, up again, and no drift from the tables in the code."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Executable, Table, TableClause, column, insert, inspect, select
from sqlalchemy import table as sql_table
from sqlalchemy.engine import Connection

from shared.journal.tables import inbox, metadata
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


async def test_what_the_inbox_holds_survives_the_digests_column(empty: Database) -> None:
    """Rows from before have none, rows lose theirs on the way down, and nothing else changes."""
    old: dict[str, Any] = {
        "source": "urn:x",
        "type": "case.x.v1",
        "child": "C1",
        "status": "done",
        "due_at": 1,
        "received_at": 2,
    }
    await upgrade(empty, "0001")
    await _execute(empty, insert(_before_digests(inbox)).values(event_id="e1", **old))
    await upgrade(empty)
    await _execute(empty, insert(inbox).values(event_id="e2", digest=b"d" * 16, **old))
    assert await _read(empty, inbox.c.digest) == [None, b"d" * 16]
    await downgrade(empty, "0001")
    assert await _read(empty, inbox.c.event_id) == ["e1", "e2"]
    await upgrade(empty)
    assert await _read(empty, inbox.c.digest) == [None, None]


def _before_digests(table: Table) -> TableClause:
    return sql_table(table.name, *(column(one.name) for one in table.c if one.name != "digest"))


async def _execute(place: Database, statement: Executable) -> None:
    opened = engine(place)
    try:
        async with opened.begin() as connection:
            await connection.execute(statement)
    finally:
        await opened.dispose()


async def _read(place: Database, what: Column[Any]) -> list[Any]:
    opened = engine(place)
    try:
        async with opened.connect() as connection:
            return [value for (value,) in await connection.execute(select(what).order_by(inbox.c.seq))]
    finally:
        await opened.dispose()


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
