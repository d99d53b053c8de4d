"""What the private nodes have in common: start, wait until ready, stop, SIGKILL, start again.

A node lives in one directory, listens on 127.0.0.1 only and ends with its owner (see guard.py).
The methods block; call them from a thread where an event loop runs.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import Self

from shared.errors import LifelongLinksError

GUARD = Path(__file__).with_name("guard.py")


class ServerMissing(LifelongLinksError):
    """The server's program is not on this machine; the message says what to install."""

    code = "server-missing"


class ServerFailed(LifelongLinksError):
    """The server did not come up or ended by itself; the message names its log file."""

    code = "server-failed"


def free_port() -> int:
    """Return a loopback port that nobody listens on.

    It lies below the range from which the kernel takes ports for outgoing connections: otherwise
    somebody's connection could sit on it while a killed node waits for its restart.
    """
    for port in random.sample(range(15_000, 32_000), k=100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    msg = "no free port on 127.0.0.1"
    raise ServerFailed(msg)


class Node(ABC):
    """One server process with its data in `directory`; a context manager that starts and stops it.

    After `kill` or `stop`, `start` comes back on the same port with the same data.
    """

    name: str
    user: str | None = None
    stop_signal = signal.SIGTERM
    start_seconds = 90.0
    stop_seconds = 30.0

    def __init__(self, directory: Path) -> None:
        """Choose the port; nothing is started or written yet."""
        self.directory = directory
        self.port = free_port()
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def log_file(self) -> Path:
        """What the server itself has to say."""
        return self.directory / f"{self.name}.log"

    @property
    def running(self) -> bool:
        """Whether the server is up, as far as the operating system knows."""
        return self._guard is not None and self._guard.poll() is None

    def start(self) -> None:
        """Start and return when it takes connections; raises ServerMissing or ServerFailed."""
        if self.running:
            return
        self._prepare()
        user = ["--user", self.user] if self.user else []
        with self.log_file.open("ab") as log:
            self._guard = subprocess.Popen(
                [sys.executable, "-I", str(GUARD), *user, *self._command()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                env=os.environ | self._environment(),
                start_new_session=True,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Let it finish its work and stop; SIGKILL when it takes longer than `stop_seconds`."""
        if self._guard is None or self._guard.stdin is None:
            return
        if self.running:
            self._guard.stdin.write(bytes([self.stop_signal]))
            self._guard.stdin.flush()
            with suppress(subprocess.TimeoutExpired):
                self._guard.wait(self.stop_seconds)
        self.kill()

    def kill(self) -> None:
        """SIGKILL for the server and all its helpers; returns when they are gone."""
        if self._guard is None or self._guard.stdin is None:
            return
        self._guard.stdin.close()
        self._guard.wait(self.stop_seconds)
        self._guard = None

    def restart(self) -> None:
        """Stop and start again on the same port with the same data."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        """Start; a start that fails leaves no process behind."""
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self.start_seconds
        while not self._ready():
            if not self.running or time.monotonic() > deadline:
                self.kill()
                msg = f"{self.name} did not start; its log: {self.log_file}"
                raise ServerFailed(msg)
            time.sleep(0.05)

    @abstractmethod
    def _prepare(self) -> None: ...

    @abstractmethod
    def _command(self) -> list[str]: ...

    @abstractmethod
    def _environment(self) -> dict[str, str]: ...

    @abstractmethod
    def _ready(self) -> bool: ...
