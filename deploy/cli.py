"""The command line. Reads like a manual: `lifelong-links --help`.

A command imports what it needs when it runs, so that `--help` and a wrong option are answered at once.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.data_quality import data_quality
from deploy.commands.dead import dead_app
from deploy.commands.imports import import_app
from deploy.commands.policy import policy_app
from deploy.commands.rescreen import rescreen
from deploy.commands.running import in_one_clear_line, run_command
from deploy.commands.waiting_list import waiting_list
from shared.errors import ConfigurationError

app = typer.Typer(
    name="lifelong-links",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help=(
        "**Lifelong Links for case systems.** Runs beside a local authority's children's record system: "
        "screens eligibility, tracks the search for family and other adults who care about a child, "
        "organises the family group conference, and writes the approved support plan into the child's care "
        "plan.\n\nTry it: `lifelong-links demo`. Run it: `lifelong-links check`, then "
        "`lifelong-links migrate` and `lifelong-links run`. "
        "Something is stuck: `lifelong-links status`, then `lifelong-links journey CHILD_ID`.\n\n"
        "Settings come from the environment (`LL_...`), a folder of secrets (`LL_SECRETS_DIR`) and a TOML "
        "file (`LL_CONFIG`); `lifelong-links settings` lists them."
    ),
)
contracts_app = typer.Typer(no_args_is_help=True, help="The events that other programs rely on.")
app.add_typer(contracts_app, name="contracts")
app.add_typer(dead_app, name="dead")
app.add_typer(policy_app, name="policy")
app.add_typer(import_app, name="import")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of tables.")]


def _file_or_dash(file: Path) -> Path:
    """Typer's own check of a file takes a dash for a file's name."""
    if file != Path("-") and (file.is_dir() or not file.exists()):
        msg = f"no file '{file}'"
        raise typer.BadParameter(msg)
    return file


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if wanted:
        from importlib.metadata import version

        typer.echo(f"lifelong-links {version('lifelong-links')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Take what stands before a command."""
    del version  # printed by its callback


@app.command()
def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave it running until Ctrl-C, to look around.")
    ] = False,
    in_process: Annotated[
        bool, typer.Option("--in-process", help="Use no RabbitMQ even when there is one.")
    ] = False,
) -> None:
    """Play invented children through a sandbox case system, from screening to the care plan."""
    from deploy.demo.play import play

    raise typer.Exit(run_command(play(keep=keep, in_process=in_process)))


@app.command()
def run(
    services: Annotated[
        list[str] | None,
        typer.Argument(help="eligibility, family-finding, conference, plan-sync; all by default."),
    ] = None,
) -> None:
    """Run services in this process until it is told to stop (SIGTERM or Ctrl-C)."""
    from deploy.running import run_services

    run_command(run_services(services or []))


@app.command()
def screen(
    file: Annotated[
        Path,
        typer.Argument(
            help="ChildRecords, one JSON a line; - reads them from a pipe.", callback=_file_or_dash
        ),
    ],
    policy: Annotated[
        str, typer.Option(help="A shipped policy's name, or the path of a file or folder.")
    ] = "leeds",
    on: Annotated[
        datetime | None,
        typer.Option(help="Screening date in Europe/London; today by default.", formats=["%Y-%m-%d"]),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say it in plain English, with what to do next, not in JSON.")
    ] = False,
) -> None:
    """Screen a file of records and print one decision a line; needs no broker and no database."""
    from deploy.commands.explaining import explaining
    from services.eligibility.screen_file import as_json, screen_file

    with in_one_clear_line():
        show = explaining() if explain else as_json
        raise typer.Exit(screen_file(file, policy=policy, on=on.date() if on else None, show=show))


app.command()(data_quality)
app.command()(rescreen)


@app.command()
def migrate() -> None:
    """Bring the journals' schemas up to date; safe to repeat."""
    from deploy.running import migrate_all

    run_command(migrate_all())


@app.command()
def check(json: Json = False) -> None:
    """Try settings, key, database, broker, case system, policy and clock, and say what to do first.

    Nothing is changed. The exit code is 0 when all is well, 1 when something is wrong, 2 when that cannot be
    told of something.
    """
    from deploy.operate.check import check as try_all

    raise typer.Exit(run_command(try_all(as_json=json)))


@app.command()
def status(json: Json = False) -> None:
    """Show what waits, since when and why, for each service and queue."""
    from deploy.operate.status import show_status

    run_command(show_status(as_json=json))


@app.command()
def journey(
    child_id: Annotated[str, typer.Argument(help="The child's id in the case system.", show_default=False)],
    json: Json = False,
) -> None:
    """Tell the story of one child: events in, decisions and why, what was written, what waits for what."""
    from deploy.operate.journey import show_journey

    run_command(show_journey(child_id, as_json=json))


app.command()(waiting_list)


@app.command()
def settings() -> None:
    """List every setting, its default and what it does."""
    from deploy.operate.settings import show_settings

    show_settings()


@app.command()
def key() -> None:
    """Make a master key for LL_MASTER_KEY and print it."""
    from shared.storage.encryption import new_master_key

    typer.echo(new_master_key())


@contracts_app.command("export")
def contracts_export(
    directory: Annotated[
        Path, typer.Argument(help="Where to write; made when it is not there.", file_okay=False)
    ],
) -> None:
    """Write a JSON Schema and an example for every event, and one AsyncAPI 3 document."""
    from shared.contracts.export import export

    with in_one_clear_line():
        try:
            typer.echo(f"{len(export(directory))} files in {directory}")
        except OSError as fault:
            msg = f"{directory}: {fault.strerror}"
            raise ConfigurationError(msg) from None


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
