"""The job that every contender does: its events, its decision, its result and its tables."""

import json
from typing import Any

from shared.clock import utc_now

CHILDREN = 1_000
EVENT_BYTES = 1_024
RESULT_BYTES = 600
REMEMBERED = 8
DUPLICATE_EVERY = 100

SOURCE = "urn:la:E08000035:case-system"
EVENT_TYPE = "case.benchmark.counted.v1"
RESULT_TYPE = "lifelong-links.benchmark.totalled.v1"
CASE_EXCHANGE = "case.events"
RESULT_EXCHANGE = "lifelong-links.events"
RESULT_QUEUE = "benchmark.results"

SCHEMA = """
CREATE TABLE inbox (
    source text NOT NULL,
    event_id text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, source)
);
CREATE TABLE state (
    child_id text PRIMARY KEY,
    version bigint NOT NULL,
    document jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
"""
"""What a peer needs; every child's row is there from the start, which spares the peers one round trip."""

SEED = """
INSERT INTO state (child_id, version, document)
SELECT 'child-' || n, 0, '{"count": 0, "total": 0, "recent": []}' FROM generate_series(0, $1::int - 1) AS n
"""

State = dict[str, Any]


def child_id(number: int) -> str:
    """The child that the event of that number is about."""
    return f"child-{number % CHILDREN}"


def event_id(number: int) -> str:
    """The id of the event of that number."""
    return f"event-{number:08d}"


def event(number: int) -> dict[str, Any]:
    """A CloudEvent of EVENT_BYTES bytes as JSON; the same number gives the same id and data."""
    child = child_id(number)
    envelope = {
        "specversion": "1.0",
        "id": event_id(number),
        "source": SOURCE,
        "type": EVENT_TYPE,
        "subject": child,
        "time": utc_now().isoformat(),
        "datacontenttype": "application/json",
        "data": {"child_id": child, "amount": number, "filler": ""},
    }
    missing = EVENT_BYTES - len(json.dumps(envelope))
    envelope["data"] = {"child_id": child, "amount": number, "filler": "x" * missing}
    return envelope


def with_duplicates(numbers: range) -> list[int]:
    """The numbers in order, every hundredth of them again 50 places later (fewer at the end)."""
    sent: list[int] = []
    for number in numbers:
        sent.append(number)
        again = number - 50
        if again in numbers and again % DUPLICATE_EVERY == 0:
            sent.append(again)
    return sent


def decide(state: State, data: dict[str, Any], event_id: str) -> State:
    """The new state of the child: how many events, their sum, and the last few ids."""
    return {
        "count": state["count"] + 1,
        "total": state["total"] + data["amount"],
        "recent": [*state["recent"], event_id][-REMEMBERED:],
    }


def result(child: str, state: State, event_id: str) -> dict[str, Any]:
    """The result event of a peer, about RESULT_BYTES bytes; its id follows from the event's."""
    return {
        "specversion": "1.0",
        "id": f"{event_id}.totalled",
        "source": "urn:benchmark:peer",
        "type": RESULT_TYPE,
        "subject": child,
        "time": utc_now().isoformat(),
        "datacontenttype": "application/json",
        "correlationid": event_id,
        "causationid": event_id,
        "data": {"child_id": child, "count": state["count"], "total": state["total"], "filler": FILLER},
    }


FILLER = "x" * 190
