"""Matching: names of one person score high, names of two do not, and nothing depends on order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.family_finding.matching import SUGGESTED_FROM, Candidate, compare, folded, likeness


def score(one: str, other: str, *years: int) -> int:
    """The score of two names, with birth years when given."""
    first, second = (Candidate(likeness=likeness([name], None)) for name in (one, other))
    if years:
        first, second = (
            Candidate(likeness=likeness([name], year)) for name, year in zip((one, other), years, strict=True)
        )
    return compare(first, second)[0]


@pytest.mark.parametrize(
    "one, other",
    [
        ("Mohammed Hussein", "Muhammad Hussain"),
        ("Katarzyna Łukasiewicz", "LUKASIEWICZ Katarzyna"),
        ("Александр Иванов", "Aleksandr Ivanov"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Siobhán O'Neill", "Siobhan ONeill"),
        ("Stephen Phillips", "Steven Philips"),
        ("Anne-Marie Brown", "Anne Marie Browne"),
    ],
)
def test_hard_case_26_one_person_spelled_differently_is_worth_a_look(one: str, other: str) -> None:
    """Hard case 26: spelling, accents, script, order of names."""
    assert score(one, other) >= SUGGESTED_FROM


@pytest.mark.parametrize(
    "one, other",
    [
        ("Peter Brown", "Paul Brown"),
        ("John Smith", "Jane Smith"),
        ("Amina Khan", "Yusuf Khan"),
        ("Susan Taylor", "Michael Taylor"),
        ("Ann Lee", "Bob Marsh"),
    ],
)
def test_a_shared_family_name_alone_is_not_enough(one: str, other: str) -> None:
    """Relatives share names; that is no match."""
    assert score(one, other) < SUGGESTED_FROM


def test_hard_case_26_a_maiden_name_among_the_aliases_is_found() -> None:
    """Hard case 26: married and maiden names."""
    married = Candidate(likeness=likeness(["Jane Carter", "Jane Holloway"], None))
    maiden = Candidate(likeness=likeness(["Jane Holloway"], None))
    assert compare(married, maiden) == (100, ("alias",))


def test_birth_years_far_apart_speak_against_a_match() -> None:
    """Grandfather and grandson share a name."""
    assert score("James Walker", "James Walker", 1950, 1951) == 100
    assert score("James Walker", "James Walker", 1950, 1998) < score("James Walker", "James Walker")


def test_without_a_name_nothing_is_compared() -> None:
    """Also when nothing of the name can be folded."""
    assert compare(Candidate(), Candidate(likeness=likeness(["Ann Lee"], None))) == (0, ())
    assert score("山田", "山田") == 0


def test_a_likeness_never_shows_a_name() -> None:
    """Not in a repr, which is where names leak from."""
    assert "lee" not in repr(Candidate(likeness=likeness(["Ann Lee"], 1980)))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_the_score_is_within_bounds_and_the_same_both_ways(one: str, other: str) -> None:
    """Deterministic and symmetric, whatever the names hold."""
    assert 0 <= score(one, other) == score(other, one) <= 100
    assert folded(folded(one)) == folded(one)
