"""Which file of a folder is which table, by its name or by its columns; which files are not read, and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.imports.reading import Header, Source, Table, header_of, letters, opened
from shared.errors import ConfigurationError

_WITH_DATA: Final = frozenset(
    {".csv", ".txt", ".tsv", ".tab", ".psv", ".dat", ".xml", ".xlsx", ".xlsm", ".xls", ".ods", ".json"}
    | {".parquet", ".zip", ".gz", ".7z", ".bak", ".mdb", ".accdb"}
)
"""Files in which a part of an extract may be; others are named, and are no loss."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of a kind of extract: the tables that are read with further names of them, and the others.

    `others` has what is lost by not reading them.
    """

    tables: Sequence[Table]
    also: Mapping[str, str]
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that is not read and why; `a_loss` when something of the extract may be in it."""

    path: Path
    why: str
    a_loss: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What is in a folder: in the order of the tables, and of the names."""

    sources: Sequence[Source]
    not_read: Sequence[NotRead]


def find(folder: Path, layout: Layout) -> Found:
    """Find and open the file of each table; a table whose file is absent is left out.

    A file is a table's when it has its name, when the name is part of its own (`Header_2026.csv`), or else
    when it has its columns. Raises ConfigurationError with file, column and remedy.
    """
    sorting = _sorted(folder, layout)
    for table in layout.tables:
        if table.required and table.name not in sorting.found:
            xml = next((f" {each.path.name} is not read." for each in sorting.not_read if _is_xml(each)), "")
            msg = f"{folder}: no {table.name}.csv.{xml} Export that table into the folder too"
            raise ConfigurationError(msg)
    found = sorting.found
    sources = [opened(table, found[table.name]) for table in layout.tables if table.name in found]
    return Found(sources, sorted(sorting.not_read, key=lambda each: each.path.name))


def is_there(folder: Path, layout: Layout) -> bool:
    """Tell whether every table that is required has its file. Raises ConfigurationError."""
    return {table.name for table in layout.tables if table.required} <= _sorted(folder, layout).found.keys()


def _is_xml(file: NotRead) -> bool:
    return file.path.suffix.lower() == ".xml"


def _sorted(folder: Path, layout: Layout) -> "_Sorting":
    sorting = _Sorting(layout, {}, [])
    rest = list(_files(folder))
    sorting.not_read += [NotRead(inner, _INNER) for inner in _folders_with_data(folder)]
    for step in (sorting.by_whole_name, sorting.by_part_of_the_name, sorting.by_columns):
        rest = [path for path in rest if not step(path)]
    for path in rest:
        sorting.not_read.append(NotRead(path, *_why_not(path)))
    return sorting


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        msg = f"{folder}: no such folder. Name the folder that the extract's CSV files are in"
        raise ConfigurationError(msg)
    try:
        yield from sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] not in ".~")
    except OSError as fault:
        msg = f"{folder}: cannot be read ({fault.strerror}). Check its permissions"
        raise ConfigurationError(msg) from None


_INNER: Final = "a folder with files of its own: not looked into"


def _folders_with_data(folder: Path) -> list[Path]:
    inner = [path for path in folder.iterdir() if path.is_dir() and path.name[0] not in ".~"]
    return [each for each in inner if any(path.suffix.lower() in _WITH_DATA for path in each.iterdir())]


def _why_not(path: Path) -> tuple[str, bool]:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return "neither its name nor its columns are those of a table", True
    if suffix == ".xml":
        return "XML is not read: export the same as CSV files", True
    return "not a CSV file", suffix in _WITH_DATA


@dataclass(slots=True)
class _Sorting:
    """The steps by which files find their tables; each step says whether it has dealt with a file."""

    layout: Layout
    found: dict[str, Path]
    not_read: list[NotRead]

    def by_whole_name(self, path: Path) -> bool:
        """A file that has the very name of a table."""
        name = self._names().get(letters(path.stem)) if path.suffix.lower() == ".csv" else None
        return name is not None and self._take(path, name, certain=True)

    def by_part_of_the_name(self, path: Path) -> bool:
        """By the longest table's name in the file's name (`903_SW_Episodes_2026` has two)."""
        if path.suffix.lower() != ".csv":
            return False
        names = self._names()
        words = [letters(word) for word in re.split(r"[^A-Za-z0-9]+", path.stem)]
        starts = range(len(words))
        runs = {"".join(words[start : end + 1]) for start in starts for end in starts if start <= end}
        longest = max(runs & names.keys(), key=len, default=None)
        if longest is None:
            return False
        table = self._table(names[longest])
        if table is not None and header_of(path).missing(table) and self._by_columns(header_of(path)):
            return False
        return self._take(path, names[longest], certain=False)

    def by_columns(self, path: Path) -> bool:
        """A file of another name whose header is that of one table, and of no other."""
        if path.suffix.lower() != ".csv":
            return False
        try:
            tables = self._by_columns(header_of(path))
        except ConfigurationError:
            return False
        return len(tables) == 1 and self._take(path, tables[0].name, certain=False)

    def _by_columns(self, header: Header) -> list[Table]:
        return [one for one in self.layout.tables if header.is_of(one)]

    def _names(self) -> dict[str, str]:
        tables = {letters(table.name): table.name for table in self.layout.tables}
        also = {letters(other): name for other, name in self.layout.also.items()}
        return {letters(name): name for name in self.layout.others} | tables | also

    def _table(self, name: str) -> Table | None:
        return next((table for table in self.layout.tables if table.name == name), None)

    def _take(self, path: Path, name: str, *, certain: bool) -> bool:
        """Give the file to the table; of two that both may be it, nobody can tell which is right."""
        if name in self.layout.others:
            self.not_read.append(NotRead(path, self.layout.others[name], a_loss=False))
        elif name not in self.found:
            self.found[name] = path
        elif not certain and self._is_certain(name):
            self.not_read.append(NotRead(path, f"a second file of {name}: {self.found[name].name} is read"))
        else:
            msg = f"{path}: {self.found[name].name} is {name} too. Leave one of them in the folder"
            raise ConfigurationError(msg)
        return True

    def _is_certain(self, name: str) -> bool:
        return self._names().get(letters(self.found[name].stem)) == name
