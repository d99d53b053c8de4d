"""The tables of one service's journal.

Times are integers: microseconds since 1970 in UTC, the same on both databases. `document` is encrypted.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData()

OPEN = "finished_at IS NULL"
TROUBLE = "status IN ('parked', 'dead', 'invalid', 'ignored')"
"""Conditions of partial indexes. A query says them in the same words, and with no parameter in them: SQLite
uses such an index for nothing else, and without it reads every event that ever came."""

_Sequence = BigInteger().with_variant(Integer, "sqlite")


def _sequence() -> Column[int]:
    return Column("seq", _Sequence, primary_key=True, autoincrement=True)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(where))


inbox = Table(
    "inbox",
    metadata,
    _sequence(),
    Column("source", String, nullable=False),
    Column("event_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("child", String, nullable=False),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("error", String),
    Column("document", LargeBinary),
    Column("digest", LargeBinary),
    UniqueConstraint("event_id", "source", name="inbox_once"),
    # the head of a child's line, and whether there is one
    _partial("inbox_line", "child", "seq", where=OPEN),
    # what is due next
    _partial("inbox_due", "due_at", where=OPEN),
    # what an operator looks at
    _partial("inbox_trouble", "seq", where=TROUBLE),
    # one reminder of a name per child
    _partial("inbox_reminder", "child", "type", where="status = 'scheduled'"),
    sqlite_autoincrement=True,
)

state = Table(
    "state",
    metadata,
    Column("child", String, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _sequence(),
    Column("event_id", String, nullable=False, unique=True),
    Column("child", String, nullable=False),
    Column("type", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Index("outbox_child", "child"),
    sqlite_autoincrement=True,
)

writes = Table(
    "writes",
    metadata,
    _sequence(),
    Column("reference", String, nullable=False, unique=True),
    Column("child", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("outbound", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("error", String),
    Column("document", LargeBinary, nullable=False),
    Index("writes_due", "due_at"),
    Index("writes_child", "child", "seq"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    _sequence(),
    Column("child", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("event_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Index("audit_child", "child", "seq"),
    sqlite_autoincrement=True,
)

data_keys = Table(
    "data_keys",
    metadata,
    Column("key_id", Integer, primary_key=True, autoincrement=False),
    Column("master", String, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
