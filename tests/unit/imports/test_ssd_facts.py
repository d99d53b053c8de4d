"""Plan, adoption, care leaver's category, workers and parenthood from the SSD's tables."""

from pathlib import Path

import pytest

from deploy.imports.load import SSD, extract
from shared.contracts.records import Parenthood
from tests.unit.imports.folder import (
    INVOLVEMENTS,
    LEAVERS,
    LEGAL,
    PLANS,
    episodes,
    imported,
    only,
    persons,
    table,
)


def test_the_plan_in_force_counts(tmp_path: Path) -> None:
    """Not one that has ended or is to come; two that began together are parallel planning (hard case 9)."""
    persons(tmp_path, "A", "B", "C", "D")
    table(
        tmp_path,
        "ssd_cla_care_plan",
        PLANS,
        ("A", "2020-01-01", "", '{"LTFOST18":"Y"}'),
        ("A", "2021-01-01", "2022-01-01", '{"ADOPTION":"Y"}'),
        ("A", "2027-01-01", "", '{"RETURN1M":"Y"}'),
        ("B", "2021-01-01", "", '{"LTFOST18":"Y"}'),
        ("B", "2021-01-01", "", '{"RETURN6M":"Y"}'),
        ("C", "2020-01-01", "2021-01-01", '{"SUPPLIV":"Y"}'),
        ("D", "2020-01-01", "", "NULL"),
    )
    plans = [one.permanence_plan for one in imported(tmp_path)[0].values()]
    assert plans == [("LTFOST18",), ("RETURN6M", "LTFOST18"), ("SUPPLIV",), ()]


def test_a_plan_of_an_earlier_period_of_care_does_not_count(tmp_path: Path) -> None:
    """Care began again and no plan is there yet: it is not known, whatever it was last time."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2019-01-01", "S", "2020-01-01", "E4A"), ("A", "2026-03-01", "S", "", ""))
    table(tmp_path, "ssd_cla_care_plan", PLANS, ("A", "2019-02-01", "2020-01-01", '{"LTFOST18": "Y"}'))
    assert only(tmp_path).permanence_plan is None


def test_words_in_the_plan_are_told_of_and_the_plan_is_not_known(tmp_path: Path) -> None:
    """By file, line and column; not a word of it is passed on."""
    persons(tmp_path, "A")
    table(tmp_path, "ssd_cla_care_plan", PLANS, ("A", "2020-01-01", "", "to live with Ann Other"))
    records, told = imported(tmp_path)
    assert records["A"].permanence_plan is None
    assert told == ["ssd_cla_care_plan.csv, line 2: lacp_cla_care_plan_json: not a permanence plan"]


def test_unknown_roles_are_told_once(tmp_path: Path) -> None:
    """With their number and the first line; the role itself may be a name."""
    persons(tmp_path, "A")
    rows = [
        ("A", f"W{at}", role, "2020-01-01", "") for at, role in enumerate(("IRO", "REL.XYZ", "Ann Other"))
    ]
    table(tmp_path, "ssd_involvements", INVOLVEMENTS, *rows)
    (line,) = imported(tmp_path)[1]
    assert line == (
        "ssd_involvements.csv, line 3: invo_professional_role_id: a role that is not in the table of roles; "
        "2 such rows, the first of them here"
    )


def test_a_care_leavers_category_is_that_of_the_latest_contact(tmp_path: Path) -> None:
    """Two that contradict each other on the same day are not known."""
    persons(tmp_path, "A", "B")
    table(
        tmp_path,
        "ssd_care_leavers",
        LEAVERS,
        ("A", "Former relevant", "YES", "2026-01-01", ""),
        ("A", "Relevant", "YES", "2024-01-01", ""),
        ("B", "Relevant", "YES", "2026-01-01", ""),
        ("B", "Qualifying", "YES", "2026-01-01", ""),
    )
    records, told = imported(tmp_path)
    assert [one.care_leaver for one in records.values()] == ["former_relevant", None]
    assert told == [
        "ssd_care_leavers.csv, line 5: clea_care_leaver_eligibility: not the category of another row"
    ]


def test_an_old_no_does_not_outweigh_a_row_without_a_day_of_contact(tmp_path: Path) -> None:
    """The day is blank where the authority is not in touch: the row may be today's, and its adviser too."""
    persons(tmp_path, "A", "B", "C")
    table(
        tmp_path,
        "ssd_care_leavers",
        LEAVERS,
        ("A", "Former relevant", "YES", "", "W9"),
        ("A", "No current eligibility", "NO", "2023-01-01", "W1"),
        ("B", "Former relevant", "NO", "", ""),
        ("B", "Relevant", "YES", "2024-01-01", ""),
        ("C", "No current eligibility", "NO", "", ""),
        ("C", "Relevant", "YES", "2026-01-01", ""),
    )
    records, told = imported(tmp_path)
    assert [one.care_leaver for one in records.values()] == ["former_relevant", None, None]
    assert "W9" in [one.worker_id for one in records["A"].workers or ()]
    assert [line.split(":")[0] for line in told] == [f"ssd_care_leavers.csv, line {at}" for at in (5, 7)]


def test_one_row_that_says_died_is_enough(tmp_path: Path) -> None:
    """Also an older one, and one without a day of contact (hard case 55)."""
    persons(tmp_path, "A", "B")
    table(
        tmp_path,
        "ssd_care_leavers",
        LEAVERS,
        ("A", "Former relevant", "DIED", "", ""),
        ("A", "Former relevant", "YES", "2026-01-01", ""),
        ("B", "Former relevant", "Died after leaving care", "2024-01-01", ""),
        ("B", "Former relevant", "YES", "2026-01-01", ""),
    )
    records, told = imported(tmp_path)
    assert records == {}
    assert len(told) == 2


@pytest.mark.parametrize(
    "born, category", [("2010-04-01", "none"), ("2010-03-31", None), ("2004-01-01", None)]
)
def test_whom_the_care_leavers_table_leaves_out_is_none_while_under_16(
    tmp_path: Path, born: str, category: str | None
) -> None:
    """In law nobody of that age can be one; from 16 on, and without the table, it is not known."""
    table(tmp_path, "ssd_person", "pers_person_id,pers_dob", ("A", born))
    assert only(tmp_path).care_leaver is None
    table(tmp_path, "ssd_care_leavers", LEAVERS)
    assert only(tmp_path).care_leaver == category


def test_an_older_vintage_tells_whose_worker_it_is_by_the_referral(tmp_path: Path) -> None:
    """Involvements without the person's id; those of a referral that led to no care are told as nobody's."""
    persons(tmp_path, "A")
    header = (
        "clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased,"
        "clae_cla_episode_ceased_reason,clae_referral_id"
    )
    table(tmp_path, "ssd_cla_episodes", header, ("A", "2020-01-01", "", "", "R1"))
    header = (
        "invo_professional_id,invo_professional_role_id,invo_involvement_start_date,"
        "invo_involvement_end_date,invo_referral_id"
    )
    rows = (("W1", "Social Worker", "2020-01-01", "", "R1"), ("W2", "Social Worker", "2020-01-01", "", "R2"))
    table(tmp_path, "ssd_involvements", header, *rows)
    records, told = imported(tmp_path)
    assert [one.worker_id for one in records["A"].workers or ()] == ["W1"]
    assert told == ["ssd_involvements.csv, line 3: invo_referral_id: nobody is known by it: left out"]


def test_a_team_without_a_worker_is_nobody(tmp_path: Path) -> None:
    """System C's -1, and an empty id: what remains is known to be nobody's."""
    persons(tmp_path, "A")
    rows = (("A", "-1", "Social Worker", "2020-01-01", ""), ("A", "", "Social Worker", "2020-01-01", ""))
    table(tmp_path, "ssd_involvements", INVOLVEMENTS, *rows, ("A", "W1", "IRO", "2020-01-01", ""))
    assert [one.worker_id for one in only(tmp_path).workers or ()] == ["W1"]


def test_a_worker_who_cannot_be_read_may_be_the_allocated_one(tmp_path: Path) -> None:
    """Then "nobody is allocated" is not known, but that somebody else is stays known."""
    persons(tmp_path, "A", "B")
    table(
        tmp_path,
        "ssd_involvements",
        INVOLVEMENTS,
        *((one, "Ann Other", "Social Worker", "2020-01-01", "") for one in "AB"),
        ("A", "W1", "IRO", "2020-01-01", ""),
        ("B", "W2", "Personal adviser", "2020-01-01", ""),
    )
    records, told = imported(tmp_path)
    assert records["A"].workers is None
    assert [one.worker_id for one in records["B"].workers or ()] == ["W2"]
    assert told == [f"ssd_involvements.csv, line {at}: invo_professional_id: not an id" for at in (2, 3)]


def test_the_adviser_of_the_care_leavers_table_is_a_worker_by_id_only(tmp_path: Path) -> None:
    """Some deployments write a name there: it is not read, but then nobody can say that there is none."""
    persons(tmp_path, "A", "B")
    table(
        tmp_path,
        "ssd_care_leavers",
        LEAVERS,
        ("A", "Former relevant", "YES", "2026-01-01", "W77"),
        ("B", "Former relevant", "YES", "2026-01-01", "Ann Other"),
    )
    table(tmp_path, "ssd_involvements", INVOLVEMENTS, ("B", "W1", "IRO", "2020-01-01", ""))
    records, told = imported(tmp_path)
    assert [(one.worker_id, one.role) for one in records["A"].workers or ()] == [("W77", "personal_adviser")]
    assert records["B"].workers is None
    assert told == ["ssd_care_leavers.csv, line 3: clea_care_leaver_personal_advisor: no worker's id"]


def test_the_child_of_a_mother_is_never_looked_at(tmp_path: Path) -> None:
    """That she is a parent is known; whether her child was taken into care is not read (hard case 51)."""
    persons(tmp_path, "A", "B")
    episodes(tmp_path, ("B", "2025-01-01", "S", "", ""))
    table(tmp_path, "ssd_legal_status", LEGAL, ("B", "C2", "2025-01-01", ""))
    path = table(
        tmp_path,
        "ssd_mother",
        "moth_person_id,moth_childs_person_id,moth_childs_dob",
        ("A", "B", "2025-01-01"),
    )
    source = next(one for one in extract(tmp_path, SSD).sources if one.path == path)
    assert [source.header[at] for at in source.places.values() if at is not None] == ["moth_person_id"]
    assert imported(tmp_path)[0]["A"].parent == Parenthood(is_parent=True)


def test_a_mark_of_motherhood_is_yes_or_nothing(tmp_path: Path) -> None:
    """Systems write N where they found no relation: that is not "no"."""
    table(
        tmp_path,
        "ssd_person",
        "pers_person_id,pers_dob,pers_is_mother",
        ("A", "2008-01-01", "Y"),
        ("B", "2008-01-01", "N"),
    )
    assert [one.parent for one in imported(tmp_path)[0].values()] == [Parenthood(is_parent=True), None]
