"""How the job reaches each contender: raw CloudEvents, or the framework's own message around the same event.

The formats are written here from the frameworks' documentation, so that feeding needs none of them.
"""

import json
from collections.abc import Callable
from typing import Any

from pamqp.commands import Basic

from tests.benchmarks.job import EVENT_TYPE

Packet = tuple[bytes, Basic.Properties]
Encode = Callable[[dict[str, Any]], Packet]


def cloudevent(event: dict[str, Any]) -> Packet:
    """Structured mode, as it is."""
    properties = Basic.Properties(
        content_type="application/cloudevents+json",
        delivery_mode=2,
        message_id=event["id"],
        message_type=EVENT_TYPE,
    )
    return json.dumps(event).encode(), properties


def celery(event: dict[str, Any]) -> Packet:
    """Celery's message protocol 2: the task's name in the headers, its arguments in the body."""
    task = event["id"]
    headers: dict[str, Any] = {
        "lang": "py",
        "task": "benchmark.handle",
        "id": task,
        "root_id": task,
        "retries": 0,
    }
    absent = ("parent_id", "group", "eta", "expires", "shadow")
    properties = Basic.Properties(
        content_type="application/json",
        content_encoding="utf-8",
        correlation_id=task,
        delivery_mode=2,
        headers={**headers, **dict.fromkeys(absent), "timelimit": [None, None], "ignore_result": True},
    )
    embed = dict.fromkeys(("callbacks", "errbacks", "chain", "chord"))
    return json.dumps([[event], {}, embed]).encode(), properties


def dramatiq(event: dict[str, Any]) -> Packet:
    """Dramatiq's JSON message."""
    message = {
        "queue_name": "benchmark.inbox",
        "actor_name": "handle",
        "args": [event],
        "kwargs": {},
        "options": {},
        "message_id": event["id"],
        "message_timestamp": 0,
    }
    return json.dumps(message).encode(), Basic.Properties(delivery_mode=2)


def taskiq(event: dict[str, Any]) -> Packet:
    """Taskiq's JSON message."""
    task = event["id"]
    message = {"task_id": task, "task_name": "handle", "labels": {}, "args": [event], "kwargs": {}}
    properties = Basic.Properties(delivery_mode=2, headers={"task_id": task, "task_name": "handle"})
    return json.dumps(message).encode(), properties
