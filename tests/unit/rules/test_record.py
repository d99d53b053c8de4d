"""Which version of a child's record is the newest (DOMAIN 2.5; ARCHITECTURE 4)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.record import Stamp, stamp
from tests.unit.eligibility.children import child
from tests.unit.rules.deliveries import NOON, at, some


def told(version: int, minutes: int = 0, *, as_of: int | None = None) -> Stamp:
    """A version recorded so many minutes after noon; its data is of then, unless told otherwise."""
    data = at(minutes if as_of is None else as_of)
    return stamp(child(record_version=version, as_of=data), at(minutes))


def newest(*stamps: Stamp) -> Stamp:
    """What is known after these were told, in the order given."""
    known = Stamp()
    for one in stamps:
        known = one if known.is_older_than(one) else known
    return known


def test_any_record_is_newer_than_none() -> None:
    """Before the first one nothing is known."""
    assert Stamp().is_older_than(told(0))
    assert not Stamp().contradicts(told(0))


def test_the_later_data_counts_whatever_the_version() -> None:
    """A version may jump to 999 and come back: the plan for adoption in version 2 is not lost."""
    jumped, back = told(999, 0), told(2, 60)
    assert newest(jumped, back) == newest(back, jumped) == back


def test_of_data_of_the_same_moment_the_higher_version_counts() -> None:
    """Two edits in one export."""
    assert newest(told(2), told(1)) == newest(told(1), told(2)) == told(2)


def test_data_dated_after_its_recording_is_as_old_as_its_recording() -> None:
    """A clock a day ahead does not silence what is recorded in the meantime (issue 7, kind 12)."""
    ahead, later = told(2, 0, as_of=60 * 24), told(3, 5)
    assert newest(ahead, later) == newest(later, ahead) == later


def test_the_same_version_told_again_is_not_newer() -> None:
    """Under a later envelope too (DOMAIN 4)."""
    record = child(record_version=2, as_of=NOON)
    once, again = stamp(record, at(0)), stamp(record, at(60))
    assert not once.is_older_than(again)


@pytest.mark.parametrize(
    "one, other, disagree", [(told(2, 1), told(3, 2), False), (told(9, 1), told(3, 2), True)]
)
def test_version_and_data_that_disagree_can_be_told(one: Stamp, other: Stamp, *, disagree: bool) -> None:
    """So that a person hears of it, whichever came first."""
    assert one.contradicts(other) is other.contradicts(one) is disagree


STAMPS = st.builds(
    lambda version, minutes, ahead: told(version, minutes, as_of=minutes + ahead),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(-60, 60),
)


@some
@given(st.lists(STAMPS, min_size=1, max_size=5), st.data())
def test_any_order_and_repetition_leave_the_same_version_newest(
    stamps: list[Stamp], data: st.DataObject
) -> None:
    """Whatever was told last (DOMAIN 4)."""
    shuffled = data.draw(
        st.permutations([*stamps, *data.draw(st.lists(st.sampled_from(stamps), max_size=3))])
    )
    assert newest(*stamps).place == newest(*shuffled).place
    assert all(not newest(*stamps).is_older_than(one) for one in stamps)


def test_a_record_beyond_the_calendar_is_as_old_as_its_recording() -> None:
    """A year typed as 9999 is no reason to stop."""
    far = stamp(child(record_version=1, as_of=NOON + timedelta(days=365 * 36)), NOON)
    assert far.as_of == NOON
