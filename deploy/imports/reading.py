"""Reading an extract's CSV files: which file is which table, where its columns are, and its rows.

Liberal in what it reads: file and column names in any case, a byte order mark, UTF-16, other delimiters,
columns in any order and more than are needed, quoted cells with line breaks.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from deploy.imports.findings import Findings
from deploy.imports.values import cleaned
from shared.errors import ConfigurationError

_DELIMITERS: Final = ",;\t|"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_RULED_OFF = re.compile(r"[-\s]*")


CHILD: Final = "child"
"""The fact that says whose a row is: every table has it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an extract: for each fact the names of its column, the newest vintage first.

    `needed` facts must have a column when the file is there; the file itself may be absent unless
    `required`. Older vintages of some tables do not say whose a row is: `via` then names the fact that does,
    and the table and fact in which it stands beside the child.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    required: bool = False
    via: tuple[str, str, str] | None = None

    def column(self, fact: str) -> str:
        """The column's name as it is told in a message."""
        return self.columns[fact][0]

    def place(self, fact: str) -> int:
        """Which cell of a row is that of the fact."""
        return list(self.columns).index(fact)


Line = tuple[int, list[str]]
"""The number of the line on which a row begins, and the cells of the table's facts in their order.

The number is negative for a row that has too many or too few cells: only whose it may be is then given.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, opened once to see that its header has what is needed."""

    table: Table
    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    places: Mapping[str, int | None]

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self.path.stat().st_size

    def column(self, fact: str) -> str:
        """The column of a fact as this file calls it."""
        at = self.places[fact]
        return self.table.column(fact) if at is None else self.header[at]

    def rows(self, findings: Findings | None = None) -> Iterator[Line]:
        """Yield the rows; those that have not as many cells as the header are told of."""
        width, places = len(self.header), tuple(self.places.values())
        with _text(self.path, self.encoding) as text:
            for number, cells in _records(text, self.delimiter, width):
                if number == 1 or _is_blank(cells):
                    continue
                if cells is None or _too_long_or_short(cells, width):
                    if findings is not None:
                        findings.bad(self.path.name, number, "the row", _WRONG_COUNT)
                    yield -number, self._only_whose(cells or [])
                    continue
                yield number, ["" if at is None else cleaned(cells[at]) for at in places]

    def _only_whose(self, cells: Sequence[str]) -> list[str]:
        at = self.places[CHILD]
        child = cleaned(cells[at]) if at is not None and at < len(cells) else ""
        return [child if fact == CHILD else "" for fact in self.places]


_WRONG_COUNT: Final = "not as many values as the header has columns"


def find(folder: Path, tables: Sequence[Table], also: Mapping[str, str]) -> list[Source]:
    """Find and open the file of each table; a table whose file is absent is left out.

    A file is a table's when it has its name (`also` are further ones), or else when the name is part of its
    own (`Header_2026.csv`). Raises ConfigurationError with file, column and remedy.
    """
    found = _found(folder, tables, also)
    for table in tables:
        if table.required and table.name not in found:
            msg = f"{folder}: no {table.name}.csv. Export that table into the folder too"
            raise ConfigurationError(msg)
    return [opened(table, found[table.name]) for table in tables if table.name in found]


def is_there(folder: Path, tables: Sequence[Table], also: Mapping[str, str]) -> bool:
    """Tell whether every table that is required has its file. Raises ConfigurationError."""
    return {table.name for table in tables if table.required} <= _found(folder, tables, also).keys()


def _found(folder: Path, tables: Sequence[Table], also: Mapping[str, str]) -> dict[str, Path]:
    files = _csv_files(folder)
    names = {_letters(table.name): table for table in tables}
    names |= {_letters(other): names[_letters(name)] for other, name in also.items()}
    found = {names[_letters(path.stem)].name: path for path in files if _letters(path.stem) in names}
    whole = frozenset(found)
    for path in files:
        table = _table_of(path, names)
        if table is None or table.name in whole:
            continue
        if table.name in found:
            msg = f"{path}: {found[table.name].name} is {table.name} too. Leave one of them in the folder"
            raise ConfigurationError(msg)
        found[table.name] = path
    return found


def _csv_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        msg = f"{folder}: no such folder. Name the folder that the extract's CSV files are in"
        raise ConfigurationError(msg)
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    except OSError as fault:
        msg = f"{folder}: cannot be read ({fault.strerror}). Check its permissions"
        raise ConfigurationError(msg) from None


def _table_of(path: Path, names: Mapping[str, Table]) -> Table | None:
    """By the longest table's name in the file's name (`903_SW_Episodes_2026` has two)."""
    words = [_letters(word) for word in re.split(r"[^A-Za-z0-9]+", path.stem)]
    runs = {
        "".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    }
    longest = max(runs & names.keys(), key=len, default=None)
    return None if longest is None else names[longest]


def _letters(name: str) -> str:
    return _NOT_LETTERS.sub("", name.lower())


def opened(table: Table, path: Path) -> Source:
    """Read a file's header; raises ConfigurationError when a needed column is not in it."""
    try:
        with path.open("rb") as raw:
            encoding = "utf-16" if raw.read(2) in _UTF_16 else "utf-8-sig"
        with _text(path, encoding) as text:
            first = text.readline()
    except (OSError, UnicodeError) as fault:
        what = fault.strerror if isinstance(fault, OSError) else "neither UTF-8 nor UTF-16"
        msg = f"{path}: cannot be read ({what}). Check its permissions, or export it again as UTF-8"
        raise ConfigurationError(msg) from None
    delimiter = max(_DELIMITERS, key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    lower = [name.lower() for name in header]
    places = {fact: _place(lower, names) for fact, names in table.columns.items()}
    missing = [table.column(fact) for fact in table.needed if places[fact] is None]
    if table.via is not None and places[table.via[0]] is not None:
        missing = [name for name in missing if name != table.column(CHILD)]
    if missing:
        msg = f"{path}: no column {', '.join(missing)} in its first line. Export the table with its header"
        raise ConfigurationError(msg)
    return Source(table, path, encoding, delimiter, tuple(header), places)


def _text(path: Path, encoding: str) -> TextIO:
    """What cannot be decoded only matters in a cell that is read, and is then no date, code or id."""
    return path.open(encoding=encoding, errors="replace", newline="")


def _place(header: list[str], names: Iterable[str]) -> int | None:
    return next((header.index(name.lower()) for name in names if name.lower() in header), None)


def _is_blank(cells: list[str] | None) -> bool:
    """Also the row of hyphens with which database tools rule off the header."""
    return cells is not None and all(_RULED_OFF.fullmatch(cell) for cell in cells)


def _too_long_or_short(cells: list[str], width: int) -> bool:
    return len(cells) < width or any(cell.strip() for cell in cells[width:])


@dataclass(slots=True)
class _Lines:
    """A file's lines for the CSV reader, of which some can be put back."""

    text: Iterator[str]
    taken: list[str] = field(default_factory=list)
    back: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.back.popleft() if self.back else next(self.text)
        self.taken.append(line)
        return line


def _records(text: Iterator[str], delimiter: str, width: int) -> Iterator[tuple[int, list[str] | None]]:
    """Yield records with the number of their first line; None for one that cannot be read.

    A quotation mark without its partner swallows the lines after it: they are put back and read again.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    number = 1
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        spread = len(lines.taken)
        if spread > 1 and (cells is None or _swallows(cells, lines.taken[1:], delimiter, width)):
            lines.back.extendleft(reversed(lines.taken[1:]))
            reader = csv.reader(lines, delimiter=delimiter)
            cells, spread = None, 1
        yield number, cells
        number += spread


def _swallows(cells: list[str], lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Tell whether a record of several lines is not as long as the header, or has whole rows in it."""
    alone = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return _too_long_or_short(cells, width) or any(len(row) == width > 1 for row in alone)
