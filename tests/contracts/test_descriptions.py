"""A reader of the schemas needs nothing else: fields are described, open lists show what is known."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from shared.contracts.codes import LISTED
from shared.contracts.export import EVENTS, data_schema, envelope_schema
from shared.contracts.fields import Code
from shared.contracts.recurring_fields import DESCRIPTIONS

SCHEMAS = {**{event.TYPE: data_schema(event) for event in EVENTS}, "cloudevent": envelope_schema()}
CODE = TypeAdapter(Code).json_schema()["pattern"]

WITHOUT_A_LIST = {
    "responsible_authority": "ONS codes of authorities",
    "authority": "in a policy's stamp: ONS codes of authorities, names of programmes",
    **dict.fromkeys(("version", "remote_version", "expected_version", "found_version"), "versions of others"),
    **dict.fromkeys(("criterion", "kind", "field", "fields"), "names in a policy, fields of a record"),
    **dict.fromkeys(
        ("reason_code", "leading_reason", "next_action", "missing", "remarks", "task_code", "priority"),
        "made by the rules of our services; their words are in deploy/reference.md and the wording file",
    ),
}
"""Codes of which the contract has no list, by field, and why."""


def _fields(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for model in (schema, *schema.get("$defs", {}).values()):
        for name, field in model.get("properties", {}).items():
            yield model["title"], name, field


def _code_schemas(field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if field.get("pattern") == CODE:
        yield field
    for inner in (*field.get("anyOf", ()), field.get("items")):
        if isinstance(inner, dict):
            yield from _code_schemas(inner)


def _codes() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for event_type, schema in SCHEMAS.items():
        for model, name, field in _fields(schema):
            yield from ((event_type, model, name, found) for found in _code_schemas(field))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_says_what_it_holds(name: str) -> None:
    """No field of an event, of a part of one or of the envelope is without a sentence."""
    said = {f"{model}.{field}": at.get("description", "") for model, field, at in _fields(SCHEMAS[name])}
    assert [field for field, words in said.items() if not words.endswith(".")] == []


def test_no_description_is_kept_for_a_field_that_is_gone() -> None:
    """What is described once for all occurs in the contract."""
    names = {name for schema in SCHEMAS.values() for _, name, _ in _fields(schema)}
    assert set(DESCRIPTIONS) - names == set()


def test_every_open_list_shows_its_known_codes() -> None:
    """Each code has its list, or there is a reason why the contract has none."""
    unlisted = {(kind, model, name) for kind, model, name, found in _codes() if LISTED not in found}
    assert {place for place in unlisted if place[2] not in WITHOUT_A_LIST} == set()
    assert {name for _, _, name in unlisted} == set(WITHOUT_A_LIST)


def test_what_the_case_system_says_has_its_lists() -> None:
    """Of the codes that an authority's system sends, only that of the authority itself has no list here."""
    unlisted = {name for kind, _, name, found in _codes() if kind.startswith("case.") and LISTED not in found}
    assert unlisted == {"responsible_authority"}


def test_the_known_codes_are_codes() -> None:
    """Each fits the pattern of its field, none twice; a list has no values that parsing insists on."""
    for *place, found in _codes():
        listed = found.get(LISTED, [])
        assert len(set(listed)) == len(listed), place
        assert "enum" not in found, place
        for code in listed:
            assert TypeAdapter(Code).validate_python(code) == code
