"""The permanence plan: which of the ten SSD keys are ticked in a care plan (DOMAIN 2.2).

The specification has one JSON object with all ten keys, ticked or empty. Extracts also write it with bare
keys, in a list, cut short, or as the letter of Annex A ("F) Long-Term Fostering").
"""

import json
import re
from collections.abc import Iterable, Mapping
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
    {"", "n", "no", "0", "f", "false", "none", "null", "n a", "na", "not applicable", "off"}
    | {"not ticked", "unticked", "not checked", "unchecked", "not selected", "unselected"}
)
"""What a key that is not ticked holds, as `normal` gives it."""

_A_LONGER_NO: Final = ("no ", "not ", "never")
_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_PAIR = re.compile(r"""['"]?([A-Za-z][A-Za-z0-9_ ]*)['"]?\s*:\s*("[^"]*"?|'[^']*'?|[^,}]*)""")
_LETTER = re.compile(r"(?:^|[\s,;|])([A-Ga-g])\)")


@lru_cache(maxsize=4096)
def ticked(text: str) -> tuple[str, ...]:
    """Return the keys that are ticked, in the SSD's order; empty when none is.

    Raises Unreadable when it is no care plan in any of these forms.
    """
    found = _pairs(text)
    if found is None:
        return in_order(_listed(text))
    return in_order(_key(key) for key, value in found if _is_ticked(value))


def _is_ticked(value: str) -> bool:
    """Whatever is not plainly "no"; a longer no ("no longer the plan") and mere signs are Unreadable."""
    said = normal(value)
    if (said.startswith(_A_LONGER_NO) and said not in NOT_TICKED) or (not said and value.strip(" -.")):
        raise Unreadable("not a permanence plan")
    return said not in NOT_TICKED


def in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """Return each key once, those of the SSD first and in its order."""
    found = set(keys)
    return (*(key for key in KEYS if key in found), *sorted(found.difference(KEYS)))


def _pairs(text: str) -> list[tuple[str, str]] | None:
    if "{" not in text:
        return None
    try:
        read = json.loads(text)
    except ValueError:
        return [(key.strip(), cleaned(value.strip("\"' "))) for key, value in _PAIR.findall(text)]
    objects = read if isinstance(read, list) else [read]
    return [(key, _said(value)) for one in objects if isinstance(one, dict) for key, value in one.items()]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else cleaned(str(value))


def _listed(text: str) -> list[str]:
    if letters := _LETTER.findall(text):
        return [ANNEX_A[letter.lower()] for letter in letters]
    keys = [word.upper() for word in re.findall(r"[A-Za-z0-9_]+", text)]
    if set(keys) <= set(KEYS):
        return keys
    raise Unreadable("not a permanence plan")


def _key(word: str) -> str:
    """A key that nobody knows passes when it looks like one: it leads to a person's decision."""
    key = word.strip()
    if key.upper() in KEYS:
        return key.upper()
    if _KEY.fullmatch(key):
        return key
    raise Unreadable("not a permanence plan")
