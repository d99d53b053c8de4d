"""What the SSDA903 return's files tell, and what they leave not known."""

from datetime import date
from pathlib import Path

import pytest

from deploy.imports.load import SSDA903
from shared.contracts.records import Adoption, Parenthood
from tests.unit.imports.folder import header, imported_903, only, table
from tests.unit.imports.returns import BORN, EPISODES, OC3, PLACED, SW_EPISODES, episode


def test_every_field_that_the_files_tell(tmp_path: Path) -> None:
    """Plan, category, services and personal adviser are in no file: null."""
    table(
        tmp_path,
        "Header",
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
        ("A", "2", BORN, "WBRI", "UN1", "1", "01/01/2026"),
    )
    table(
        tmp_path,
        "Episodes",
        EPISODES,
        episode("01/02/2024", "03/05/2025", "X1", status="C1", place="U6"),
        episode("03/05/2025", new="B"),
    )
    table(tmp_path, "PlacedAdoption", PLACED, ("A", BORN, "01/06/2024", "01/09/2024", "RD2"))
    table(tmp_path, "SWEpisodes", SW_EPISODES, ("A", BORN, "SW17", "01/02/2024", "", "FCONTA"))
    record = only(tmp_path, SSDA903).model_dump(mode="json", by_alias=True, exclude_none=True)
    assert record == {
        "child_id": "A",
        "record_version": 7,
        "as_of": "2026-03-31T12:00:00Z",
        "responsible_authority": "E08000035",
        "date_of_birth": "2012-04-01",
        "care": {"period_started": "2024-02-01", "legal_status": "C2", "placement": "U4"},
        "adoption": {
            "decision_date": "2024-06-01",
            "decision_reversed_date": "2024-09-01",
            "reversal_reason": "RD2",
        },
        "workers": [{"worker_id": "SW17", "role": "social_worker", "from": "2024-02-01"}],
        "parent": {"is_parent": True},
    }


def test_a_header_alone_leaves_the_rest_unknown(tmp_path: Path) -> None:
    """No episode is not "not in care"; no worker row is not "no worker"."""
    header(tmp_path, "A")
    table(tmp_path, "Episodes", EPISODES)
    table(tmp_path, "SWEpisodes", SW_EPISODES)
    record = only(tmp_path, SSDA903)
    known = {name for name, value in record if value is not None}
    assert known == {"child_id", "record_version", "as_of", "date_of_birth", "responsible_authority"}


def test_care_that_ended_and_began_again(tmp_path: Path) -> None:
    """The latest period, with its own status and placement."""
    header(tmp_path, "A")
    table(
        tmp_path,
        "Episodes",
        EPISODES,
        episode("01/02/2025", "01/08/2025", "E4A", status="V2", place="P1"),
        episode("01/10/2025", status="C1", place="Z1"),
    )
    care = only(tmp_path, SSDA903).care
    assert care is not None
    assert (care.period_started, care.period_ended, care.reason_ceased) == (date(2025, 10, 1), None, None)
    assert (care.legal_status, care.placement) == ("C1", "Z1")


@pytest.mark.parametrize("lasting", ["P1", "A4", "U4"])
def test_a_stay_in_hospital_leaves_the_placement_that_it_interrupts(tmp_path: Path, lasting: str) -> None:
    """The last lasting one of the same period, and the legal status of today (hard case 67)."""
    header(tmp_path, "A")
    table(
        tmp_path,
        "Episodes",
        EPISODES,
        episode("01/02/2020", "01/08/2024", "E4A", place="R1"),
        episode("01/02/2025", "01/08/2025", "X1", place="K2"),
        episode("01/08/2025", "01/03/2026", "X1", place=lasting, new="P"),
        episode("01/03/2026", "05/03/2026", "X1", place="T1", new="P"),
        episode("05/03/2026", status="E1", place="T0", new="B"),
    )
    care = only(tmp_path, SSDA903).care
    assert care is not None
    assert (care.legal_status, care.placement) == ("E1", lasting)


def test_a_temporary_placement_with_nothing_before_it_in_its_period_stays_as_it_is(tmp_path: Path) -> None:
    """Nothing is taken from an earlier period of care (hard case 67)."""
    header(tmp_path, "A")
    table(
        tmp_path,
        "Episodes",
        EPISODES,
        episode("01/02/2025", "01/08/2025", "E4A", place="P1"),
        episode("01/10/2025", place="T1"),
    )
    care = only(tmp_path, SSDA903).care
    assert care is not None
    assert care.placement == "T1"


def test_care_that_ended_names_the_reason(tmp_path: Path) -> None:
    """With the status and placement of its last episode."""
    header(tmp_path, "A")
    table(
        tmp_path,
        "Episodes",
        EPISODES,
        episode("01/02/2024", "01/08/2025", "X1", place="U6"),
        episode("01/08/2025", "31/12/2025", "E11", status="E1", place="A4"),
    )
    care = only(tmp_path, SSDA903).care
    assert care is not None
    assert (care.period_ended, care.reason_ceased) == (date(2025, 12, 31), "E11")
    assert (care.legal_status, care.placement) == ("E1", "A4")


def test_a_word_in_place_of_a_code_leaves_that_field_unknown(tmp_path: Path) -> None:
    """The rest of the episode is known, and the word does not travel."""
    header(tmp_path, "A")
    table(tmp_path, "Episodes", EPISODES, episode("01/02/2024", place="with Ann Other"))
    records, told = imported_903(tmp_path)
    assert told == ["Episodes.csv, line 2: PLACE: not a code"]
    care = records["A"].care
    assert care is not None
    assert (care.legal_status, care.placement) == ("C2", None)


def test_an_iso_return_is_read_as_well(tmp_path: Path) -> None:
    """Analysts' tools write ISO dates."""
    header(tmp_path, "A", born="2012-04-01")
    table(tmp_path, "Episodes", EPISODES, episode("2024-02-01"))
    record = only(tmp_path, SSDA903)
    assert record.date_of_birth == date(2012, 4, 1)
    assert record.care is not None
    assert record.care.period_started == date(2024, 2, 1)


def test_a_header_of_the_newer_vintage(tmp_path: Path) -> None:
    """No MOTHER, other columns between, SEX in letters."""
    table(
        tmp_path, "Header", "CHILD,SEX,GENDER,DOB,UASC,ETHNIC,UPN", ("A", "F", "02", BORN, "0", "WBRI", "UN1")
    )
    assert only(tmp_path, SSDA903).parent is None


@pytest.mark.parametrize(
    "sex, said, parent",
    [
        ("2", "1", Parenthood(is_parent=True)),
        ("2", "0", Parenthood(is_parent=False)),
        ("F", "0", Parenthood(is_parent=False)),
        ("1", "0", None),
        ("M", "0", None),
        ("2", "", None),
    ],
)
def test_motherhood_is_asked_of_girls_only(
    tmp_path: Path, sex: str, said: str, parent: Parenthood | None
) -> None:
    """A boy who is no mother may be a father."""
    table(tmp_path, "Header", "CHILD,SEX,DOB,MOTHER", ("A", sex, BORN, said))
    assert only(tmp_path, SSDA903).parent == parent


def test_a_mark_that_is_neither_is_told_of(tmp_path: Path) -> None:
    """By file, line and column."""
    table(tmp_path, "Header", "CHILD,SEX,DOB,MOTHER", ("A", "2", BORN, "perhaps"))
    records, told = imported_903(tmp_path)
    assert records["A"].parent is None
    assert told == ["Header.csv, line 2: MOTHER: neither yes nor no"]


def test_no_table_makes_a_child_that_the_header_does_not_have(tmp_path: Path) -> None:
    """Neither OC3, though it has a date of birth, nor any other: each row is counted and told."""
    header(tmp_path, "A")
    table(
        tmp_path, "OC3", OC3, ("B", "15/06/2006", "YES", "F1", "U1"), ("C", "15/06/2006", "YES", "F1", "U1")
    )
    table(tmp_path, "Episodes", EPISODES, ["D", *episode("01/02/2024")[1:]])
    table(tmp_path, "AD1", "CHILD,DOB,DATE_INT", ("E", BORN, "01/06/2024"))
    records, told = imported_903(tmp_path)
    assert list(records) == ["A"]
    assert sorted(told) == [
        "AD1.csv, line 2: CHILD: not in Header: left out",
        "Episodes.csv, line 2: CHILD: not in Header: left out",
        "OC3.csv, line 2: CHILD: not in Header: left out; 2 such rows, the first of them here",
    ]


def test_a_care_leaver_who_died_is_left_out(tmp_path: Path) -> None:
    """The file has no date of death (hard case 55), whether it has the code or also its words."""
    header(tmp_path, "A", "B", "C")
    rows = (("B", BORN, "DIED", "", ""), ("C", BORN, "DIED - Died after leaving care", "", ""))
    table(tmp_path, "OC3", OC3, *rows)
    records, told = imported_903(tmp_path)
    assert list(records) == ["A"]
    assert told == [
        f"OC3.csv, line {line}: IN_TOUCH: died, and no date of death: left out" for line in (2, 3)
    ]


def test_a_child_who_is_only_in_episodes_is_told_of_and_left_out(tmp_path: Path) -> None:
    """There is no date of birth to go by."""
    header(tmp_path, "B")
    table(tmp_path, "Episodes", EPISODES, episode("01/02/2024"), episode("01/02/2023", "01/03/2023", "E8"))
    records, told = imported_903(tmp_path)
    assert list(records) == ["B"]
    assert told == [
        "Episodes.csv, line 2: CHILD: not in Header: left out; 2 such rows, the first of them here"
    ]


def test_the_decision_for_adoption_is_also_in_ad1(tmp_path: Path) -> None:
    """DATE_INT counts where PlacedAdoption has no row."""
    header(tmp_path, "A", "B")
    table(
        tmp_path,
        "AD1",
        "CHILD,DOB,DATE_INT,DATE_MATCH",
        ("A", BORN, "01/06/2024", ""),
        ("B", BORN, "01/06/2024", ""),
    )
    table(tmp_path, "PlacedAdoption", PLACED, ("B", BORN, "02/07/2024", "", ""))
    adoptions = [one.adoption for one in imported_903(tmp_path)[0].values()]
    assert adoptions == [Adoption(decision_date=date(2024, 6, 1)), Adoption(decision_date=date(2024, 7, 2))]


def test_social_workers_in_a_row(tmp_path: Path) -> None:
    """Each with first day and the day on which the next one takes over."""
    header(tmp_path, "A")
    table(
        tmp_path,
        "SW_Episodes",
        SW_EPISODES,
        ("A", BORN, "SW1", "01/02/2024", "01/05/2024", "FCONTA"),
        ("A", BORN, "SW2", "01/05/2024", "", "LEFTRL"),
    )
    workers = only(tmp_path, SSDA903).workers or ()
    assert [(one.worker_id, one.to) for one in workers] == [("SW1", date(2024, 5, 1)), ("SW2", None)]
