"""The line of a setting is found in whatever style of TOML it is written."""

import tomllib
from pathlib import Path

import pytest

from services.eligibility.policies.files import POLICIES
from services.eligibility.policies.toml_lines import line_of

STYLES = '''\
# [ours] name = "no"
name = "with = and [brackets] # and no comment"
dotted . "quoted key".deep = 1
long = """
name = 2
[table]
\\"""" # the text ends here
raw = \'\'\'it\'\'s " \\\'\'\'
list = [ # of several kinds
  "a", # ] not the end
  [ "b", 'c]' ],
  { kind = 1, z.y = [1,
   2] },
]
[table]
day = 2020-01-01
[[table.rows]]
word = 1
[[table.rows]]
word = "\\"]"
[table.rows.below]
word = 1
[ 'with.dot' . sub ]
empty = {}
none = []
'''


@pytest.mark.parametrize(
    "line, place",
    [
        (2, ("name",)),
        (3, ("dotted", "quoted key", "deep")),
        (3, ("dotted",)),
        (4, ("long",)),
        (8, ("raw",)),
        (10, ("list", 0)),
        (11, ("list", 1, 1)),
        (12, ("list", 2, "kind")),
        (12, ("list", 2, "z", "y", 0)),
        (13, ("list", 2, "z", "y", 1)),
        (15, ("table",)),
        (16, ("table", "day")),
        (17, ("table", "rows", 0)),
        (20, ("table", "rows", 1, "word")),
        (22, ("table", "rows", 1, "below", "word")),
        (24, ("with.dot", "sub", "empty")),
        (25, ("with.dot", "sub", "none")),
    ],
)
def test_a_place_is_found_on_its_line(line: int, place: tuple[str | int, ...]) -> None:
    """Strings with signs in them, several lines, dotted and quoted keys, inline tables, tables of a list."""
    assert tomllib.loads(STYLES)
    assert line_of(STYLES, place) == line


@pytest.mark.parametrize(
    "line, place",
    [
        (1, ("missing",)),
        (1, ()),
        (15, ("table", "missing")),
        (19, ("table", "rows", 1, "missing")),
        (17, ("table", "rows", 7)),
        (2, ("name", "inside", "a", "text")),
    ],
)
def test_what_the_file_does_not_have_is_found_at_the_nearest_thing_around_it(
    line: int, place: tuple[str | int, ...]
) -> None:
    """A missing setting is told at its table, a missing table at the top."""
    assert line_of(STYLES, place) == line


def places(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a read file."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, one in below for place in places(one, (*at, key)))]


@pytest.mark.parametrize("file", sorted(POLICIES.glob("*.toml")), ids=lambda one: one.stem)
def test_every_setting_of_the_shipped_policies_is_found_where_it_is_written(file: Path) -> None:
    """The line that is found names the setting, or is the entry of a list."""
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    for place in places(tomllib.loads(text))[1:]:
        found = lines[line_of(text, place) - 1]
        last_name = next(part for part in reversed(place) if isinstance(part, str))
        assert last_name in found or isinstance(place[-1], int)
