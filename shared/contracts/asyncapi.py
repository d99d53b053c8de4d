"""The AsyncAPI 3.0 document: exchanges, queues, what travels on them and in which content modes.

Sources: AsyncAPI 3.0.0, its AMQP 0-9-1 binding 0.3.0, and the CloudEvents AMQP binding for binary mode.
Schemas are referred to by file, beside the document. Servers have no address: that is the authority's own.
"""

from typing import Any

from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import JSON_TYPES, PREFIXES, STRUCTURED, Envelope, Event
from shared.contracts.examples import examples
from shared.contracts.lifelong_links import OUR_EVENTS

CASE_EXCHANGE = "case.events"
OUR_EXCHANGE = "lifelong-links.events"
QUEUES = ("eligibility.inbox", "family-finding.inbox", "conference.inbox", "plan-sync.inbox")

ENVELOPE_SCHEMA = "schemas/cloudevent.schema.json"
CONTRACT_VERSION = "1.0.0"

_BINDING = {"bindingVersion": "0.3.0"}
_SCHEMA_FORMAT = "application/schema+json;version=2020-12"
_REQUIRED = ("specversion", "id", "source", "type", "subject", "time")


def schema_path(event_type: str) -> str:
    """Return where the schema of an event's data is, relative to the document."""
    return f"schemas/{event_type}.schema.json"


def document() -> dict[str, Any]:
    """Return the whole document as JSON, in a fixed order."""
    shown = examples()
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": STRUCTURED,
        "servers": {"broker": _server()},
        "channels": {
            "caseEvents": _exchange(CASE_EXCHANGE, CASE_EVENTS, binary=True),
            "lifelongLinksEvents": _exchange(OUR_EXCHANGE, OUR_EVENTS, binary=False),
            **{_camel(queue): _queue(queue) for queue in QUEUES},
        },
        "operations": _operations(),
        "components": {
            "messages": {
                **{
                    event.TYPE: _structured(event, shown[event.TYPE]) for event in (*CASE_EVENTS, *OUR_EVENTS)
                },
                **{_binary_name(event): _binary(event) for event in CASE_EVENTS},
            },
            "messageTraits": {"binaryMode": _binary_trait()},
        },
    }


def _info() -> dict[str, Any]:
    return {
        "title": "Lifelong Links",
        "version": CONTRACT_VERSION,
        "description": (
            "Events between a local authority's case system and Lifelong Links. Ids, codes and dates only: no"
            " names and no narrative travel on the bus. A published `.v1` never changes in a way that breaks"
            " its readers; what must change gets a `.v2` beside it. A field that is absent or null is *not"
            " known*, an empty list is *none*; where a schema shows another default, absent means that. An"
            " `enum` is a closed list: another value makes the event invalid. `x-codes` are the known codes"
            " of an open list: another code of the same shape is kept and leads to a person's decision."
        ),
        "license": {"name": "MIT"},
    }


def _server() -> dict[str, Any]:
    return {
        "host": "{host}",
        "protocol": "amqp",
        "protocolVersion": "0-9-1",
        "description": "The authority's RabbitMQ.",
        "variables": {"host": {"description": "Host and port; the authority's own."}},
    }


def _exchange(name: str, events: tuple[type[Event], ...], *, binary: bool) -> dict[str, Any]:
    names = [event.TYPE for event in events]
    if binary:
        names += [_binary_name(event) for event in events]
    return {
        "address": "{eventType}",
        "title": f"Exchange {name}",
        "description": "A durable topic exchange; the routing key is the event type and nothing else.",
        "parameters": {
            "eventType": {"description": "The event type.", "enum": [event.TYPE for event in events]}
        },
        "messages": {one: {"$ref": f"#/components/messages/{one}"} for one in names},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": name,
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                    "vhost": "/",
                },
                **_BINDING,
            }
        },
    }


def _queue(name: str) -> dict[str, Any]:
    return {
        "address": name,
        "title": f"Queue {name}",
        "description": (
            f"A quorum queue with a dead-letter exchange, bound to {CASE_EXCHANGE} and {OUR_EXCHANGE}"
            " with the type of each event that its service listens to."
        ),
        "bindings": {
            "amqp": {
                "is": "queue",
                "queue": {
                    "name": name,
                    "durable": True,
                    "exclusive": False,
                    "autoDelete": False,
                    "vhost": "/",
                },
                **_BINDING,
            }
        },
    }


def _operations() -> dict[str, Any]:
    return {
        "receiveCaseEvents": {
            "action": "receive",
            "channel": {"$ref": "#/channels/caseEvents"},
            "title": "What the case system tells us",
            "description": "Handled exactly once by source and id, in order for each child (`subject`).",
        },
        "sendLifelongLinksEvents": {
            "action": "send",
            "channel": {"$ref": "#/channels/lifelongLinksEvents"},
            "title": "What we tell",
            "description": "At least once, with stable ids and in order for each child; structured mode.",
            "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True, **_BINDING}},
        },
        **{
            f"consume{_camel(queue)[0].upper()}{_camel(queue)[1:]}": {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{_camel(queue)}"},
                "title": f"The service behind {queue}",
                "bindings": {"amqp": {"ack": True, **_BINDING}},
            }
            for queue in QUEUES
        },
    }


def _structured(event: type[Event], example: dict[str, Any]) -> dict[str, Any]:
    payload = {
        "allOf": [
            {"$ref": ENVELOPE_SCHEMA},
            {"properties": {"type": {"const": event.TYPE}, "data": {"$ref": schema_path(event.TYPE)}}},
        ]
    }
    return {
        **_common(event),
        "contentType": STRUCTURED,
        "payload": {"schemaFormat": _SCHEMA_FORMAT, "schema": payload},
        "examples": [{"payload": example}],
    }


def _binary(event: type[Event]) -> dict[str, Any]:
    return {
        **_common(event),
        "contentType": JSON_TYPES[0],
        "payload": {"schemaFormat": _SCHEMA_FORMAT, "schema": {"$ref": schema_path(event.TYPE)}},
        "traits": [{"$ref": "#/components/messageTraits/binaryMode"}],
    }


def _common(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": (event.__doc__ or "").split("\n", 1)[0],
        "bindings": {"amqp": {"messageType": event.TYPE, **_BINDING}},
    }


def _binary_trait() -> dict[str, Any]:
    attributes = [name for name in Envelope.model_fields if name not in ("data", "datacontenttype")]
    return {
        "description": (
            f"CloudEvents binary mode: the body is the data, the attributes are headers (`{PREFIXES[0]}`,"
            f" or `{PREFIXES[1]}` as older libraries write it), the content type is that of the data."
        ),
        "headers": {
            "type": "object",
            "properties": {f"{PREFIXES[0]}{name}": {"type": "string"} for name in attributes},
            "required": [f"{PREFIXES[0]}{name}" for name in _REQUIRED],
        },
    }


def _binary_name(event: type[Event]) -> str:
    return f"{event.TYPE}.binary"


def _camel(name: str) -> str:
    first, *rest = name.replace("-", ".").split(".")
    return first + "".join(part.capitalize() for part in rest)
