"""Messages as they may arrive: both content modes, and everything that can be wrong with them."""

import json
import traceback
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.case_system import ConsentChanged
from shared.contracts.envelope import STRUCTURED, Envelope, parse, wrap
from shared.errors import InvalidEvent

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NAME = "Invented Person-Name"

MESSAGE: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "urn:la:E08000035:case-system",
    "type": "case.consent.changed.v1",
    "subject": "C-1042",
    "time": "2026-11-21T09:30:00Z",
    "datacontenttype": "application/json",
    "data": {"child_id": "C-1042"},
}


def _structured(**changed: object) -> Envelope:
    return parse(json.dumps({**MESSAGE, **changed}).encode(), STRUCTURED)


def _headers(prefix: str) -> dict[str, Any]:
    return {
        f"{prefix}{name}": value for name, value in MESSAGE.items() if name not in ("data", "datacontenttype")
    }


def _without(name: str) -> bytes:
    return json.dumps({key: value for key, value in MESSAGE.items() if key != name}).encode()


def _fault(body: bytes, content_type: str | None = STRUCTURED, headers: dict[str, Any] | None = None) -> str:
    with pytest.raises(InvalidEvent) as caught:
        parse(body, content_type, headers)
    assert NAME not in "".join(traceback.format_exception(caught.value))
    return caught.value.reason


@pytest.mark.parametrize(
    "content_type",
    [STRUCTURED, f"{STRUCTURED}; charset=utf-8", "Application/CloudEvents+JSON", "application/json", None],
)
def test_a_structured_message_is_read(content_type: str | None) -> None:
    """The body is the whole event; plain JSON without CloudEvents headers is read the same way."""
    envelope = parse(json.dumps(MESSAGE).encode(), content_type)
    assert (envelope.id, envelope.subject, envelope.data) == ("e-1", "C-1042", {"child_id": "C-1042"})
    assert envelope.time == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("prefix", ["cloudEvents_", "cloudEvents:"])
@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", None])
def test_a_binary_message_is_read(prefix: str, content_type: str | None) -> None:
    """Attributes are headers, the body is the data; the data's content type may be left out."""
    body = json.dumps(MESSAGE["data"]).encode()
    assert parse(body, content_type, _headers(prefix)) == parse(json.dumps(MESSAGE).encode(), STRUCTURED)


def test_a_binary_message_may_carry_bytes_and_an_amqp_time_in_its_headers() -> None:
    """Header values come as the broker's library decodes them."""
    headers = {**_headers("cloudEvents_"), "cloudEvents_id": b"e-1", "cloudEvents_time": NOON}
    assert parse(b'{"child_id": "C-1042"}', "application/json", headers).id == "e-1"


def test_a_binary_message_without_a_body_has_its_data_elsewhere() -> None:
    """`dataref` says where the data is; there is nothing to parse."""
    headers = {**_headers("cloudEvents_"), "cloudEvents_dataref": "lead/LD-4"}
    envelope = parse(b"", "application/json", headers)
    assert (envelope.data, envelope.dataref) == (None, "lead/LD-4")


def test_headers_of_others_are_passed_over() -> None:
    """Only headers with the CloudEvents prefix are attributes."""
    headers = {**_headers("cloudEvents_"), "x-death": [{"count": 3}], "traceparent": "00-aa-bb-01"}
    assert parse(b"{}", "application/json", headers).data == {}


def test_unknown_attributes_and_fields_are_ignored() -> None:
    """A newer sender may say more than we know."""
    assert _structured(newattribute="x").id == "e-1"


def test_our_own_messages_can_be_read_back() -> None:
    """What we wrap is what a reader finds, with the story of its cause."""
    cause = _structured(correlationid="story-1")
    consent = ConsentChanged.model_validate(
        {"child_id": "C-1042", "consent_id": "CN-1", "given_by": "child", "scope": "all",
         "decision": "withdrawn", "date": "2026-11-21"}
    )  # fmt: skip
    message = wrap(consent, id="ours-1", source="urn:test", time=NOON, caused_by=cause)
    read = parse(message.body(), STRUCTURED)
    assert ConsentChanged.model_validate(read.data) == consent
    assert (read.correlationid, read.causationid, read.originsystem) == ("story-1", "e-1", "lifelong-links")


@pytest.mark.parametrize("attribute", ["id", "source", "type", "subject", "time"])
def test_a_required_attribute_may_not_be_missing(attribute: str) -> None:
    """Without any one of them the event cannot be routed, told from others or put in order."""
    assert _fault(_without(attribute)) == f"missing:{attribute}"
    headers = _headers("cloudEvents_")
    del headers[f"cloudEvents_{attribute}"]
    assert _fault(b"{}", "application/json", headers) == f"missing:{attribute}"


@pytest.mark.parametrize(
    "changed, place",
    [
        ({"time": "2026-11-21T09:30:00"}, "time"),
        ({"time": "2026-11-21"}, "time"),
        ({"time": 1795253400}, "time"),
        ({"time": "1700006400"}, "time"),
        ({"id": ""}, "id"),
        ({"id": NAME}, "id"),
        ({"id": 7}, "id"),
        ({"source": NAME}, "source"),
        ({"subject": NAME}, "subject"),
        ({"subject": "C/1042"}, "subject"),
        ({"type": NAME}, "type"),
        ({"specversion": "0.3"}, "specversion"),
        ({"data": NAME}, ""),
        ({"data": [NAME]}, ""),
        ({"dataref": NAME}, "dataref"),
        ({"correlationid": NAME}, "correlationid"),
    ],
)
def test_a_wrong_attribute_is_named_and_its_value_is_not(changed: dict[str, Any], place: str) -> None:
    """The fault says which attribute and what kind; nothing of the message is in exception or traceback."""
    assert _fault(json.dumps({**MESSAGE, **changed}).encode()).partition(":")[2] == place


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"id": "e-1", "data": {"name": "Invented Person-Name',
        b"Invented Person-Name",
        b'{"id": "\xff\xfe Invented Person-Name"}',
        b'{"id": "\\ud800 Invented Person-Name"}',
        b'{"score": NaN, "name": "Invented Person-Name"}',
        b"[" * 100_000,
    ],
    ids=["empty", "truncated", "no JSON", "no UTF-8", "half a character", "NaN", "nested without end"],
)
def test_what_is_not_json_is_invalid(body: bytes) -> None:
    """Broken bytes end as invalid, never as a crash, in either mode."""
    assert _fault(body) == "not-json"
    if body:
        assert _fault(body, "application/json", _headers("cloudEvents_")) == "not-json"


@pytest.mark.parametrize("body", [b"[]", b"null", b'"Invented Person-Name"', b"7"])
def test_json_that_is_no_object_is_invalid(body: bytes) -> None:
    """An event is an object."""
    assert _fault(body).startswith("model_type")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/cloudevents-batch+json", "Invented Person-Name"],
)
def test_a_foreign_content_type_is_invalid(content_type: str) -> None:
    """What is not JSON is not looked into."""
    assert _fault(json.dumps(MESSAGE).encode(), content_type) == "foreign-content-type"


def test_a_body_of_five_megabytes_is_read_or_refused_like_any_other() -> None:
    """Size alone is no fault and no danger."""
    padding = "x" * 5_000_000
    assert _structured(data={"child_id": "C-1042", "padding": padding}).subject == "C-1042"
    assert _fault(json.dumps({**MESSAGE, "id": padding}).encode()) == "string_pattern_mismatch:id"
