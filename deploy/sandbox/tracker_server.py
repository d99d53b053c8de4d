"""An installed sandbox case system as a private server process on a loopback port.

Threads, not forks or a single process: a kept-alive connection blocks nobody and costs no process of its own.
"""

import getpass
import os
import socket
import sys
from pathlib import Path

import deploy
from deploy.sandbox.tracker_home import NAME, set_address
from deploy.servers.node import Node


class TrackerNode(Node):
    """The server of the instance in `directory`: see `tracker_home.install`, which comes first."""

    name = "case-system"
    start_seconds = 15.0
    stop_seconds = 5.0

    @property
    def url(self) -> str:
        """The address of the web pages, with a slash at its end; REST is below it at `rest/`."""
        return f"http://127.0.0.1:{self.port}/{NAME}/"

    @property
    def origin(self) -> str:
        """What a REST client sends as `Origin`; with `Referer` (the `url`) and `X-Requested-With`."""
        return f"http://127.0.0.1:{self.port}"

    def _prepare(self) -> None:
        set_address(self.directory, self.url)

    def _command(self) -> list[str]:
        # Roundup refuses to run as root unless a user is named; naming the present one changes nothing.
        user = ["-u", getpass.getuser()] if os.getuid() == 0 else []
        listen = ["-n", "127.0.0.1", "-p", str(self.port), "-t", "thread"]
        program = [sys.executable, "-m", "deploy.sandbox.serve_tracker"]
        return [*program, *listen, *user, f"{NAME}={self.directory}"]

    def _environment(self) -> dict[str, str]:
        """Let the tracker's files import this distribution from where it is."""
        return {"PYTHONPATH": str(Path(deploy.__file__).parents[1]), "PYTHONUNBUFFERED": "1"}

    def _ready(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
