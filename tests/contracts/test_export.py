"""What the export writes: a schema and a valid example for every event, the same bytes each time."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.contracts.envelope import STRUCTURED, Event, parse
from shared.contracts.examples import examples
from shared.contracts.export import EVENTS, data_schema, envelope_schema, export
from tests.contracts.validation import check, errors

EXAMPLES = examples()
EVENT = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)


def test_every_event_has_its_schema_and_example(tmp_path: Path) -> None:
    """One schema and one example per event type, the envelope's schema and the AsyncAPI document."""
    written = {str(path.relative_to(tmp_path)) for path in export(tmp_path)}
    expected = {"asyncapi.json", "schemas/cloudevent.schema.json"}
    for event in EVENTS:
        expected |= {f"schemas/{event.TYPE}.schema.json", f"examples/{event.TYPE}.json"}
    assert written == expected
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")} == expected


def test_the_export_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    """Two exports of one contract do not differ."""
    one, other = export(tmp_path / "one"), export(tmp_path / "other")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_no_two_events_share_a_type() -> None:
    """Event types are unique, lower case, versioned and in one of the two grammars."""
    types = [event.TYPE for event in EVENTS]
    assert len(set(types)) == len(types)
    assert all(one.startswith(("case.", "lifelong-links.")) and one.endswith(".v1") for one in types)


@EVENT
def test_the_schema_is_valid_draft_2020_12(event: type[Event]) -> None:
    """Each schema is itself valid and says its dialect."""
    schema = data_schema(event)
    check(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith(event.TYPE)


@EVENT
def test_the_example_is_valid_and_is_understood(event: type[Event]) -> None:
    """The example fits both schemas and parses into the event, about the child of its subject."""
    message = EXAMPLES[event.TYPE]
    assert errors(envelope_schema(), message) == []
    assert errors(data_schema(event), message["data"]) == []
    envelope = parse(json.dumps(message).encode(), STRUCTURED)
    understood = event.model_validate(envelope.data)
    assert envelope.type == understood.TYPE
    assert envelope.subject == understood.child_id


@EVENT
def test_schema_and_reader_refuse_the_same(event: type[Event]) -> None:
    """Both refuse a required field that is missing or holds a sentence."""
    data = EXAMPLES[event.TYPE]["data"]
    schema = data_schema(event)
    for name in schema["required"]:
        without = {key: value for key, value in data.items() if key != name}
        for wrong in (without, {**data, name: "a sentence with spaces"}):
            assert errors(schema, wrong), name
            with pytest.raises(ValidationError):
                event.model_validate(wrong)


def test_a_schema_refuses_a_number_for_a_date_and_a_naive_time() -> None:
    """Dates and moments are checked by pattern too, for validators that take `format` as a remark."""
    consent = data_schema(next(one for one in EVENTS if one.TYPE == "case.consent.changed.v1"))
    data = EXAMPLES["case.consent.changed.v1"]["data"]
    assert not errors(consent, data, formats=False)
    for wrong in (20261121, "2026-11-21T00:00:00Z", "1700006400", "21/11/2026"):
        assert errors(consent, {**data, "date": wrong}, formats=False)
    message = EXAMPLES["case.consent.changed.v1"]
    for wrong in ("2026-11-21T09:30:00", "1700006400", "2026-11-21"):
        assert errors(envelope_schema(), {**message, "time": wrong}, formats=False)
