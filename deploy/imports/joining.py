"""Whose a row is: ids are compared alike in every table, and what belongs to nobody is told of.

An id counts as written; where no child has that very id, capitals and leading zeros that one table has and
another lost make no difference, as long as one child only can be meant.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from deploy.imports.findings import KEPT, LEFT_OUT, Findings
from deploy.imports.partitions import Part
from deploy.imports.reading import CHILD, Source

Lines = Mapping[int, list[list[str]]]
"""For each table (by number) the rows: the line, then the cells of its facts."""

OTHER_SPELLING: Final = "an id written otherwise than in {table}"
TWO_CHILDREN: Final = "may be one of two children in {table}: left out"
NOBODYS: Final = "not in {table}: left out"


class Joining:
    """Brings the rows of one part together; the first source has a row for each child."""

    def __init__(self, sources: Sequence[Source], findings: Findings) -> None:
        """Faults go to `findings`, each alike in its own count."""
        self._sources = sources
        self._findings = findings
        self._places = [1 + source.table.place(CHILD) for source in sources]

    def children(self, part: Part) -> Iterator[tuple[str, Lines]]:
        """Yield every child with its rows, in the order of first rows."""
        for key in list(part):
            lines = part.pop(key)
            ids = list(dict.fromkeys(self._ids(0, lines.get(0, ()))))
            if not ids:
                self._left_out(lines, NOBODYS)
            elif len(ids) == 1:
                self._tell_of_spellings(ids[0], lines)
                yield ids[0], lines
            else:
                yield from self._by_spelling(ids, lines)

    def _by_spelling(self, ids: Sequence[str], lines: Lines) -> Iterator[tuple[str, Lines]]:
        for child in ids:
            yield child, self._chosen(lines, child.__eq__)
        self._left_out(self._chosen(lines, lambda said: said not in ids), TWO_CHILDREN)

    def _chosen(self, lines: Lines, wanted: Callable[[str], bool]) -> Lines:
        found = {at: [row for row in rows if wanted(row[self._places[at]])] for at, rows in lines.items()}
        return {at: rows for at, rows in found.items() if rows}

    def _tell_of_spellings(self, child: str, lines: Lines) -> None:
        for at, rows in lines.items():
            place = self._places[at]
            for row in rows:
                if row[place] != child:
                    self._tell(at, row, OTHER_SPELLING, KEPT)

    def _left_out(self, lines: Lines, kind: str) -> None:
        for at, rows in lines.items():
            for row in rows:
                self._tell(at, row, kind, LEFT_OUT)

    def _tell(self, at: int, row: Sequence[str], kind: str, done: str) -> None:
        """A row that is spoiled was told of when it was read."""
        if (line := int(row[0])) > 0:
            source = self._sources[at]
            what = kind.format(table=self._sources[0].table.name)
            self._findings.each(source.path.name, line, source.column(CHILD), what, done)

    def _ids(self, at: int, rows: Iterable[Sequence[str]]) -> Iterator[str]:
        place = self._places[at]
        return (row[place] for row in rows)
