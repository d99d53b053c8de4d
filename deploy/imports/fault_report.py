"""The report for the data team: every fault of an extract as a row of a CSV file, without any value.

File and column names come from the extract: what a spreadsheet would take for a formula gets an apostrophe.
"""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.imports.findings import Fault
from deploy.imports.writing import whole_file

HEADER: Final = ("file", "line", "column", "kind", "done")

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@contextmanager
def fault_report(path: Path) -> Iterator[Callable[[Fault], None]]:
    """Open a report that only its owner may read; it has its name once it is whole.

    Raises ConfigurationError when it cannot be written.
    """
    with whole_file(path, option="--report") as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        rows = csv.writer(text)
        rows.writerow(HEADER)

        def write(fault: Fault) -> None:
            where = (_safe(fault.file), fault.line or "", _safe(fault.column))
            rows.writerow((*where, fault.kind, fault.done))

        try:
            yield write
        finally:
            text.detach()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
