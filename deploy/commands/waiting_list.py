"""`lifelong-links waiting-list`: places, and who waits for one, where the policy limits them."""

from typing import Annotated

import typer

from deploy.commands.running import run_command


def waiting_list(
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON for a program instead of a table.")
    ] = False,
) -> None:
    """Show how many places are taken, and who waits for one: position, since when, and why so early."""
    from deploy.operate.waiting_list import show_waiting_list

    run_command(show_waiting_list(as_json=json))
