"""The care-leaver category, from the words and codes of the SSD's eligibility field and of Annex A."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from deploy.imports.rows import Row
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


@dataclass(frozen=True, slots=True)
class Contacts:
    """The rows that speak of today: those without a day of contact, and those of the latest one.

    The day is left blank where the authority is not in touch (SSD): no row is older for having none.
    """

    undated: Sequence[Row]
    latest: Sequence[Row]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        """Look at the days of contact."""
        seen = [(row.day("seen", spoils=False), row) for row in rows]
        last = max((when for when, _ in seen if when is not None), default=None)
        undated = [row for when, row in seen if when is None]
        return cls(undated, [row for when, row in seen if when is not None and when == last])

    @property
    def rows(self) -> list[Row]:
        """All of them."""
        return [*self.undated, *self.latest]

    def category(self) -> str | None:
        """Return the category; None, after telling why, when it is not known or rows contradict each other.

        An old "no current eligibility" does not outweigh a category in a row without a day of contact.
        """
        if any(row.spoiled for row in self.rows):
            return None
        now, then = _categories(self.undated), _categories(self.latest)
        if now is None or then is None:
            return None
        if now and set(then) == {LEAVER_NONE}:
            then = {}
        if len(both := now | then) > 1:
            later = max(both.values(), key=lambda row: row.line)
            later.bad("category", "not the category of another row")
            return None
        return next(iter(both), None)


def _categories(rows: Sequence[Row]) -> dict[str, Row] | None:
    """The last row of each category; None when one cannot be read."""
    found: dict[str, Row] = {}
    for row in rows:
        if said := row.text("category"):
            try:
                found[category_of(said)] = row
            except Unreadable as fault:
                row.bad("category", str(fault))
                return None
    return found
