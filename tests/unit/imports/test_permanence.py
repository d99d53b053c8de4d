"""Adoption from the SSD's permanence table, and what leaves a doubt about it."""

from datetime import date
from pathlib import Path

from tests.unit.imports.folder import (
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


def test_the_latest_adoption_decision_counts(tmp_path: Path) -> None:
    """A former one that was reversed does not undo it."""
    persons(tmp_path, "A")
    table(
        tmp_path,
        "ssd_permanence",
        PERMANENCE,
        ("A", "2022-01-01", "", "", ""),
        ("A", "2018-01-01", "", "2019-01-01", "RD1"),
    )
    adoption = only(tmp_path).adoption
    assert adoption is not None
    assert (adoption.decision_date, adoption.decision_reversed_date) == (date(2022, 1, 1), None)


def test_a_placement_for_adoption_ceased_when_the_child_moved_on(tmp_path: Path) -> None:
    """The SSD has no date for it but the placements'; adoption itself is no such end (hard case 8)."""
    persons(tmp_path, "A", "B")
    table(
        tmp_path, "ssd_permanence", PERMANENCE, *((one, "2020-01-01", "2020-06-01", "", "") for one in "AB")
    )
    rows = ((one, "A4", "2020-06-01", "2021-06-01", 1) for one in "AB")
    table(tmp_path, "ssd_cla_placement", PLACEMENTS, *rows, ("A", "U6", "2021-06-01", "", 1))
    ceased = [one.adoption and one.adoption.placed_ceased_date for one in imported(tmp_path)[0].values()]
    assert ceased == [date(2021, 6, 1), None]


def test_an_order_known_by_its_date_only_leaves_a_doubt(tmp_path: Path) -> None:
    """Placement or freeing order that no legal status shows: B1 is open until a person has looked."""
    persons(tmp_path, "A", "B", "C", "D", "E")
    episodes(tmp_path, *((one, "2021-01-05", "S", "", "") for one in "ABCDE"))
    table(
        tmp_path,
        "ssd_legal_status",
        LEGAL,
        *((one, "C2", "2021-01-05", "") for one in "ABCDE"),
        ("B", "E1", "2025-03-03", ""),
        ("C", "C2", "2025-09-09", ""),
    )
    columns = "perm_person_id,perm_adm_decision_date,perm_placement_order_date,perm_placed_for_adoption_date"
    table(
        tmp_path,
        "ssd_permanence",
        f"{columns},perm_decision_reversed_date",
        *((one, "", "2025-03-03", "", "") for one in "ABC"),
        ("D", "", "2025-03-03", "", "2025-06-06"),
        ("E", "", "2019-03-03", "", ""),
    )
    records, told = imported(tmp_path)
    statuses = [one.care.legal_status if one.care else "" for one in records.values()]
    assert statuses == ["unrecognised", "E1", "unrecognised", "C2", "C2"]
    what = "perm_placement_order_date: an order that no legal status shows"
    assert told == [f"ssd_permanence.csv, line {at}: {what}" for at in (2, 4)]


def test_a_decision_that_cannot_be_read_leaves_the_plan_open(tmp_path: Path) -> None:
    """Somebody wrote that adoption was decided: "to be fostered until 18" alone would be a guess."""
    persons(tmp_path, "A")
    table(tmp_path, "ssd_cla_care_plan", PLANS, ("A", "2020-02-01", "", '{"LTFOST18":"Y"}'))
    table(tmp_path, "ssd_permanence", PERMANENCE, ("A", "31/02/2025", "", "", ""))
    records, told = imported(tmp_path)
    assert records["A"].permanence_plan is None
    assert told == ["ssd_permanence.csv, line 2: perm_adm_decision_date: not a date"]


def test_an_empty_row_of_permanence_is_no_adoption(tmp_path: Path) -> None:
    """Rows without any of its dates say nothing."""
    persons(tmp_path, "A")
    table(tmp_path, "ssd_permanence", PERMANENCE, ("A", "NULL", "1900-01-01", "", ""))
    assert only(tmp_path).adoption is None
