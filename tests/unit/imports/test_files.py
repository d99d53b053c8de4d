"""Which files are read, which are not and why, and which known columns a file lacks (issue 8, extracts 3)."""

import io
from pathlib import Path

import pytest

from deploy.imports.files import find
from deploy.imports.findings import KEPT, Fault, Findings
from deploy.imports.load import SSD, SSDA903, Kind, extract
from shared.errors import ConfigurationError
from tests.unit.imports.folder import episodes, header, imported, imported_903, persons, table

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC"


def told_of_files(folder: Path, kind: Kind) -> list[tuple[str, str, str, bool]]:
    """File, column, kind, and whether nothing was lost."""
    faults: list[Fault] = []
    extract(folder, kind).tell_of_files(Findings(io.StringIO(), faults.append))
    return [(one.file, one.column, one.kind, one.done == KEPT) for one in faults]


def test_files_of_the_return_that_are_not_read_are_named_with_what_is_lost(tmp_path: Path) -> None:
    """They are part of every return: no loss."""
    table(tmp_path, "Header", HEADER)
    for name in ("OC2", "ssda903_2025_reviews", "Missing", "PrevPerm_2025"):
        table(tmp_path, name, "CHILD,DOB")
    told = told_of_files(tmp_path, SSDA903)
    assert [name for name, *_ in told] == [
        "Missing.csv",
        "OC2.csv",
        "PrevPerm_2025.csv",
        "ssda903_2025_reviews.csv",
    ]
    assert all(what.startswith("not read: ") and no_loss for _, _, what, no_loss in told)


def test_other_tables_of_the_ssd_are_named(tmp_path: Path) -> None:
    """Whatever stands in their names besides."""
    persons(tmp_path, "A")
    for name in ("ssd_cin_plans", "dbo.ssd_cla_reviews", "ssd_missing_2026"):
        table(tmp_path, name, "x_person_id")
    assert [(name, no_loss) for name, _, _, no_loss in told_of_files(tmp_path, SSD)] == [
        ("dbo.ssd_cla_reviews.csv", True),
        ("ssd_cin_plans.csv", True),
        ("ssd_missing_2026.csv", True),
    ]


def test_files_of_unknown_name_are_named(tmp_path: Path) -> None:
    """A spreadsheet, an archive or an unknown table may hold a part of the extract; a note does not."""
    persons(tmp_path, "A")
    table(tmp_path, "children", "name")
    for name in ("ssd_cla_episodes.xlsx", "ssd_legal_status.txt", "notes.md", ".hidden.csv", "~$open.xlsx"):
        (tmp_path / name).write_text("x")
    assert told_of_files(tmp_path, SSD) == [
        ("children.csv", "the file", "neither its name nor its columns are those of a table", False),
        ("notes.md", "the file", "not a CSV file", True),
        ("ssd_cla_episodes.xlsx", "the file", "not a CSV file", False),
        ("ssd_legal_status.txt", "the file", "not a CSV file", False),
    ]


def test_known_columns_that_a_file_lacks_are_named(tmp_path: Path) -> None:
    """Without the date of death the dead seem alive; without the mother's mark nothing is less safe."""
    table(tmp_path, "ssd_person", "pers_person_id,pers_dob", ("A", "2012-04-01"))
    what = "no such column in the file: not known"
    assert told_of_files(tmp_path, SSD) == [
        ("ssd_person.csv", "pers_death_date", what, False),
        ("ssd_person.csv", "pers_is_mother", what, True),
    ]


@pytest.mark.parametrize("kind", [SSD, SSDA903])
def test_every_column_that_a_table_may_lack_is_named(tmp_path: Path, kind: Kind) -> None:
    """In every table of both formats, but for what stands in no national layout."""
    for each in kind.layout.tables:
        table(tmp_path, each.name, ",".join(each.column(fact) for fact in (*each.needed,)))
    told = {(name, column) for name, column, *_ in told_of_files(tmp_path, kind)}
    assert told == {
        (f"{each.name}.csv", each.column(fact))
        for each in kind.layout.tables
        for fact in each.columns
        if fact not in each.needed and fact not in each.extra and fact not in (each.via or ())
    }


def test_a_date_of_death_under_another_name_is_read_and_told(tmp_path: Path) -> None:
    """Nobody looks for the family of a child who has died because a column was renamed (hard case 55)."""
    columns = "pers_person_id,pers_dob,date_of_death,pers_is_mother"
    table(tmp_path, "ssd_person", columns, ("A", "2012-04-01", "2026-02-02", ""))
    what = "read as pers_death_date, which the file does not have"
    assert told_of_files(tmp_path, SSD) == [("ssd_person.csv", "date_of_death", what, True)]
    assert str(imported(tmp_path)[0]["A"].date_of_death) == "2026-02-02"


def test_a_table_is_known_by_its_columns_under_another_name(tmp_path: Path) -> None:
    """Both formats; a name that belongs to another table does not mislead."""
    (ssd := tmp_path / "ssd").mkdir()
    persons(ssd, "A")
    episodes(ssd, ("A", "2020-01-01", "S", "", ""))
    (ssd / "ssd_cla_episodes.csv").rename(ssd / "export (1).csv")
    assert imported(ssd)[0]["A"].care is not None
    table(tmp_path / "903", "children", HEADER, ("A", "1", "01/04/2012", "WBRI", "", "", ""))
    table(tmp_path / "903", "stays", EPISODES, ("A", "01/02/2024", "S", "C2", "N1", "U4", "PR1", "", ""))
    columns = "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC"
    table(tmp_path / "903", "episodes_of_workers", columns, ("A", "", "SW1", "01/02/2024", ""))
    record = imported_903(tmp_path / "903")[0]["A"]
    assert record.care is not None
    assert record.workers is not None


def test_a_second_file_of_a_table_is_named(tmp_path: Path) -> None:
    """The one that has the table's very name is read; the other may hold what that one does not."""
    persons(tmp_path, "A")
    persons(tmp_path / "more", "B")
    (tmp_path / "more" / "ssd_person.csv").rename(tmp_path / "ssd_person_2025.csv")
    assert list(imported(tmp_path)[0]) == ["A"]
    assert told_of_files(tmp_path, SSD) == [
        ("ssd_person_2025.csv", "the file", "a second file of ssd_person: ssd_person.csv is read", False)
    ]
    (tmp_path / "ssd_person_2025.csv").rename(tmp_path / "SSD_PERSON.csv")
    with pytest.raises(ConfigurationError, match="Leave one of them"):
        find(tmp_path, SSD.layout)


def test_a_folder_inside_is_named(tmp_path: Path) -> None:
    """What was exported into it is not read."""
    persons(tmp_path, "A")
    episodes(tmp_path / "care", ("A", "2020-01-01", "S", "", ""))
    (tmp_path / "empty").mkdir()
    what = "a folder with files of its own: not looked into"
    assert told_of_files(tmp_path, SSD) == [("care", "the file", what, False)]


def test_a_return_in_xml_is_named_as_not_read(tmp_path: Path) -> None:
    """Alone it is refused with the remedy, beside CSV files it is told."""
    (tmp_path / "return.xml").write_text("<SSDA903/>")
    with pytest.raises(ConfigurationError, match=r"return\.xml is not read\. Export"):
        extract(tmp_path, SSDA903)
    header(tmp_path, "A")
    what = "XML is not read: export the same as CSV files"
    assert ("return.xml", "the file", what, False) in told_of_files(tmp_path, SSDA903)


def test_a_file_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    """Control characters of a name are not printed."""
    persons(tmp_path, "A")
    (tmp_path / "a\x1b[2Jb.csv").write_text("x\n")
    assert [name for name, *_ in told_of_files(tmp_path, SSD)] == ["a?[2Jb.csv"]
