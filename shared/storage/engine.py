"""Engines: one database per service, a schema on PostgreSQL or a file on SQLite.

On PostgreSQL the search path is the service's schema, so the same statements serve both.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Database:
    """Where one service keeps its journal."""

    service: str
    url: URL

    @property
    def schema(self) -> str:
        """The service's schema on PostgreSQL."""
        return self.service.replace("-", "_")

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL; otherwise it is SQLite."""
        return self.url.get_backend_name() == "postgresql"

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.database or "")


def database(url: str, service: str) -> Database:
    """Read LL_DATABASE_URL for one service: `sqlite:///FOLDER` or `postgresql://USER@HOST/NAME`.

    Raises ConfigurationError that names the setting.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        msg = "LL_DATABASE_URL is not a database address; use sqlite:///FOLDER or postgresql://USER@HOST/NAME"
        raise ConfigurationError(msg) from None
    match parsed.get_backend_name():
        case "sqlite":
            file = Path(parsed.database or ".") / f"{service.replace('-', '_')}.sqlite3"
            return Database(service, parsed.set(drivername="sqlite+aiosqlite", database=str(file)))
        case "postgresql":
            return Database(service, parsed.set(drivername="postgresql+asyncpg"))
        case other:
            msg = f"LL_DATABASE_URL names {other}; this software runs on sqlite and postgresql"
            raise ConfigurationError(msg)


def engine(where: Database, *, pool: int = 4) -> AsyncEngine:
    """Open an engine; SQLite has one connection, in WAL mode with full synchronisation."""
    if where.is_postgres:
        return create_async_engine(
            where.url,
            pool_size=pool,
            pool_pre_ping=True,
            connect_args={
                "server_settings": {"search_path": where.schema},
                "timeout": 10,
                "command_timeout": 60,
            },
        )
    where.path.parent.mkdir(parents=True, exist_ok=True)
    made = create_async_engine(where.url, poolclass=StaticPool, connect_args={"isolation_level": None})
    event.listen(made.sync_engine, "connect", _prepare_sqlite)
    return made


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
