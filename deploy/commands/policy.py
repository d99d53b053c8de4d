"""`lifelong-links policy`: check a policy, read it in plain English, list those shipped, compare two."""

import json as json_text
import shutil
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.commands.running import in_one_clear_line

if TYPE_CHECKING:
    from services.eligibility.policies.policy import Policy

policy_app = typer.Typer(no_args_is_help=True, help="Eligibility policies: check, show, list, compare.")

_WHICH = "A shipped policy's name, or the path of a file or folder."
NameOrPath = Annotated[str, typer.Argument(metavar="POLICY", help=_WHICH, show_default=False)]
On = Annotated[
    datetime | None,
    typer.Option("--on", help="Date in Europe/London; today by default.", formats=["%Y-%m-%d"]),
]

WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal is."""


@policy_app.command("check")
def policy_check(policy: NameOrPath) -> None:
    """Check a policy's file, or the folder with its versions: every fault with file, line and remedy."""
    from services.eligibility.policies.check import check
    from services.eligibility.policies.files import find_policy

    with in_one_clear_line():
        found = check(find_policy(policy), _day(None))
    _print(found.faults, to_err=True)
    if found.faults:
        raise typer.Exit(2)
    _print(found.versions)
    _print([f"warning: {one}" for one in found.warnings], to_err=True)
    _print(["No fault found. Once a new version is in place: lifelong-links rescreen"])


@policy_app.command("show")
def policy_show(policy: NameOrPath, on: On = None) -> None:
    """Say in plain English what a policy asks on a day, where it comes from and what that leaves open."""
    from services.eligibility.policies.page import page

    with in_one_clear_line():
        _print(page(_policy(policy, _day(on)), _width()))


@policy_app.command("list")
def policy_list() -> None:
    """List the policies that come with the software."""
    from services.eligibility.policies.book import load_book
    from services.eligibility.policies.files import shipped

    for name in shipped():
        versions = load_book(name).versions
        stamps = ", ".join(one.version for one in versions)
        typer.echo(f"{name:<20}  {versions[-1].authority:<20}  {stamps}")


@policy_app.command("compare")
def policy_compare(
    first: Annotated[str, typer.Argument(metavar="A", help=_WHICH, show_default=False)],
    second: Annotated[str, typer.Argument(metavar="B", help="Another, in the same way.", show_default=False)],
    file: Annotated[Path, typer.Argument(help="ChildRecords, one JSON a line.", exists=True, dir_okay=False)],
    on: On = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of text.")] = False,
) -> None:
    """Say how many children of a file have another outcome under B than under A, and which, by reason."""
    from services.eligibility.policies.compare import compare
    from services.eligibility.policies.report import report
    from services.eligibility.screen_file import RecordLines
    from services.plan_sync.wording import load_wording

    day = _day(on)
    with in_one_clear_line(), file.open("rb") as lines:
        records = RecordLines(lines, sys.stderr)
        found = compare(records, _policy(first, day), _policy(second, day), day)
    if json:
        typer.echo(json_text.dumps(found.as_data(), indent=2))
    else:
        _print(report(found, load_wording().reasons, _width()))
    raise typer.Exit(1 if records.bad else 0)


def _policy(name_or_path: str, day: date) -> "Policy":
    from services.eligibility.policies.book import load_book

    return load_book(name_or_path).in_force(day)


def _day(on: datetime | None) -> date:
    from shared.clock import london_date, utc_now

    return on.date() if on else london_date(utc_now())


def _width() -> int:
    return min(WIDEST, shutil.get_terminal_size(fallback=(WIDEST, 24)).columns)


def _print(lines: Iterable[str], *, to_err: bool = False) -> None:
    for line in lines:
        typer.echo(line, err=to_err)
