"""Episodes that contradict each other: told, and the care is not known (issue 8, extracts 1)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.imports.contradictions import contradictions, overlaps
from deploy.imports.facts import NO_DATE
from deploy.imports.periods import Episode
from services.eligibility.policies.book import DEFAULT_POLICY, load_book
from services.eligibility.screening import screen
from shared.contracts.records import ChildRecord
from tests.unit.imports.folder import (
    INVOLVEMENTS,
    LEAVERS,
    LEGAL,
    PLACEMENTS,
    PLANS,
    episodes,
    header,
    imported,
    imported_903,
    persons,
    table,
)

DAY = date(2026, 3, 31)
DAYS = [date(2020, 1, 1) + timedelta(days=30 * at) for at in range(20)]


Spoken = tuple[str, str | None, str | None]


def said(start: str, end: str | None = None, reason: str | None = None) -> Spoken:
    """First day, end and reason of an episode."""
    return start, end, reason


def episode(spoken: Spoken) -> Episode:
    """An episode from ISO dates."""
    start, end, reason = spoken
    return Episode(date.fromisoformat(start), date.fromisoformat(end) if end else None, reason)


CONTRADICTORY: Mapping[str, Sequence[Spoken]] = {
    "open beside an equal start that ended": [said("2021-01-05"), said("2021-01-05", "2024-03-03", "E11")],
    "open beside a later one that ended": [said("2021-01-05"), said("2022-01-05", "2024-03-03", "E4A")],
    "open before a later one that goes on": [said("2021-01-05"), said("2022-01-05", "2024-03-03", "X1")],
    "several open ones": [said("2021-01-05"), said("2023-01-05")],
    "several open ones of one start": [said("2021-01-05"), said("2021-01-05", None, "E4A")],
    "an end for good while another goes on": [said("2021-01-05", "2024-03-03", "E11"), said("2023-01-05")],
    "an end for good inside another": [
        said("2021-01-05", "2024-03-03", "X1"),
        said("2022-01-05", "2023-03-03", "E3"),
        said("2024-03-03"),
    ],
    "two reasons on one day": [
        said("2021-01-05", "2024-03-03", "E11"),
        said("2022-01-05", "2024-03-03", "E4A"),
    ],
}


@pytest.mark.parametrize("kind", CONTRADICTORY)
def test_what_contradicts_itself_is_found(kind: str) -> None:
    """Whichever of the rows comes first."""
    rows = [episode(row) for row in CONTRADICTORY[kind]]
    assert list(contradictions(rows))
    assert list(contradictions(rows[::-1]))


@pytest.mark.parametrize(
    "rows",
    [
        [said("2020-01-01", "2021-01-01", "X1"), said("2021-01-01")],
        [said("2020-01-01", "2021-01-01", "E4A"), said("2021-01-01")],
        [said("2020-01-01", "2021-01-01", "E4A"), said("2023-01-01", "2024-01-01", "E11")],
        [said("2021-01-01"), said("2021-01-01")],
        [said("2020-01-01", "2022-01-01", "X1"), said("2021-12-30")],
    ],
)
def test_what_does_not_is_none(rows: list[Spoken]) -> None:
    """One after the other, periods apart, the same row twice, a few days of overlap that go on."""
    assert not list(contradictions([episode(row) for row in rows]))


def test_an_overlap_is_told_of() -> None:
    """By the episode that begins too early."""
    late = episode(said("2021-12-30"))
    assert list(overlaps([episode(said("2020-01-01", "2022-01-01", "X1")), late])) == [late]


@st.composite
def histories(draw: st.DrawFn) -> list[Episode]:
    """Episodes one after the other, as a system without faults has them."""
    days = sorted(draw(st.sets(st.sampled_from(DAYS), min_size=2, max_size=6)))
    rows = [
        Episode(start, end, draw(st.sampled_from(["X1", "E4A", "E5"])), line=at)
        for at, (start, end) in enumerate(pairwise(days), 2)
    ]
    if draw(st.booleans()):
        rows.append(Episode(days[-1], line=len(rows) + 2))
    return rows


@given(rows=histories(), more=st.data())
def test_whatever_is_open_beside_another_is_a_contradiction_in_any_order(
    rows: list[Episode], more: st.DataObject
) -> None:
    """A history without faults has none; with a stale open row in it there always is one."""
    assert not list(contradictions(more.draw(st.permutations(rows))))
    last = rows[-1]
    earlier = [day for day in DAYS if day <= last.start]
    stale = Episode(more.draw(st.sampled_from(earlier)), new_reason="stale")
    assert list(contradictions(more.draw(st.permutations([*rows, stale]))))


def outcome(record: ChildRecord) -> str:
    """What the default policy makes of a record."""
    return screen(record, load_book(DEFAULT_POLICY).in_force(DAY), DAY).outcome


def in_foster_care(folder: Path, *rows: tuple[object, ...]) -> None:
    """A child of 13 of whom everything but the episodes says: long term in foster care, with a worker."""
    persons(folder, "A")
    episodes(folder, *(("A", *row) for row in rows))
    table(folder, "ssd_legal_status", LEGAL, ("A", "C2", "2021-01-05", ""))
    table(folder, "ssd_cla_placement", PLACEMENTS, ("A", "U4", "2021-01-05", "", 1))
    table(folder, "ssd_cla_care_plan", PLANS, ("A", "2021-01-05", "", '{"LTFOST18":"Y"}'))
    table(folder, "ssd_involvements", INVOLVEMENTS, ("A", "W1", "Social Worker", "2021-01-05", ""))


@pytest.mark.parametrize("kind", CONTRADICTORY)
def test_a_contradiction_leaves_care_not_known_and_is_told(tmp_path: Path, kind: str) -> None:
    """Never eligible: a person must look (DOMAIN 2)."""
    rows = [(start, "S", end or "", reason or "") for start, end, reason in CONTRADICTORY[kind]]
    in_foster_care(tmp_path, *rows)
    records, told = imported(tmp_path)
    assert records["A"].care is None
    assert told
    assert outcome(records["A"]) == "needs_decision"


def test_a_contradiction_in_a_return_likewise(tmp_path: Path) -> None:
    """Both formats."""
    header(tmp_path, "A")
    columns = "CHILD,DECOM,RNE,LS,PLACE,DEC,REC"
    rows = (
        ("A", "05/01/2021", "S", "C2", "U4", "", ""),
        ("A", "05/01/2022", "P", "C2", "U6", "03/03/2024", "E4A"),
    )
    table(tmp_path, "Episodes", columns, *rows)
    records, told = imported_903(tmp_path)
    assert records["A"].care is None
    assert told == [
        "Episodes.csv, line 2: DEC: open beside an episode that says otherwise",
        "Episodes.csv, line 3: DEC: ended for good while another episode goes on",
    ]


@pytest.mark.parametrize("reason", ["E11", "E2", "E3", "X1", "E4A"])
def test_a_reason_without_a_date_is_kept_and_the_period_is_not_taken_for_current(
    tmp_path: Path, reason: str
) -> None:
    """When it ended nobody knows: neither in care nor out of it, and never eligible."""
    in_foster_care(tmp_path, ("2021-01-05", "S", "", reason))
    records, told = imported(tmp_path)
    care = records["A"].care
    assert care is not None
    assert (care.reason_ceased, care.period_ended) == (reason, None)
    assert (care.legal_status, care.placement) == (None, None)
    assert told == [f"ssd_cla_episodes.csv, line 2: clae_cla_episode_ceased_reason: {NO_DATE}"]
    assert outcome(records["A"]) == "needs_decision"


@pytest.mark.parametrize(
    "rows", [[("", "E11")], [("", "E2")], [("31/02/2024", "E3")], [("", ""), ("2024-01-01", "E11")]]
)
def test_who_may_have_left_for_good_is_no_care_leaver_either(
    tmp_path: Path, rows: list[tuple[str, str]]
) -> None:
    """Died, adopted or with another authority: the care leavers' table does not outweigh it."""
    in_foster_care(tmp_path, *(("2021-01-05", "S", *row) for row in rows))
    persons(tmp_path, "A", born="2006-01-01")
    table(tmp_path, "ssd_care_leavers", LEAVERS, ("A", "Former relevant", "YES", "2026-01-01", "W2"))
    records, _ = imported(tmp_path)
    assert records["A"].care_leaver is None
    assert outcome(records["A"]) == "needs_decision"
