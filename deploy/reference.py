"""Writes the tables of deploy/reference.md from the code: settings, commands, events, metrics.

`python -m deploy.reference` (or `make reference`) rewrites them; a house test fails when they are out
of date. The text around the tables is written by hand.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

import typer.main
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined
from typer.core import TyperArgument, TyperCommand, TyperGroup

from deploy.cli import app
from services.eligibility.data_quality import REMARKS
from services.eligibility.policies.words import KINDS_OF_CRITERION
from services.eligibility.reasons import KINDS, REASONS
from services.plan_sync.phrases import begun
from services.plan_sync.wording import load_wording
from shared.config import PREFIX, Settings
from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.lifelong_links import OUR_EVENTS
from shared.observe import metrics
from shared.rules.practice import Practice

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


def practice() -> str:
    """Every choice that the rules leave to an authority: its key, its default and what it decides."""
    rows = (
        (f"`{name}`", f"`{field.default}`", field.description or "")
        for name, field in Practice.model_fields.items()
    )
    return _table(("Key", "Default", "What it decides"), rows)


def commands() -> str:
    """Every command: how it is called and the first sentence of its help."""
    return _table(("Command", "What it does"), _commands(typer.main.get_command(app), "lifelong-links"))


def events() -> str:
    """Every event type: who says it and what it says."""
    groups = (("the case system", CASE_EVENTS), ("Lifelong Links", OUR_EVENTS))
    rows = ((f"`{event.TYPE}`", who, _first_line(event)) for who, group in groups for event in group)
    return _table(("Type", "From", "Says"), rows)


def reasons() -> str:
    """Every reason of a screening: its kind, its words, and the next action when it decides."""
    words = load_wording().reasons
    rows = (
        (
            f"`{code}`",
            KINDS[one.kind],
            "" if one.kind == "met" else f"`{one.action}`",
            f"{begun(words[code])}.",
        )
        for code, one in REASONS.items()
    )
    return _table(("Reason", "Kind", "Next action when it decides", "In words"), rows)


def actions() -> str:
    """Every next action and its words."""
    words = load_wording().actions
    rows = ((f"`{code}`", words[code]) for code in dict.fromkeys(one.action for one in REASONS.values()))
    return _table(("Next action", "In words"), rows)


def remarks() -> str:
    """Every remark on the quality of a record, and what it tells a worker."""
    words = load_wording().remarks
    return _table(("Remark", "In words"), ((f"`{code}`", f"{begun(words[code])}.") for code in REMARKS))


def criteria() -> str:
    """Every kind of criterion that a policy may ask for, its settings and what it asks."""
    rows = (
        (f"`{kind}`", ", ".join(_parameters(model)), _first_line(model))
        for kind, model in KINDS_OF_CRITERION.items()
    )
    return _table(("Kind", "Settings", "Asks"), rows)


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
    "practice": practice,
    "commands": commands,
    "events": events,
    "reasons": reasons,
    "actions": actions,
    "remarks": remarks,
    "criteria": criteria,
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


def _parameters(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name != "kind":
            words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
            default = "" if field.is_required() else " (may be left out)"
            yield f"`{name}`{default}{': ' * bool(words)}{' / '.join(words)}"


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().split("\n\n")[0]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    cells = (" | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in line) for line in lines)
    return "".join(f"| {line} |\n" for line in cells)


if __name__ == "__main__":
    main()
