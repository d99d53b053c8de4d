"""Dates of an extract in every form that databases, spreadsheets and people write, as far as one can tell.

A date is read when its form leaves one meaning: the year in four figures, the order of day and month English,
by name, or year first. Two-digit years, serial numbers and what may be American are Unreadable.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final

from deploy.imports.values import Unreadable
from shared.clock import LONDON, london_date

PLACEHOLDER_DAYS: Final = frozenset(
    {date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}
    | {date(2300, 1, 1), date(2999, 12, 31), date(4712, 12, 31), date(9999, 12, 31)}
)
"""Days that databases, spreadsheets and the SSD's scripts put where there is no date."""

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_BY_NAME: Final = {name[:3]: at for at, name in enumerate(_MONTHS, 1)}
_BY_NAME.update({name: at for at, name in enumerate(_MONTHS, 1)} | {"sept": 9})

_DATES: Final = (
    r"(?P<y1>\d{4})[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)",
    r"(?P<y2>\d{4})(?P<m2>\d\d)(?P<d2>\d\d)",
    r"(?P<d3>\d\d?)(?P<sep>[/.-])(?P<m3>\d\d?)(?P=sep)(?P<y3>\d{4})",
    r"(?P<d4>\d\d?)(?:st|nd|rd|th)?[ /.-]*(?P<m4>[A-Za-z]{3,9})[ ,/.-]*(?P<y4>\d{4})",
    r"(?P<m5>[A-Za-z]{3,9})[ .-]+(?P<d5>\d\d?)(?:st|nd|rd|th)?[ ,.-]+(?P<y5>\d{4})",
)
_WEEKDAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?"
_TIME: Final = (
    r"(?:Z|\+\d\d:\d\d|(?:T|,? +|-|:)(?P<hour>\d\d?)[:.](?P<minute>\d\d)"
    r"(?:[:.](?P<second>\d\d)(?:[.,:]\d{1,9})?)?"
    r" *(?P<half>[AP]\.?M\.?)?"
    r" *(?P<offset>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
_FORMS: Final = tuple(re.compile(_WEEKDAY + form + _TIME, re.IGNORECASE) for form in _DATES)


@lru_cache(maxsize=65_536)
def day_of(value: str) -> date | None:
    """Read a calendar date, with or without a time; None for a placeholder.

    A time with an offset is taken to Europe/London first, one without is London's own. Raises Unreadable.
    """
    try:
        found = _day(value)
    except (ValueError, OverflowError):  # also a thirteenth month
        raise Unreadable("not a date") from None
    return None if found in PLACEHOLDER_DAYS else found


def _day(value: str) -> date:
    for number, form in enumerate(_FORMS, 1):
        if read := form.fullmatch(value):
            day = date(int(read[f"y{number}"]), _month(read[f"m{number}"]), int(read[f"d{number}"]))
            if read.groupdict().get("sep") and read["half"] and _may_be_american(day):
                raise Unreadable("not a date")
            return _in_london(day, read) if read["offset"] else day
    raise Unreadable("not a date")


def _month(said: str) -> int:
    return int(said) if said.isdigit() else _BY_NAME.get(said.lower(), 0)


def _may_be_american(day: date) -> bool:
    """A clock of twelve hours beside figures is American habit: month and day may be swapped."""
    return day.day <= len(_MONTHS) and day.day != day.month


def _in_london(day: date, read: re.Match[str]) -> date:
    hour = int(read["hour"])
    if read["half"]:
        hour = hour % 12 + (12 if read["half"][0] in "pP" else 0)
    clock = time(hour, int(read["minute"] or 0), int(read["second"] or 0), tzinfo=_offset(read["offset"]))
    return london_date(datetime.combine(day, clock))


def _offset(said: str) -> timezone:
    if said[0] not in "+-":
        return UTC
    ahead = timedelta(hours=int(said[1:3]), minutes=int(said[3:].lstrip(":") or 0))
    return timezone(-ahead if said[0] == "-" else ahead)


def moment_of(value: str) -> datetime:
    """Read a moment since 1970: ISO with or without offset (then Europe/London), or a date; aware, in UTC.

    Raises Unreadable.
    """
    try:
        read = datetime.fromisoformat(value)
        moment = (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("not a moment") from None
    if moment.timestamp() < 0:
        raise Unreadable("not a moment")
    return moment


def first_moment(day: date) -> datetime:
    """Return the first moment of a day in Europe/London, in UTC; not before 1970."""
    return max(datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC), datetime.fromtimestamp(0, UTC))
