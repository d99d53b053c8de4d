"""The database part of the job for the peers that are not asynchronous, with psycopg 3."""

import json
import re
import threading
from collections.abc import Callable
from typing import Any, cast

import psycopg
from psycopg.types.json import Jsonb

from tests.benchmarks.job import decide, result
from tests.benchmarks.peers.place import CHANGE, DATABASE_URL, OPEN

_slot = threading.local()


def _query(numbered: str) -> bytes:
    return re.sub(r"\$\d", "%s", numbered).encode()


_OPEN = _query(OPEN)
_CHANGE = _query(CHANGE)


def _connection() -> psycopg.Connection[tuple[Any, ...]]:
    # One connection per thread is what a pool of that size comes to, without its locks.
    if not hasattr(_slot, "connection"):
        _slot.connection = psycopg.connect(DATABASE_URL, autocommit=True)
    return cast("psycopg.Connection[tuple[Any, ...]]", _slot.connection)


def settle(event: dict[str, Any], publish: Callable[[bytes], None]) -> None:
    """Do the job for one event: one transaction, then the result with its confirm."""
    child, event_id = event["subject"], event["id"]
    connection = _connection()
    with connection.transaction():
        row = connection.execute(_OPEN, (event["source"], event_id, child)).fetchone()
        if row is None or not row[1]:
            return
        state = decide(row[0], event["data"], event_id)
        connection.execute(_CHANGE, (Jsonb(state), child))
    publish(json.dumps(result(child, state, event_id)).encode())
