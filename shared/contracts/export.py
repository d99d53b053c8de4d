"""The contract as files: a schema and an example for each event, the envelope's, one AsyncAPI document.

Schemas are JSON Schema draft 2020-12 and describe what is accepted. The same contract gives the same bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from shared.contracts.asyncapi import ENVELOPE_SCHEMA, document, schema_path
from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import Envelope, Event
from shared.contracts.examples import examples
from shared.contracts.fields import Frozen
from shared.contracts.lifelong_links import OUR_EVENTS
from shared.contracts.recurring_fields import DESCRIPTIONS

EVENTS: tuple[type[Event], ...] = (*CASE_EVENTS, *OUR_EVENTS)


def export(directory: Path) -> tuple[Path, ...]:
    """Write the contract's files below `directory`, made when missing; return their paths, sorted."""
    shown = examples()
    files: dict[str, Mapping[str, Any]] = {"asyncapi.json": document(), ENVELOPE_SCHEMA: envelope_schema()}
    for event in EVENTS:
        files[schema_path(event.TYPE)] = data_schema(event)
        files[f"examples/{event.TYPE}.json"] = shown[event.TYPE]
    written = []
    for name, content in sorted(files.items()):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return tuple(written)


def data_schema(event: type[Event]) -> dict[str, Any]:
    """Return the schema of an event's `data`."""
    return _schema(event, event.TYPE)


def envelope_schema() -> dict[str, Any]:
    """Return the schema of a message in structured mode; unknown extension attributes are allowed."""
    schema = _schema(Envelope, "cloudevent")
    # We read a message that forgets `specversion` as 1.0; the standard requires it of those who send.
    schema["required"] = ["specversion", *schema["required"]]
    return schema


class _Described(GenerateJsonSchema):
    """Pydantic's generator, less the titles that only repeat a field's name; every field is described."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's signature
        """Answer no for every field."""
        return False

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """Describe what the model itself leaves to `recurring_fields`."""
        made = super().model_schema(schema)
        for name, field in made.get("properties", {}).items():
            if name in DESCRIPTIONS:
                field.setdefault("description", DESCRIPTIONS[name])
        return made


def _schema(model: type[Frozen], name: str) -> dict[str, Any]:
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:lifelong-links:schema:{name}",
        **model.model_json_schema(by_alias=True, schema_generator=_Described),
    }
