"""The permanence plan's ticked keys in every form that extracts have it."""

import html
import json
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.imports.plans import KEYS, ticked
from deploy.imports.values import Unreadable


def whole(**said: object) -> str:
    """All ten keys, as the specification has it; those not named are empty."""
    return json.dumps(dict.fromkeys(KEYS, "") | said)


WRAPPINGS: Mapping[str, Callable[[str], str]] = {
    "JSON in JSON": json.dumps,
    "entities": html.escape,
    "backslashes": lambda text: text.replace('"', '\\"'),
    "typographic": lambda text: text.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}"),
    "spaces": lambda text: f" {text}\r\n",
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("tick", ["Y", "Yes", "1", "true", "X", "on", 1, True, "12 months"])
def test_a_ticked_key_is_found(key: str, tick: object) -> None:
    """Whatever the tick is."""
    assert ticked(whole(**{key: tick})) == (key,)


@pytest.mark.parametrize(
    "nothing", ["", " ", "N", "No", "0", "false", "NULL", "N/A", None, False, 0, "Unticked"]
)
def test_a_key_that_is_not_ticked_is_not_found(nothing: object) -> None:
    """None ticked is: not agreed yet, which is not the same as not known."""
    assert ticked(whole(ADOPTION=nothing)) == ()


@pytest.mark.parametrize("said", ["No - no longer the plan", "not at present", "never", "\N{BALLOT BOX}"])
def test_a_longer_no_or_a_mere_sign_is_not_read(said: str) -> None:
    """Neither a tick nor plainly none: a person has to look."""
    with pytest.raises(Unreadable):
        ticked(whole(LTFOST18=said))


def test_several_ticked_keys_are_all_found_in_the_ssds_order() -> None:
    """Parallel planning."""
    assert ticked(whole(OTHERPLN="Y", LTFOST18="Y", RETURN6M="Y")) == ("RETURN6M", "LTFOST18", "OTHERPLN")


@pytest.mark.parametrize(
    "text",
    [
        '{ REMAINSUP: "", RETURN1M: "", LTFOST18: "Y", ADOPTION: "" }',
        "{ REMAINSUP: , LTFOST18: Y }",
        "{'REMAINSUP': '', 'LTFOST18': 'Y'}",
        '[{"LTFOST18":"Y"}]',
        '["LTFOST18"]',
        "LTFOST18",
        "ltfost18",
        "F) Long-Term Fostering",
        "f) Long-term fostering",
    ],
)
def test_other_forms_are_read(text: str) -> None:
    """Bare keys, single quotes, lists, a key alone, Annex A's letter."""
    assert ticked(text) == ("LTFOST18",)


WRAPPED = (
    r"{\"LTFOST18\":\"Y\",\"ADOPTION\":\"\"}",
    r'"{\"LTFOST18\":\"Y\",\"ADOPTION\":\"\"}"',
    r"{\\\"LTFOST18\\\":\\\"Y\\\"}",
    "{&quot;LTFOST18&quot;:&quot;Y&quot;,&quot;ADOPTION&quot;:&quot;&quot;}",
    "{&amp;quot;LTFOST18&amp;quot;:&amp;quot;Y&amp;quot;}",
    "{&#34;LTFOST18&#34;: &#34;Y&#34;}",
    "{\u201cLTFOST18\u201d:\u201cY\u201d}",
    '{""LTFOST18"":""Y"",""ADOPTION"":""""}',
    '{"plan": {"LTFOST18": true, "ADOPTION": false}}',
    '{"plans": ["LTFOST18"]}',
    '{"LTFOST18": 1.0, "ADOPTION": 0.0}',
)


@pytest.mark.parametrize("text", WRAPPED)
def test_a_wrapped_plan_is_read(text: str) -> None:
    """Escaped, JSON in JSON, entities, typographic marks, doubled marks, objects inside."""
    assert ticked(text) == ("LTFOST18",)


def test_a_key_that_stands_twice_is_ticked_when_either_is() -> None:
    """JSON readers take the last: a tick for adoption would be lost by it."""
    assert ticked('{"ADOPTION":"Y","ADOPTION":"","LTFOST18":"Y"}') == ("LTFOST18", "ADOPTION")


@pytest.mark.parametrize(
    "text",
    [
        '{"LTFOST18":"Y","RESP',
        '{"LTFOST18":"Y"} {"ADOPTION":"Y"}',
        '{REMAINSUP: "", LTFOST18: "Y"; ADOPTION: "Y"}',
        '{"LTFOST18":"Y","ADOPTION":{"ticked":"Y"}}',
        "<LTFOST18>N</LTFOST18>",
        "ADOPTION:Y",
        "--",
        "%7B%22ADOPTION%22",
    ],
)
def test_a_plan_that_is_not_read_to_its_end_is_no_plan_at_all(text: str) -> None:
    """A tick for adoption may stand in the rest: neither what was read nor "no plan agreed" is true."""
    with pytest.raises(Unreadable, match=r"^not a permanence plan$"):
        ticked(text)


@given(
    chosen=st.sets(st.sampled_from(KEYS)), wrappings=st.lists(st.sampled_from(sorted(WRAPPINGS)), max_size=3)
)
def test_no_wrapping_changes_what_is_ticked(chosen: set[str], wrappings: list[str]) -> None:
    """Whatever a plan went through, it says the same or is told of: never less, and never "not agreed"."""
    text = whole(**dict.fromkeys(chosen, "Y"))
    for name in wrappings:
        text = WRAPPINGS[name](text)
    try:
        assert set(ticked(text)) == chosen
    except Unreadable:
        assert len(wrappings) > 1


def test_several_in_a_list_or_by_letters() -> None:
    """Two keys, or two of Annex A's letters, are parallel planning."""
    assert ticked("ADOPTION,LTFOST18") == ("LTFOST18", "ADOPTION")
    assert ticked("A) Return to Family; B) Adoption") == ("RETURNEV", "ADOPTION")


def test_an_unknown_key_of_the_object_passes() -> None:
    """A person decides about it."""
    assert ticked(whole(STAYPUT="Y")) == ("STAYPUT",)


@pytest.mark.parametrize("text", ["to live with Ann Other", '{"See Ann": "Y"}', "SEE NOTES", "Smith"])
def test_words_are_no_plan_and_never_travel(text: str) -> None:
    """What is typed into the field is told of, and not passed on."""
    with pytest.raises(Unreadable, match=r"^not a permanence plan$"):
        ticked(text)


def test_an_empty_field_is_a_plan_that_is_not_agreed() -> None:
    """The SSD's guidance: leave blank where none is agreed."""
    assert ticked("") == ticked("{}") == ()
