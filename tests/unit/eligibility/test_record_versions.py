"""Versions that jump or come back, data dated ahead, and placements for a while (hard cases 67, 71)."""

from datetime import timedelta

import pytest

from shared.contracts.lifelong_links import JourneyFrozen, TaskRaised
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import child, with_care
from tests.unit.eligibility.story import Heard, Story, under_way

LATER, MUCH_LATER = "2026-11-21T10:00:00Z", "2062-01-01T00:00:00Z"
ADOPTION = {"permanence_plan": ["ADOPTION"]}


def outcome(story: Story) -> str | None:
    """The last outcome."""
    return story.state.last.outcome if story.state.last else None


def told(heard: Heard) -> list[str]:
    """The codes of the tasks."""
    return [one.task_code for one in heard.events(TaskRaised)]


def test_a_version_that_comes_back_with_later_data_counts_and_is_told_once() -> None:
    """Case c67: 999, then 2."""
    story = under_way()
    assert told(story.record(999)) == []
    heard = story.record(2, as_of=LATER, **ADOPTION)
    assert heard.events(JourneyFrozen)
    assert told(heard) == ["journey-frozen", "record-version-unclear"]
    assert told(story.record(999)) == []
    assert story.state.stop == "freeze"


@pytest.mark.parametrize("as_of", ["2026-11-20T09:00:00Z", LATER])
def test_a_version_beyond_reason_neither_blinds_nor_stays(as_of: str) -> None:
    """10^18: told once; what is recorded later counts, with later data or with the same."""
    story = under_way()
    assert told(story.record(10**18)) == ["version-beyond-reason"]
    assert story.record(3, as_of=as_of, **ADOPTION).events(JourneyFrozen)
    assert told(story.record(4, as_of=as_of, **ADOPTION)) == []


def test_data_dated_ahead_is_as_old_as_its_first_recording_and_told_once() -> None:
    """A clock that runs ahead silences no later version, also when it is told again (hard case 71)."""
    story = under_way()
    assert told(story.record(2, as_of=MUCH_LATER)) == ["word-dated-ahead"]
    story.now += timedelta(hours=1)
    after = story.now.isoformat()
    assert story.record(3, as_of=after, **ADOPTION).events(JourneyFrozen)
    story.now += timedelta(hours=1)
    assert story.record(2, as_of=MUCH_LATER).said() == []
    assert story.state.stop == "freeze"


@pytest.mark.parametrize("stay", ["T0", "T1", "T2", "T3", "T4"])
@pytest.mark.parametrize(
    "lasting, found", [("P1", "not_eligible"), ("A4", "not_eligible"), ("U4", "eligible")]
)
@pytest.mark.parametrize("late", [False, True])
def test_a_stay_keeps_the_placement_that_it_interrupts(
    stay: str, lasting: str, found: str, *, late: bool
) -> None:
    """Outcome as before the stay, in whatever order the versions come (hard case 67)."""
    story = Story()
    versions = [(1, lasting), (2, stay)]
    for version, placement in reversed(versions) if late else versions:
        story.record(version, with_care(placement=placement))
    assert outcome(story) == found


def test_a_stay_of_which_nothing_is_known_before_is_as_it_is() -> None:
    """Nothing is taken from another period of care, nor from after the stay (hard case 67)."""
    story = Story()
    story.record(1, with_care(placement="P1", period_started="2019-01-01", period_ended="2020-01-01"))
    story.record(2, with_care(placement="T1"))
    assert outcome(story) == "eligible"
    story.record(3, with_care(placement="P1"))
    assert outcome(story) == "not_eligible"
    story.record(4, with_care(placement="U4"))
    assert outcome(story) == "eligible"


def test_a_stay_in_hospital_freezes_nothing_and_lifts_no_freeze() -> None:
    """Placed with parents, in hospital, back (hard case 67)."""
    story = under_way()
    records: list[ChildRecord] = [with_care(placement=one) for one in ("T1", "P1", "T1", "U4")]
    said = [story.record(version, one).said() for version, one in enumerate(records, start=2)]
    assert said == [[], ["journey.frozen", "journey-frozen"], [], ["journey.resumed", "journey-resumed"]]


def test_a_record_that_is_merged_away_is_kept_up_to_date() -> None:
    """A merge may be taken back."""
    story = under_way()
    story.merged(kept="C2", retired="C1")
    story.record(2, child(**ADOPTION))
    story.unmerged(kept="C2", retired="C1")
    assert outcome(story) == "not_eligible"
