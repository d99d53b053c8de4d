"""CloudEvents 1.0: how an event is wrapped, in structured and in binary mode.

Source: CloudEvents specification 1.0.2 and its AMQP protocol binding. Extension names are the contract's:
`correlationid`, `causationid`, `originsystem`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, ValidationError
from pydantic_core import from_json

from shared.contracts.fields import ChildId, Frozen, Timestamp, Url
from shared.errors import InvalidEvent

STRUCTURED = "application/cloudevents+json"
JSON_TYPES = ("application/json", "text/json")
PREFIXES = ("cloudEvents_", "cloudEvents:")
OUR_SYSTEM = "lifelong-links"

Token = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
EventType = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{1,100}$")]


class Event(Frozen):
    """Base of every event: a past-tense fact about one child, ids and codes only."""

    TYPE: ClassVar[str] = ""
    child_id: ChildId


class Envelope(Frozen):
    """A CloudEvent whose `data` is still JSON: routing and deduplication need no more than this."""

    specversion: Literal["1.0"] = "1.0"
    """The version of CloudEvents."""
    id: Token
    """The event's id; with `source` it is told once, however often it is delivered."""
    source: Token
    """Who says it, e.g. `urn:la:E08000035:case-system`."""
    type: EventType
    """The event's type, which is also the routing key."""
    subject: ChildId
    """The child's id: events of one child are handled in order."""
    time: Timestamp
    """When it was said."""
    datacontenttype: str | None = None
    """The content type of `data`."""
    dataref: Url | None = None
    """Where the data, or the names and words that belong to it, can be fetched."""
    data: dict[str, Any] | None = Field(default=None, repr=False)
    """What is said: ids, codes and dates, by the schema of the type."""
    correlationid: Token | None = None
    """The same for everything that followed from one first event."""
    causationid: Token | None = None
    """The event that this one follows from."""
    originsystem: Token | None = None
    """The system that caused it; ours are known again by it, so that no echo is acted on."""

    def body(self) -> bytes:
        """Return the structured-mode JSON; absent attributes are left out."""
        return self.model_dump_json(exclude_none=True).encode()


def wrap(
    event: Event,
    *,
    id: str,  # noqa: A002 - the attribute's name in the standard
    source: str,
    time: datetime,
    caused_by: Envelope | None = None,
) -> Envelope:
    """Put an event of ours into an envelope that continues the story of its cause."""
    return Envelope.model_construct(
        specversion="1.0",
        id=id,
        source=source,
        type=event.TYPE,
        subject=event.child_id,
        time=time,
        datacontenttype="application/json",
        data=event.model_dump(mode="json", by_alias=True),
        correlationid=(caused_by.correlationid or caused_by.id) if caused_by else id,
        causationid=caused_by.id if caused_by else None,
        originsystem=OUR_SYSTEM,
    )


def parse(body: bytes, content_type: str | None = None, headers: Mapping[str, Any] | None = None) -> Envelope:
    """Read a message in either mode.

    Raises InvalidEvent naming the fault's place and kind, never the offending value.
    """
    return take(body, content_type, headers)[0]


def take(
    body: bytes, content_type: str | None = None, headers: Mapping[str, Any] | None = None
) -> tuple[Envelope, bytes]:
    """Read a message in either mode; return it with bytes from which `parse` reads the same envelope again.

    Those bytes are structured JSON and need neither content type nor headers. Raises InvalidEvent as `parse`.
    """
    binary = _binary_attributes(headers or {})
    kind = (content_type or (JSON_TYPES[0] if binary else STRUCTURED)).split(";", 1)[0].strip().lower()
    if kind == STRUCTURED or (kind in JSON_TYPES and not binary):
        return _validate(_json(body)), body
    if kind not in JSON_TYPES:
        raise InvalidEvent(reason="foreign-content-type")
    if body.strip():
        binary["data"] = _data(body)
    envelope = _validate({**binary, "datacontenttype": kind})
    return envelope, envelope.body()


def _binary_attributes(headers: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in headers.items():
        for prefix in PREFIXES:
            if name.startswith(prefix):
                found[name[len(prefix) :].lower()] = (
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                )
    found.pop("data", None)  # data is the body; a table of AMQP's own types could not be kept as JSON
    return found


def _json(body: bytes) -> object:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise InvalidEvent(reason="not-json") from None


def _data(body: bytes) -> object:
    """Read data as deep inside an event as it will be kept: what is read now can be read again."""
    found = _json(b"[" + body + b"]")
    if not isinstance(found, list) or len(found) != 1:
        raise InvalidEvent(reason="not-json")
    return found[0]


def _validate(attributes: object) -> Envelope:
    try:
        return Envelope.model_validate(attributes)
    except ValidationError as fault:
        raise InvalidEvent(reason=fault_code(fault)) from None


def fault_code(fault: ValidationError) -> str:
    """Say where and of what kind the first fault is, as one code without any value of the input."""
    first = fault.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join("[]" if isinstance(part, int) else part for part in first["loc"] if part != "data")
    return f"{first['type']}:{place}"[:120]
