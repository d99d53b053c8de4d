"""What the return tells of placements that interrupt others, of liberty, and in odd forms."""

from pathlib import Path

import pytest

from deploy.imports.load import SSDA903
from shared.contracts.records import Parenthood
from tests.unit.imports.folder import header, imported_903, only, table
from tests.unit.imports.returns import BORN, EPISODES, SW_EPISODES, episode


@pytest.mark.parametrize("lasting", ["A4", "P1", "U4"])
@pytest.mark.parametrize("stay", ["T0", "T1", "T2", "T3", "T4"])
def test_a_temporary_placement_keeps_the_one_it_interrupts(tmp_path: Path, lasting: str, stay: str) -> None:
    """A child placed for adoption who is in hospital stays placed for adoption (hard case 67)."""
    header(tmp_path, "A")
    rows = [
        episode("01/02/2024", "01/03/2025", "X1", place="U6"),
        episode("01/03/2025", "20/03/2026", "X1", place=lasting, new="P"),
        episode("20/03/2026", "25/03/2026", "X1", place=stay, new="P"),
        episode("25/03/2026", place=stay, status="E1", new="B"),
    ]
    table(tmp_path, "Episodes", EPISODES, *rows)
    care = only(tmp_path, SSDA903).care
    assert care is not None
    assert (care.placement, care.legal_status) == (lasting, "E1")


def test_a_temporary_placement_keeps_none_of_an_earlier_period(tmp_path: Path) -> None:
    """Nothing lasting is known of the period that runs."""
    header(tmp_path, "A")
    rows = [
        episode("01/02/2024", "01/03/2025", "E4A", place="A4"),
        episode("20/03/2026", place="T0"),
    ]
    table(tmp_path, "Episodes", EPISODES, *rows)
    care = only(tmp_path, SSDA903).care
    assert care is not None
    assert care.placement == "T0"


@pytest.mark.parametrize(
    "orders, liberty",
    [
        ([("01/05/2025", "")], ("2025-05-01", None)),
        ([("01/05/2025", "01/06/2025"), ("01/07/2025", "")], ("2025-07-01", None)),
        ([("01/07/2025", ""), ("01/05/2025", "01/06/2025")], ("2025-07-01", None)),
        ([("01/05/2024", "01/06/2024"), ("01/01/2024", "01/02/2024")], ("2024-05-01", "2024-06-01")),
        ([("yesterday", "01/06/2025")], (None, "2025-06-01")),
        ([("01/05/2025", "soon")], ("2025-05-01", None)),
        ([("01/05/2025", "01/04/2025")], ("2025-05-01", None)),
    ],
)
def test_deprivation_of_liberty_is_read(
    tmp_path: Path, orders: list[tuple[str, str]], liberty: tuple[str | None, str | None]
) -> None:
    """The order in force, else the last; an end that cannot be read ends nothing (hard case 76)."""
    header(tmp_path, "A", "B")
    table(tmp_path, "DoLo", "CHILD,DOB,DOLO_START,DOLO_END", *(("A", BORN, *order) for order in orders))
    records, _ = imported_903(tmp_path)
    found = records["A"].liberty
    assert found is not None
    assert found.model_dump(mode="json", by_alias=True) == {
        "deprived": True,
        "from": liberty[0],
        "to": liberty[1],
    }
    assert records["B"].liberty is None


def test_another_date_of_birth_than_the_headers_is_told_of(tmp_path: Path) -> None:
    """The row may be another child's."""
    header(tmp_path, "A")
    table(tmp_path, "SWEpisodes", SW_EPISODES, ("A", "02/05/2011", "SW1", "01/02/2024", "", ""))
    records, told = imported_903(tmp_path)
    assert records["A"].workers is not None
    assert told == ["SWEpisodes.csv, line 2: DOB: not the date of birth in Header"]


def test_numbers_that_became_decimal_are_read(tmp_path: Path) -> None:
    """1.0 and 2.0, as spreadsheets and pandas write them."""
    table(tmp_path, "Header", "CHILD,SEX,DOB,MOTHER", ("7.0", "2.0", "2012-04-01 00:00:00", "0.0"))
    assert only(tmp_path, SSDA903).parent == Parenthood(is_parent=False)


def test_an_unknown_code_is_told_and_kept(tmp_path: Path) -> None:
    """It leads to a person's decision."""
    header(tmp_path, "A")
    table(tmp_path, "Episodes", EPISODES, episode("01/02/2024", place="Q9"))
    records, told = imported_903(tmp_path)
    care = records["A"].care
    assert care is not None
    assert care.placement == "Q9"
    assert told == ["Episodes.csv, line 2: PLACE: a code that is not in the national list"]
