"""The way from a folder to records: together by child, the same each time, in little memory, nothing left."""

import hashlib
import io
import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from deploy.imports import partitions
from deploy.imports.findings import Findings
from deploy.imports.load import SSD, SSDA903, Kind, extract
from deploy.imports.partitions import Partitions
from deploy.imports.ssd import is_of_care
from deploy.imports.writing import Written, write
from shared.contracts.records import ChildRecord
from tests.unit.imports import extracts
from tests.unit.imports.folder import STAMP, episodes, persons, table


def written(folder: Path, kind: Kind) -> tuple[Written, list[bytes]]:
    """Import a folder without faults into memory."""
    out, told = io.BytesIO(), io.StringIO()
    found = write(extract(folder, kind).records(STAMP, Findings(told)), out)
    assert told.getvalue() == ""
    return found, out.getvalue().splitlines(keepends=True)


@pytest.fixture
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also small extracts are joined in parts."""
    monkeypatch.setattr(partitions, "BYTES_EACH", 20_000)


@pytest.mark.parametrize("kind, make", [(SSD, extracts.make_ssd), (SSDA903, extracts.make_ssda903)])
def test_parts_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, make: Callable[[Path, int], None]
) -> None:
    """The same records whether the extract is joined at once or in parts, and each child once."""
    make(tmp_path, 300)
    _, at_once = written(tmp_path, kind)
    monkeypatch.setattr(partitions, "BYTES_EACH", 2_000)
    _, in_parts = written(tmp_path, kind)
    assert len(at_once) == 300
    assert sorted(at_once) == sorted(in_parts)


@pytest.mark.usefixtures("many_parts")
def test_the_same_extract_gives_the_same_lines(tmp_path: Path) -> None:
    """In the same order, with the same digest: an interrupted load can go on by counting."""
    extracts.make_ssd(tmp_path, 300)
    first, second = written(tmp_path, SSD), written(tmp_path, SSD)
    assert first == second
    assert first[0] == Written(300, hashlib.sha256(b"".join(first[1])).hexdigest())


def test_a_small_extract_stays_in_the_order_of_its_persons(tmp_path: Path) -> None:
    """An operator finds the records as the rows were."""
    persons(tmp_path, "C", "A", "B")
    episodes(tmp_path, *((one, "2020-01-01", "S", "", "") for one in "ABC"))
    _, lines = written(tmp_path, SSD)
    assert [ChildRecord.model_validate_json(line).child_id for line in lines] == ["C", "A", "B"]


def test_a_part_holds_a_share_of_the_children(tmp_path: Path) -> None:
    """What is in memory at a time does not grow with the extract: there are more parts instead."""
    rows = [(f"P{number}", "x" * 90) for number in range(4_000)]
    with Partitions(10 * partitions.BYTES_EACH, tmp_path) as parts:
        for child, text in rows:
            parts.put(child, 0, 2, [child, text])
        sizes = [len(part) for part in parts.parts()]
    assert (len(sizes), sum(sizes)) == (10, 4_000)
    assert max(sizes) < 2 * 400


@pytest.mark.usefixtures("many_parts")
def test_rows_wait_in_files_without_a_name(tmp_path: Path) -> None:
    """Nothing of a child can be left behind, not even by a process that is killed."""
    (beside := tmp_path / "beside").mkdir()
    extracts.make_ssda903(tmp_path / "extract", 300)
    records = extract(tmp_path / "extract", SSDA903).records(STAMP, Findings(io.StringIO()), beside=beside)
    assert isinstance(records, Generator)
    next(records)
    open_there = [name for name in map(_opened, os.listdir("/proc/self/fd")) if str(beside) in name]  # noqa: PTH208 - names only
    assert open_there
    assert list(beside.iterdir()) == []
    records.close()


def _opened(descriptor: str) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - a link to what has no path
    except OSError:
        return ""


def test_children_outside_care_can_be_left_out(tmp_path: Path) -> None:
    """The SSD holds everybody known to the authority; the first load is for those in care or leaving it."""
    persons(tmp_path, "A", "B", "C")
    episodes(tmp_path, ("B", "2020-01-01", "S", "", ""))
    table(tmp_path, "ssd_care_leavers", "clea_person_id,clea_care_leaver_eligibility", ("C", "Relevant"))
    found = extract(tmp_path, SSD).records(STAMP, Findings(io.StringIO()), wanted=is_of_care)
    assert [one.child_id for one in found] == ["B", "C"]
