"""`lifelong-links rescreen`: every child is looked at again."""

from enum import StrEnum
from typing import Annotated

import typer

from deploy.commands.running import run_command


class Why(StrEnum):
    """Why everybody is looked at again, as the audit will say."""

    POLICY = "policy-changed"
    RESTORED = "journal-restored"


def rescreen(
    *,
    rate: Annotated[
        int,
        typer.Option(min=1, help="Most requests a second; what comes meanwhile waits behind few of them."),
    ] = 200,
    run: Annotated[
        str | None,
        typer.Option(help="Name of a run that was stopped: asks nobody twice. A new one by default."),
    ] = None,
    after: Annotated[str, typer.Option(help="Begin after this child, as a stopped run says.")] = "",
    reason: Annotated[Why, typer.Option(help="What the audit says of it.")] = Why.POLICY,
) -> None:
    """Look at every child again under today's policy; only what changed is said."""
    from deploy.operate.rescreen import Run, new_name
    from deploy.operate.rescreen import rescreen as ask_for_all

    code = run_command(ask_for_all(Run(run or new_name(), after, rate, reason.value)))
    raise typer.Exit(code)
