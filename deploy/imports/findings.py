"""What an import found wrong: one line on standard error for each, by file, line and column.

A line never has a value of the extract: only where it stands and of what kind the fault is.
"""

from dataclasses import dataclass
from typing import TextIO


@dataclass(slots=True)
class Findings:
    """Counts faults and tells of each as it is found; `to` is standard error."""

    to: TextIO
    count: int = 0

    def bad(self, file: str, line: int, column: str, what: str) -> None:
        """Tell of one fault; the rest of the extract goes on."""
        self.count += 1
        self.to.write(f"{file}, line {line}: {column}: {what}\n")
