"""Writes the tables of deploy/reference.md from the code: settings, commands, events, metrics.

`python -m deploy.reference` (or `make reference`) rewrites them; a house test fails when they are out
of date. The text around the tables is written by hand.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer.main
from pydantic import SecretStr
from pydantic_core import PydanticUndefined
from typer.core import TyperArgument, TyperCommand, TyperGroup

from deploy.cli import app
from shared.config import PREFIX, Settings
from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import OUR_EVENTS
from shared.observe import metrics

REFERENCE = Path(__file__).with_name("reference.md")
REGION = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    """Rewrite the tables in place."""
    REFERENCE.write_text(rendered(REFERENCE.read_text()))


def rendered(document: str) -> str:
    """Return the document with every table as the code has it now."""
    return REGION.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", document)


def settings() -> str:
    """Every setting: its variable, its default and what it does."""
    rows = (
        (f"`{PREFIX}{name.upper()}`", _default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    return _table(("Variable", "Default", "What it does"), rows)


def commands() -> str:
    """Every command: how it is called and the first sentence of its help."""
    return _table(("Command", "What it does"), _commands(typer.main.get_command(app), "lifelong-links"))


def events() -> str:
    """Every event type: who says it and what it says."""
    groups = (("the case system", CASE_EVENTS), ("Lifelong Links", OUR_EVENTS))
    rows = ((f"`{event.TYPE}`", who, _first_line(event)) for who, group in groups for event in group)
    return _table(("Type", "From", "Says"), rows)


def measures() -> str:
    """Every metric: its name, kind, labels and what it tells."""
    rows = (
        (f"`{metric.name}`", metric.kind, " ".join(f"`{label}`" for label in metric.label_names), metric.text)
        for metric in metrics.ALL
    )
    return _table(("Metric", "Kind", "Labels", "What it tells"), rows)


Table = Callable[[], str]
TABLES: dict[str, Table] = {
    "settings": settings,
    "commands": commands,
    "events": events,
    "metrics": measures,
}


def _commands(command: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, TyperGroup):
        for name, child in command.commands.items():
            yield from _commands(child, f"{path} {name}")
    elif isinstance(command, TyperCommand):
        yield _command(command, path)


def _command(command: TyperCommand, path: str) -> tuple[str, str]:
    arguments = [_argument(each) for each in command.params if isinstance(each, TyperArgument)]
    return f"`{' '.join((path, *arguments))}`", (command.help or "").split("\n\n")[0]


def _argument(argument: TyperArgument) -> str:
    name = (argument.metavar or argument.name or "").upper()
    name += " ..." if argument.nargs == -1 else ""
    return name if argument.required else f"[{name}]"


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "required"
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    return "" if plain is None else f"`{plain}`"


def _first_line(event: type[Event]) -> str:
    return (event.__doc__ or "").strip().split("\n\n")[0]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    cells = (" | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in line) for line in lines)
    return "".join(f"| {line} |\n" for line in cells)


if __name__ == "__main__":
    main()
