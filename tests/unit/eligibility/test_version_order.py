"""Versions of a record may arrive in any order and more than once: the newest counts (DOMAIN 2.5)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.lifelong_links import EligibilityScreened
from tests.unit.eligibility.story import Story
from tests.unit.eligibility.test_properties import RECORDS, read

ARRIVALS = st.lists(st.integers(1, 4), min_size=1, max_size=8)
VERSIONS = st.lists(RECORDS, min_size=4, max_size=4)


def told(order: list[int], versions: list[dict[str, Any]]) -> tuple[Story, list[int]]:
    """A story that heard versions in this order, and the versions that were screened."""
    story, screened = Story(), []
    for number in order:
        heard = story.record(number, read(versions[number - 1]))
        screened += [one.record_version for one in heard.events(EligibilityScreened)]
    return story, screened


@settings(max_examples=40)
@given(VERSIONS, ARRIVALS)
def test_the_newest_version_decides_whatever_the_order(
    versions: list[dict[str, Any]], order: list[int]
) -> None:
    """The document is the one that the newest version alone would have left."""
    story, _ = told(order, versions)
    alone, _ = told([max(order)], versions)
    for part in ("record", "next_look", "referral", "holds"):
        assert getattr(story.state, part) == getattr(alone.state, part)
    last, of_alone = story.state.last, alone.state.last
    assert last is not None
    assert of_alone is not None
    assert last.says_the_same(of_alone)


@settings(max_examples=40)
@given(VERSIONS, ARRIVALS)
def test_only_versions_newer_than_all_before_are_screened(
    versions: list[dict[str, Any]], order: list[int]
) -> None:
    """A replay and an older version change nothing and say nothing.

    Save that an older version may tell which placement a temporary one interrupts (hard case 67).
    """
    _, screened = told(order, versions)
    assert screened == sorted(screened)
    assert list(dict.fromkeys(screened)) == [
        one for at, one in enumerate(order) if one > max(order[:at], default=0)
    ]
