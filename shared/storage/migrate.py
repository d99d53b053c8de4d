"""Bringing one service's database to a revision of the schema."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

from shared.storage.engine import Database, engine


async def upgrade(where: Database, revision: str = "head") -> None:
    """Bring the database up to a revision; safe to repeat, and when two processes start at once."""
    await _run(where, lambda config: command.upgrade(config, revision))


async def downgrade(where: Database, revision: str) -> None:
    """Take the database back to a revision; what newer tables hold is lost."""
    await _run(where, lambda config: command.downgrade(config, revision))


async def drift(where: Database, metadata: MetaData) -> list[Any]:
    """Differences between the database and the tables as the code declares them, if any."""
    opened = engine(where, pool=1)
    try:
        async with opened.connect() as connection:
            return await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
            )
    finally:
        await opened.dispose()


async def _run(where: Database, change: Callable[[Config], None]) -> None:
    def with_connection(connection: Connection) -> None:
        if where.is_postgres:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(726000, hashtext(:schema))"), {"schema": where.schema}
            )
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{where.schema}"'))
        config = Config()
        config.set_main_option("script_location", str(files("shared.storage") / "migrations"))
        config.attributes["connection"] = connection
        change(config)

    opened = engine(where, pool=1)
    try:
        async with opened.begin() as connection:
            await connection.run_sync(with_connection)
    finally:
        await opened.dispose()
