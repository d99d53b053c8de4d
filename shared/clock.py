"""Time: the one place that reads the clock, and the authority's calendar.

Moments are aware UTC datetimes; calendar dates are Europe/London (DOMAIN 2.5).
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

LONDON = ZoneInfo("Europe/London")
_SATURDAY = 5

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=1024)
def london_date(moment: datetime) -> date:
    """Return the calendar date in Europe/London at that moment.

    In the calendar's first minute London's own time lies before it: that is its first day.
    """
    try:
        return moment.astimezone(LONDON).date()
    except OverflowError:
        return moment.astimezone(UTC).date()


def start_of(day: date) -> datetime:
    """Return the moment at which that day begins in Europe/London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def birthday(born: date, age: int) -> date:
    """Return the day on which somebody born on `born` becomes `age`; 29 February ages on 1 March.

    Beyond the calendar it is the calendar's last day: `9999-12-31` stands for "never" in many systems.
    """
    year = born.year + age
    if year > MAXYEAR:
        return date.max
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later or earlier; the last day of a month that is too short for it.

    Never beyond the calendar's first and last day.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on that day."""
    # Whoever was born on 29 February has had no birthday yet on 28 February, and has had it on 1 March.
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_working_day(day: date) -> bool:
    """Tell whether it is Monday to Friday and no bank holiday of England."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """Return the working day of England that is so many working days after a day; 0 returns the day itself.

    Never beyond the calendar's last day.
    """
    while count and day < date.max:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))
