"""JSON Schema draft 2020-12, with types: what is wrong with a value, in the validator's words."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # it ships no types


def errors(schema: Mapping[str, Any], value: object, *, formats: bool = True) -> list[str]:
    """Return every fault of the value; `formats` says whether `format` is checked or only a remark."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker() if formats else None)
    return [error.message for error in validator.iter_errors(value)]


def check(schema: Mapping[str, Any]) -> None:
    """Raise when the schema is itself no valid one."""
    Draft202012Validator.check_schema(schema)
