"""Whatever somebody typed into whichever cell of an extract: nothing is passed on, and nothing fails."""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from deploy.imports.findings import Findings
from deploy.imports.load import SSD, SSDA903, Kind, extract
from deploy.imports.writing import write
from tests.unit.imports import extracts
from tests.unit.imports.folder import STAMP

TYPED = (
    "Ann Other lives in Leeds",
    "{ Ann: Other }",
    '"Ann" [Other]',
    "Ann\nOther",
    "Ann;Other\x00",
    "\ud83d Ann Other",
)
WORDS = ("Smith", "SMITH", "smith-jones")
KINDS = [(SSD, extracts.make_ssd), (SSDA903, extracts.make_ssda903)]
IDS = {"child", "worker", "period", "referral", "adviser"}
"""A single word in place of an id is an id: nobody can tell."""


def passed_on(folder: Path, kind: Kind) -> str:
    """All that leaves an import: records and messages."""
    out, told = io.BytesIO(), io.StringIO()
    write(extract(folder, kind).records(STAMP, Findings(told)), out)
    return out.getvalue().decode() + told.getvalue()


def type_into(path: Path, column: int, texts: Sequence[str]) -> None:
    """Put each of the texts into the column of every row, which is there once for each of them."""
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    rows = [[*row[:column], text, *row[column + 1 :]] for row in rows for text in texts]
    with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.mark.parametrize("kind, make", KINDS)
def test_nothing_that_is_typed_into_a_cell_leaves_the_import(
    tmp_path: Path, kind: Kind, make: Callable[[Path, int], None]
) -> None:
    """In every column of every table, those that are read and those that are not."""
    make(tmp_path / "extract", 4)
    for source in extract(tmp_path / "extract", kind).sources:
        for column in range(len(source.header)):
            shutil.copytree(tmp_path / "extract", tmp_path / "typed", dirs_exist_ok=True)
            type_into(tmp_path / "typed" / source.path.name, column, TYPED)
            found = passed_on(tmp_path / "typed", kind)
            assert "Ann" not in found, source.header[column]
            assert "Other" not in found, source.header[column]


@pytest.mark.parametrize("kind, make", KINDS)
def test_not_even_a_single_word_takes_the_place_of_a_code(
    tmp_path: Path, kind: Kind, make: Callable[[Path, int], None]
) -> None:
    """In every column that is read and is no id."""
    make(tmp_path / "extract", 4)
    for source in extract(tmp_path / "extract", kind).sources:
        for column in {at for fact, at in source.places.items() if at is not None and fact not in IDS}:
            for text in WORDS:
                shutil.copytree(tmp_path / "extract", tmp_path / "typed", dirs_exist_ok=True)
                type_into(tmp_path / "typed" / source.path.name, column, (text,))
                assert "smith" not in passed_on(tmp_path / "typed", kind).lower(), source.header[column]
