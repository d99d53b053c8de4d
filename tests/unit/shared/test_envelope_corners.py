"""Whatever bytes and headers a broker hands us: an envelope, or InvalidEvent that repeats nothing of them."""

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from shared.contracts.case_child import ChildChanged
from shared.contracts.envelope import STRUCTURED, Envelope, parse
from shared.contracts.our_search import LeadBlocked
from shared.errors import InvalidEvent
from shared.journal.gist import gist

HEADERS = {
    "cloudEvents:id": "e1",
    "cloudEvents:source": "urn:x",
    "cloudEvents:type": "case.x.v1",
    "cloudEvents:subject": "C-1",
    "cloudEvents:time": "2026-11-21T09:00:00Z",
}
HEADER_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.datetimes(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
NAMES = st.sampled_from(
    [f"cloudEvents:{name}" for name in ("id", "type", "subject", "time", "source", "specversion", "dataref")]
) | st.text(max_size=15)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CONTENT_TYPES = (
    st.sampled_from([None, STRUCTURED, "application/json", "text/json; charset=utf-8"]) | st.text()
)


def _parsed(body: bytes, content_type: str | None, headers: dict[str, Any]) -> Envelope | None:
    """The envelope, or None when the message is refused; nothing else may happen."""
    try:
        return parse(body, content_type, headers)
    except InvalidEvent as fault:
        reason = fault.reason
    assert len(reason) <= 120
    assert set(reason) <= set(string.ascii_letters + string.digits + "._:-[]")
    return None


@given(st.binary(max_size=200), CONTENT_TYPES, st.dictionaries(NAMES, HEADER_VALUES, max_size=7))
def test_any_bytes_and_headers_are_read_or_refused(
    body: bytes, content_type: str | None, headers: dict[str, Any]
) -> None:
    """No third way: no other exception, and a reason without a value of the message."""
    _parsed(body, content_type, headers)


@given(JSON)
def test_what_is_taken_in_can_be_kept_and_read_again(data: Any) -> None:  # noqa: ANN401 - any JSON
    """Binary mode is kept as structured JSON, whatever its data."""
    if (read := _parsed(to_json(data), "application/json", HEADERS)) is not None:
        assert parse(read.body()) == read


@pytest.mark.parametrize("depth", [150, 199, 200, 10_000])
def test_deep_nesting_is_read_and_kept_or_refused(depth: int) -> None:
    """Where reading allows a depth, keeping allows it too."""
    body = b'{"child_id":"C-1","x":' + b"[" * depth + b"]" * depth + b"}"
    if (read := _parsed(body, "application/json", HEADERS)) is not None:
        assert parse(read.body()).subject == "C-1"


@pytest.mark.parametrize("body", [b"{},{}", b'{"a":1', b"{}],[{}", b'{} "x"'])
def test_data_is_one_value_and_nothing_beside_it(body: bytes) -> None:
    """Half a value, two of them, or one that tries to break out is no JSON."""
    with pytest.raises(InvalidEvent, match="not-json"):
        parse(body, "application/json", HEADERS)


@pytest.mark.parametrize("digits", [30, 4299, 5000])
def test_huge_numbers_are_read_and_kept_or_refused(digits: int) -> None:
    """Python reads no more than 4300 digits; nothing of ours may trip over that later."""
    if (read := _parsed(b'{"n":' + b"9" * digits + b"}", "application/json", HEADERS)) is not None:
        assert parse(read.body()) == read


def test_of_two_keys_of_one_name_the_last_counts() -> None:
    """As in every JSON reader that our neighbours use."""
    body = (
        b'{"id":"a","id":"b","source":"urn:x","type":"case.x.v1","subject":"C-1",'
        b'"time":"2026-11-21T09:00:00Z","data":{}}'
    )
    assert parse(body).id == "b"


def test_the_gist_of_an_event_is_what_an_operator_needs() -> None:
    """Ids, codes and dates at the top; not the child, for the audit is the child's anyway."""
    said = {"lead_id": "LD-1", "gate": "G2", "reason_code": "check-missing", "missing": ("risk",)}
    assert gist(LeadBlocked.model_validate({"child_id": "C-1", **said})) == said


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_utc_cannot_hold_is_refused(time: str) -> None:
    """Moved into UTC it would fall off the calendar."""
    body = f'{{"id":"a","source":"urn:x","type":"case.x.v1","subject":"C-1","time":"{time}"}}'
    with pytest.raises(InvalidEvent, match="value_error:time"):
        parse(body.encode())


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31"])
def test_a_placeholder_for_never_is_a_date(day: str) -> None:
    """Many systems write one into an end that is open; a whole record is not refused for it."""
    worker = {"worker_id": "W-1", "role": "social_worker", "to": day}
    record = {
        "child_id": "C-1",
        "record_version": 1,
        "as_of": "0001-01-01T00:00:00Z",
        "date_of_birth": day,
        "workers": [worker],
    }
    assert ChildChanged.model_validate(record).date_of_birth.isoformat() == day
