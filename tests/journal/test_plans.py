"""The statements of every loop go by their indexes: what they cost does not grow with the journal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event

from shared.effects import Emit, Remind, Write
from shared.errors import TooEarly
from shared.journal.model import HELD
from shared.journal.postgres import _BLOCKED, _LINE, _MOVE_REMINDERS, _READ, connect_arguments
from shared.journal.status import backlog
from shared.storage.engine import Database
from tests.journal.probe import START, FixedClock, Script, Told, message
from tests.journal.process import Process, opened

HISTORY = 20_000


async def _every_loop(process: Process) -> None:
    """Run each statement that runs again and again while a service works."""
    process.script.effects["1"] = (
        Emit(Told(child_id="c1", number=1)),
        Remind("call", START),
        Write("note", "note-1", outbound=True),
    )
    process.script.faults |= {"2": TooEarly(awaits="lead"), "3": ValueError()}
    await process.receive(message(1), message(2), message(3))
    await process.later(10)
    await process.write()
    await process.publish()
    await process.store.next_due()
    await backlog(process.store, process.parts.now())


@contextmanager
def _statements(process: Process) -> Iterator[list[tuple[str, Any]]]:
    said: list[tuple[str, Any]] = []

    def hear(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        said.append((arguments[2], arguments[3]))

    engine = process.store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


async def test_sqlite_scans_no_table(sqlite_place: Database, script: Script, clock: FixedClock) -> None:
    """EXPLAIN QUERY PLAN of all that a working service says: every table is searched by an index."""
    async with opened(sqlite_place, script, clock) as process:
        with _statements(process) as said:
            await _every_loop(process)
        scans = []
        async with process.store.engine.connect() as connection:
            for sql, parameters in said:
                if not sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE")) or _reads_in_order(sql):
                    continue
                first = parameters[0] if isinstance(parameters, list) else parameters
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", first)
                steps = [row.detail for row in plan]
                scans += [(step, sql) for step in steps if _scans_a_table(step)]
        assert len(said) > 20
        assert scans == []


def _reads_in_order(sql: str) -> bool:
    """The relay takes the oldest rows of the outbox; what a test itself looks at does not count."""
    return "WHERE" not in sql and ("ORDER BY outbox.seq" in sql or "ORDER BY inbox.seq" in sql)


def _scans_a_table(step: str) -> bool:
    whole = step.startswith("SCAN") and "VIRTUAL TABLE" not in step and "USING" not in step
    return whole or step in {"SEARCH inbox", "SEARCH outbox", "SEARCH writes"}


@pytest.fixture
async def history(postgres_place: Database) -> Database:
    """A journal with a past: many events that are done, and many that wait because something is away."""
    connection = await asyncpg.connect(**connect_arguments(postgres_place))
    await connection.execute(
        f"""
        INSERT INTO inbox (source, event_id, type, child, status, due_at, received_at, finished_at)
        SELECT 's', 'old-' || n, 't', 'c' || n % 1000, 'done', 0, 0, 1 FROM generate_series(1, {HISTORY}) n;
        INSERT INTO inbox (source, event_id, type, child, status, due_at, received_at)
        SELECT 's', 'due-' || n, 't', 'c' || n, 'waiting', CASE WHEN n % 2 = 0 THEN 5 ELSE {HELD} END, 0
          FROM generate_series(1, 5000) n;
        INSERT INTO state (child, version, updated_at, document)
        SELECT 'c' || n, 1, 1, '' FROM generate_series(1, 5000) n;
        INSERT INTO outbox (event_id, child, type, created_at, document)
        SELECT 'o-' || n, 'c' || n, 't', 0, '' FROM generate_series(1, {HISTORY}) n;
        ANALYZE
        """  # noqa: S608 - numbers of this module
    )
    await connection.close()
    return postgres_place


async def _explain(place: Database, sql: str, *arguments: object) -> str:
    connection = await asyncpg.connect(**connect_arguments(place))
    try:
        return json.dumps(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *arguments))
    finally:
        await connection.close()


@pytest.mark.parametrize("sql", [_READ + _BLOCKED, _READ + _LINE], ids=["ingest", "backlog"])
async def test_the_reading_statement_goes_by_indexes_on_postgresql(history: Database, sql: str) -> None:
    """EXPLAIN of the one statement that every transaction begins with."""
    children = [f"c{number}" for number in range(1, 21)]
    plan = await _explain(history, sql, children, ["s"] * 20, [f"old-{n}" for n in range(1, 21)])
    assert "Seq Scan" not in plan
    assert all(index in plan for index in ("state_pkey", "inbox_line", "inbox_once", "outbox_child"))


async def test_moving_a_reminder_goes_by_an_index_on_postgresql(history: Database) -> None:
    """EXPLAIN of what a decision with a reminder costs."""
    assert "Seq Scan" not in await _explain(history, _MOVE_REMINDERS, ["c1"], ["reminder:call"], [1])


async def test_looking_for_what_is_due_goes_by_an_index_on_postgresql(
    history: Database, script: Script, clock: FixedClock
) -> None:
    """EXPLAIN of the question that the backlog asks all day."""
    async with opened(history, script, clock) as process:
        for question in (process.store.due_children(10, 200), process.store.next_due()):
            with _statements(process) as said:
                await question
            [(sql, parameters)] = said
            assert "inbox_due" in await _explain(history, sql, *parameters)
