"""Single values of an extract: codes, flags and ids, in every form that systems write them.

What cannot be read is Unreadable, with the kind of fault and never the value.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final


class Unreadable(ValueError):
    """A value that is not what its column is for; the message is the kind of fault."""


# fmt: off
EMPTY: Final = frozenset({
    "", "null", "(null)", "\\n", "none", "nan", "nat", "<na>", "na", "n/a", "#n/a", "unknown", "not known",
    "ssd_ph", "placeholder_data",
})
# fmt: on
"""What extracts write for nothing, in lower case; the last two are the SSD scripts' own placeholders."""

_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_CHILD_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_WHOLE_NUMBER_AS_DECIMAL = re.compile(r"(\d+)\.0+")
_KEPT_AS_TEXT = re.compile(r"""=?(?P<mark>["'])(.*)(?P=mark)|'(.*)""")
_CODE = re.compile(r"[A-Z]{1,2}|(?=[A-Za-z]+[0-9])[A-Za-z0-9_.:-]{1,10}")
_LEADING = re.compile(r"[\W_]*([A-Za-z]{1,2}[0-9]{1,2}[A-Za-z]?)(?![A-Za-z0-9])")
_AND_ANOTHER = re.compile(
    r"(?:[\W_]|and\b|or\b)*([A-Za-z]{1,2}[0-9]{1,2}[A-Za-z]?)(?![A-Za-z0-9])", re.IGNORECASE
)
_SPACED = re.compile(r"([A-Za-z]{1,2})\s+([0-9]{1,2})\s*([A-Za-z]?)")
_TRUE: Final = frozenset({"1", "y", "yes", "t", "true"})
_FALSE: Final = frozenset({"0", "n", "no", "f", "false"})


def cleaned(cell: str) -> str:
    """Return a cell without surrounding spaces; empty when it is one of the words for nothing."""
    value = cell.strip()
    if not value:
        return value
    if not value.isascii():
        value = value.strip(_INVISIBLE).strip()
    return "" if value.lower() in EMPTY else value


def code_of(value: str, known: AbstractSet[str], words: Mapping[str, str] | None = None) -> str:
    """Read a national code: as it is, in either case, or in front of its description (`C2 - Care order`).

    A code that nobody knows passes when it looks like one (two letters, or letters and a digit): it leads to
    a person's decision. `words` are further spellings, in lower case. A word typed in is Unreadable, and so
    are two codes in one cell.
    """
    upper = value.upper()
    if upper in known:
        return upper
    if words and (meant := words.get(value.lower())):
        return meant
    if (leading := _LEADING.match(value)) and leading[1].upper() in known:
        second = _AND_ANOTHER.match(value, leading.end())
        if second and second[1].upper() in known - {leading[1].upper()}:
            raise Unreadable("more than one code")
        return leading[1].upper()
    if (spaced := _SPACED.fullmatch(value)) and "".join(spaced.groups()).upper() in known:
        return "".join(spaced.groups()).upper()
    if _CODE.fullmatch(value):
        return value
    raise Unreadable("not a code")


def whole(value: str) -> str:
    """Return `2.0`, as spreadsheets and pandas write a whole number, as `2`; anything else as it is."""
    decimal = _WHOLE_NUMBER_AS_DECIMAL.fullmatch(value)
    return decimal[1] if decimal else value


def flag_of(value: str) -> bool:
    """Read yes or no in any of their spellings; raises Unreadable."""
    word = whole(value.lower())
    if word not in _TRUE | _FALSE:
        raise Unreadable("neither yes nor no")
    return word in _TRUE


def child_id_of(value: str) -> str:
    """Read a child's id; `123.0` is 123, as spreadsheets write it. Raises Unreadable."""
    if _CHILD_ID.fullmatch(value):
        return value
    value = _plain(value)
    if not _CHILD_ID.fullmatch(value):
        raise Unreadable("not an id (1 to 36 letters, digits, hyphens and underscores)")
    return value


def id_of(value: str) -> str:
    """Read any other id, for instance a worker's; a name with a space in it is Unreadable."""
    value = _plain(value)
    if not _ID.fullmatch(value):
        raise Unreadable("not an id")
    return value


def _plain(value: str) -> str:
    """Without what spreadsheets put around a number to keep it as text: `="00123"`, `'00123`."""
    if text := _KEPT_AS_TEXT.fullmatch(value):
        value = (text[2] if text[2] is not None else text[3]).strip()
    return whole(value)


def join_key(value: str) -> str:
    """Return what an id has in common with other spellings of it: letters in capitals, no leading zeros."""
    key = value.upper() if value.isalnum() else _plain(value).upper()
    return key.lstrip("0") or "0" if key.startswith("0") and key.isdigit() else key


def normal(words: str) -> str:
    """Return words in lower case with single spaces between, everything but letters and digits left out."""
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))
