"""Remarks on the care-leaver category against age and care.

Children Act 1989: Sch 2 para 19B (eligible), s23A (relevant), s23C (former relevant), s24 (qualifying).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from services.eligibility.data_quality.looked import Looked, Table
from shared.clock import birthday
from shared.rules import codes
from shared.rules.codes import ADULT

_FROM: Final = 16
"""No category begins before this birthday."""

_COUNTED_FROM: Final = 14
_PRESCRIBED_PERIOD: Final = timedelta(weeks=13)
"""In care since that birthday: an eligible child (Care Planning Regulations 2010, reg 40)."""


def _eligible_by_law(child: Looked) -> bool:
    """Sixteen or seventeen and in care for the prescribed period, whoever ticked what."""
    started = child.care.period_started
    if not child.in_care or started is None or not _FROM <= child.age < ADULT:
        return False
    return child.day - max(started, birthday(child.born, _COUNTED_FROM)) >= _PRESCRIBED_PERIOD


def _not_in_care(child: Looked) -> bool:
    not_now = not child.current or child.legal_status in codes.SHORT_BREAKS
    return not_now and child.record.care is not None


def _not_16_or_17(child: Looked) -> bool:
    return not _FROM <= child.age < ADULT


_STILL_IN_CARE: Final[Table] = {"category-left-care-but-in-care": lambda c: c.in_care}

CATEGORY: Final[Mapping[str, Table]] = {
    codes.LEAVER_NONE: {"category-none-but-eligible": _eligible_by_law},
    codes.LEAVER_ELIGIBLE: {
        "category-eligible-but-not-in-care": _not_in_care,
        "category-eligible-but-not-16-or-17": _not_16_or_17,
    },
    "relevant": {**_STILL_IN_CARE, "category-relevant-but-not-16-or-17": _not_16_or_17},
    "former_relevant": {**_STILL_IN_CARE, "category-former-relevant-under-18": lambda c: c.age < ADULT},
    "qualifying": {**_STILL_IN_CARE, "category-qualifying-under-16": lambda c: c.age < _FROM},
}
"""Of each category."""

ANOTHER: Final[Table] = {"care-leaver-category-unrecognised": lambda _: True}
"""Of a category that is none of them."""
