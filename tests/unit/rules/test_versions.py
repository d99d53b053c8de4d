"""Which version of a lead, an arrangement or a plan counts, when versions may jump (hard case 71)."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.versions import FAR, is_far, newest_first
from tests.unit.rules.deliveries import at, some


@dataclass(frozen=True)
class Edition:
    """A version, and when it was told."""

    version: int
    at: datetime


def told(version: int, minutes: int = 0) -> Edition:
    """A version told so many minutes after noon."""
    return Edition(version, at(minutes))


def newest(*editions: Edition) -> int:
    """The version that counts."""
    return newest_first(editions)[0].version


def test_the_higher_version_counts_whichever_is_told_last() -> None:
    """An older one told late changes nothing (DOMAIN 4)."""
    assert newest(told(1, 0), told(3, 1), told(2, 9)) == 3


def test_of_one_version_the_later_telling_counts() -> None:
    """A correction without a new number."""
    assert newest_first([told(2, 0), told(2, 5)])[0].at == at(5)


@pytest.mark.parametrize("far", [FAR + 3, 10**18])
def test_a_version_beyond_reason_does_not_silence_what_is_told_after_it(far: int) -> None:
    """It counts only as of its recording."""
    assert newest(told(1, 0), told(far, 5)) == far
    assert newest(told(1, 0), told(far, 5), told(2, 9)) == 2
    assert newest(told(far, 5), told(far + 1, 6), told(2, 9)) == 2
    assert newest(told(2, 9), told(far, 5), told(far + 1, 12)) == far + 1


@pytest.mark.parametrize(
    "version, before, far", [(2, 1, False), (FAR + 1, 1, False), (FAR + 2, 1, True), (10**18, -1, False)]
)
def test_a_step_beyond_reason_is_told(version: int, before: int, *, far: bool) -> None:
    """Above a known version; the first one of all may be any number."""
    assert is_far(version, before) is far


EDITIONS = st.builds(told, st.sampled_from([1, 2, 3, 999, 10**6, 10**6 + 1, 10**18]), st.integers(0, 4))


@some
@given(st.lists(EDITIONS, min_size=1, max_size=6), st.data())
def test_any_order_of_telling_leaves_the_same_version_newest(
    editions: list[Edition], data: st.DataObject
) -> None:
    """Also among versions that lie far apart (DOMAIN 4)."""
    shuffled = data.draw(st.permutations(editions))
    assert [one.version for one in newest_first(editions)] == [one.version for one in newest_first(shuffled)]


@some
@given(st.lists(EDITIONS, min_size=1, max_size=6))
def test_a_version_told_later_than_all_others_above_them_counts(editions: list[Edition]) -> None:
    """Nothing that was told can keep a later word from counting."""
    last = max(one.version for one in editions) + 1
    assert newest(*editions, told(last, 99)) == last
    assert newest(*editions, told(2, 99)) <= FAR
