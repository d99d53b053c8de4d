"""Transactions on PostgreSQL: lock, read, decide, write.

However large a batch is, it takes four round trips, and two more when reminders are set.

A child is locked by a transaction-level advisory lock, so processes of one service never settle the same
child at once, and each child's rows become visible in the order of their sequence. Every statement is made
of arrays (`unnest`), prepared once and reused; the parts that a batch does not need are left out.
"""

import asyncio
import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import asyncpg

from shared.journal.codec import Codec
from shared.journal.model import BACKLOG, Changes, Scope, Snapshot, Work
from shared.journal.rows import AUDIT, INBOX, OUTBOX, STATE, WRITES, read_into, reminder_row, table_rows
from shared.storage.engine import Database

Connection: TypeAlias = Any
"""A connection of asyncpg's pool, which has no types."""

_BEGIN = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; "
    "SELECT pg_advisory_xact_lock({service}, k) FROM unnest('{{{children}}}'::int[]) AS k"
)
"""Both in one round trip: every number is our own, so nothing needs to be bound. What is read later must
stand there once the lock is held, whatever isolation the server prefers."""

_READ = """
SELECT 's' AS tag, child, version AS seq, NULL AS source, NULL AS event_id, NULL AS type, NULL AS status,
       0 AS attempts, 0::bigint AS due_at, 0::bigint AS received_at, NULL AS error, document
  FROM state WHERE child = ANY($1::text[])
UNION ALL
SELECT 'k', i.child, i.seq, i.source, i.event_id, i.type, i.status, i.attempts, i.due_at, i.received_at,
       NULL, i.digest
  FROM unnest($2::text[], $3::text[]) AS k(source, event_id) JOIN inbox i USING (event_id, source)
UNION ALL
SELECT 'o', child, 0, NULL, event_id, NULL, NULL, 0, 0, 0, NULL, NULL
  FROM outbox WHERE child = ANY($1::text[])
UNION ALL
SELECT 'e', child, seq, source, event_id, type, status, attempts, due_at, received_at, error, document
  FROM inbox WHERE child = ANY($1::text[]) AND finished_at IS NULL AND status = 'early'
"""

_BLOCKED = """
UNION ALL
SELECT 'b', c, 0, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL FROM unnest($1::text[]) AS c
 WHERE EXISTS (SELECT 1 FROM inbox
                WHERE child = c AND finished_at IS NULL AND status IN ('waiting', 'parked'))
"""

_LINE = f"""
UNION ALL
SELECT 'l', r.child, r.seq, r.source, r.event_id, r.type, r.status, r.attempts, r.due_at, r.received_at,
       r.error, r.document
  FROM unnest($1::text[]) AS c CROSS JOIN LATERAL
       (SELECT * FROM inbox WHERE child = c AND finished_at IS NULL AND status IN ('waiting', 'parked')
         ORDER BY seq LIMIT {BACKLOG + 1}) AS r
UNION ALL
SELECT 'l', child, seq, source, event_id, type, status, attempts, due_at, received_at, error, document
  FROM inbox WHERE child = ANY($1::text[]) AND status = 'scheduled'
"""

_PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "inserted": (
        f"INSERT INTO inbox ({', '.join(INBOX)}) SELECT * FROM unnest({{}})",
        (
            "text",
            "text",
            "text",
            "text",
            "text",
            "int",
            "bigint",
            "bigint",
            "bigint",
            "text",
            "bytea",
            "bytea",
        ),
    ),
    "updated": (
        """
        UPDATE inbox i SET status = u.status, attempts = u.attempts, due_at = u.due_at,
            finished_at = u.finished_at, error = u.error, document = CASE WHEN u.keep THEN i.document END
        FROM unnest({}) AS u(seq, status, attempts, due_at, finished_at, error, keep) WHERE i.seq = u.seq
        """,
        ("bigint", "text", "int", "bigint", "bigint", "text", "bool"),
    ),
    "states": (
        f"""
        INSERT INTO state ({", ".join(STATE)}) SELECT * FROM unnest({{}}) ON CONFLICT (child) DO UPDATE
        SET version = excluded.version, updated_at = excluded.updated_at, document = excluded.document
        """,
        ("text", "bigint", "bigint", "bytea"),
    ),
    "outbox": (
        f"INSERT INTO outbox ({', '.join(OUTBOX)}) SELECT * FROM unnest({{}})",
        ("text", "text", "text", "bigint", "bytea"),
    ),
    "audit": (
        f"INSERT INTO audit ({', '.join(AUDIT)}) SELECT * FROM unnest({{}})",
        ("text", "bigint", "text", "text", "text", "bytea"),
    ),
    "writes": (
        f"""
        INSERT INTO writes ({", ".join(WRITES)}) SELECT * FROM unnest({{}}) ON CONFLICT (reference) DO NOTHING
        """,
        ("text", "text", "text", "bool", "bigint", "bigint", "bytea"),
    ),
}

_MOVE_REMINDERS = """
DELETE FROM inbox i USING unnest($1::text[], $2::text[], $3::bigint[]) AS r(child, type, due_at)
 WHERE i.status = 'scheduled' AND i.child = r.child AND i.type = r.type AND i.due_at IS DISTINCT FROM r.due_at
"""


_PLANS = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_bitmapscan": "off"}
"""Every statement here looks rows up by an index, so it is planned once and for that, whatever the statistics
say: a plan made while the tables were empty would read them whole when they are large."""


def lock_number(text: str) -> int:
    """A signed 32-bit number for an advisory lock; two texts with one number only wait for each other."""
    return zlib.crc32(text.encode()) - 2**31


def connect_arguments(where: Database) -> dict[str, Any]:
    """What asyncpg needs to reach the service's schema."""
    url = where.url
    return {
        "host": url.host or url.query.get("host"),
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        "timeout": 10,
        "command_timeout": 60,
        "server_settings": {
            "search_path": where.schema,
            "application_name": f"lifelong-links {where.service}",
        },
    }


class PostgresTransactions:
    """Runs transactions over a small pool of connections of its own."""

    def __init__(self, where: Database, codec: Codec, *, size: int = 3) -> None:
        """Nothing is opened before the first transaction."""
        self._where = where
        self._codec = codec
        self._size = size
        self._service = lock_number(where.service)
        self._pool: Any = None
        self._opening = asyncio.Lock()
        self._statements: dict[tuple[str, ...], str] = {}

    async def transact(self, scope: Scope, work: Work) -> Changes:
        """Lock the children, read, let `work` decide, write and commit; nothing happens when it raises."""
        locks = sorted({lock_number(child) for child in scope.children})
        begin = _BEGIN.format(service=self._service, children=",".join(map(str, locks)))
        async with (await self._connections()).acquire() as connection:
            try:
                await connection.execute(begin)
                changes = work(await _read(connection, scope))
                await self._write(connection, changes)
                await connection.execute("COMMIT")
            except BaseException:
                await _roll_back(connection)
                raise
        return changes

    async def forget(self, event_ids: Sequence[str]) -> None:
        """Delete published events; the disk is not waited for: one that comes back is published twice."""
        async with (await self._connections()).acquire() as connection, connection.transaction():
            await connection.execute("SET LOCAL synchronous_commit = off")
            await connection.execute("DELETE FROM outbox WHERE event_id = ANY($1::text[])", event_ids)

    async def _connections(self) -> Any:  # noqa: ANN401 - asyncpg's pool is untyped
        async with self._opening:
            if self._pool is None:
                arguments = connect_arguments(self._where)
                arguments["server_settings"] |= _PLANS
                self._pool = await asyncpg.create_pool(
                    **arguments, min_size=1, max_size=self._size, reset=_no_reset
                )
        return self._pool

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _write(self, connection: Connection, changes: Changes) -> None:
        rows = table_rows(changes, self._codec)
        if changes.cancelled:
            await connection.execute(
                "DELETE FROM writes WHERE outbound AND child = ANY($1)", list(changes.cancelled)
            )
        if changes.finished_writes:
            await connection.execute("DELETE FROM writes WHERE seq = ANY($1)", changes.finished_writes)
        names = tuple(name for name, some in rows.items() if some)
        if names:
            sql = self._statements.get(names) or self._compose(names)
            await connection.execute(
                sql, *[column for name in names for column in zip(*rows[name], strict=True)]
            )
        if changes.reminders:
            await self._move_reminders(connection, changes)

    async def _move_reminders(self, connection: Connection, changes: Changes) -> None:
        """After the updates: a reminder that has just fired is done by now and stays."""
        rows = [
            (reminder_row(self._codec.source, child, name, due_at or 0, changes.now), due_at)
            for (child, name), due_at in changes.reminders.items()
        ]
        wanted = [(row.child, row.type, due_at) for row, due_at in rows]
        await connection.execute(_MOVE_REMINDERS, *zip(*wanted, strict=True))
        new = [row for row, due_at in rows if due_at is not None]
        if new:
            sql = self._statements.get(("once",))
            if sql is None:
                sql = f"{self._compose(('inserted',))} ON CONFLICT (event_id, source) DO NOTHING"
                self._statements[("once",)] = sql
            inserted = table_rows(Changes(inserted=new), self._codec)["inserted"]
            await connection.execute(sql, *zip(*inserted, strict=True))

    def _compose(self, names: tuple[str, ...]) -> str:
        number = 0
        parts = []
        for name in names:
            template, types = _PARTS[name]
            arrays = ", ".join(f"${number + place}::{kind}[]" for place, kind in enumerate(types, start=1))
            number += len(types)
            parts.append(template.format(arrays))
        *first, last = parts
        named = ", ".join(f"w{place} AS ({part})" for place, part in enumerate(first))
        self._statements[names] = f"WITH {named} {last}" if first else last
        return self._statements[names]


async def _read(connection: Connection, scope: Scope) -> Snapshot:
    snapshot = Snapshot()
    if not scope.children and not scope.keys:
        return snapshot
    sources, ids = zip(*scope.keys, strict=True) if scope.keys else ((), ())
    sql = _READ + (_LINE if scope.backlog else _BLOCKED)
    for tag, *values in await connection.fetch(sql, list(scope.children), sources, ids):
        read_into(snapshot, tag, tuple(values))
    snapshot.rows.sort(key=lambda row: row.seq or 0)
    return snapshot


async def _roll_back(connection: Connection) -> None:
    """Leave no transaction behind: a connection that cannot be rolled back is not used again.

    A fault of the rollback is not told: that which led to it is.
    """
    try:
        await connection.execute("ROLLBACK")
    except BaseException as fault:
        with suppress(asyncpg.InterfaceError):  # it is lost, and has left the pool by itself
            connection.terminate()
        if not isinstance(fault, Exception):
            raise


async def _no_reset(_connection: object) -> None:
    """Nothing to reset: a transaction leaves no session state, and a round trip is saved."""
