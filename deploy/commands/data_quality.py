"""`lifelong-links data-quality`: contradictions in records, from a file or from the running services."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.running import in_one_clear_line, run_command


def data_quality(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="ChildRecords, one JSON a line.", exists=True, dir_okay=False, show_default=False
        ),
    ] = None,
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Look at the records that eligibility keeps, instead of a file.")
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(help="Day in Europe/London; today by default.", formats=["%Y-%m-%d"]),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a child, and a last one with the counts.")
    ] = False,
) -> None:
    """List the children whose record contradicts itself or breaks a national coding rule, and how."""
    from deploy.operate.data_quality import remark_on_file, remark_on_journal, report
    from shared.clock import london_date, utc_now

    if (file is None) == (not live):
        msg = "give a file of records, or --live: one of the two"
        raise typer.BadParameter(msg)
    with in_one_clear_line():
        to = report(on.date() if on else london_date(utc_now()), as_json=json)
        code = run_command(remark_on_journal(to)) if file is None else remark_on_file(file, to)
    raise typer.Exit(code)
