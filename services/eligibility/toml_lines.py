"""Where in a TOML file a setting stands: the line number, for messages about it.

The standard library's reader gives values without their lines. This finds the line of a key by table and
name; it reads nothing else, and settles for the table, or for line 1, when the key itself is not there.
"""

import re
from collections.abc import Sequence

_TABLE = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\"'-]+)\s*=")


def line_of(text: str, location: Sequence[str | int]) -> int:
    """Return the line (from 1) of the deepest part of `location` that the file names.

    Numbers in it count the tables of a list. A part that a reader added (the name of a kind) is passed over.
    """
    best, depth = 1, 0
    for number, path in _named(text):
        reached = _common(path, location)
        if reached > depth:
            best, depth = number, reached
    return best


def _named(text: str) -> list[tuple[int, list[str | int]]]:
    """Every table and key of the file with its line, tables of a list counted."""
    found: list[tuple[int, list[str | int]]] = []
    table: list[str | int] = []
    counts: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _TABLE.fullmatch(line):
            table = _split(heading[1])
            if line.lstrip().startswith("[["):
                at = tuple(table)
                counts[at] = counts.get(at, -1) + 1
                table = [*table, counts[at]]
            found.append((number, table))
        elif key := _KEY.match(line):
            found.append((number, [*table, *_split(key[1])]))
    return found


def _split(dotted: str) -> list[str | int]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _common(path: Sequence[str | int], location: Sequence[str | int]) -> int:
    """How much of the path the location goes through, all of it; 0 when it leads elsewhere."""
    rest = iter(location)
    return len(path) if all(any(part == step for step in rest) for part in path) else 0
