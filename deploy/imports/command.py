"""`lifelong-links import`: what its two commands have in common, from the options to the exit code."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from deploy.imports.age import Age, version_of
from deploy.imports.fault_report import fault_report
from deploy.imports.findings import Findings
from deploy.imports.load import Extract, Kind, extract
from deploy.imports.rows import ChildRows, Stamp
from deploy.imports.writing import Outgoing, Written, whole_file, write
from shared.clock import london_date
from shared.errors import ConfigurationError

TAKEN: Final = 0
LEFT_OUT: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator may choose; `as_of` and `version` follow from the extract when not given.

    `publish` sends the records and tells whether it came to the end; `wanted` leaves children out.
    `report` is a file for every fault; `strict` writes and sends nothing when anything would be left out.
    """

    out: Path | None = None
    authority: str | None = None
    as_of: datetime | None = None
    version: int | None = None
    publish: Callable[[Outgoing], bool] | None = None
    wanted: Callable[[ChildRows], bool] | None = None
    report: Path | None = None
    strict: bool = False

    @property
    def own_files(self) -> frozenset[Path]:
        """What the import itself writes; in the extract's folder it is no file of the extract."""
        return frozenset(path.absolute() for path in (self.out, self.report) if path is not None)


class Refused(Exception):
    """Something would be left out, and `strict` was asked for."""


def run_import(folder: Path, kind: Kind, options: Options) -> int:
    """Import an extract and return the exit code: TAKEN, LEFT_OUT, REFUSED or INTERRUPTED.

    Faults of the extract go to standard error as they are found. Raises ConfigurationError for what an
    operator can mend; what is wrong with files or settings is said before any work.
    """
    found = extract(folder, kind)
    report = fault_report(options.report) if options.report else nullcontext()
    try:
        with _stopped_by_sigterm_too(), report as heard:
            job = _Job(found, Findings(sys.stderr, heard), options)
            return job.run()
    except KeyboardInterrupt:
        say("stopped before the extract was read to its end; no file was written and nothing sent")
        return INTERRUPTED
    except OSError as fault:
        msg = f"{fault.strerror}: look at the extract's folder, and at the room in that of --out or TMPDIR"
        raise ConfigurationError(msg) from None


@dataclass(slots=True)
class _Job:
    extract: Extract
    findings: Findings
    options: Options
    taken: str = ""
    """Of when the data is, why that is taken, and the version that follows; known once all rows are read."""

    def run(self) -> int:
        """Write the records, or send them; returns the exit code."""
        self.extract.tell_of_files(self.findings, but=self.options.own_files)
        try:
            if self.options.publish is None:
                return self._write_only()
            with self._kept() as records:
                whole = self.options.publish(records)
        except Refused:
            say("refused (--strict): something would be left out, told above; nothing was written or sent")
            return REFUSED
        return self._exit_code if whole else INTERRUPTED

    @property
    def _exit_code(self) -> int:
        return LEFT_OUT if self.findings.count else TAKEN

    def _write_only(self) -> int:
        """To --out or standard output; whoever reads from a pipe may have had enough."""
        try:
            if self.options.out is not None:
                with whole_file(self.options.out) as file:
                    self._write(file)
            elif self.options.strict:
                with self._kept() as records:
                    shutil.copyfileobj(records.lines, sys.stdout.buffer)
            else:
                self._write(sys.stdout.buffer)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return INTERRUPTED
        return self._exit_code

    @contextmanager
    def _kept(self) -> Iterator[Outgoing]:
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
        records = self.extract.records(self._stamp, self.findings, beside=beside, wanted=self.options.wanted)
        written = write(records, to)
        if self.options.strict and self.findings.count:
            raise Refused
        told = f"{_told('fault', self.findings.count)}{_told('remark', self.findings.kept)}"
        absent = ", ".join(self.extract.absent)
        unknown = f"; not in the folder, and so not known: {absent}" if absent else ""
        say(f"{written.count} records, {self.taken}{told}{unknown}")
        return written

    def _stamp(self, age: Age) -> Stamp:
        """The operator's word, or the extract's own: never when a file was copied."""
        given, version = self.options.as_of, self.options.version
        as_of = given or age.as_of
        if version is None:
            version = int(given.timestamp()) if given else version_of(as_of, self.extract.written)
        day, why = london_date(as_of), age.why
        if given is not None:
            why = f"given; {london_date(age.as_of)} is {age.why}"
        self.taken = f"version {version}, as of {day} ({why})"
        return Stamp(as_of, version, self.options.authority)


def _told(what: str, count: int) -> str:
    """How many of them were told; nothing when there were none."""
    return f"; {count} {what}{'s' if count > 1 else ''}, told above" if count else ""


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
