"""The care-leaver category, from the words and codes of the SSD's eligibility field and of Annex A."""

import re
from collections.abc import Mapping
from typing import Final

from deploy.imports.values import Unreadable, normal
from shared.rules.codes import LEAVER_ELIGIBLE, LEAVER_NONE

# fmt: off
CATEGORIES: Final[Mapping[str, str]] = {
    **dict.fromkeys((
        "eligible", "eligible child", "eligible young person", "eligible care leaver", "e",
    ), LEAVER_ELIGIBLE),
    **dict.fromkeys((
        "relevant", "relevant child", "relevant young person", "relevant care leaver", "r",
    ), "relevant"),
    **dict.fromkeys((
        "former relevant", "former relevant child", "former relevant young person",
        "former relevant care leaver", "former relevant child pursuing education",
        "former relevant pursuing education", "formerrelevant", "former relevant child 21", "fr", "f",
    ), "former_relevant"),
    **dict.fromkeys((
        "qualifying", "qualifying child", "qualifying young person", "qualifying care leaver",
        "qualifying child or young person", "q",
    ), "qualifying"),
    **dict.fromkeys((
        "no current eligibility", "no eligibility", "not eligible", "ineligible", "none", "not a care leaver",
        "not applicable", "n a",
    ), LEAVER_NONE),
}
"""Category by its words in lower case, without punctuation."""
# fmt: on

_LETTER_BEFORE = re.compile(r"^\(?[A-Ga-g]\)\s*")
_CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9_]{1,10}")


def category_of(words: str) -> str:
    """Return the category; a code that nobody knows stays as it is. Raises Unreadable for other words."""
    if known := CATEGORIES.get(normal(_LETTER_BEFORE.sub("", words))):
        return known
    if _CODE.fullmatch(words):
        return words
    raise Unreadable("not a care-leaver category")
