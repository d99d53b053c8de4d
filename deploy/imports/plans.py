"""The permanence plan: which of the ten SSD keys are ticked in a care plan (DOMAIN 2.2).

The specification has one JSON object with all ten keys, ticked or empty. Extracts also write it with bare
keys, in a list, as the letter of Annex A ("F) Long-Term Fostering"), and wrapped: escaped, as JSON in JSON,
with HTML entities or typographic quotation marks. What is not read to its end is Unreadable: a tick may
stand there.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from deploy.imports.values import Unreadable, cleaned, normal
from shared.rules import codes

# fmt: off
KEYS: Final = (
    "REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV", "LTRELFR",
    "LTFOST18", "RESPLMT", "SUPPLIV", "ADOPTION", "OTHERPLN",
)
"""The ten permanence plans of the SSD, in its order."""
# fmt: on

ANNEX_A: Final[Mapping[str, str]] = {
    "a": "RETURNEV",
    "b": codes.PLAN_ADOPTION,
    "c": codes.PLAN_RELATIVES,
    "d": "SUPPLIV",
    "e": "RESPLMT",
    "f": "LTFOST18",
    "g": codes.PLAN_OTHER,
}
"""Annex A's letters; its "Return to Family" says no time, and "SGO/CAO" is the SSD's relatives or friends."""

NOT_TICKED: Final = frozenset(
    {"", "n", "no", "0", "0 0", "f", "false", "none", "null", "n a", "na", "not applicable", "off"}
    | {"not ticked", "unticked", "not checked", "unchecked", "not selected", "unselected"}
)
"""What a key that is not ticked holds, as `normal` gives it."""

_A_LONGER_NO: Final = ("no ", "not ", "never")
_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_PAIR = re.compile(r"""['"]?([A-Za-z][A-Za-z0-9_ ]*)['"]?\s*:\s*("[^"]*"|'[^']*'|[^,{}'"]*)""")
_BETWEEN = re.compile(r"\{[\s,]*\}")
_LETTER = re.compile(r"(?:^|[\s,;|])([A-Ga-g])\)")
_QUOTES: Final = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u02ba\uff02", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02b9\uff07`\u00b4", "'")
    | {"\u00a0": " ", "\uff1a": ":", "\uff0c": ","}
)
_DOUBLED = re.compile(r'\{\s*""\w')
_MOST_WRAPPINGS: Final = 6

Pairs = list[tuple[str, object]]


@lru_cache(maxsize=4096)
def ticked(text: str) -> tuple[str, ...]:
    """Return the keys that are ticked, in the SSD's order; empty when none is.

    Raises Unreadable when it is no care plan in any of these forms, or not a whole one.
    """
    plain, read = _unwrapped(text)
    if read is None:
        return in_order(_bare(plain) if "{" in plain or "}" in plain else _listed(plain))
    return in_order(_keys_in(read))


def in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """Return each key once, those of the SSD first and in its order."""
    found = set(keys)
    return (*(key for key in KEYS if key in found), *sorted(found.difference(KEYS)))


def _unwrapped(text: str) -> tuple[str, object]:
    """The text without what systems wrap around it, and the object or list that it is, or None."""
    for _ in range(_MOST_WRAPPINGS):
        try:
            read = json.loads(text, object_pairs_hook=_Object)
        except (ValueError, RecursionError):
            read = None
        if isinstance(read, list):
            return text, read
        inner = read if isinstance(read, str) else _one_less(text)
        if inner == text:
            break
        text = inner.strip()
    return text, None


class _Object(list[tuple[str, object]]):
    """A JSON object with every key that it has, also those that it has twice."""


def _one_less(text: str) -> str:
    inner = html.unescape(text).translate(_QUOTES)
    if _DOUBLED.search(inner):
        inner = inner.replace('""', '"')
    return inner.replace("\\\\", "\\").replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")


def _keys_in(read: object) -> Iterator[str]:
    """The ticked keys of an object, or of a list of objects or keys."""
    if isinstance(read, _Object):
        for key, value in read:
            if isinstance(value, list) and key.strip().upper() not in KEYS:
                yield from _keys_in(value)
            elif _is_ticked(_said(value)):
                yield _key(key)
        return
    for each in read if isinstance(read, list) else [read]:
        if isinstance(each, list):
            yield from _keys_in(each)
        else:
            yield from _listed(_said(each))


def _said(value: object) -> str:
    """A value as words; what is itself an object or a list is no tick and no "no"."""
    if isinstance(value, list):
        raise Unreadable(NOT_A_PLAN)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else cleaned(str(value))


def _is_ticked(value: str) -> bool:
    """Whatever is not plainly "no"; a longer no ("no longer the plan") and mere signs are Unreadable."""
    said = normal(value)
    if (said.startswith(_A_LONGER_NO) and said not in NOT_TICKED) or (not said and value.strip(" -.")):
        raise Unreadable(NOT_A_PLAN)
    return said not in NOT_TICKED


def _bare(text: str) -> Iterator[str]:
    """Keys and values between braces, with or without quotation marks; nothing else may stand there."""
    if not _BETWEEN.fullmatch(_PAIR.sub("", text).strip()):
        raise Unreadable(NOT_A_PLAN)
    for key, value in _PAIR.findall(text):
        if _is_ticked(cleaned(value.strip("\"' "))):
            yield _key(key)


def _listed(text: str) -> list[str]:
    if letters := _LETTER.findall(text):
        return [ANNEX_A[letter.lower()] for letter in letters]
    keys = [word.upper() for word in re.findall(r"[A-Za-z0-9_]+", text)]
    if set(keys) <= set(KEYS) and (keys or not text.strip(" []")):
        return keys
    raise Unreadable(NOT_A_PLAN)


def _key(word: str) -> str:
    """A key that nobody knows passes when it looks like one: it leads to a person's decision."""
    key = word.strip()
    if key.upper() in KEYS:
        return key.upper()
    if _KEY.fullmatch(key):
        return key
    raise Unreadable(NOT_A_PLAN)


NOT_A_PLAN: Final = "not a permanence plan"
