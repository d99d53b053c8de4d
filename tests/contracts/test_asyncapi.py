"""The AsyncAPI document: its structure as version 3.0.0 demands it, and every reference leads somewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.bus import topology
from shared.contracts.asyncapi import CASE_EXCHANGE, OUR_EXCHANGE, QUEUES, document
from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.export import export
from shared.contracts.lifelong_links import OUR_EVENTS
from tests.contracts.validation import errors


def _closed(required: tuple[str, ...], **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _each(schema: object) -> dict[str, object]:
    return {"type": "object", "additionalProperties": schema, "minProperties": 1}


TEXT = {"type": "string", "minLength": 1}
REFERENCE = _closed(("$ref",), **{"$ref": TEXT})
BINDINGS = _closed(("amqp",), amqp={"type": "object", "required": ["bindingVersion"]})
SERVER = _closed(
    ("host", "protocol"),
    host=TEXT,
    protocol={"const": "amqp"},
    protocolVersion=TEXT,
    description=TEXT,
    variables=_each(_closed((), description=TEXT)),
)
CHANNEL = _closed(
    ("address", "bindings"),
    address=TEXT,
    title=TEXT,
    description=TEXT,
    parameters=_each(_closed((), description=TEXT, enum={"type": "array", "items": TEXT})),
    messages=_each(REFERENCE),
    bindings=BINDINGS,
)
OPERATION = _closed(
    ("action", "channel"),
    action={"enum": ["send", "receive"]},
    channel=REFERENCE,
    title=TEXT,
    description=TEXT,
    bindings=BINDINGS,
)
MESSAGE = _closed(
    ("name", "contentType", "payload"),
    name=TEXT,
    title=TEXT,
    summary=TEXT,
    contentType={"enum": ["application/cloudevents+json", "application/json"]},
    payload=_closed(("schemaFormat", "schema"), schemaFormat=TEXT, schema={"type": "object"}),
    examples={"type": "array", "items": _closed(("payload",), payload={"type": "object"})},
    traits={"type": "array", "items": REFERENCE},
    bindings=BINDINGS,
)
DOCUMENT = _closed(
    ("asyncapi", "info", "channels", "operations", "components"),
    asyncapi={"const": "3.0.0"},
    info=_closed(
        ("title", "version"), title=TEXT, version=TEXT, description=TEXT, license={"type": "object"}
    ),
    defaultContentType=TEXT,
    servers=_each(SERVER),
    channels=_each(CHANNEL),
    operations=_each(OPERATION),
    components=_closed((), messages=_each(MESSAGE), messageTraits=_each({"type": "object"})),
)


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield str(value)
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _follow(shown: dict[str, Any], pointer: str) -> object:
    node: Any = shown
    for part in pointer.removeprefix("#/").split("/"):
        node = node[part]
    return node


def test_the_document_has_the_structure_of_asyncapi_3() -> None:
    """Required parts are there and no object holds a property that the standard does not know."""
    assert errors(DOCUMENT, document()) == []


def test_every_reference_leads_to_a_part_of_the_document_or_a_file_beside_it(tmp_path: Path) -> None:
    """No `$ref` dangles after an export."""
    export(tmp_path)
    shown = document()
    references = set(_references(shown))
    assert len(references) > len(CASE_EVENTS)
    for one in references:
        assert _follow(shown, one) if one.startswith("#/") else (tmp_path / one).is_file(), one


@pytest.mark.parametrize("channel, exchange, events", [
    ("caseEvents", CASE_EXCHANGE, CASE_EVENTS), ("lifelongLinksEvents", OUR_EXCHANGE, OUR_EVENTS)
])  # fmt: skip
def test_the_routing_key_is_the_event_type(channel: str, exchange: str, events: tuple[Any, ...]) -> None:
    """An exchange's channel is addressed by event type, and each event type has its message there."""
    shown = document()["channels"][channel]
    assert shown["address"] == "{eventType}"
    assert shown["parameters"]["eventType"]["enum"] == [event.TYPE for event in events]
    assert shown["bindings"]["amqp"]["exchange"]["name"] == exchange
    assert {event.TYPE for event in events} <= shown["messages"].keys()


def test_both_content_modes_are_described_for_what_we_read() -> None:
    """Each event of the case system may come structured or binary; ours go out structured."""
    messages = document()["components"]["messages"]
    for event in CASE_EVENTS:
        assert messages[event.TYPE]["contentType"] == "application/cloudevents+json"
        assert messages[f"{event.TYPE}.binary"]["contentType"] == "application/json"
    assert not any(f"{event.TYPE}.binary" in messages for event in OUR_EVENTS)
    headers = document()["components"]["messageTraits"]["binaryMode"]["headers"]
    assert {"cloudEvents_id", "cloudEvents_source", "cloudEvents_type"} <= set(headers["required"])


def test_the_bus_declares_what_the_contract_says() -> None:
    """Exchanges and queues have the same names in the document and in the topology."""
    assert (topology.CASE_EXCHANGE, topology.OUR_EXCHANGE) == (CASE_EXCHANGE, OUR_EXCHANGE)
    services = [queue.removesuffix(".inbox") for queue in QUEUES]
    queues = topology.topology((service, ()) for service in services).queues
    assert tuple(queue.name for queue in queues) == QUEUES


def test_the_four_queues_are_described() -> None:
    """Each service's queue is a channel of its own."""
    bindings = [one["bindings"]["amqp"] for one in document()["channels"].values()]
    assert tuple(one["queue"]["name"] for one in bindings if one["is"] == "queue") == QUEUES


def test_no_address_of_a_server_is_published() -> None:
    """The host is a variable: where the broker is, is the authority's own."""
    [server] = document()["servers"].values()
    assert server["host"] == "{host}"
    assert "default" not in server["variables"]["host"]
