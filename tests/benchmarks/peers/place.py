"""Where a peer works: the addresses that the harness gave it, and the statements of the job.

The statements are the fewest that do the job in one transaction: `BEGIN`, OPEN, CHANGE, `COMMIT`.
"""

import os

AMQP_URL = os.environ.get("BENCH_AMQP_URL", "amqp://127.0.0.1/")
DATABASE_URL = os.environ.get("BENCH_DATABASE_URL", "postgresql://127.0.0.1/")
QUEUE = "benchmark.inbox"

OPEN = """
WITH once AS (INSERT INTO inbox (source, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true)
SELECT document, EXISTS (SELECT FROM once) FROM state WHERE child_id = $3 FOR UPDATE
"""
"""Remember (source, id), say whether it is new, and read the child's document under its lock."""

CHANGE = "UPDATE state SET version = version + 1, document = $1, updated_at = now() WHERE child_id = $2"
"""Replace the child's document."""
