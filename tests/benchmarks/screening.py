"""The benchmarks of screening: one child in `decide`, a file of children, an authority through the broker."""

from collections.abc import Sequence

from rich.console import Console

from tests.benchmarks import deciding, files, rescreening
from tests.benchmarks.servers import Servers

DECIDE, FILES, RESCREEN = "decide", "files", "rescreen"
NAMES = (DECIDE, FILES, RESCREEN)

Table = tuple[Sequence[str], Sequence[Sequence[str]]]


def without_servers(names: Sequence[str], console: Console, *, quick: bool) -> list[Table]:
    """Measure what needs no server, alone on the machine."""
    found: list[Table] = []
    if DECIDE in names:
        found.append((deciding.COLUMNS, deciding.measure(quick=quick)))
        console.print(f"{DECIDE}: done")
    if FILES in names:
        found.append((files.COLUMNS, files.measure(quick=quick)))
        console.print(f"{FILES}: done")
    return found


async def on_servers(names: Sequence[str], there: Servers, console: Console, *, quick: bool) -> list[Table]:
    """Measure what runs through broker and database."""
    if RESCREEN not in names:
        return []
    rows = await rescreening.measure(there, quick=quick)
    console.print(f"{RESCREEN}: done")
    return [(rescreening.COLUMNS, rows)]
