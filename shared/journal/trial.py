"""Trying the journals' database: reached, schema, a write that is rolled back, the master key, its clock."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from shared.errors import KeyUnavailable
from shared.journal.faults import DATABASE
from shared.journal.tables import data_keys, metadata, state
from shared.storage.encryption import MasterKey
from shared.storage.engine import Database, engine
from shared.storage.migrate import drift
from shared.trial import Finding, ok, wrong

_MIGRATE = "run `lifelong-links migrate`"
_URL = "look at LL_DATABASE_URL and whether this machine may reach it"
_FAULTS: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        asyncpg.InvalidPasswordError,
        "refuses our user or password",
        "put the right password into LL_DATABASE_PASSWORD",
    ),
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        "refuses our user",
        "look at the user in LL_DATABASE_URL and at the server's pg_hba.conf",
    ),
    (
        asyncpg.InvalidCatalogNameError,
        "has no such database",
        "make it (CREATE DATABASE), or put its right name into LL_DATABASE_URL",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "does not grant our user what is needed",
        "grant it: CREATE on the database for `migrate`, all rights on our schemas to run",
    ),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "can be read but not written",
        "name the primary in LL_DATABASE_URL, not a standby; look at default_transaction_read_only",
    ),
    (asyncpg.DiskFullError, "has no space left on its disk", "make space on the server's disk"),
    (asyncpg.TooManyConnectionsError, "has no connection left", "raise max_connections on the server"),
    (asyncpg.CannotConnectNowError, "is starting or stopping", "wait a minute and ask again"),
    (ssl.SSLError, "does not agree with us on TLS", "look at its certificate and at LL_DATABASE_URL"),
    (socket.gaierror, "has a host name that nobody knows", "look at the host in LL_DATABASE_URL"),
    (TimeoutError, "does not answer", _URL),
    (OSError, "cannot be reached", _URL),
)
_SQLITE = {
    "file is not a database": ("is another file", "move the file away, or name another folder"),
    "readonly": ("can be read but not written", "let this user write the folder and its files"),
    "unable to open": ("cannot be opened", "let this user read and write the folder and its files"),
    "full": ("has no space left on its disk", "make space on the disk"),
    "locked": ("is being written by another process", "stop the other process, or ask again"),
}


async def try_database(place: Database) -> tuple[Finding, datetime | None]:
    """Reach the database; also return its own time (aware) when it has a clock of its own."""
    if not place.is_postgres:
        return _try_folder(place), None
    opened = engine(place, pool=1)
    try:
        async with opened.connect() as connection:
            found = await connection.execute(select(func.clock_timestamp()))
            return ok("database", f"{_shown(place)} answers"), found.scalar_one()
    except DATABASE as fault:
        return _of(fault, place, "database"), None
    finally:
        await opened.dispose()


async def try_schemas(places: Sequence[Database]) -> Finding:
    """Compare each service's schema with the one that this version knows."""
    old = []
    for place in places:
        try:
            if not _is_there(place) or await drift(place, metadata):
                old.append(place.service)
        except DATABASE as fault:
            return _of(fault, place, "schema")
    if old:
        return wrong("schema", f"not there or not up to date: {', '.join(old)}", _MIGRATE)
    return ok("schema", f"up to date for {', '.join(place.service for place in places)}")


async def try_write(places: Sequence[Database]) -> Finding:
    """Write a row into each journal and take it back."""
    row = {"child": "lifelong-links.check", "version": 0, "updated_at": 0, "document": b""}
    for place in places:
        opened = engine(place, pool=1)
        try:
            async with opened.connect() as connection:
                if not place.is_postgres:
                    await connection.exec_driver_sql("BEGIN IMMEDIATE")
                await connection.execute(insert(state).values(row))
                await connection.rollback()
        except DATABASE as fault:
            return _of(fault, place, "database write")
        finally:
            await opened.dispose()
    return ok("database write", "a row was written into each journal and taken back")


async def try_key(places: Sequence[Database], masters: Sequence[MasterKey]) -> Finding:
    """Open each journal's data keys with the master keys; nothing is made or re-wrapped."""
    holders, without = {master.name: master for master in masters}, 0
    for place in places:
        opened = engine(place, pool=1)
        try:
            async with opened.connect() as connection:
                rows = (await connection.execute(select(data_keys.c.master, data_keys.c.wrapped))).fetchall()
            without += not rows
            for master, wrapped in rows:
                holders.get(master, masters[0]).unwrap(wrapped)
        except KeyUnavailable:
            return wrong(
                "key",
                f"the master key does not open the journal of {place.service}",
                "put the key with which the journals were made into LL_MASTER_KEY",
            )
        except DATABASE as fault:
            return _of(fault, place, "key")
        finally:
            await opened.dispose()
    new = "; a journal that is still empty takes it at its first start" if without else ""
    return ok("key", f"the master key opens the journals{new}")


def _try_folder(place: Database) -> Finding:
    folder = place.path.parent
    if folder.is_dir():
        return ok("database", f"SQLite in {folder}: for one process of a service")
    return wrong("database", f"there is no folder {folder}", f"{_MIGRATE}, or give LL_DATABASE_URL")


def _is_there(place: Database) -> bool:
    return place.is_postgres or place.path.exists()


def _of(fault: BaseException, place: Database, name: str) -> Finding:
    """Say a fault of the database in our own words."""
    causes = tuple(_causes(fault))
    for kind, text, first in _FAULTS:
        if any(isinstance(cause, kind) for cause in causes):
            return wrong(name, f"{_shown(place)} {text}", first)
    for words, (text, first) in _SQLITE.items():
        if not place.is_postgres and words in str(getattr(fault, "orig", "")):
            return wrong(name, f"{_shown(place)} {text}", first)
    return wrong(name, f"{_shown(place)} cannot be used ({type(causes[-1]).__name__})", _URL)


def _causes(fault: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = fault
    while cause is not None:
        yield cause
        driver: Any = cause.orig if isinstance(cause, SQLAlchemyError) and hasattr(cause, "orig") else None
        cause = driver or cause.__cause__


def _shown(place: Database) -> str:
    url = place.url
    if not place.is_postgres:
        return str(place.path)
    host = url.host or url.query.get("host") or "localhost"
    return f"PostgreSQL at {host}:{url.port or 5432}, database {url.database},"
