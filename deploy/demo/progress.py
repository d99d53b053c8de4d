"""Live progress while the stories are played: a table on a terminal, plain lines elsewhere. No names."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

LINE = 160
"""Characters in a line where nobody looks."""


class Progress(Protocol):
    """Whoever watches."""

    def say(self, words: str) -> None:
        """Say something about the whole."""

    def tell(self, child: str, title: str, words: str) -> None:
        """Say what is going on with a child."""


class Lines:
    """One plain line for each thing that happens."""

    def __init__(self, console: Console) -> None:
        """Print to this console."""
        self._console = console

    def say(self, words: str) -> None:
        """Print it."""
        self._console.print(words)

    def tell(self, child: str, title: str, words: str) -> None:
        """Print it, with the title of the story."""
        self._console.print(f"{child:<6} {title}: {words}")


@dataclass
class Screen:
    """A table that is drawn anew as things happen."""

    console: Console
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    live: Live | None = None

    def say(self, words: str) -> None:
        """Print it above the table."""
        self.console.print(words)

    def tell(self, child: str, title: str, words: str) -> None:
        """Change the child's row."""
        self.rows[child] = (title, words)
        if self.live is not None:
            self.live.update(self._table())

    def _table(self) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 1))
        for child, (title, words) in self.rows.items():
            table.add_row(child, title, Text(words, style="dim"))
        return table


@contextmanager
def progress(console: Console) -> Iterator[Progress]:
    """Show progress for the duration of a block."""
    if not console.is_terminal:
        yield Lines(console)
        return
    screen = Screen(console)
    with Live(console=console, refresh_per_second=8, transient=True) as live:
        screen.live = live
        yield screen


def console() -> Console:
    """A console on standard output; lines are not broken where nobody looks."""
    width = None if sys.stdout.isatty() else LINE
    return Console(highlight=False, width=width)
