"""Rows of many unsorted files brought together by child, in little memory.

Every row goes to one of up to 64 files by a hash of its child's id, and one file at a time is then joined in
memory. The files have no name: each is unlinked as it is made (mode 0600), so that nothing of them is left
whatever becomes of the process. They stand in the folder that is given, or in the system's own for temporary
files (`TMPDIR`); where that is kept in memory, give another.
"""

import csv
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

MOST: Final = 64
BYTES_EACH: Final = 4_000_000
"""About so much of the extract goes into one part."""

Part = dict[str, dict[int, list[list[str]]]]
"""By key: for each table (by number) its rows; the first cell of a row is its line."""


class Partitions:
    """A context: `put` every row, then `parts` once."""

    def __init__(self, size: int, folder: Path | None = None) -> None:
        """`size` is that of the whole extract in bytes; a small one stays in its order."""
        self._count = max(1, min(MOST, size // BYTES_EACH))
        self._folder = folder
        self._open = ExitStack()
        self._files: list[Any] = []
        self._writers: list[Any] = []

    def __enter__(self) -> Self:
        """Make the files."""
        for _ in range(self._count):
            file = self._open.enter_context(
                tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=self._folder)
            )
            self._files.append(file)
            self._writers.append(csv.writer(file))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files, and with that they are gone."""
        self._open.close()

    def put(self, key: str, table: int, line: int, cells: list[str]) -> None:
        """Keep a row; rows of the same key come out together."""
        place = zlib.crc32(key.encode()) % self._count
        self._writers[place].writerow((key, table, line, *cells))

    def parts(self) -> Iterator[Part]:
        """Yield the rows by child, a part at a time; its children are in the order of their first rows."""
        for file in self._files:
            file.seek(0)
            rows: Part = {}
            for key, table, line, *cells in csv.reader(file):
                rows.setdefault(key, defaultdict(list))[int(table)].append([line, *cells])
            file.close()
            yield rows
