"""The whole way from a folder of CSV files to records: join by child, build, write JSON Lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy.imports import ssd, ssd_tables, ssda903, ssda903_tables
from deploy.imports.findings import Findings
from deploy.imports.partitions import Partitions, Rows
from deploy.imports.reading import CHILD, Line, Source, Table, find, is_there
from deploy.imports.rows import ChildRows, Row, Stamp
from deploy.imports.values import Unreadable, child_id_of
from shared.contracts.records import ChildRecord
from shared.errors import ConfigurationError

Build = Callable[[ChildRows, Stamp], ChildRecord | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of extract: its name, its tables and further names of them, and how rows become a record."""

    name: str
    tables: Sequence[Table]
    build: Build
    also: Mapping[str, str]


SSD: Final = Kind("ssd", ssd_tables.TABLES, ssd.ssd_record, {})
SSDA903: Final = Kind("ssda903", ssda903_tables.TABLES, ssda903.ssda903_record, ssda903_tables.ALSO_CALLED)


@dataclass(frozen=True, slots=True)
class Extract:
    """A folder whose files have been found and whose headers have been checked."""

    kind: Kind
    sources: Sequence[Source]

    @property
    def absent(self) -> list[str]:
        """The names of the tables that have no file in the folder."""
        present = {source.table.name for source in self.sources}
        return [table.name for table in self.kind.tables if table.name not in present]

    @property
    def as_of(self) -> datetime:
        """When the newest of its files was last changed, in whole seconds, UTC."""
        newest = max(source.path.stat().st_mtime for source in self.sources)
        return datetime.fromtimestamp(int(newest), UTC)

    def records(
        self,
        stamp: Stamp,
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
            for number, source in enumerate(self.sources):
                for child_id, (line, cells) in self._owned(source, findings):
                    partitions.put(child_id, number, line, cells)
            for part in partitions.parts():
                yield from self._of_part(part, stamp, findings, wanted)

    def _of_part(
        self, part: Rows, stamp: Stamp, findings: Findings, wanted: Callable[[ChildRows], bool] | None
    ) -> Iterator[ChildRecord]:
        present = frozenset(source.table.name for source in self.sources)
        for child_id in list(part):
            child = ChildRows(child_id, self._rows(part.pop(child_id), findings), present)
            if wanted is None or wanted(child):
                record = self.kind.build(child, stamp)
                if record is not None:
                    yield record

    def _rows(self, found: Mapping[int, list[list[str]]], findings: Findings) -> dict[str, list[Row]]:
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
        """The rows of a file, each with the id of its child; a row that is nobody's is passed over."""
        place, owners = self._owners(source)
        for line, cells in source.rows(findings):
            said = cells[place] if owners is None else owners.get(cells[place])
            if said is None:
                continue
            try:
                yield child_id_of(said), (line, cells)
            except Unreadable as fault:
                if line > 0:
                    findings.bad(source.path.name, line, source.column(CHILD), str(fault))

    def _owners(self, source: Source) -> tuple[int, Mapping[str, str] | None]:
        """Where a row says whose it is; in vintages that do not: where it says of what, and whose that is."""
        via = source.table.via
        if source.places[CHILD] is not None or via is None:
            return source.table.place(CHILD), None
        key, table, fact = via
        found: dict[str, str] = {}
        for other in (one for one in self.sources if one.table.name == table):
            of, whose = other.table.place(fact), other.table.place(CHILD)
            found = {cells[of]: cells[whose] for _, cells in other.rows() if cells[of]}
        return source.table.place(key), found


def extract(folder: Path, kind: Kind) -> Extract:
    """Find the extract's files and check their headers; raises ConfigurationError before any work is done."""
    if not is_there(folder, kind.tables, kind.also):
        for other in (SSD, SSDA903):
            if is_there(folder, other.tables, other.also):
                msg = f"{folder}: this is an extract for `lifelong-links import {other.name}`"
                raise ConfigurationError(msg)
    return Extract(kind, find(folder, kind.tables, kind.also))
