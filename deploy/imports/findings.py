"""What an import found wrong: one line on standard error for each kind, by file, line and column.

A line never has a value of the extract: only where it stands, of what kind the fault is, and what was done.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TextIO

NOT_KNOWN: Final = "fact not known"
LEFT_OUT: Final = "row left out"
CHILD_LEFT_OUT: Final = "child left out"
NOT_READ: Final = "not read"
KEPT: Final = "kept"
"""What was done: everything but `KEPT` means that something of the extract is not in the records."""

_MOST_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `line` is 0 when it is the whole file's."""

    file: str
    line: int
    column: str
    kind: str
    done: str


@dataclass(slots=True)
class Findings:
    """Counts faults and tells of each as it is found; `to` is standard error.

    `count` is of what was left out, `kept` of what is in the records all the same. `report` hears each.
    """

    to: TextIO
    report: Callable[[Fault], None] | None = None
    count: int = 0
    kept: int = 0
    _many: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def bad(self, file: str, line: int, column: str, what: str, done: str = NOT_KNOWN) -> None:
        """Tell of one fault; the rest of the extract goes on."""
        fault = Fault(shown(file), line, shown(column), what, done)
        self._count(fault)
        at = f", line {line}" if line else ""
        self.to.write(f"{fault.file}{at}: {fault.column}: {what}\n")

    def each(self, file: str, line: int, column: str, what: str, done: str = LEFT_OUT) -> None:
        """Count one of many alike: `tell_of_many` says how many they were, and which was the first."""
        fault = Fault(shown(file), line, shown(column), what, done)
        self._count(fault)
        alike = self._many.setdefault((fault.file, fault.column, what), [0, line])
        alike[0] += 1
        alike[1] = min(alike[1], line)

    def tell_of_many(self) -> None:
        """Tell of what `each` has counted: a line for each file, column and kind."""
        for (file, column, what), (rows, first) in self._many.items():
            more = f"; {rows} such rows, the first of them here" if rows > 1 else ""
            self.to.write(f"{file}, line {first}: {column}: {what}{more}\n")
        self._many.clear()

    def _count(self, fault: Fault) -> None:
        if fault.done == KEPT:
            self.kept += 1
        else:
            self.count += 1
        if self.report is not None:
            self.report(fault)


def shown(name: str) -> str:
    """Return the name of a file or column as it may be printed: no control characters, not endless."""
    return "".join(each if each.isprintable() else "?" for each in name)[:_MOST_SHOWN]
