"""`lifelong-links import ssd` and `import ssda903`: an authority's national extracts become records."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.commands.running import in_one_clear_line
from shared.errors import ConfigurationError

if TYPE_CHECKING:
    from deploy.imports.sending import Publisher

PLACE = ".lifelong-links-import"
"""File in the extract's folder that keeps how far a first load came."""

_ONS_CODE = re.compile(r"[A-Z]\d{8}")

import_app = typer.Typer(
    no_args_is_help=True,
    help="Records from national extracts (SSD, SSDA903): to look at, to screen, or as the first load.",
)

Folder = Annotated[
    Path, typer.Argument(help="Folder of the extract's CSV files.", exists=True, file_okay=False)
]
Out = Annotated[Path | None, typer.Option(help="Write records here (mode 0600); standard output by default.")]
Authority = Annotated[
    str | None, typer.Option(help="ONS code of the responsible authority; not known by default.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        help="Of when the data is (ISO 8601, Europe/London); by default the newest day in the extract, for a "
        "return at the latest the end of its collection year. Never when a file was copied."
    ),
]
RecordVersion = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Version of every record; by default it rises with the data's age. Where the case system "
        "counts its versions from 1, give 0 to the first load, or its own events would be older.",
    ),
]
Publish = Annotated[
    bool, typer.Option("--publish", help="Send the records to LL_BROKER_URL: the authority's first load.")
]
Rate = Annotated[int, typer.Option(min=1, help="With --publish: most records a second.")]
Resume = Annotated[
    Path | None,
    typer.Option(help="With --publish: file that keeps how far it came; in the extract's folder."),
]
Report = Annotated[
    Path | None,
    typer.Option(help="Write every fault here as CSV (file, line, column, kind, what was done; no values)."),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Write and send nothing when anything would be left out (exit code 2)."),
]


@import_app.command()
def ssd(
    directory: Folder,
    *,
    out: Out = None,
    authority: Authority = None,
    as_of: AsOf = None,
    record_version: RecordVersion = None,
    care_only: Annotated[
        bool,
        typer.Option("--care-only", help="Leave out who has no episode of care and is no care leaver."),
    ] = False,
    publish: Publish = False,
    rate: Rate = 200,
    resume: Resume = None,
    report: Report = None,
    strict: Strict = False,
) -> None:
    """Make records from the tables of the Standard Safeguarding Dataset.

    Exit code 0: all was taken; 1: something was left out, and told; 2: refused.
    """
    from deploy.imports.command import Options, run_import
    from deploy.imports.load import SSD
    from deploy.imports.ssd import is_of_care

    with in_one_clear_line():
        options = Options(
            out=out,
            authority=_authority(authority),
            as_of=_moment(as_of),
            version=record_version,
            publish=_publisher(authority, rate, resume or directory / PLACE) if publish else None,
            report=report,
            strict=strict,
            wanted=is_of_care if care_only else None,
        )
        raise typer.Exit(run_import(directory, SSD, options))


@import_app.command()
def ssda903(
    directory: Folder,
    *,
    out: Out = None,
    authority: Authority = None,
    as_of: AsOf = None,
    record_version: RecordVersion = None,
    publish: Publish = False,
    rate: Rate = 200,
    resume: Resume = None,
    report: Report = None,
    strict: Strict = False,
) -> None:
    """Make records from the files of the SSDA903 return, as far as they tell.

    Exit code 0: all was taken; 1: something was left out, and told; 2: refused.
    """
    from deploy.imports.command import Options, run_import
    from deploy.imports.load import SSDA903

    with in_one_clear_line():
        options = Options(
            out=out,
            authority=_authority(authority),
            as_of=_moment(as_of),
            version=record_version,
            publish=_publisher(authority, rate, resume or directory / PLACE) if publish else None,
            report=report,
            strict=strict,
        )
        raise typer.Exit(run_import(directory, SSDA903, options))


def _publisher(authority: str | None, rate: int, place: Path) -> "Publisher":
    from deploy.imports.sending import publisher

    return publisher(authority, rate, place)


def _authority(said: str | None) -> str | None:
    if said is not None and not _ONS_CODE.fullmatch(said):
        msg = "--authority: an ONS code is needed, for instance E08000035"
        raise ConfigurationError(msg)
    return said


def _moment(said: str | None) -> datetime | None:
    from deploy.imports.dates import moment_of
    from deploy.imports.values import Unreadable

    try:
        return None if said is None else moment_of(said)
    except Unreadable:
        msg = "--as-of: a date or moment is needed, for instance 2026-03-31T18:00"
        raise ConfigurationError(msg) from None
