"""`lifelong-links dead`: events that need an operator; one by its number, or many with a preview."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.commands.running import run_command

if TYPE_CHECKING:
    from deploy.operate.dead_letters import Act, Which

dead_app = typer.Typer(no_args_is_help=True, help="Events that need an operator: look, replay, discard.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of tables.")]
ServiceName = Annotated[str, typer.Argument(help="Service from `dead list`.", show_default=False)]
Number = Annotated[int, typer.Argument(help="Number from `dead list`.", show_default=False)]
MaybeService = Annotated[
    str | None, typer.Argument(metavar="SERVICE", help="Service from `dead list`.", show_default=False)
]
MaybeNumber = Annotated[
    int | None, typer.Argument(metavar="NUMBER", help="Number from `dead list`.", show_default=False)
]
All = Annotated[
    bool,
    typer.Option("--all", help="All that the next options mean; withdrawals, stops and tasks never are."),
]
Of = Annotated[str | None, typer.Option("--service", help="With --all: of this service only.")]
Why = Annotated[str | None, typer.Option("--why", help="With --all: with this code of `dead list` only.")]
Type = Annotated[str | None, typer.Option("--type", help="With --all: of this event type only.")]
Before = Annotated[
    datetime | None,
    typer.Option(
        "--before",
        help="With --all: that came before this moment (Europe/London).",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"],
    ),
]
Yes = Annotated[
    bool, typer.Option("--yes", help="With --all: do it; without it only what would happen is shown.")
]


@dead_app.command("list")
def dead_list(json: Json = False) -> None:
    """List events that are parked, dead, invalid or ignored."""
    from deploy.operate.dead import list_dead

    run_command(list_dead(as_json=json))


@dead_app.command("show")
def dead_show(service: ServiceName, number: Number, json: Json = False) -> None:
    """Show one event's attributes and fields (names of fields, not their values)."""
    from deploy.operate.dead import show_dead

    run_command(show_dead(service, number, as_json=json))


@dead_app.command("replay")
def dead_replay(
    service: MaybeService = None,
    number: MaybeNumber = None,
    *,
    every: All = False,
    of: Of = None,
    why: Why = None,
    kind: Type = None,
    before: Before = None,
    yes: Yes = False,
) -> None:
    """Put an event back into its child's line, to be tried again now; with --all many, after a preview.

    The exit code with --all is 0 when all was done, 1 when something was refused or left to an act by number.
    """
    from deploy.operate.dead import replay_dead
    from deploy.operate.dead_letters import Which

    if place := _by_number(service, number, every=every, narrowed=bool(of or why or kind or before or yes)):
        run_command(replay_dead(*place))
    else:
        _on_all("replay", Which(of, why, kind, before), yes=yes)


@dead_app.command("discard")
def dead_discard(
    service: MaybeService = None,
    number: MaybeNumber = None,
    *,
    every: All = False,
    of: Of = None,
    why: Why = None,
    kind: Type = None,
    before: Before = None,
    yes: Yes = False,
) -> None:
    """Give an event up for good and let the child's later events go on; with --all many, after a preview.

    The exit code with --all is 0 when all was done, 1 when something was refused or left to an act by number.
    """
    from deploy.operate.dead import discard_dead
    from deploy.operate.dead_letters import Which

    if place := _by_number(service, number, every=every, narrowed=bool(of or why or kind or before or yes)):
        run_command(discard_dead(*place))
    else:
        _on_all("discard", Which(of, why, kind, before), yes=yes)


def _on_all(act: "Act", which: "Which", *, yes: bool) -> None:
    from deploy.operate.dead_letters import act_on_all

    raise typer.Exit(run_command(act_on_all(act, which, yes=yes)))


def _by_number(
    service: str | None, number: int | None, *, every: bool, narrowed: bool
) -> tuple[str, int] | None:
    """The one event that is named; None when many are meant. A mixture of the two is refused."""
    if every and service is None and number is None:
        return None
    if service is not None and number is not None and not every and not narrowed:
        return service, number
    msg = "give SERVICE and NUMBER of one event, or --all and what narrows it (--service, --why, ...)"
    raise typer.BadParameter(msg)
