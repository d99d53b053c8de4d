"""The whole way from a folder of CSV files to records: join by child, build, write JSON Lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from deploy.imports import age, ssd, ssd_tables, ssda903, ssda903_tables
from deploy.imports.files import Layout, NotRead, find, is_there
from deploy.imports.findings import KEPT, LEFT_OUT, NOT_READ, Findings
from deploy.imports.joining import Joining, Lines
from deploy.imports.partitions import Partitions
from deploy.imports.reading import CHILD, Line, Source
from deploy.imports.rows import ChildRows, Row, Stamp
from deploy.imports.values import Unreadable, child_id_of, join_key
from shared.contracts.records import ChildRecord
from shared.errors import ConfigurationError

Build = Callable[[ChildRows, Stamp], ChildRecord | None]
Stamping = Callable[[age.Age], Stamp]
"""Says of when the data is and which version it gets, once its age is known."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of extract: its name, its files, how rows become a record, and whether it is a yearly return."""

    name: str
    layout: Layout
    build: Build
    yearly: bool = False


SSD: Final = Kind("ssd", ssd_tables.LAYOUT, ssd.ssd_record)
SSDA903: Final = Kind("ssda903", ssda903_tables.LAYOUT, ssda903.ssda903_record, yearly=True)


@dataclass(frozen=True, slots=True)
class Extract:
    """A folder whose files have been found and whose headers have been checked."""

    kind: Kind
    sources: Sequence[Source]
    not_read: Sequence[NotRead] = field(default=())

    @property
    def absent(self) -> list[str]:
        """The names of the tables that have no file in the folder."""
        present = {source.table.name for source in self.sources}
        return [table.name for table in self.kind.layout.tables if table.name not in present]

    @property
    def written(self) -> datetime:
        """When the newest of its files was last changed, in whole seconds, UTC."""
        newest = max(source.path.stat().st_mtime for source in self.sources)
        return datetime.fromtimestamp(int(newest), UTC)

    @property
    def end_of_year(self) -> date | None:
        """The end of a return's collection year, as far as the names of its files tell."""
        return age.year_end(source.path.stem for source in self.sources) if self.kind.yearly else None

    def tell_of_files(self, findings: Findings, *, but: frozenset[Path] = frozenset()) -> None:
        """Tell which known columns files lack, and which files are not read; `but` are the import's own."""
        for source in self.sources:
            for fact in source.lacking:
                done = KEPT if fact in source.table.lesser else NOT_READ
                findings.bad(source.path.name, 0, source.table.column(fact), _NO_COLUMN, done)
            for fact in source.renamed:
                findings.bad(
                    source.path.name, 0, source.column(fact), _read_as(source.table.column(fact)), KEPT
                )
        for file in self.not_read:
            if file.path.absolute() not in but:
                findings.bad(file.path.name, 0, "the file", file.why, NOT_READ if file.a_loss else KEPT)

    def records(
        self,
        stamp: Stamp | Stamping,
        findings: Findings,
        *,
        beside: Path | None = None,
        wanted: Callable[[ChildRows], bool] | None = None,
    ) -> Iterator[ChildRecord]:
        """Yield the records, in the same order for the same files; faults go to `findings`, the rest goes on.

        Rows wait in unnamed temporary files in the folder `beside` (see partitions). `wanted` leaves
        children out.
        """
        with Partitions(sum(source.size for source in self.sources), beside) as partitions:
            newest = age.NewestDay()
            for number, source in enumerate(self.sources):
                look = newest.looking_at(source)
                for key, (line, cells) in self._owned(source, findings):
                    look(cells)
                    partitions.put(key, number, line, cells)
            known = stamp if isinstance(stamp, Stamp) else stamp(age.age_of(newest, self.end_of_year))
            joining = Joining(self.sources, findings)
            for part in partitions.parts():
                for child_id, lines in joining.children(part):
                    yield from self._of_child(child_id, lines, known, findings, wanted)
        findings.tell_of_many()

    def _of_child(
        self,
        child_id: str,
        lines: Lines,
        stamp: Stamp,
        findings: Findings,
        wanted: Callable[[ChildRows], bool] | None,
    ) -> Iterator[ChildRecord]:
        present = frozenset(source.table.name for source in self.sources)
        child = ChildRows(child_id, self._rows(lines, findings), present)
        if wanted is None or wanted(child):
            record = self.kind.build(child, stamp)
            if record is not None:
                yield record

    def _rows(self, found: Lines, findings: Findings) -> dict[str, list[Row]]:
        rows = {}
        for number, lines in found.items():
            source = self.sources[number]
            names = tuple(source.table.columns)
            rows[source.table.name] = [
                Row(source, int(line), dict(zip(names, cells, strict=True)), findings)
                for line, *cells in lines
            ]
        return rows

    def _owned(self, source: Source, findings: Findings) -> Iterator[tuple[str, Line]]:
        """The rows of a file, each with what its child's id has in common with other spellings of it."""
        place, owners = self._owners(source)
        whose = source.table.place(CHILD)
        column = source.column(CHILD) if owners is None else source.column(list(source.places)[place])
        for line, cells in source.rows(findings):
            said = cells[place] if owners is None else owners.get(join_key(cells[place]))
            if not said:
                if line > 0:
                    what = _BLANK if owners is None or not cells[place] else _NOBODYS
                    findings.each(source.path.name, line, column, what, LEFT_OUT)
                continue
            try:
                cells[whose] = child_id_of(said)
            except Unreadable as fault:
                if line > 0:
                    findings.bad(source.path.name, line, column, str(fault), LEFT_OUT)
                continue
            yield join_key(cells[whose]), (line, cells)

    def _owners(self, source: Source) -> tuple[int, Mapping[str, str] | None]:
        """Where a row says whose it is; in vintages that do not: where it says of what, and whose that is."""
        via = source.table.via
        if source.places[CHILD] is not None or via is None:
            return source.table.place(CHILD), None
        key, table, fact = via
        found: dict[str, str] = {}
        for other in (one for one in self.sources if one.table.name == table):
            of, whose = other.table.place(fact), other.table.place(CHILD)
            found = {join_key(cells[of]): cells[whose] for _, cells in other.rows() if cells[of]}
        return source.table.place(key), found


def _read_as(column: str) -> str:
    return f"read as {column}, which the file does not have"


_NO_COLUMN: Final = "no such column in the file: not known"
_BLANK: Final = "blank: left out"
_NOBODYS: Final = "nobody is known by it: left out"


def extract(folder: Path, kind: Kind) -> Extract:
    """Find the extract's files and check their headers; raises ConfigurationError before any work is done."""
    if not is_there(folder, kind.layout):
        for other in (SSD, SSDA903):
            if is_there(folder, other.layout):
                msg = f"{folder}: this is an extract for `lifelong-links import {other.name}`"
                raise ConfigurationError(msg)
    found = find(folder, kind.layout)
    return Extract(kind, found.sources, found.not_read)
