"""Reading an extract's CSV files: where a table's columns are, and its rows.

Liberal in what it reads: column names in any case and punctuation, a byte order mark, UTF-16, other
delimiters, columns in any order and more than are needed, quoted cells with line breaks.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from deploy.imports.findings import LEFT_OUT, Findings
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
    `required`. A file without the columns of other facts is told of; it is a `lesser` loss where no answer
    becomes less safe by it. Older vintages of some tables do not say whose a row is: `via` then names the
    fact that does, and the table and fact in which it stands beside the child. `planned` facts are dates to
    come: they say nothing of the extract's age. `extra` facts stand in no national layout. `like` has names
    that are no layout's and leave no doubt what they mean. A file of any name is this table's when its header
    has all the columns that it is `known_by`; by default those that are needed.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    required: bool = False
    via: tuple[str, str, str] | None = None
    lesser: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    like: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known_by: tuple[str, ...] = ()

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

    @property
    def lacking(self) -> list[str]:
        """The facts for which the file has no column, though it might; in the order of the table."""
        others = set(self.table.extra)
        if self.table.via is not None:
            others |= {CHILD} if self.places[CHILD] is None else {self.table.via[0]}
        return [fact for fact, place in self.places.items() if place is None and fact not in others]

    @property
    def renamed(self) -> list[str]:
        """The facts whose columns have a name of no layout."""
        likely = {fact: {letters(name) for name in names} for fact, names in self.table.like.items()}
        return [fact for fact, names in likely.items() if letters(self.column(fact)) in names]

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
                        findings.bad(self.path.name, number, "the row", _WRONG_COUNT, LEFT_OUT)
                    yield -number, self._only_whose(cells or [])
                    continue
                yield number, ["" if at is None else cleaned(cells[at]) for at in places]

    def _only_whose(self, cells: Sequence[str]) -> list[str]:
        at = self.places[CHILD]
        child = cleaned(cells[at]) if at is not None and at < len(cells) else ""
        return [child if fact == CHILD else "" for fact in self.places]


_WRONG_COUNT: Final = "not as many values as the header has columns"


def letters(name: str) -> str:
    """Return a file's or column's name in lower case, without anything but letters and digits."""
    return _NOT_LETTERS.sub("", name.lower())


@dataclass(frozen=True, slots=True)
class Header:
    """A file's first line, and how the file is written."""

    path: Path
    encoding: str
    delimiter: str
    names: tuple[str, ...]

    def place(self, names: Iterable[str]) -> int | None:
        """Where the first of a column's names stands; None when none does."""
        found = [letters(name) for name in self.names]
        return next((found.index(letters(name)) for name in names if letters(name) in found), None)

    def is_of(self, table: Table) -> bool:
        """Tell whether it has the columns by which the table is known, whatever the file's name is."""
        if table.known_by:
            return all(self.place((name,)) is not None for name in table.known_by)
        return not self.missing(table)

    def _has(self, table: Table, fact: str) -> bool:
        return self.place(table.columns[fact]) is not None

    def missing(self, table: Table) -> list[str]:
        """Name the needed columns that it does not have."""
        missing = [fact for fact in table.needed if not self._has(table, fact)]
        if table.via is not None and self._has(table, table.via[0]):
            missing = [fact for fact in missing if fact != CHILD]
        return [table.column(fact) for fact in missing]


def header_of(path: Path) -> Header:
    """Read a file's first line. Raises ConfigurationError when that cannot be done."""
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
    names = tuple(cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), []))
    return Header(path, encoding, delimiter, names)


def opened(table: Table, path: Path) -> Source:
    """Read a file's header; raises ConfigurationError when a needed column is not in it."""
    header = header_of(path)
    if missing := header.missing(table):
        msg = f"{path}: no column {', '.join(missing)} in its first line. Export the table with its header"
        raise ConfigurationError(msg)
    places = {
        fact: header.place((*names, *table.like.get(fact, ()))) for fact, names in table.columns.items()
    }
    return Source(table, path, header.encoding, header.delimiter, header.names, places)


def _text(path: Path, encoding: str) -> TextIO:
    """What cannot be decoded only matters in a cell that is read, and is then no date, code or id."""
    return path.open(encoding=encoding, errors="replace", newline="")


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
