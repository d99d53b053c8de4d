"""Whose a row is: ids alike in every table, and rows that belong to nobody told (issue 8, extracts 2)."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.imports.load import SSD, SSDA903, Kind, extract
from deploy.imports.values import join_key
from tests.unit.imports import extracts
from tests.unit.imports.folder import INVOLVEMENTS, episodes, imported, persons, table

KINDS = [(SSD, extracts.make_ssd), (SSDA903, extracts.make_ssda903)]


def rewrite(path: Path, column: int, change: Callable[[str], str]) -> int:
    """Change a column's cells in every row; returns how many rows there are."""
    with path.open(newline="") as file:
        first, *rows = csv.reader(file)
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [first, *([*r[:column], change(r[column]), *r[column + 1 :]] for r in rows)]
        )
    return len(rows)


@pytest.mark.parametrize("kind, make", KINDS)
def test_rows_of_nobody_are_told_in_every_table(
    tmp_path: Path, kind: Kind, make: Callable[[Path, int], None]
) -> None:
    """With their number, the first line and the column; never with the id, and never as another child."""
    for number in range(1, len(extract_of(tmp_path / "all", kind, make))):
        make(folder := tmp_path / str(number), 12)
        source = extract(folder, kind).sources[number]
        place = source.places["child"]
        assert place is not None
        count = rewrite(source.path, place, lambda said: f"LEG-{said}")
        records, told = imported(folder, kind)
        assert len(records) == 12
        (line,) = [line for line in told if line.startswith(source.path.name)]
        required = kind.layout.tables[0].name
        more = f"; {count} such rows, the first of them here" if count > 1 else ""
        assert (
            line == f"{source.path.name}, line 2: {source.column('child')}: not in {required}: left out{more}"
        )


def extract_of(folder: Path, kind: Kind, make: Callable[[Path, int], None]) -> list[str]:
    """The files of a small extract."""
    make(folder, 12)
    return [source.path.name for source in extract(folder, kind).sources]


@pytest.mark.parametrize("kind, make", KINDS)
@pytest.mark.parametrize(
    "change, is_told",
    [
        (lambda said: f"{said}.0" if said.isdigit() else said, False),
        (lambda said: f"  {said}\N{NO-BREAK SPACE}", False),
        (lambda said: f'="{said}"', False),
        (str.lower, True),
        (lambda said: said.lstrip("0") if said.isdigit() else said.lower(), True),
    ],
)
def test_another_spelling_of_an_id_is_the_same_child_in_every_table(
    tmp_path: Path,
    kind: Kind,
    make: Callable[[Path, int], None],
    change: Callable[[str], str],
    *,
    is_told: bool,
) -> None:
    """Decimals, blanks, a spreadsheet's marks, capitals, leading zeros: the records are the same."""
    make(tmp_path, 12)
    before, _ = imported(tmp_path, kind)
    for source in extract(tmp_path, kind).sources[1:]:
        place = source.places["child"]
        assert place is not None
        rewrite(source.path, place, change)
    after, told = imported(tmp_path, kind)
    assert after == before
    assert bool(told) == is_told
    assert all("an id written otherwise than in" in line for line in told)


def test_leading_zeros_that_one_table_lost(tmp_path: Path) -> None:
    """Numbers of one width in one table, cut short by a spreadsheet in another."""
    persons(tmp_path, "00123", "00077")
    episodes(tmp_path, ("123", "2020-01-01", "S", "", ""), ("77.0", "2020-01-01", "S", "", ""))
    records, told = imported(tmp_path)
    assert all(one.care is not None for one in records.values())
    (line,) = told
    assert line.startswith("ssd_cla_episodes.csv, line 2: clae_person_id: an id written otherwise than in")
    assert line.endswith("; 2 such rows, the first of them here")


def test_two_children_whose_ids_differ_by_their_spelling_only_stay_two(tmp_path: Path) -> None:
    """A row that may be either's is nobody's."""
    persons(tmp_path, "ab12", "AB12")
    rows = (("ab12", "2020-01-01", "S", "", ""), ("AB12", "2021-01-01", "S", "", ""))
    episodes(tmp_path, *rows, ("Ab12", "2022-01-01", "S", "", ""))
    records, told = imported(tmp_path)
    started = {one.child_id: one.care and one.care.period_started for one in records.values()}
    assert [str(day) for day in started.values()] == ["2020-01-01", "2021-01-01"]
    assert told == [
        "ssd_cla_episodes.csv, line 4: clae_person_id: may be one of two children in ssd_person: left out"
    ]


def test_a_blank_id_is_nobodys(tmp_path: Path) -> None:
    """Told with the others of its kind."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("", "2020-01-01", "S", "", ""), ("NULL", "2020-01-01", "S", "", ""))
    assert imported(tmp_path)[1] == [
        "ssd_cla_episodes.csv, line 2: clae_person_id: blank: left out; 2 such rows, the first of them here"
    ]


@pytest.mark.parametrize("name", ["PersonID", "PERSON_ID", "Person Id", "pers_person_id"])
def test_a_table_that_calls_the_id_otherwise_is_read(tmp_path: Path, name: str) -> None:
    """Mosaic's involvements have PersonID: the adviser is not lost in silence."""
    persons(tmp_path, "A")
    columns = INVOLVEMENTS.replace("invo_person_id", name)
    table(tmp_path, "ssd_involvements", columns, ("A", "W1", "Personal Adviser", "2020-01-01", ""))
    records, told = imported(tmp_path)
    assert [one.worker_id for one in records["A"].workers or ()] == ["W1"]
    assert told == []


def test_keys_between_tables_are_compared_as_ids_are(tmp_path: Path) -> None:
    """Of periods and referrals, in vintages whose rows do not say whose they are."""
    persons(tmp_path, "A", "B")
    columns = (
        "clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased,clae_cla_episode_ceased_reason"
    )
    rows = (("A", "2020-01-01", "", "", "007", "r1"), ("B", "2020-01-01", "", "", "8.0", "R2"))
    table(tmp_path, "ssd_cla_episodes", f"{columns},clae_cla_id,clae_referral_id", *rows)
    columns = "clap_cla_id,clap_cla_placement_type,clap_cla_placement_start_date,clap_cla_placement_end_date"
    table(
        tmp_path, "ssd_cla_placement", columns, ("7.0", "U4", "2020-01-01", ""), ("8", "K2", "2020-01-01", "")
    )
    columns = INVOLVEMENTS.replace("invo_person_id", "invo_referral_id")
    involved = [(said, "W1", "IRO", "2020-01-01", "") for said in ("R1", "r2")]
    table(tmp_path, "ssd_involvements", columns, *involved)
    records, told = imported(tmp_path)
    assert told == []
    assert [one.care and one.care.placement for one in records.values()] == ["U4", "K2"]
    assert all(one.workers for one in records.values())


def test_what_spellings_have_in_common() -> None:
    """Capitals and leading zeros; zeros inside a word are part of it."""
    assert join_key("ab12") == join_key("AB12")
    assert join_key("00500") == join_key("500")
    assert join_key("P0012") != join_key("P12")
    assert join_key("000") == "0"
