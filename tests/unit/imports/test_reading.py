"""Files, headers and rows: liberal in what is read, one clear message for what cannot be."""

import io
from pathlib import Path

import pytest

from deploy.imports.files import Layout, find
from deploy.imports.findings import Findings
from deploy.imports.load import SSD, SSDA903, extract
from deploy.imports.reading import Line, Table, opened
from shared.errors import ConfigurationError
from tests.unit.imports.folder import imported, imported_903, persons, table

WANTED = Table(
    "wanted", {"child": ("id",), "day": ("day", "old_day"), "more": ("more",)}, needed=("child", "day")
)


def read(folder: Path, content: bytes) -> tuple[list[Line], list[str]]:
    """Read a file's rows and what is told of them."""
    path = folder / "wanted.csv"
    path.write_bytes(content)
    told = io.StringIO()
    return list(opened(WANTED, path).rows(Findings(told))), told.getvalue().splitlines()


@pytest.mark.parametrize(
    "content",
    [
        b"id,day,more\nA,1,x\n",
        b"\xef\xbb\xbfid,day,more\r\nA,1,x\r\n",
        b'"ID"," Day ","MORE"\n"A","1","x"',
        b"other,MORE,day,id,another\nsecret,x,1,A,secret\n",
        b"id;day;more\nA;1;x\n",
        b"id\tday\tmore\nA\t1\tx\n",
        b"id|day|more\nA|1|x\n",
        "id,day,more\nA,1,x\n".encode("utf-16"),
        b"id,day,more\n--,---,----\nA,1,x\n",
        b"id,day,more\n\n,,\nA, 1 , x \n",
        b"id,old_day,more\nA,1,x\n",
        b"id,day,more\nA,1,x,,\n",
    ],
)
def test_files_are_read_in_every_form(tmp_path: Path, content: bytes) -> None:
    """Order, case, spaces, quotes, marks, encodings, delimiters and older names make no difference."""
    rows, told = read(tmp_path, content)
    assert [cells for _, cells in rows] == [["A", "1", "x"]]
    assert told == []


def test_a_column_that_is_not_needed_may_be_absent(tmp_path: Path) -> None:
    """Its cells are then empty."""
    assert read(tmp_path, b"id,day\nA,1\n")[0] == [(2, ["A", "1", ""])]


def test_a_row_of_another_length_is_told_of_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A row cut short may have lost the date on which something ended: only whose it may be is given."""
    rows, told = read(tmp_path, b"id,day,more\nA,1\nB,2,y\nC,3,z,secret\nD,4,\n")
    assert rows == [(-2, ["A", "", ""]), (3, ["B", "2", "y"]), (-4, ["C", "", ""]), (5, ["D", "4", ""])]
    assert told == [
        f"wanted.csv, line {number}: the row: not as many values as the header has columns"
        for number in (2, 4)
    ]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """A quoted cell with line breaks is one row, and the next row's number is that of its line."""
    rows, told = read(tmp_path, b'id,day,more\nA,1,"two\nlines"\nB,2,\n')
    assert [number for number, _ in rows] == [2, 4]
    assert told == []


def test_a_quotation_mark_without_its_partner_spoils_one_row_only(tmp_path: Path) -> None:
    """The rows that it would swallow are read."""
    rows, told = read(tmp_path, b'id,day,more\nA,1,"x\nB,2,y\nC,3,"z"\n')
    assert [cells for number, cells in rows if number > 0] == [["B", "2", "y"], ["C", "3", "z"]]
    assert len(told) == 1
    assert told[0].startswith("wanted.csv, line 2:")


def test_an_endless_cell_spoils_one_row_only(tmp_path: Path) -> None:
    """Also when the mark is never closed before the reader's limit."""
    many = b"".join(b"N%d,2,y\n" % number for number in range(30_000))
    rows, told = read(tmp_path, b'id,day,more\nA,1,"x\n' + many)
    assert len([number for number, _ in rows if number > 0]) == 30_000
    assert len(told) == 1


def test_bytes_that_are_not_utf_8_only_matter_where_they_stand(tmp_path: Path) -> None:
    """A foreign letter in a column that nobody reads is no fault."""
    half = "id,day,more,name\nA,1,x,Zo".encode("utf-16") + b"\x41"
    for content in (b"id,day,more,name\nA,1,x,Zo\xeb\n", half):
        rows, told = read(tmp_path, content)
        assert [cells for _, cells in rows] == [["A", "1", "x"]]
        assert told == []


@pytest.mark.parametrize(
    "content, named",
    [(b"id,more\nA,x\n", "no column day"), (b"", "no column id, day"), (b"A,1,x\n", "no column id, day")],
)
def test_a_missing_column_is_one_clear_message(tmp_path: Path, content: bytes, named: str) -> None:
    """File, column and remedy; nothing of the content."""
    path = tmp_path / "wanted.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"wanted.csv: {named} .*Export") as fault:
        opened(WANTED, path)
    assert "A" not in str(fault.value).removeprefix(str(path))


def test_a_missing_file_is_one_clear_message(tmp_path: Path) -> None:
    """Without the table of persons there is nothing to go by."""
    table(tmp_path, "ssd_mother", "moth_person_id", ("A",))
    with pytest.raises(ConfigurationError, match=r"no ssd_person\.csv\. Export"):
        extract(tmp_path, SSD)
    with pytest.raises(ConfigurationError, match=r"no Header\.csv\. Export"):
        extract(tmp_path, SSDA903)
    with pytest.raises(ConfigurationError, match="no such folder"):
        extract(tmp_path / "nowhere", SSD)


def test_two_files_of_one_table_are_one_clear_message(tmp_path: Path) -> None:
    """Which of them is right, nobody can tell; but a file that has the table's very name is right."""
    for name in ("ssd_person_2025", "SSD_Person_old"):
        table(tmp_path, name, "pers_person_id,pers_dob", ("B", "2011-01-01"))
    with pytest.raises(ConfigurationError, match=r"is ssd_person too\. Leave one"):
        extract(tmp_path, SSD)
    persons(tmp_path, "A")
    assert list(imported(tmp_path)[0]) == ["A"]


@pytest.mark.parametrize(
    "name, found",
    [
        ("Header", "Header"),
        ("HEADER_2026", "Header"),
        ("ssda903-header", "Header"),
        ("dbo.Header", "Header"),
        ("SW_Episodes", "SWEpisodes"),
        ("903 SW Episodes 2026", "SWEpisodes"),
        ("social_worker", "SWEpisodes"),
        ("episodes", "Episodes"),
        ("placed_adoption", "PlacedAdoption"),
        ("OC3", "OC3"),
    ],
)
def test_files_are_known_by_name_in_every_form(tmp_path: Path, name: str, found: str) -> None:
    """Case, prefixes, years and separators make no difference; SW_Episodes is not Episodes."""
    columns = "CHILD,DOB,DECOM,LS,PLACE,DEC,REC,SW_ID,SW_DECOM,SW_DEC,DATE_PLACED,DATE_PLACED_CEASED"
    table(tmp_path, name, columns)
    tables = [Table(one.name, one.columns, one.needed) for one in SSDA903.layout.tables]
    layout = Layout(tables, SSDA903.layout.also, SSDA903.layout.others)
    assert [source.table.name for source in find(tmp_path, layout).sources] == [found]


def test_an_id_that_does_not_fit_is_told_of_and_left_out(tmp_path: Path) -> None:
    """By file, line and column, never by its value; other children go on."""
    table(tmp_path, "Header", "CHILD,DOB", ("2019/17", "01/04/2012"), ("B", "01/04/2012"))
    records, told = imported_903(tmp_path)
    assert list(records) == ["B"]
    assert told == ["Header.csv, line 2: CHILD: not an id (1 to 36 letters, digits, hyphens and underscores)"]


def test_a_message_calls_the_column_as_the_file_does(tmp_path: Path) -> None:
    """An operator looks for the name that stands in the file."""
    table(tmp_path, "ssd_person", "PERS_PERSON_ID,Pers_Dob", ("A", "soon"))
    assert imported(tmp_path)[1] == ["ssd_person.csv, line 2: Pers_Dob: not a date"]
