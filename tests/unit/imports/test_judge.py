"""Every record of 10,000 generated children agrees with the public validator, or the difference is explained.

What the validator said is kept in tests/judge/validator.json (`make judge` asks it again).
"""

from pathlib import Path

import pytest

from tests.judge.families import REASONS
from tests.judge.faulty_return import FAULTS, Child, children, write
from tests.judge.ours import Comparison, Judged, compared, imported, validated
from tests.judge.page import CHILDREN, PAGE, digest, frozen, page


@pytest.fixture(scope="module")
def made() -> list[Child]:
    """The children of the return."""
    return list(children(CHILDREN))


@pytest.fixture(scope="module")
def sides(made: list[Child], tmp_path_factory: pytest.TempPathFactory) -> tuple[Judged, Judged]:
    """Whom the validator calls faulty, and whom the import does; clean records are looked at on the way."""
    folder = tmp_path_factory.mktemp("judge")
    owners = write(folder, made)
    theirs, returned = frozen()
    assert digest(folder) == returned, "the generator has changed: make judge ARGS=--freeze"
    ours, records = imported(folder, owners)
    _clean_ones_are_whole(made, theirs, ours, set(records))
    for child in made:
        if not child.fault:
            _is_what_its_rows_say(child, records[child.id].model_dump(mode="json", by_alias=True))
    return theirs, ours


def _clean_ones_are_whole(made: list[Child], theirs: Judged, ours: Judged, records: set[str]) -> None:
    """Whom neither calls faulty is in the records; whom the import leaves out both call faulty."""
    faulty = {child for found in (*theirs.values(), *ours.values()) for child in found}
    assert {child.id for child in made} - faulty <= records
    left_out = {child.id for child in made} - records
    assert left_out <= {child for found in theirs.values() for child in found}


def _is_what_its_rows_say(child: Child, record: dict[str, dict[str, str | None]]) -> None:
    """A child without a fault: first day, end, reason, order and placement of the episodes; the worker."""
    first, last = child.rows["Episodes"][0], child.rows["Episodes"][-1]
    care = record["care"]
    assert care["period_started"] == _iso(first["DECOM"])
    assert (care["period_ended"], care["reason_ceased"]) == (_iso(last["DEC"]), last["REC"] or None)
    assert (care["legal_status"], care["placement"]) == (last["LS"], last["PLACE"])
    assert record["workers"]
    assert (record["liberty"] is None) == ("DoLo" not in child.rows)


def _iso(day: str) -> str | None:
    return "-".join(reversed(day.split("/"))) if day else None


@pytest.fixture(scope="module")
def comparison(sides: tuple[Judged, Judged], made: list[Child]) -> Comparison:
    """The two sides beside each other."""
    return compared(*sides, made)


def test_the_return_is_as_faulty_as_real_ones(made: list[Child]) -> None:
    """Three children in ten have a fault, and every kind of fault occurs."""
    assert 0.25 < sum(bool(child.fault) for child in made) / len(made) < 0.35
    assert {child.fault for child in made} == {"", *FAULTS}


def test_every_difference_is_explained_and_every_explanation_needed(comparison: Comparison) -> None:
    """A new difference is a fault of ours, or wants its reason."""
    assert set(comparison.differences) == set(REASONS)


def test_both_call_faulty_what_is(comparison: Comparison) -> None:
    """In every family there are children whom both find."""
    assert min(comparison.both.values()) > 0


def test_the_page_is_up_to_date(comparison: Comparison) -> None:
    """`make judge ARGS=--freeze` writes it."""
    assert PAGE.read_text() == page(comparison)


def test_the_rows_that_a_rule_names_are_their_childrens(made: list[Child], tmp_path: Path) -> None:
    """Rows are counted from 0, as the validator counts them."""
    owners = write(tmp_path, made[:20])
    found = validated({"102": {"Header": [0, 3]}}, owners)
    assert found["date of birth"] == {owners["Header"][0].id, owners["Header"][3].id}
