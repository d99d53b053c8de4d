"""What became of each child: told against seen, and where to look when they are not the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.demo.company import Played
from deploy.demo.private_settings import places
from deploy.demo.world import World
from deploy.sandbox.tracker.plain_words import role_words


@dataclass(frozen=True)
class Report:
    """The end of a demonstration; `troubles` are events that need an operator, `seconds` the whole time."""

    directory: Path
    played: Sequence[Played]
    troubles: Sequence[str]
    seconds: float

    @property
    def all_as_told(self) -> bool:
        """Whether every story ended as told and nothing is stuck."""
        return not self.troubles and all(one.as_told for one in self.played)

    def show(self, console: Console) -> None:
        """Print the table, then what went otherwise and how to look at it."""
        table = Table(title=f"What became of {len(self.played)} children", title_justify="left")
        for head in ("", "Child", "Story", "Must end as", "Journals and record say"):
            table.add_column(head)
        for one in self.played:
            seen = str(one.seen) if one.seen else "nothing"
            table.add_row(_mark(one), one.case.child, one.story.title, str(one.story.ending), seen)
        console.print(table)
        for one in self.played:
            if not one.as_told:
                console.print(f"{one.case.child} went otherwise: {one.fault or 'see the table'}")
                console.print(f"  {self._command(one.case.child)}")
        for trouble in self.troubles:
            console.print(f"Needs an operator: {trouble}")
        as_told = sum(one.as_told for one in self.played)
        console.print(f"{as_told} of {len(self.played)} as told, in {self.seconds:.0f} seconds.")

    def show_log_ins(self, console: Console, world: World, *, keep: bool) -> None:
        """Print the address of the web page and who may log in."""
        console.print(f"The case record's web page: {world.tracker.url}")
        for account in world.staff.people:
            console.print(f"  {role_words(account.job)}: log in as {account.username}, {account.password}")
        if keep:
            console.print(f"Child by child: {self._command('CH-1')}")
            console.print("All of it stays up until Ctrl-C.")
        else:
            console.print("It ends with this command; with --keep it stays up to be looked at.")

    def _command(self, child: str) -> str:
        settings = " ".join(f"{name}={value}" for name, value in places(self.directory).items())
        return f"{settings} lifelong-links journey {child}"


def _mark(one: Played) -> Text:
    return Text("✓", style="green") if one.as_told else Text("✗", style="bold red")
