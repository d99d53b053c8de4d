"""The comparison itself: each kind of breaking change is seen, an additive one is not called breaking."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.case_system import PlanAgreed
from shared.contracts.export import data_schema
from tests.contracts.compatibility import changes

Edit = Callable[[dict[str, Any]], object]


def _edited(edit: Edit) -> list[tuple[str, bool, bool]]:
    old = data_schema(PlanAgreed)
    new = copy.deepcopy(old)
    edit(new)
    return [(str(one), one.breaks(published=False), one.breaks(published=True)) for one in changes(old, new)]


def _commitment(schema: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = schema["$defs"]["AgreedCommitment"]["properties"]
    return properties


def _met(schema: dict[str, Any]) -> dict[str, Any]:
    met: dict[str, Any] = schema["$defs"]["MetObjective"]["properties"]["met"]
    return met


NARROWER: dict[str, tuple[Edit, str]] = {
    "field removed": (lambda s: s["properties"].pop("plan_lead_id"), "plan_lead_id: the field was removed"),
    "field renamed": (
        lambda s: s["properties"].update(agreed=s["properties"].pop("child_agrees")),
        "child_agrees: the field was removed or renamed",
    ),
    "new required field": (
        lambda s: (s["properties"].update(room={"type": "string"}), s["required"].append("room")),
        "room: the field is required now",
    ),
    "optional field made required": (
        lambda s: s["required"].append("review_date"),
        "review_date: the field is required now",
    ),
    "null refused": (
        lambda s: s["properties"]["review_date"]["anyOf"].pop(),
        "review_date: `null` is no longer allowed",
    ),
    "type changed": (
        lambda s: s["properties"]["version"].update(type="string"),
        "version: `integer` is no longer allowed",
    ),
    "value removed": (lambda s: _met(s)["enum"].remove("partly"), "objectives[].met: the value `partly`"),
    "list closed": (
        lambda s: _commitment(s)["kind"].update(enum=["visit"]),
        "commitments[].kind: an open value became a closed list",
    ),
    "pattern tightened": (
        lambda s: _commitment(s)["kind"].update(pattern="^[A-Za-z0-9_.:-]{1,20}$"),
        "commitments[].kind: the pattern was tightened",
    ),
    "pattern added": (
        lambda s: s["properties"]["child_agrees"].update(pattern="^x$"),
        "child_agrees: the pattern was tightened",
    ),
    "bound raised": (lambda s: s["properties"]["version"].update(minimum=1), "version: `minimum` changed"),
    "format changed": (
        lambda s: s["properties"]["review_date"]["anyOf"][0].update(format="date-time"),
        "review_date: the format changed",
    ),
}

WIDER: dict[str, tuple[Edit, str]] = {
    "no longer required": (lambda s: s["required"].remove("child_agrees"), "child_agrees: the field is no"),
    "value added": (lambda s: _met(s)["enum"].append("unclear"), "objectives[].met: the value `unclear`"),
    "list opened": (lambda s: _met(s).pop("enum"), "objectives[].met: a closed list became open"),
    "pattern widened": (
        lambda s: _commitment(s)["kind"].update(pattern="^[A-Za-z0-9_.:-]{1,80}$"),
        "commitments[].kind: the pattern admits more",
    ),
    "null allowed": (
        lambda s: s["properties"].update(child_agrees={"anyOf": [{"type": "boolean"}, {"type": "null"}]}),
        "child_agrees: `null` is allowed now",
    ),
}


@pytest.mark.parametrize("name", NARROWER)
def test_a_narrower_contract_breaks_those_who_send_and_those_who_read(name: str) -> None:
    """Whatever is accepted no longer, or may be missing, is breaking in both directions."""
    edit, expected = NARROWER[name]
    found = _edited(edit)
    assert any(text.startswith(expected) and consumed and published for text, consumed, published in found)


@pytest.mark.parametrize("name", WIDER)
def test_a_wider_contract_breaks_only_the_readers_of_our_own_events(name: str) -> None:
    """We may accept more of the case system; we may not promise less to those who read us."""
    edit, expected = WIDER[name]
    [(text, consumed, published)] = _edited(edit)
    assert text.startswith(expected)
    assert (consumed, published) == (False, True)


def test_a_new_optional_field_breaks_nobody() -> None:
    """Unknown fields are ignored by every reader, so that a contract can grow."""
    added = _edited(lambda s: s["properties"].update(room={"type": "string"}))
    assert added == [("room: an optional field was added", False, False)]


def test_other_words_in_a_description_are_no_change() -> None:
    """Only what a machine checks is compared."""
    assert _edited(lambda s: s.update(description="something else")) == []
