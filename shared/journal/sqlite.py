"""Transactions on SQLite: one writer at a time (`BEGIN IMMEDIATE`), one process, every commit on disk."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.journal.codec import Codec
from shared.journal.model import BACKLOG, Changes, Scope, Snapshot, Work
from shared.journal.rows import AUDIT, INBOX, OUTBOX, STATE, WRITES, read_into, reminder_row, table_rows
from shared.journal.tables import OPEN

R = TypeVar("R")

_CHILDREN = "(SELECT value FROM json_each(?))"
_COLUMNS = "child, seq, source, event_id, type, status, attempts, due_at, received_at, error, document"

_STATE = f"""
SELECT 's', child, version, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, document
  FROM state WHERE child IN {_CHILDREN}
"""
_SEEN = """
SELECT 'k', i.child, i.seq, i.source, i.event_id, i.type, i.status, i.attempts, i.due_at, i.received_at,
       NULL, i.digest
  FROM json_each(?) AS k
  JOIN inbox i ON i.event_id = json_extract(k.value, '$[1]') AND i.source = json_extract(k.value, '$[0]')
"""
_UNPUBLISHED = f"""
SELECT 'o', child, 0, NULL, event_id, NULL, NULL, 0, 0, 0, NULL, NULL
  FROM outbox WHERE child IN {_CHILDREN}
"""
_EARLY = f"SELECT 'e', {_COLUMNS} FROM inbox WHERE child IN {_CHILDREN} AND {OPEN} AND status = 'early'"
_BLOCKED = f"""
SELECT 'b', c.value, 0, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL
  FROM {_CHILDREN} AS c
 WHERE EXISTS (SELECT 1 FROM inbox WHERE child = c.value AND {OPEN} AND status IN ('waiting', 'parked'))
"""
_LINE = f"""
SELECT 'l', {_COLUMNS}
  FROM {_CHILDREN} AS c
  JOIN inbox ON seq IN (SELECT i.seq FROM inbox AS i
                         WHERE i.child = c.value AND i.{OPEN} AND i.status IN ('waiting', 'parked')
                         ORDER BY i.seq LIMIT {BACKLOG + 1})
"""
_SCHEDULED = f"SELECT 'l', {_COLUMNS} FROM inbox WHERE child IN {_CHILDREN} AND status = 'scheduled'"


def _insert(table: str, columns: tuple[str, ...], conflict: str = "") -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) {conflict}"


_WRITE = {
    "inserted": _insert("inbox", INBOX),
    "updated": (
        "UPDATE inbox SET status = ?2, attempts = ?3, due_at = ?4, finished_at = ?5, error = ?6,"
        " document = CASE WHEN ?7 THEN document END WHERE seq = ?1"
    ),
    "states": _insert(
        "state",
        STATE,
        "ON CONFLICT (child) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at,"
        " document = excluded.document",
    ),
    "outbox": _insert("outbox", OUTBOX),
    "audit": _insert("audit", AUDIT),
    "writes": _insert("writes", WRITES, "ON CONFLICT (reference) DO NOTHING"),
}
_INSERT_ONCE = _insert("inbox", INBOX, "ON CONFLICT (event_id, source) DO NOTHING")
_FORGET = "DELETE FROM outbox WHERE event_id IN (SELECT value FROM json_each(?))"
_MOVE_REMINDER = "DELETE FROM inbox WHERE status = 'scheduled' AND child = ? AND type = ? AND due_at IS NOT ?"


async def unbroken(work: Coroutine[Any, Any, R]) -> R:
    """Let work on the connection end before a cancellation goes on.

    A statement that is abandoned still runs in the connection's thread, and may begin a transaction that
    nobody ends: every later one would wait for it for ever.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


class SqliteTransactions:
    """Runs transactions one after another over the engine's one connection."""

    def __init__(self, engine: AsyncEngine, codec: Codec, turn: asyncio.Lock) -> None:
        """`turn` is shared with everything else that uses the connection."""
        self._engine = engine
        self._codec = codec
        self._turn = turn

    async def transact(self, scope: Scope, work: Work) -> Changes:
        """Read, let `work` decide, write and commit; nothing happens when it raises."""
        return await unbroken(self._transact(scope, work))

    async def _transact(self, scope: Scope, work: Work) -> Changes:
        async with self._turn, self._engine.connect() as connection:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                changes = work(await _read(connection, scope))
                await self._write(connection, changes)
            except BaseException:
                with suppress(SQLAlchemyError):
                    await connection.exec_driver_sql("ROLLBACK")
                raise
            await connection.exec_driver_sql("COMMIT")
        return changes

    async def forget(self, event_ids: Sequence[str]) -> None:
        """Delete published events."""
        await unbroken(self._forget(event_ids))

    async def _forget(self, event_ids: Sequence[str]) -> None:
        async with self._turn, self._engine.connect() as connection:
            await connection.exec_driver_sql(_FORGET, (json.dumps(list(event_ids)),))

    async def close(self) -> None:
        """Nothing of its own to close."""

    async def _write(self, connection: AsyncConnection, changes: Changes) -> None:
        for child in changes.cancelled:
            await connection.exec_driver_sql("DELETE FROM writes WHERE outbound AND child = ?", (child,))
        for seq in changes.finished_writes:
            await connection.exec_driver_sql("DELETE FROM writes WHERE seq = ?", (seq,))
        for name, rows in table_rows(changes, self._codec).items():
            if rows:
                await connection.exec_driver_sql(_WRITE[name], rows)
        # After the updates: a reminder that has just fired is done by now and stays.
        for (child, name), due_at in changes.reminders.items():
            row = reminder_row(self._codec.source, child, name, due_at or 0, changes.now)
            await connection.exec_driver_sql(_MOVE_REMINDER, (child, row.type, due_at))
            if due_at is not None:
                rows = table_rows(Changes(inserted=[row]), self._codec)["inserted"]
                await connection.exec_driver_sql(_INSERT_ONCE, rows)


async def _read(connection: AsyncConnection, scope: Scope) -> Snapshot:
    snapshot = Snapshot()
    children = (json.dumps(list(scope.children)),)
    statements: list[tuple[str, Any]] = [(_SEEN, (json.dumps(scope.keys),))] if scope.keys else []
    if scope.children:
        wanted = (_LINE, _SCHEDULED) if scope.backlog else (_BLOCKED,)
        statements += [(sql, children) for sql in (_STATE, _UNPUBLISHED, _EARLY, *wanted)]
    for sql, parameters in statements:
        for row in await connection.exec_driver_sql(sql, parameters):
            read_into(snapshot, row[0], tuple(row[1:]))
    snapshot.rows.sort(key=lambda row: row.seq or 0)
    return snapshot
