"""From episodes to the latest period of care."""

from datetime import date

import pytest

from deploy.imports.periods import Episode, Period, latest_period

DAY = date(2026, 3, 31)


def episode(start: str, end: str | None = None, reason: str | None = None, new: str | None = None) -> Episode:
    """An episode from ISO dates."""
    return Episode(date.fromisoformat(start), date.fromisoformat(end) if end else None, reason, new)


def latest(*episodes: Episode, day: date = DAY) -> Period:
    """The latest period of these episodes."""
    found = latest_period(episodes, day)
    assert found is not None
    return found


def span(period: Period) -> tuple[str, str | None]:
    """First day and end."""
    return period.started.isoformat(), period.last.end.isoformat() if period.last.end else None


def test_a_run_without_a_gap_is_one_period() -> None:
    """X1, and the next begins on the same day; the order of the rows makes no difference."""
    first, second = episode("2020-01-01", "2021-01-01", "X1"), episode("2021-01-01")
    assert span(latest(first, second)) == span(latest(second, first)) == ("2020-01-01", None)


def test_a_gap_begins_a_new_period() -> None:
    """Also after X1, and though it is one day only."""
    assert span(latest(episode("2020-01-01", "2021-01-01", "E4A"), episode("2021-02-01"))) == (
        "2021-02-01",
        None,
    )
    assert span(latest(episode("2020-01-01", "2021-01-01", "X1"), episode("2021-01-02"))) == (
        "2021-01-02",
        None,
    )


def test_care_that_ended_and_began_on_the_same_day_is_two_periods() -> None:
    """Only X1 continues a period."""
    assert span(latest(episode("2020-01-01", "2021-01-01", "E4A"), episode("2021-01-01"))) == (
        "2021-01-01",
        None,
    )


def test_without_a_reason_the_next_episode_says_whether_it_goes_on() -> None:
    """Reason for a new episode S starts a period; any other, or none, continues it."""
    ended = episode("2020-01-01", "2021-01-01")
    assert span(latest(ended, episode("2021-01-01", new="P"))) == ("2020-01-01", None)
    assert span(latest(ended, episode("2021-01-01"))) == ("2020-01-01", None)
    assert span(latest(ended, episode("2021-01-01", new="S"))) == ("2021-01-01", None)


def test_episodes_that_overlap_and_go_on_are_one_period() -> None:
    """The one that ends later keeps the period open."""
    both = latest(episode("2020-01-01", "2022-01-01", "X1"), episode("2021-01-01", "2021-06-01", "X1"))
    assert span(both) == ("2020-01-01", "2022-01-01")


def test_the_latest_period_counts() -> None:
    """Of three periods the last one, over or not."""
    found = latest(
        episode("2010-01-01", "2011-01-01", "E4A"),
        episode("2019-01-01", "2020-01-01", "E5"),
        episode("2015-01-01", "2016-01-01", "E4A"),
    )
    assert span(found) == ("2019-01-01", "2020-01-01")
    assert found.last.reason == "E5"


def test_a_period_to_come_does_not_hide_one_that_has_begun() -> None:
    """It is the latest only when there is no other."""
    coming = episode("2026-06-01")
    assert span(latest(episode("2020-01-01"), coming)) == ("2020-01-01", None)
    assert span(latest(episode("2020-01-01", "2021-01-01", "E5"), coming)) == ("2020-01-01", "2021-01-01")
    assert span(latest(coming)) == ("2026-06-01", None)


def test_a_planned_end_leaves_the_period_current() -> None:
    """It is over on its end, not before."""
    found = latest(episode("2020-01-01", "2026-04-01", "E5"))
    assert not found.is_over(DAY)
    assert found.is_over(date(2026, 4, 1))
    assert found.last_day(DAY) == DAY
    assert found.last_day(date(2026, 5, 1)) == date(2026, 3, 31)


def test_the_episode_in_force_is_that_of_the_last_day() -> None:
    """Neither one that is to come, nor a former one."""
    found = latest(
        episode("2020-01-01", "2026-03-01", "X1"),
        episode("2026-03-01", "2026-06-01", "X1"),
        episode("2026-06-01"),
    )
    assert found.in_force(DAY).start == date(2026, 3, 1)
    assert found.in_force(date(2026, 7, 1)).start == date(2026, 6, 1)


@pytest.mark.parametrize("entered, started", [("2018-01-01", "2018-01-01"), ("2021-01-01", "2020-01-01")])
def test_the_day_of_entering_care_goes_before_the_first_episode(entered: str, started: str) -> None:
    """An extract of some years lacks earlier episodes; a later day than the first episode's is an error."""
    one = Episode(date(2020, 1, 1), entered_care=date.fromisoformat(entered))
    assert latest(one).started == date.fromisoformat(started)


def test_the_day_of_entering_care_is_not_that_of_a_former_period() -> None:
    """A system that gives the very first day with each episode does not join two periods."""
    former = episode("2018-01-01", "2019-01-01", "E4A")
    one = Episode(date(2020, 1, 1), entered_care=date(2018, 1, 1))
    assert latest(former, one).started == date(2020, 1, 1)


def test_a_period_breaks_off_when_another_episode_was_to_follow() -> None:
    """Ended with X1, and nothing after it."""
    assert latest(episode("2020-01-01", "2021-01-01", "X1")).breaks_off
    assert not latest(episode("2020-01-01", "2021-01-01", "E5")).breaks_off
    assert not latest(episode("2020-01-01")).breaks_off


def test_no_episodes_are_no_period() -> None:
    """Nothing is made up."""
    assert latest_period([], DAY) is None
