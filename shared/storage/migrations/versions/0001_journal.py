"""The journal: inbox, state, outbox, writes, audit and data keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, postgresql_where=condition, sqlite_where=condition)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("child", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("error", sa.String),
        sa.Column("document", sa.LargeBinary),
        sa.UniqueConstraint("event_id", "source", name="inbox_once"),
        sqlite_autoincrement=True,
    )
    _partial("inbox_line", "inbox", ["child", "seq"], "finished_at IS NULL")
    _partial("inbox_due", "inbox", ["due_at"], "finished_at IS NULL")
    _partial("inbox_trouble", "inbox", ["seq"], "status IN ('parked', 'dead', 'invalid', 'ignored')")
    _partial("inbox_reminder", "inbox", ["child", "type"], "status = 'scheduled'")
    op.create_table(
        "state",
        sa.Column("child", sa.String, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.String, nullable=False, unique=True),
        sa.Column("child", sa.String, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_child", "outbox", ["child"])
    op.create_table(
        "writes",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String, nullable=False, unique=True),
        sa.Column("child", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("outbound", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("error", sa.String),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("writes_due", "writes", ["due_at"])
    op.create_index("writes_child", "writes", ["child", "seq"])
    op.create_table(
        "audit",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("child", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_child", "audit", ["child", "seq"])
    op.create_table(
        "data_keys",
        sa.Column("key_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("master", sa.String, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, and with them what the journal knows."""
    for table in ("data_keys", "audit", "writes", "outbox", "state", "inbox"):
        op.drop_table(table)
