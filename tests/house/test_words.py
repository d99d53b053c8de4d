"""What stands in the files: no places of one machine, no open ends, and a sentence for every test."""

import ast
import re

import pytest

from shared.observe.fields import ALLOWED, EVENT_NAME
from tests.house.files import ROOT, files, functions, python, shown, tree

PLACES = {
    "a home directory": re.compile(r"/(home|root|Users)/\w"),
    "this clone's own path": re.compile(re.escape(f"{ROOT}/")),
    "a package registry": re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|ghcr\.io|docker\.io|--index-url"
    ),
}
OPEN_ENDS = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
WAIVER = re.compile(r"#\s*(noqa|type: ignore)(?P<what>[^#]*)(?P<reason>.*)")
REASONED = re.compile(r"^(: [A-Z0-9, ]+ - (?!as above|the same)\S|\[[a-z, -]+\]\s*$)")
SKIPS = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail)\b|importorskip")
LOG_METHODS = {"debug", "info", "warning", "error", "critical", "exception"}


@pytest.mark.parametrize("what", PLACES)
def test_no_file_names_a_place_of_one_machine(what: str) -> None:
    """A clone works anywhere: no path of a home, of this clone or of a package registry is in a file."""
    found = []
    for path in files():
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue  # a picture
        if path.is_relative_to(ROOT / "tests" / "house"):
            continue
        found += [f"{shown(path)}:{n}" for n, line in enumerate(lines, 1) if PLACES[what].search(line)]
    assert found == []


def _lines_with(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    house = ROOT / "tests" / "house"
    return [
        (f"{shown(path)}:{number}", line)
        for path in python()
        if not path.is_relative_to(house)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_left_open() -> None:
    """What is not done yet is an issue, not a mark in the code."""
    assert [place for place, _ in _lines_with(OPEN_ENDS)] == []


def test_every_waiver_of_a_rule_has_its_reason_beside_it() -> None:
    """`noqa: RULE - reason`, or `type: ignore[code]  # reason`; "as above" is none."""
    unreasoned = []
    for place, line in _lines_with(WAIVER):
        found = WAIVER.search(line)
        assert found is not None
        reasoned = REASONED.match(found["what"]) and (
            found["what"].startswith(":") or found["reason"].strip("# ")
        )
        unreasoned += [] if reasoned else [place]
    assert unreasoned == []


def test_no_test_is_skipped() -> None:
    """A test that cannot run fails and says what to install; a skipped one proves nothing."""
    assert [place for place, _ in _lines_with(SKIPS)] == []


def test_every_test_says_what_must_be_true() -> None:
    """A test's docstring is the behaviour, in one sentence."""
    tests = (
        (path, each)
        for path in python()
        if path.is_relative_to(ROOT / "tests")
        for each in functions(path)
        if each.name.startswith("test_")
    )
    assert [f"{shown(path)}:{each.lineno}" for path, each in tests if not ast.get_docstring(each)] == []


def test_every_log_line_has_a_constant_name_and_listed_fields() -> None:
    """`log.info("constant-name", listed_field=...)`: what may vary is a field, and fields are listed."""
    calls = (
        (path, call)
        for path in python()
        if not path.is_relative_to(ROOT / "tests")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and _is_log_call(call.func)
    )
    assert [f"{shown(path)}:{call.lineno}" for path, call in calls if not _is_constant(call)] == []


def _is_log_call(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in LOG_METHODS
        and isinstance(function.value, ast.Name)
        and function.value.id in {"log", "logger"}
    )


def _is_constant(call: ast.Call) -> bool:
    name = call.args[0] if len(call.args) == 1 else None
    named = isinstance(name, ast.Constant) and EVENT_NAME.fullmatch(str(name.value)) is not None
    return named and all(each.arg in ALLOWED or each.arg == "exc_info" for each in call.keywords)
