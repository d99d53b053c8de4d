"""The inbox keeps a digest of each event's content: a repetition is told from another event under its id.

Rows from before have none; what comes again under their ids counts as a repetition, as it did then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing is rewritten."""
    op.add_column("inbox", sa.Column("digest", sa.LargeBinary))


def downgrade() -> None:
    """Drop the column, and with it what tells a repetition from another event."""
    op.drop_column("inbox", "digest")
