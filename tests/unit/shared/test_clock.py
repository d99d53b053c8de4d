"""The authority's calendar: Europe/London dates, birthdays, clock changes."""

import time as system
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from shared.clock import age_on, birthday, london_date, months_after, start_of, utc_now


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Tokyo"])
def zone_of_the_machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is set to another time zone, for one test."""
    with monkeypatch.context() as machine:
        machine.setenv("TZ", str(request.param))
        system.tzset()
        yield
    system.tzset()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_a_date_is_london_s(moment: datetime, day: date) -> None:
    """In summer the day begins an hour before UTC's."""
    assert london_date(moment) == day


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1)])
def test_the_start_of_a_day_is_in_that_day_and_the_moment_before_is_not(day: date) -> None:
    """Also on the days on which the clocks change."""
    start = start_of(day)
    assert london_date(start) == day
    assert london_date(start - timedelta(microseconds=1)) < day


def test_somebody_born_on_29_february_ages_on_1_march() -> None:
    """In years without that day (hard case 6)."""
    born = date(2008, 2, 29)
    assert birthday(born, 18) == date(2026, 3, 1)
    assert birthday(born, 16) == date(2024, 2, 29)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18)


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 5, 3), 15), (date(2026, 5, 4), 16), (date(2026, 5, 5), 16)]
)
def test_the_day_before_on_and_after_a_birthday(day: date, age: int) -> None:
    """A birthday counts from its own day (hard case 6)."""
    assert age_on(date(2010, 5, 4), day) == age


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 21), 6, date(2027, 5, 21)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 7, 1), 6, date(2027, 1, 1)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_later_or_earlier_is_the_same_day_or_the_months_last(
    day: date, months: int, expected: date
) -> None:
    """Calendar months, not days."""
    assert months_after(day, months) == expected


def test_what_lies_beyond_the_calendar_is_its_last_or_first_day() -> None:
    """A date that stands for "never" is carried along, and is no fault."""
    assert birthday(date(9999, 12, 31), 25) == date.max
    assert months_after(date(9999, 8, 1), 6) == date.max
    assert months_after(date(1, 2, 1), -3) == date.min
    assert london_date(start_of(date.max)) == date.max


def test_the_calendar_s_first_and_last_months_are_still_in_it() -> None:
    """Only what lies beyond is carried to its end."""
    assert birthday(date(9974, 5, 4), 25) == date(9999, 5, 4)
    assert months_after(date(9999, 1, 2), 1) == date(9999, 2, 2)
    assert months_after(date(1, 2, 3), -1) == date(1, 1, 3)
    assert months_after(date(9999, 12, 4), 1) == date.max
    assert months_after(date(1, 1, 4), -1) == date.min


@pytest.mark.usefixtures("zone_of_the_machine")
def test_a_moment_is_utc_whatever_the_machine_s_own_time_zone() -> None:
    """A server may be set to any."""
    now = datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        assert (utc_now(), utc_now().tzinfo) == (now, UTC)
    assert start_of(date(2026, 7, 2)) == now
    assert start_of(date(2026, 7, 2)).tzinfo is UTC
    assert london_date(now) == date(2026, 7, 2)


@pytest.mark.usefixtures("zone_of_the_machine")
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_moment_of_the_calendar_have_a_date(day: date) -> None:
    """An unset clock sends the first one, when London's own time was still behind UTC."""
    for hour in (time.min, time.max):
        assert london_date(datetime.combine(day, hour, UTC)) == day
