"""The versions of a lead's record, told in any order (DOMAIN 4)."""

from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.case_search import LeadRecorded
from shared.contracts.envelope import Event
from shared.rules.leads import LeadVersions, lead_told
from tests.unit.rules.deliveries import Telling, deliveries, heard, some


def lead(version: int = 1, relationship: str = "aunt", **said: Any) -> LeadRecorded:  # noqa: ANN401 - whatever a test records
    """A version of a lead's record."""
    data = {"child_id": "C1", "lead_id": "L1", "version": version, "relationship": relationship}
    return LeadRecorded.model_validate({**data, **said})


def told(known: LeadVersions, event: Event, recorded_at: datetime) -> LeadVersions:
    """What is known after one more version."""
    assert isinstance(event, LeadRecorded)
    return lead_told(known, event, recorded_at)


def after(*tellings: Telling) -> LeadVersions:
    """What is known after versions told so many minutes after noon."""
    return heard(LeadVersions(), told, tellings)


def test_before_the_record_arrives_nothing_is_known() -> None:
    """An unknown word is nobody's name."""
    assert (after().is_recorded, after().relationship, after().relationships) == (False, "unknown", ())


def test_a_flag_of_an_earlier_version_stands_until_a_later_one_says_otherwise() -> None:
    """Whichever is told first: an adopted sibling is not lost when versions cross."""
    flagged, silent = (lead(1, adopted_sibling=True), 0), (lead(2), 1)
    assert after(flagged, silent).flags == after(silent, flagged).flags == ("adopted_sibling",)
    unflagged = (lead(3, adopted_sibling=False), 2)
    assert after(unflagged, flagged, silent).flags == ()


def test_every_relationship_that_was_ever_recorded_is_kept() -> None:
    """The present one last; an order about one of them still names this lead (hard case 66)."""
    known = after((lead(2, "father"), 0), (lead(1, "uncle"), 1), (lead(3, "uncle"), 2))
    assert (known.relationship, known.relationships) == ("uncle", ("father", "uncle"))


def test_the_newest_version_says_the_side_of_the_family() -> None:
    """An older one told late does not."""
    assert after((lead(2, side="paternal"), 0), (lead(1, side="maternal"), 9)).side == "paternal"


def test_a_version_beyond_reason_does_not_silence_a_later_one() -> None:
    """Nor does it blind: until then it counts (issue 7, kind 12)."""
    far = (lead(10**18, "friend"), 5)
    assert after((lead(1), 0), far).relationship == "friend"
    assert after((lead(1), 0), far, (lead(2, "father", deceased=True), 9)).relationship == "father"
    assert after((lead(1), 0), far, (lead(2, deceased=True), 9)).flags == ("deceased",)


def test_a_version_told_again_changes_nothing() -> None:
    """The very same versions (DOMAIN 4)."""
    once = after((lead(1), 0), (lead(2, "father"), 1))
    assert heard(once, told, [(lead(1), 50), (lead(2, "father"), 60)]) is once


def test_of_two_versions_of_one_number_and_moment_the_more_cautious_counts() -> None:
    """A flag is no less set because another telling of that moment leaves it out (DOMAIN 4)."""
    flagged, unflagged = (lead(2, deceased=True), 3), (lead(2, deceased=False), 3)
    assert after(flagged, unflagged).flags == after(unflagged, flagged).flags == ("deceased",)


VERSIONS = st.builds(
    lead,
    st.sampled_from([1, 2, 3, 10**18]),
    st.sampled_from(["aunt", "father"]),
    is_child=st.sampled_from([None, True, False]),
    deceased=st.sampled_from([None, True]),
)


@some
@given(deliveries(VERSIONS))
def test_any_order_and_repetition_leave_the_same_lead(two: tuple[list[Telling], list[Telling]]) -> None:
    """Its word, its flags and every word it ever had (DOMAIN 4)."""
    one, other = (after(*delivery) for delivery in two)
    assert (one.relationship, one.flags, one.side) == (other.relationship, other.flags, other.side)
    assert set(one.relationships) == set(other.relationships)
