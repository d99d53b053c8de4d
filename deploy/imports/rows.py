"""A row of an extract as the rules read it: facts by name, faults told by file, line and column."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from deploy.imports.dates import day_of
from deploy.imports.findings import KEPT, NOT_KNOWN, Findings
from deploy.imports.reading import Source, Table
from deploy.imports.values import Unreadable, code_of, flag_of, id_of
from shared.clock import london_date

T = TypeVar("T")


class Row:
    """A row; `spoiled` when not all of it, or a date in it, can be read: what it says is then not known."""

    __slots__ = ("_cells", "_findings", "_source", "line", "spoiled")

    def __init__(self, source: Source, line: int, cells: Mapping[str, str], findings: Findings) -> None:
        """`cells` are cleaned, by the names of the facts; a negative `line` is that of a spoiled row."""
        self.line = abs(line)
        self.spoiled = line < 0
        self._source = source
        self._cells = cells
        self._findings = findings

    def text(self, fact: str) -> str:
        """The cell as it is; empty when there is nothing."""
        return self._cells[fact]

    def day(self, fact: str, *, spoils: bool = True) -> date | None:
        """The date; None when there is none, or none that can be read: that spoils the row."""
        try:
            return day_of(self._cells[fact]) if self._cells[fact] else None
        except Unreadable as fault:
            self.bad(fact, str(fault))
            self.spoiled = self.spoiled or spoils
            return None

    def code(self, fact: str, known: AbstractSet[str], words: Mapping[str, str] | None = None) -> str | None:
        """The national code; None when there is none, or a word in its place; an unknown one is told of."""
        code = self._read(fact, lambda value: code_of(value, known, words))
        if code is not None and code not in known:
            self.each(fact, "a code that is not in the national list")
        return code

    def flag(self, fact: str) -> bool | None:
        """Yes or no; None when it does not say."""
        return self._read(fact, flag_of)

    def id(self, fact: str) -> str | None:
        """The id; None when there is none, or something else in its place."""
        return self._read(fact, id_of)

    def bad(self, fact: str, what: str, done: str = NOT_KNOWN) -> None:
        """Tell of a fault, and what was done about it."""
        self._findings.bad(self._source.path.name, self.line, self._source.column(fact), what, done)

    def each(self, fact: str, what: str, done: str = KEPT) -> None:
        """Count one of many faults that are alike: they are told of together."""
        self._findings.each(self._source.path.name, self.line, self._source.column(fact), what, done)

    def _read(self, fact: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(self._cells[fact]) if self._cells[fact] else None
        except Unreadable as fault:
            self.bad(fact, str(fault))
            return None


class ChildRows:
    """All rows of one child, by table."""

    __slots__ = ("_present", "_rows", "id")

    def __init__(self, child_id: str, rows: Mapping[str, list[Row]], present: AbstractSet[str]) -> None:
        """`present` names the extract's tables; one that is absent, or silent on this child, has no row."""
        self.id = child_id
        self._rows = rows
        self._present = present

    def of(self, table: Table) -> list[Row]:
        """The child's rows in a table, in the order of the file."""
        return self._rows.get(table.name, [])

    def silent(self, table: Table) -> bool:
        """Tell whether the extract has the table, and it says nothing of this child."""
        return table.name in self._present and not self.of(table)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all records of one import share: the extract's moment, their version and the authority."""

    as_of: datetime
    version: int
    authority: str | None = None

    @property
    def day(self) -> date:
        """The extract's calendar day in Europe/London."""
        return london_date(self.as_of)
