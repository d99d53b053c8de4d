"""Where in a TOML file a setting stands: the line number, for messages about it.

The standard library's reader gives values without their lines. This walks over a text that it has read (and
so found right), and remembers the line of every table, key and list entry, in whatever style they are
written: dotted keys, inline tables, tables of a list, strings and lists over several lines.
"""

import re
from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_STRING = re.compile(
    r"""
      \"{3} (?: [^\\] | \\. )*? \"{3,5} (?!")   # several lines, with escapes
    | '{3} .*? '{3,5} (?!')                      # several lines, as they stand
    | " (?: [^"\\] | \\. )* "
    | ' [^']* '
    """,
    re.DOTALL | re.VERBOSE,
)
_BARE = re.compile(r"[^,\]}#\r\n]*")


def line_of(text: str, location: Sequence[str | int]) -> int:
    """Return the line (from 1) of the deepest part of `location` that the file has; line 1 when it has none.

    Numbers in a location count the entries of a list from 0.
    """
    best, deepest = 1, 0
    for path, line in _Walk(text).places():
        depth = _shared(path, location)
        if depth > deepest:
            best, deepest = line, depth
    return best


def _shared(path: Path, location: Sequence[str | int]) -> int:
    """How many parts two places have in common from the start."""
    return next(
        (depth for depth, (one, other) in enumerate(zip(path, location, strict=False)) if one != other),
        min(len(path), len(location)),
    )


class _Walk:
    """One walk over a text, from its first character to its last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lists: dict[Path, int] = {}

    def places(self) -> Iterator[tuple[Path, int]]:
        """Every path of the file with its line, in the order of the file."""
        table: Path = ()
        self._blank()
        while self.at < len(self.text):
            line = self._line()
            if self._takes("[["):
                table = self._heading(of_list=True)
                yield table, line
            elif self._takes("["):
                table = self._heading(of_list=False)
                yield table, line
            else:
                yield from self._setting(table)

    def _heading(self, *, of_list: bool) -> Path:
        """Read a table's heading; below a list of tables it means the list's last table."""
        path: Path = ()
        names = self._names()
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            if of_list and depth == len(names):
                self.lists[path] = self.lists.get(path, -1) + 1
            if path in self.lists:
                path = (*path, self.lists[path])
        self._takes("]]" if of_list else "]")
        return path

    def _names(self) -> list[str]:
        names = []
        while part := _KEY_PART.match(self.text, self.at):
            names.append(part[0][1:-1] if part[0][0] in "\"'" else part[0])
            self.at = part.end()
            self._blank()
            if not self._takes("."):
                break
        return names

    def _setting(self, table: Path) -> Iterator[tuple[Path, int]]:
        line = self._line()
        path = (*table, *self._names())
        yield path, line
        self._takes("=")
        yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        if string := _STRING.match(self.text, self.at):
            self.at = string.end()
        elif self._takes("["):
            number = 0
            while not self._takes("]"):
                yield (*path, number), self._line()
                yield from self._value((*path, number))
                number += 1
                self._takes(",")
        elif self._takes("{"):
            while not self._takes("}"):
                yield from self._setting(path)
                self._takes(",")
        elif bare := _BARE.match(self.text, self.at):
            self.at = bare.end()
        self._blank()

    def _takes(self, sign: str) -> bool:
        """Go over a sign and what is blank behind it, if the sign is next."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        self._blank()
        return True

    def _blank(self) -> None:
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1
