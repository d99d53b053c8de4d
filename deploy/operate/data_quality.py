"""`lifelong-links data-quality`: whose record contradicts itself, and how; from a file or from the journal.

Each child is printed as it is found, so memory holds no more than the counts.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from pydantic_core import to_json

from deploy.operate.journals import named, open_journals
from services.eligibility.data_quality import remarks
from services.eligibility.screen_file import RecordLines
from services.eligibility.state import Eligibility
from services.plan_sync.wording import load_wording
from shared.config import load
from shared.contracts.records import ChildRecord
from shared.journal.documents import documents


@dataclass
class Report:
    """Prints each child with remarks when it is told of one, and what they come to at the end.

    As JSON: one object a child, and a last one with the counts.
    """

    day: date
    as_json: bool
    words: Mapping[str, str]
    out: TextIO
    records: int = 0
    remarked: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def tell(self, record: ChildRecord) -> None:
        """Look at one record."""
        self.records += 1
        found = remarks(record, self.day)
        if not found:
            return
        self.remarked += 1
        self.counts.update(found)
        if self.as_json:
            self._json({"child_id": record.child_id, "remarks": found})
        else:
            said = "".join(f"\n  - {self.words[one]}" for one in found)
            self.out.write(f"{record.child_id}{said}\n")

    def end(self) -> None:
        """Say how many there are of each, most frequent first."""
        if self.as_json:
            counts = dict(self.counts.most_common())
            self._json({"records": self.records, "with_remarks": self.remarked, "counts": counts})
            return
        if not self.remarked:
            self.out.write(f"Nothing to remark on in {self.records} records.\n")
            return
        self.out.write(f"\nTo correct: {self.remarked} of {self.records} records\n")
        for name, number in self.counts.most_common():
            self.out.write(f"{number:>8}  {name}\n")

    def _json(self, line: Mapping[str, object]) -> None:
        self.out.write(to_json(line).decode() + "\n")


def report(day: date, *, as_json: bool) -> Report:
    """Make a report on that day (Europe/London) to standard output, in the words that go into the record."""
    return Report(day, as_json, load_wording().remarks, sys.stdout)


def remark_on_file(file: Path, to: Report) -> int:
    """Report on a file of records (JSON Lines) and return the exit code: 1 when a line was no record.

    Such a line is named on standard error by its number and fields, never by its values.
    """
    with file.open("rb") as lines:
        records = RecordLines(lines, sys.stderr)
        _tell(records, to)
    to.end()
    return 1 if records.bad else 0


async def remark_on_journal(to: Report) -> int:
    """Report on the records that eligibility keeps, as they are now; raises ConfigurationError."""
    async with open_journals(load()) as journals:
        one = named(journals, "eligibility")
        async for page in documents(one.store, one.codec):
            _tell(_records(page), to)
    to.end()
    return 0


def _tell(records: Iterable[ChildRecord], to: Report) -> None:
    for record in records:
        to.tell(record)


def _records(page: Iterable[object]) -> Iterable[ChildRecord]:
    """Records of children; one that was merged into another is nobody's to correct."""
    for one in page:
        if isinstance(one, Eligibility) and one.record is not None and not one.retired:
            yield one.record
