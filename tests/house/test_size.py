"""Small files, short functions, and no drawer for everything."""

import ast
import statistics

from tests.house.files import functions, python, shown

MOST_LINES = 300
MOST_LINES_OF_NINE_IN_TEN_FUNCTIONS = 30


def test_no_file_is_longer_than_300_lines() -> None:
    """A file that grows past 300 lines has become two things."""
    lengths = {shown(path): len(path.read_text().splitlines()) for path in python()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_nine_of_ten_functions_have_at_most_30_lines() -> None:
    """The 90th percentile of function lengths, without docstrings, stays low."""
    lengths = [_lines(each) for path in python() for each in functions(path)]
    assert statistics.quantiles(lengths, n=10)[-1] <= MOST_LINES_OF_NINE_IN_TEN_FUNCTIONS


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_there_is_no_drawer_for_everything() -> None:
    """A module is named after what it does; `utils` and its like are named after nothing."""
    drawers = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert [shown(path) for path in python() if path.name in drawers] == []
