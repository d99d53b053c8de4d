"""One service's journal in its database: transactions, and the questions its loops ask."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, nullcontext
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Executable, Integer, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import utc_now
from shared.journal.codec import Codec
from shared.journal.model import Changes, InboxRow, OutboxRow, Scope, Work, WriteRow, micros
from shared.journal.postgres import PostgresTransactions, lock_number
from shared.journal.sqlite import SqliteTransactions, unbroken
from shared.journal.tables import data_keys, inbox, outbox, writes
from shared.storage.encryption import KEY_BYTES, Keyring, MasterKey
from shared.storage.engine import Database

Row: TypeAlias = Any
"""A row as SQLAlchemy gives it, with its columns by name."""

_OPEN = inbox.c.finished_at.is_(None)
"""Unfinished; of these the parked ones and those behind a head are never due (`model.HELD`)."""


class Transactions(Protocol):
    """What differs between the databases."""

    async def transact(self, scope: Scope, work: Work) -> Changes:
        """Lock the children, read, let `work` decide, write and commit; nothing happens when it raises."""

    async def forget(self, event_ids: Sequence[str]) -> None:
        """Delete published events from the outbox."""

    async def close(self) -> None:
        """Close its connections."""


class Store:
    """The journal of one service. Safe for several processes on PostgreSQL; SQLite is for one."""

    def __init__(self, where: Database, engine: AsyncEngine) -> None:
        """Use an engine of `shared.storage.engine`; `transactions` are made when the keys are known."""
        self.where = where
        self.engine = engine
        self.turn: asyncio.Lock | None = None if where.is_postgres else asyncio.Lock()
        self._transactions: Transactions | None = None

    async def keyring(self, masters: Sequence[MasterKey], make_key: bytes) -> Keyring:
        """Open the data keys; make the first when there is none, re-wrap those of an older master key."""
        if len(make_key) != KEY_BYTES:
            msg = "a data key has 32 bytes"
            raise ValueError(msg)
        current, opened = masters[0], {}
        if not await self.query(select(data_keys.c.key_id)):
            values = {
                "key_id": 1,
                "master": current.name,
                "wrapped": current.wrap(make_key),
                "created_at": micros(utc_now()),
            }
            await self.execute(_insert_once(values, postgres=self.where.is_postgres))
        for key_id, master, wrapped in await self.query(
            select(data_keys.c.key_id, data_keys.c.master, data_keys.c.wrapped)
        ):
            holder = next((one for one in masters if one.name == master), current)
            opened[key_id] = holder.unwrap(wrapped)
            if holder is not current:
                fresh = {"master": current.name, "wrapped": current.wrap(opened[key_id])}
                await self.execute(update(data_keys).where(data_keys.c.key_id == key_id).values(fresh))
        return Keyring(opened)

    def use(self, codec: Codec) -> None:
        """Take the codec that seals the documents; transactions are possible from now on."""
        if self.turn is None:
            self._transactions = PostgresTransactions(self.where, codec)
        else:
            self._transactions = SqliteTransactions(self.engine, codec, self.turn)

    async def transact(self, scope: Scope, work: Work) -> Changes:
        """Lock the children, read, let `work` decide, write and commit; nothing happens when it raises."""
        return await self._with_codec().transact(scope, work)

    def _with_codec(self) -> Transactions:
        if self._transactions is None:
            msg = "give the store its codec first"
            raise RuntimeError(msg)
        return self._transactions

    async def query(self, statement: Executable) -> Sequence[Any]:
        """Run a reading statement; rows have their columns by place and by name."""
        reading = self._query(statement)
        return await (reading if self.turn is None else unbroken(reading))

    async def _query(self, statement: Executable) -> Sequence[Any]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.turn or nullcontext())
            connection = await stack.enter_async_context(self.engine.connect())
            return (await connection.execute(statement)).fetchall()

    async def execute(self, *statements: Executable, child: str | None = None) -> int:
        """Run changing statements in one transaction; return how many rows the last one touched.

        With `child`, no other transaction about that child runs meanwhile.
        """
        if child is not None and self.where.is_postgres:
            # Integer, not inferred: SQLAlchemy takes the number of "" (no child) for one of 64 bits, and
            # PostgreSQL has no lock of two such numbers.
            numbers = (literal(lock_number(name), Integer()) for name in (self.where.service, child))
            statements = (select(func.pg_advisory_xact_lock(*numbers)), *statements)
        changing = self._execute(*statements)
        return await (changing if self.turn is None else unbroken(changing))

    async def _execute(self, *statements: Executable) -> int:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.turn or nullcontext())
            connection = await stack.enter_async_context(self.engine.connect())
            if self.turn is not None:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            touched = 0
            try:
                for statement in statements:
                    touched = (await connection.execute(statement)).rowcount
            except BaseException:
                await connection.rollback()
                raise
            await connection.commit()
            return touched

    async def due_children(self, now: int, limit: int) -> list[str]:
        """Children with something due, those who have waited longest first."""
        first = func.min(inbox.c.due_at)
        found = select(inbox.c.child).where(_OPEN, inbox.c.due_at <= now)
        return [
            child for (child,) in await self.query(found.group_by(inbox.c.child).order_by(first).limit(limit))
        ]

    async def due_rows(self, children: Sequence[str], now: int) -> list[InboxRow]:
        """What is due for these children, oldest first; only a head is ever due among waiting rows."""
        c = inbox.c
        found = select(inbox).where(_OPEN, c.due_at <= now, c.child.in_(children)).order_by(c.seq)
        return [_inbox_row(row) for row in await self.query(found)]

    async def next_due(self) -> int | None:
        """When something is due next, in microseconds."""
        found = await self.query(select(func.min(inbox.c.due_at)).where(_OPEN))
        due: int | None = found[0][0]
        return due

    async def unpublished(self, limit: int) -> list[OutboxRow]:
        """Events that are not known to be published, oldest first."""
        found = select(outbox).order_by(outbox.c.seq).limit(limit)
        return [_outbox_row(row) for row in await self.query(found)]

    async def published(self, event_ids: Sequence[str]) -> None:
        """Forget events whose publication the broker has confirmed."""
        await self._with_codec().forget(event_ids)

    async def due_writes(self, now: int, limit: int) -> list[WriteRow]:
        """Writes that are due, those that have waited longest; in the order in which they were decided."""
        c = writes.c
        columns = (
            c.reference,
            c.child,
            c.kind,
            c.outbound,
            c.created_at,
            c.due_at,
            c.document,
            c.seq,
            c.attempts,
        )
        found = select(*columns).where(c.due_at <= now).order_by(c.due_at, c.seq).limit(limit)
        return sorted((WriteRow(*row) for row in await self.query(found)), key=lambda row: row.seq)

    async def claim_write(self, seq: int, due_at: int, until: int) -> bool:
        """Take a due write for a while; false when it was taken, postponed or taken back meanwhile."""
        claimed = update(writes).where(writes.c.seq == seq, writes.c.due_at == due_at).values(due_at=until)
        return await self.execute(claimed) == 1

    async def postpone_write(self, seq: int, *, attempts: int, due_at: int, error: str) -> None:
        """Try a write again later."""
        values = {"attempts": attempts, "due_at": due_at, "error": error}
        await self.execute(update(writes).where(writes.c.seq == seq).values(values))

    async def close(self) -> None:
        """Close all connections."""
        if self._transactions is not None:
            await self._transactions.close()
        await self.engine.dispose()


def _insert_once(values: dict[str, Any], *, postgres: bool) -> Executable:
    if postgres:
        from sqlalchemy.dialects.postgresql import insert as insert_postgres  # noqa: PLC0415 - dialects are apart

        return insert_postgres(data_keys).values(values).on_conflict_do_nothing()
    return insert(data_keys).values(values).prefix_with("OR IGNORE")


def _inbox_row(row: Row) -> InboxRow:
    made = InboxRow(row.source, row.event_id, row.type, row.child, row.status, row.due_at, row.received_at)
    made.attempts, made.seq, made.document = row.attempts, row.seq, row.document
    return made


def _outbox_row(row: Row) -> OutboxRow:
    return OutboxRow(row.event_id, row.child, row.type, row.created_at, row.document)
