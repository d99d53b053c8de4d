"""What each field of a record comes from in the SSD, and what stays not known."""

from datetime import date
from pathlib import Path

from shared.contracts.records import ChildRecord
from tests.unit.imports.folder import (
    AS_OF,
    INVOLVEMENTS,
    LEAVERS,
    LEGAL,
    PERMANENCE,
    PLACEMENTS,
    PLANS,
    episodes,
    imported,
    only,
    persons,
    table,
)


def test_every_field_that_the_tables_tell(tmp_path: Path) -> None:
    """A record with all that an extract can hold, and null for what it cannot."""
    persons(tmp_path, "A", born="2012-04-01 00:00:00.000")
    episodes(
        tmp_path,
        ("A", "2020-01-01", "S", "2021-01-01", "X1"),
        ("A", "2021-01-01", "P", "NULL", ""),
    )
    table(
        tmp_path,
        "ssd_legal_status",
        LEGAL,
        ("A", "C1", "2020-01-01", "2020-06-01"),
        ("A", "C2", "2020-06-01", ""),
    )
    table(
        tmp_path,
        "ssd_cla_placement",
        PLACEMENTS,
        ("A", "U6", "2020-01-01", "2021-01-01", 1),
        ("A", "U4", "2021-01-01", "", 1),
    )
    table(tmp_path, "ssd_cla_care_plan", PLANS, ("A", "2020-02-01", "", '{"LTFOST18":"Y"}'))
    table(tmp_path, "ssd_permanence", PERMANENCE, ("A", "2020-03-01", "", "2020-09-01", "RD3"))
    table(tmp_path, "ssd_care_leavers", LEAVERS, ("A", "Eligible child", "YES", "2026-01-01", ""))
    table(
        tmp_path,
        "ssd_involvements",
        INVOLVEMENTS,
        ("A", "W1", "Social Worker", "2020-01-01", "2022-01-01"),
        ("A", "W2", "IRO", "2020-01-01", ""),
    )
    table(
        tmp_path,
        "ssd_mother",
        "moth_person_id,moth_childs_person_id,moth_childs_dob",
        ("A", "B", "2026-01-01"),
    )
    assert only(tmp_path).model_dump(mode="json", by_alias=True) == {
        "child_id": "A",
        "record_version": 7,
        "as_of": "2026-03-31T12:00:00Z",
        "date_of_birth": "2012-04-01",
        "responsible_authority": "E08000035",
        "jurisdiction": None,
        "date_of_birth_disputed": None,
        "date_of_death": None,
        "family_id": None,
        "restricted": None,
        "next_review_date": None,
        "care": {
            "period_started": "2020-01-01",
            "period_ended": None,
            "reason_ceased": None,
            "legal_status": "C2",
            "placement": "U4",
        },
        "care_leaver": "eligible",
        "permanence_plan": ["LTFOST18"],
        "adoption": {
            "decision_date": "2020-03-01",
            "decision_reversed_date": "2020-09-01",
            "reversal_reason": "RD3",
            "placed_date": None,
            "placed_ceased_date": None,
        },
        "workers": [
            {
                "worker_id": "W1",
                "role": "social_worker",
                "from": "2020-01-01",
                "to": "2022-01-01",
                "manager_id": None,
            },
            {"worker_id": "W2", "role": "iro", "from": "2020-01-01", "to": None, "manager_id": None},
        ],
        "parent": {"is_parent": True, "child_lost_in_care_proceedings": None},
        "services": None,
        "liberty": None,
    }


def test_absent_tables_only_leave_their_facts_unknown(tmp_path: Path) -> None:
    """Of a child in `ssd_person` alone nothing is known but the date of birth; nothing is "no"."""
    persons(tmp_path, "A")
    assert only(tmp_path) == ChildRecord(
        child_id="A",
        record_version=7,
        as_of=AS_OF,
        date_of_birth=date(2012, 4, 1),
        responsible_authority="E08000035",
    )


def test_a_child_without_rows_is_as_unknown_as_without_tables(tmp_path: Path) -> None:
    """Not to be in a table is not "no"; but at 13 she cannot be a care leaver, whom that table would name."""
    persons(tmp_path, "A", "B")
    alone = imported(tmp_path)[0]["A"]
    episodes(tmp_path, ("B", "2020-01-01", "S", "", ""))
    table(tmp_path, "ssd_cla_care_plan", PLANS, ("B", "2020-02-01", "", "{}"))
    table(tmp_path, "ssd_care_leavers", LEAVERS, ("B", "Relevant", "", "", ""))
    table(tmp_path, "ssd_involvements", INVOLVEMENTS, ("B", "W1", "IRO", "2020-01-01", ""))
    table(tmp_path, "ssd_mother", "moth_person_id", ("B",))
    assert imported(tmp_path)[0]["A"] == alone.model_copy(update={"care_leaver": "none"})


def test_without_a_date_of_birth_a_child_is_told_of_and_left_out(tmp_path: Path) -> None:
    """Missing, garbled, in the future, or two different ones; and a child who is in no row of persons."""
    rows = (
        ("A", ""),
        ("B", "soon"),
        ("C", "2027-01-01"),
        ("D", "2012-01-01"),
        ("D", "2012-01-02"),
        ("E", "2012-01-01"),
    )
    table(tmp_path, "ssd_person", "pers_person_id,pers_dob", *rows)
    episodes(tmp_path, ("F", "2020-01-01", "S", "", ""))
    records, told = imported(tmp_path)
    assert list(records) == ["E"]
    assert told == [
        "ssd_person.csv, line 2: pers_dob: missing",
        "ssd_person.csv, line 3: pers_dob: not a date",
        "ssd_person.csv, line 4: pers_dob: lies in the future",
        "ssd_person.csv, line 6: pers_dob: not the date of an earlier row",
        "ssd_cla_episodes.csv, line 2: clae_person_id: not in ssd_person: left out",
    ]


def test_a_care_leaver_who_died_on_an_unknown_day_is_left_out(tmp_path: Path) -> None:
    """Nobody must be asked to look for the family of somebody who has died (hard case 55)."""
    persons(tmp_path, "A")
    table(tmp_path, "ssd_care_leavers", LEAVERS, ("A", "Former relevant", "DIED", "", ""))
    records, told = imported(tmp_path)
    assert records == {}
    assert told == [
        "ssd_care_leavers.csv, line 2: clea_care_leaver_in_touch: died, and no date of death: left out"
    ]


def test_a_child_whose_date_of_death_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    """Somebody wrote that the child has died: "alive" would be a guess (hard case 55)."""
    table(
        tmp_path,
        "ssd_person",
        "pers_person_id,pers_dob,pers_death_date",
        ("A", "2010-01-01", "31/02/2020"),
        ("B", "2010-01-01", "9999-12-31"),
    )
    records, told = imported(tmp_path)
    assert {one.child_id: one.date_of_death for one in records.values()} == {"B": None}
    assert told == ["ssd_person.csv, line 2: pers_death_date: not a date"]


def test_a_row_cut_short_leaves_its_fact_unknown(tmp_path: Path) -> None:
    """What it said nobody knows; the child's other facts go on."""
    persons(tmp_path, "A")
    table(tmp_path, "ssd_involvements", INVOLVEMENTS, ("A", "W1", "IRO", "2020-01-01", ""), ("A", "W2"))
    episodes(tmp_path, ("A", "2020-01-01"), ("A", "2018-01-01", "S", "2019-01-01", "E5"))
    table(tmp_path, "ssd_cla_care_plan", PLANS, ("A",))
    record = imported(tmp_path)[0]["A"]
    assert (record.workers, record.care, record.permanence_plan) == (None, None, None)
