"""Worker processes: start, SIGKILL, stop, and a complaint when one ended by itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shared.config import Settings
from shared.storage.encryption import new_master_key

ROOT = Path(__file__).resolve().parents[3]
STOP_SECONDS = 20


class EndedByItself(AssertionError):
    """A worker ended without being told to; the message has the end of what it logged."""


@dataclass(slots=True)
class Place:
    """Where a test's workers live: the same settings for the workers and for the test that looks inside."""

    folder: Path
    database_url: str
    broker_url: str
    speed: float = 1.0
    retry_cap: float = 0.5
    master_key: str = field(default_factory=new_master_key)

    def environment(self) -> dict[str, str]:
        """What a worker is given."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LL_")}
        return kept | {
            "CHAOS_SPEED": str(self.speed),
            "LL_BROKER_URL": self.broker_url,
            "LL_DATABASE_URL": self.database_url,
            "LL_MASTER_KEY": self.master_key,
            "LL_RETRY_CAP": str(self.retry_cap * self.speed),
            "LL_RETRY_FIRST": str(0.05 * self.speed),
        }

    def settings(self) -> Settings:
        """The same as the workers'."""
        return Settings.model_validate(
            {
                "broker_url": self.broker_url,
                "database_url": self.database_url,
                "master_key": self.master_key,
            }
        )


class Worker:
    """One process of the service; `kill` and `start` as often as one likes."""

    def __init__(self, name: str, place: Place) -> None:
        """Not started yet."""
        self.name = name
        self._place = place
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def log_file(self) -> Path:
        """What all processes of this worker logged."""
        return self._place.folder / f"{self.name}.log"

    @property
    def pid(self) -> int:
        """The process id of the one that runs."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start a process; must be called from the thread that lives as long as the test."""
        with self.log_file.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.chaos.worker", str(self._place.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=self._place.environment(),
            )

    def check(self) -> None:
        """Raise EndedByItself when it is not running."""
        if self._process is None or self._process.poll() is None:
            return
        end = self.log_file.read_text()[-4000:]
        msg = f"{self.name} ended by itself with {self._process.returncode}:\n{end}"
        raise EndedByItself(msg)

    def kill(self) -> None:
        """SIGKILL."""
        self.check()
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
            self._process = None

    def freeze(self) -> None:
        """SIGSTOP: it holds whatever it holds, connections, locks and all, and does nothing."""
        self.check()
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """SIGTERM, once it is up; it must end with 0."""
        self._wait_until_up()
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                code = self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(STOP_SECONDS)
                code = -signal.SIGKILL
            assert code == 0, f"{self.name} ended with {code}:\n{self.log_file.read_text()[-4000:]}"
            self._process = None

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        while b'"started"' not in self.log_file.read_bytes()[self._log_start :]:
            self.check()
            assert time.monotonic() < deadline, f"{self.name} does not come up"
            time.sleep(0.05)

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)


@contextmanager
def workers(place: Place, count: int) -> Iterator[Sequence[Worker]]:
    """Start some workers; none of them outlives the block."""
    made = [Worker(f"worker-{number}", place) for number in range(count)]
    try:
        for worker in made:
            worker.start()
        yield made
    finally:
        for worker in made:
            worker.end()


def processes_of(folder: Path, *, patience: float = 5.0) -> list[int]:
    """The processes that carry the folder in their command line, when they had time to go."""
    deadline = time.monotonic() + patience
    while True:
        found = [
            int(file.parent.name) for file in Path("/proc").glob("[0-9]*/cmdline") if _names(file, folder)
        ]
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


def _names(file: Path, folder: Path) -> bool:
    try:
        return str(folder).encode() in file.read_bytes()
    except OSError:
        return False
