"""`lifelong-links import`: what its two commands have in common, from the options to the exit code."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from deploy.imports.findings import Findings
from deploy.imports.load import Extract, Kind, extract
from deploy.imports.rows import ChildRows, Stamp
from deploy.imports.writing import Outgoing, Written, whole_file, write
from shared.errors import ConfigurationError

INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator may choose; `as_of` and `version` follow from the extract when not given.

    `publish` sends the records and tells whether it came to the end; `wanted` leaves children out.
    """

    out: Path | None = None
    authority: str | None = None
    as_of: datetime | None = None
    version: int | None = None
    publish: Callable[[Outgoing], bool] | None = None
    wanted: Callable[[ChildRows], bool] | None = None


def run_import(folder: Path, kind: Kind, options: Options) -> int:
    """Import an extract and return the exit code: 0, 1 when something in it could not be read, 130.

    Faults of the extract go to standard error as they are found. Raises ConfigurationError for what an
    operator can mend; what is wrong with files or settings is said before any work.
    """
    found = extract(folder, kind)
    as_of = options.as_of or found.as_of
    version = int(as_of.timestamp()) if options.version is None else options.version
    job = _Job(found, Stamp(as_of, version, options.authority), Findings(sys.stderr), options)
    try:
        with _stopped_by_sigterm_too():
            if options.publish is None:
                return job.write_only()
            with job.kept() as records:
                whole = options.publish(records)
            return job.exit_code if whole else INTERRUPTED
    except KeyboardInterrupt:
        say("stopped before the extract was read to its end; no file was written and nothing sent")
        return INTERRUPTED
    except OSError as fault:
        msg = f"{fault.strerror}: look at the extract's folder, and at the room in that of --out or TMPDIR"
        raise ConfigurationError(msg) from None


@dataclass(frozen=True, slots=True)
class _Job:
    extract: Extract
    stamp: Stamp
    findings: Findings
    options: Options

    @property
    def exit_code(self) -> int:
        return 1 if self.findings.count else 0

    def write_only(self) -> int:
        """To --out or standard output; whoever reads from a pipe may have had enough."""
        try:
            if self.options.out is None:
                self._write(sys.stdout.buffer)
            else:
                with whole_file(self.options.out) as file:
                    self._write(file)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return INTERRUPTED
        return self.exit_code

    @contextmanager
    def kept(self) -> Iterator[Outgoing]:
        """All records in a file to send from: --out, or one without a name."""
        if self.options.out is None:
            with tempfile.TemporaryFile() as file:
                written = self._write(file)
                file.seek(0)
                yield Outgoing(file, written)
            return
        with whole_file(self.options.out) as file:
            written = self._write(file)
        with self.options.out.open("rb") as file:
            yield Outgoing(file, written)

    def _write(self, to: IO[bytes]) -> Written:
        beside = self.options.out.absolute().parent if self.options.out else None
        records = self.extract.records(self.stamp, self.findings, beside=beside, wanted=self.options.wanted)
        written = write(records, to)
        faults = f"; {self.findings.count} faults, told above" if self.findings.count else ""
        absent = ", ".join(self.extract.absent)
        unknown = f"; not in the folder, and so not known: {absent}" if absent else ""
        say(f"{written.count} records, version {self.stamp.version}{faults}{unknown}")
        return written


def say(words: str) -> None:
    """Tell the operator; standard output is for records."""
    sys.stderr.write(f"{words}\n")


@contextmanager
def _stopped_by_sigterm_too() -> Iterator[None]:
    """What is told to end tidies up, as after Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
