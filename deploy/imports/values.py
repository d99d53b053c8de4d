"""Single values of an extract: dates, codes, flags and ids, in every form that systems write them.

What cannot be read is Unreadable, with the kind of fault and never the value.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from shared.clock import LONDON, london_date


class Unreadable(ValueError):
    """A value that is not what its column is for; the message is the kind of fault."""


# fmt: off
EMPTY: Final = frozenset({
    "", "null", "(null)", "\\n", "none", "nan", "nat", "<na>", "na", "n/a", "#n/a", "unknown", "not known",
    "ssd_ph", "placeholder_data",
})
# fmt: on
"""What extracts write for nothing, in lower case; the last two are the SSD scripts' own placeholders."""

PLACEHOLDER_DAYS: Final = frozenset(
    {date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1900, 1, 1), date(9999, 12, 31)}
)
"""Days that databases and spreadsheets put where there is no date."""

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH_BY_NAME = re.compile(r"(\d\d?)[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?: \d\d?:\d\d(?::\d\d(?:[.]\d{1,9})?)?)?")
_CHILD_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_WHOLE_NUMBER_AS_DECIMAL = re.compile(r"(\d+)\.0+")
_CODE = re.compile(r"[A-Z]{1,2}|(?=[A-Za-z]+[0-9])[A-Za-z0-9_.:-]{1,10}")
_LEADING = re.compile(r"\(?([A-Za-z]{1,2}[0-9]{0,2}[A-Za-z]?)\)?(?=[ :;,/(-])")
_TRUE: Final = frozenset({"1", "y", "yes", "t", "true"})
_FALSE: Final = frozenset({"0", "n", "no", "f", "false"})


def cleaned(cell: str) -> str:
    """Return a cell without surrounding spaces; empty when it is one of the words for nothing."""
    value = cell.strip()
    return "" if value.lower() in EMPTY else value


@lru_cache(maxsize=65_536)
def day_of(value: str) -> date | None:
    """Read a calendar date: ISO or day/month/year, with or without a time; None for a placeholder.

    A time with an offset is taken to Europe/London first, one without is London's own. Raises Unreadable.
    """
    try:
        found = _day(value)
    except ValueError:  # also a thirteenth month
        raise Unreadable("not a date") from None
    return None if found in PLACEHOLDER_DAYS else found


def _day(value: str) -> date:
    if iso := _ISO.fullmatch(value):
        if iso[7]:
            return london_date(datetime.fromisoformat(value.replace(",", ".").replace(" ", "T", 1)))
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if english := _ENGLISH.fullmatch(value):
        return date(int(english[3]), int(english[2]), int(english[1]))
    if (named := _MONTH_BY_NAME.fullmatch(value)) and named[2].lower() in _MONTHS:
        return date(int(named[3]), _MONTHS.index(named[2].lower()) + 1, int(named[1]))
    if together := _RUN_TOGETHER.fullmatch(value):
        return date(int(together[1]), int(together[2]), int(together[3]))
    raise Unreadable("not a date")


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


def code_of(value: str, known: AbstractSet[str], words: Mapping[str, str] | None = None) -> str:
    """Read a national code: as it is, in either case, or in front of its description (`C2 - Care order`).

    A code that nobody knows passes when it looks like one (two letters, or letters and a digit): it leads to
    a person's decision. `words` are further spellings, in lower case. A word typed in is Unreadable.
    """
    upper = value.upper()
    if upper in known:
        return upper
    if words and (meant := words.get(value.lower())):
        return meant
    if (leading := _LEADING.match(value)) and leading[1].upper() in known:
        return leading[1].upper()
    if _CODE.fullmatch(value):
        return value
    raise Unreadable("not a code")


def flag_of(value: str) -> bool:
    """Read yes or no in any of their spellings; raises Unreadable."""
    word = value.lower()
    if word not in _TRUE | _FALSE:
        raise Unreadable("neither yes nor no")
    return word in _TRUE


def child_id_of(value: str) -> str:
    """Read a child's id; `123.0` is 123, as spreadsheets write it. Raises Unreadable."""
    if decimal := _WHOLE_NUMBER_AS_DECIMAL.fullmatch(value):
        value = decimal[1]
    if not _CHILD_ID.fullmatch(value):
        raise Unreadable("not an id (1 to 36 letters, digits, hyphens and underscores)")
    return value


def id_of(value: str) -> str:
    """Read any other id, for instance a worker's; a name with a space in it is Unreadable."""
    if decimal := _WHOLE_NUMBER_AS_DECIMAL.fullmatch(value):
        value = decimal[1]
    if not _ID.fullmatch(value):
        raise Unreadable("not an id")
    return value


def normal(words: str) -> str:
    """Return words in lower case with single spaces between, everything but letters and digits left out."""
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))
