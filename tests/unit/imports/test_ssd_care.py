"""The period of care, its legal status and placement from the SSD's tables."""

from datetime import date
from pathlib import Path

from tests.unit.imports.folder import (
    LEGAL,
    PERMANENCE,
    PLACEMENTS,
    episodes,
    imported,
    only,
    persons,
    table,
)


def test_columns_of_older_and_newer_vintages(tmp_path: Path) -> None:
    """Episode ceased with and without `_date`; placements that say their period only; dates in English."""
    persons(tmp_path, "A", "B")
    header = (
        "clae_person_id,clae_cla_episode_start_date,"
        "clae_cla_episode_ceased,clae_cla_episode_ceased_reason,clae_cla_id"
    )
    rows = (("A", "01/01/2020", "", "", 11), ("B", "2019-05-05", "2020-05-05", "E5 - Moved", 12))
    table(tmp_path, "ssd_cla_episodes", header, *rows)
    without = "clap_cla_id,clap_cla_placement_type,clap_cla_placement_start_date,clap_cla_placement_end_date"
    table(
        tmp_path,
        "ssd_cla_placement",
        without,
        (12, "H5", "2019-05-05", "2020-05-05"),
        (11, "Z1 - Other", "2020-01-01", ""),
    )
    records, told = imported(tmp_path)
    assert told == []
    assert [one.care and one.care.placement for one in records.values()] == ["Z1", "H5"]
    assert records["B"].care is not None
    assert records["B"].care.reason_ceased == "E5"


def test_care_that_ended_has_its_last_status_and_placement(tmp_path: Path) -> None:
    """Neither that of a former period, nor one that began after it."""
    persons(tmp_path, "A")
    episodes(
        tmp_path, ("A", "2015-01-01", "S", "2016-01-01", "E4A"), ("A", "2020-01-01", "S", "2021-01-01", "E5")
    )
    table(
        tmp_path,
        "ssd_legal_status",
        LEGAL,
        ("A", "C2", "2015-01-01", "2016-01-01"),
        ("A", "V2", "2020-01-01", "2021-01-01"),
        ("A", "C1", "2022-01-01", ""),
    )
    table(
        tmp_path,
        "ssd_cla_placement",
        PLACEMENTS,
        ("A", "P1", "2015-01-01", "2016-01-01", 1),
        ("A", "K2", "2020-01-01", "2020-12-20", 2),
    )
    care = only(tmp_path).care
    assert care is not None
    assert (care.period_started, care.period_ended, care.reason_ceased) == (
        date(2020, 1, 1),
        date(2021, 1, 1),
        "E5",
    )
    assert (care.legal_status, care.placement) == ("V2", "K2")


def test_the_newest_order_in_force_counts(tmp_path: Path) -> None:
    """A placement order beside a care order that goes on; one to come does not count yet."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""))
    table(
        tmp_path,
        "ssd_legal_status",
        LEGAL,
        ("A", "E1", "2022-01-01", ""),
        ("A", "C2", "2020-01-01", ""),
        ("A", "V2", "2027-01-01", ""),
    )
    record = only(tmp_path)
    assert record.care is not None
    assert record.care.legal_status == "E1"


def test_a_current_period_whose_order_has_ended_has_none_that_is_known(tmp_path: Path) -> None:
    """The record lags behind: a person must look."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""))
    table(tmp_path, "ssd_legal_status", LEGAL, ("A", "C1", "2020-01-01", "2020-06-01"))
    record = only(tmp_path)
    assert record.care is not None
    assert record.care.legal_status is None


def test_a_holiday_does_not_hide_the_placement(tmp_path: Path) -> None:
    """A temporary move beside a placement for adoption leaves the adoption signal."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""))
    table(
        tmp_path,
        "ssd_cla_placement",
        PLACEMENTS,
        ("A", "A4", "2020-01-01", "", 1),
        ("A", "T2", "2026-03-20", "", 1),
    )
    record = only(tmp_path)
    assert record.care is not None
    assert record.care.placement == "A4"


def test_a_temporary_placement_keeps_the_one_it_interrupts(tmp_path: Path) -> None:
    """Though that one ended when the child went to hospital (hard case 67); not an earlier period's."""
    persons(tmp_path, "A", "B", "C")
    episodes(
        tmp_path,
        ("A", "2020-01-01", "S", "", ""),
        ("B", "2019-01-01", "S", "2019-06-01", "E4A"),
        ("B", "2026-03-01", "S", "", ""),
        ("C", "2020-01-01", "S", "", ""),
    )
    table(
        tmp_path,
        "ssd_cla_placement",
        PLACEMENTS,
        ("A", "U4", "2020-01-01", "2022-01-01", 1),
        ("A", "A4", "2022-01-01", "2026-03-20", 1),
        ("A", "T1", "2026-03-20", "", 1),
        ("B", "P1", "2019-01-01", "2019-06-01", 1),
        ("B", "T0", "2026-03-01", "", 2),
        ("C", "A4", "2022-01-01", "2025-01-01", 1),
        ("C", "T1", "2025-01-01", "2025-02-01", 1),
        ("C", "U6", "2025-02-01", "", 1),
    )
    records, _ = imported(tmp_path)
    assert [one.care.placement if one.care else "" for one in records.values()] == ["A4", "T0", "U6"]


def test_two_placements_from_one_day_are_a_doubt(tmp_path: Path) -> None:
    """One of them may be for adoption, or with parents: no signal at all would be a guess."""
    persons(tmp_path, "A", "B")
    episodes(tmp_path, *((one, "2020-01-01", "S", "", "") for one in "AB"))
    table(
        tmp_path,
        "ssd_cla_placement",
        PLACEMENTS,
        ("A", "U4", "2020-01-01", "", 1),
        ("A", "A4", "2020-01-01", "", 1),
        ("B", "U4", "soon", "", 1),
    )
    records, told = imported(tmp_path)
    assert [one.care.placement if one.care else "" for one in records.values()] == ["unrecognised"] * 2
    assert [line.partition(", ")[2] for line in told] == [
        "line 3: clap_cla_placement_start_date: one of two placements that began on the same day",
        "line 4: clap_cla_placement_start_date: not a date",
    ]


def test_a_word_for_a_status_is_told_of_and_a_newer_code_counts(tmp_path: Path) -> None:
    """What was true before has no bearing on today; the word does not travel."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""))
    table(
        tmp_path,
        "ssd_legal_status",
        LEGAL,
        ("A", "Ann Other", "2020-01-01", ""),
        ("A", "C2", "2021-01-01", ""),
    )
    records, told = imported(tmp_path)
    assert told == ["ssd_legal_status.csv, line 2: lega_legal_status: not a code"]
    assert records["A"].care is not None
    assert records["A"].care.legal_status == "C2"


def test_a_newer_row_in_words_or_without_a_code_outweighs_an_older_code(tmp_path: Path) -> None:
    """They may say placement order, or placed with parents: an older open row is then no answer."""
    persons(tmp_path, "A", "B")
    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""), ("B", "2020-01-01", "S", "", ""))
    table(
        tmp_path,
        "ssd_legal_status",
        LEGAL,
        ("A", "C2", "2020-01-01", ""),
        ("A", "Placement order granted", "2021-01-01", ""),
        ("B", "C2", "2020-01-01", ""),
        ("B", "", "2021-01-01", ""),
    )
    table(
        tmp_path,
        "ssd_cla_placement",
        PLACEMENTS,
        ("A", "U4", "2020-01-01", "", 1),
        ("A", "Placed with own parents", "2021-01-01", "", 1),
        ("A", "T2", "2026-03-20", "", 1),
        ("B", "A4", "2020-01-01", "2021-01-01", 1),
        ("B", "Placed for adoption", "2021-01-01", "", 1),
    )
    table(tmp_path, "ssd_permanence", PERMANENCE, ("B", "2019-09-01", "2020-01-01", "", ""))
    records, told = imported(tmp_path)
    assert sorted(told) == [
        "ssd_cla_placement.csv, line 3: clap_cla_placement_type: not a code",
        "ssd_cla_placement.csv, line 6: clap_cla_placement_type: not a code",
        "ssd_legal_status.csv, line 3: lega_legal_status: not a code",
        "ssd_legal_status.csv, line 5: lega_legal_status: missing",
    ]
    care = [one.care for one in records.values()]
    assert [one and (one.legal_status, one.placement) for one in care] == [
        ("unrecognised", "unrecognised"),
        (None, "unrecognised"),
    ]
    assert records["B"].adoption is not None
    assert records["B"].adoption.placed_ceased_date is None


def test_a_date_that_cannot_be_read_leaves_the_fact_unknown(tmp_path: Path) -> None:
    """A child's care, when an episode's end is garbled: "still in care" would be a guess; others go on."""
    persons(tmp_path, "A", "B")
    episodes(tmp_path, ("A", "2020-01-01", "S", "31/02/2021", "E5"), ("B", "2020-01-01", "S", "", ""))
    table(tmp_path, "ssd_legal_status", LEGAL, ("B", "C2", "yesterday", ""))
    records, told = imported(tmp_path)
    assert told == [
        "ssd_cla_episodes.csv, line 2: clae_cla_episode_ceased_date: not a date",
        "ssd_legal_status.csv, line 2: lega_legal_status_start_date: not a date",
    ]
    assert records["A"].care is None
    assert records["B"].care is not None
    assert records["B"].care.legal_status is None


def test_a_period_that_breaks_off_is_not_known(tmp_path: Path) -> None:
    """X1 and nothing after it: whether the child is in care, the extract does not say."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "2021-01-01", "X1"))
    records, told = imported(tmp_path)
    assert records["A"].care is None
    assert [line.partition(": ")[2] for line in told] == [
        "clae_cla_episode_ceased_reason: says that an episode follows, and none does"
    ]


def test_an_episode_that_ends_before_it_starts_is_told_of(tmp_path: Path) -> None:
    """And care is not known."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "2019-01-01", "E5"), ("A", "", "S", "", ""))
    records, told = imported(tmp_path)
    assert records["A"].care is None
    assert [line.split(": ", 2)[2] for line in told] == ["before the start", "missing"]


def test_death_is_known_by_its_date_or_by_the_end_of_care(tmp_path: Path) -> None:
    """Reason E2: the episode ended on the date of death."""
    table(
        tmp_path,
        "ssd_person",
        "pers_person_id,pers_dob,pers_death_date",
        ("A", "2010-01-01", "2024-05-05"),
        ("B", "2010-01-01", ""),
    )
    episodes(tmp_path, ("B", "2020-01-01", "S", "2023-03-03", "E2"))
    records, _ = imported(tmp_path)
    assert [one.date_of_death for one in records.values()] == [date(2024, 5, 5), date(2023, 3, 3)]


def test_an_age_assessment_leaves_the_recorded_date_of_birth_disputed(tmp_path: Path) -> None:
    """Reason E15 (hard case 54)."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "2021-01-01", "E15"))
    assert only(tmp_path).date_of_birth_disputed is True
