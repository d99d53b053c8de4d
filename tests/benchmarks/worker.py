"""A contender's worker: one command, its process tree, its CPU time and its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from signal import SIGTERM
from typing import Self

import psutil

from deploy.servers.node import GUARD

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024
MEMORY_EVERY = 0.2


class WorkerEnded(Exception):
    """The worker ended by itself; the message holds the end of its log."""


class Worker:
    """A context manager around one worker; it cannot outlive this process (see deploy/servers/guard.py)."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        """Keep what is needed to start; `log` takes what the worker prints."""
        self._command = [sys.executable, "-I", str(GUARD), sys.executable, "-m", *command]
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", **environment}
        self._log = log
        self._next_memory = 0.0
        self.peak_memory = 0.0

    def __enter__(self) -> Self:
        """Start it; returns at once."""
        with self._log.open("ab") as log:
            self._guard = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to stop; what is left of its tree after ten seconds gets SIGKILL."""
        if self._guard.stdin is None:
            return
        if self._guard.poll() is None:
            self._guard.stdin.write(bytes([SIGTERM]))
            self._guard.stdin.flush()
            try:
                self._guard.wait(10)
            except subprocess.TimeoutExpired:
                self._guard.stdin.close()
        self._guard.wait(10)
        self._guard.stdin.close()

    def watch(self) -> None:
        """Take note of the memory now and then; raises WorkerEnded when there is no worker any more."""
        if self._guard.poll() is not None:
            raise WorkerEnded(self.last_words())
        if time.monotonic() >= self._next_memory:
            self._next_memory = time.monotonic() + MEMORY_EVERY
            self.peak_memory = max(self.peak_memory, self.memory())

    def memory(self) -> float:
        """What it takes now, in MB."""
        return sum(map(_memory, self._tree()))

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])

    def cpu_seconds(self) -> float:
        """User and system time of the whole tree so far, with children that have ended."""
        total = 0.0
        for process in self._tree():
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def _tree(self) -> list[psutil.Process]:
        return psutil.Process(self._guard.pid).children(recursive=True)


def _memory(process: psutil.Process) -> float:
    # Proportional set size: what forked processes share is counted once.
    try:
        return float(process.memory_full_info().pss) / MEGABYTE
    except psutil.NoSuchProcess:
        return 0.0
