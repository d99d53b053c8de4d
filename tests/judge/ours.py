"""What the import tells of the same return, and how the two sides compare."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.imports.findings import Fault, Findings
from deploy.imports.load import SSDA903, extract
from deploy.imports.rows import Stamp
from shared.contracts.records import ChildRecord
from tests.judge.families import FAMILIES, OURS, THEIRS, families_of
from tests.judge.faulty_return import Child

STAMP = Stamp(datetime(2026, 3, 31, tzinfo=UTC), 1)

Judged = dict[str, set[str]]
"""For each family the children that are called faulty."""


def imported(folder: Path, owners: Mapping[str, Sequence[Child]]) -> tuple[Judged, dict[str, ChildRecord]]:
    """Import the return; says whom we call faulty, and gives the records by child."""
    faults: list[Fault] = []
    records = extract(folder, SSDA903).records(STAMP, Findings(io.StringIO(), faults.append))
    by_child = {record.child_id: record for record in records}
    found: Judged = {name: set() for name in FAMILIES}
    for fault in faults:
        for name in families_of(fault):
            found[name].add(owners[Path(fault.file).stem][fault.line - 2].id)
    return found, by_child


def validated(
    faulty: Mapping[str, Mapping[str, Sequence[int]]], owners: Mapping[str, Sequence[Child]]
) -> Judged:
    """Whom the validator calls faulty, from the rows that its rules name."""
    return {
        name: {
            owners[table][row].id
            for rule in family.rules
            for table, rows in faulty.get(rule, {}).items()
            for row in rows
        }
        for name, family in FAMILIES.items()
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many children both call faulty, by family; and the differences, by family, side and fault."""

    both: Counter[str]
    differences: Counter[tuple[str, str, str]]


def compared(theirs: Judged, ours: Judged, made: Sequence[Child]) -> Comparison:
    """Compare the two sides, child by child."""
    fault_of = {child.id: child.fault for child in made}
    both: Counter[str] = Counter()
    differences: Counter[tuple[str, str, str]] = Counter()
    for name in FAMILIES:
        both[name] = len(theirs[name] & ours[name])
        for side, only in ((THEIRS, theirs[name] - ours[name]), (OURS, ours[name] - theirs[name])):
            differences.update((name, side, fault_of[child]) for child in only)
    return Comparison(both, differences)
