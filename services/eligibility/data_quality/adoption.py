"""Remarks on decisions for adoption and on being placed for it."""

from typing import Final

from services.eligibility.data_quality.looked import Looked, Table
from shared.rules import codes

_UNDER_PLACEMENT_ORDER: Final = frozenset({"A5", "A6"})
_OTHER_STATUS: Final = codes.LEGAL_STATUS - {codes.PLACEMENT_ORDER, codes.FREEING_ORDER}


def _placed(child: Looked) -> bool:
    adoption = child.adoption
    by_date = adoption.placed_date is not None and adoption.placed_ceased_date is None
    return by_date or child.placement in codes.PLACED_FOR_ADOPTION


def _placed_before_decision(child: Looked) -> bool:
    one = child.adoption
    if one.placed_date is None or one.placed_ceased_date is not None or one.decision_date is None:
        return False
    return one.placed_date < one.decision_date


def _reversed_before_decision(child: Looked) -> bool:
    one = child.adoption
    return bool(
        one.decision_date and one.decision_reversed_date and one.decision_reversed_date < one.decision_date
    )


def _ended_before_placed(child: Looked) -> bool:
    one = child.adoption
    return bool(one.placed_date and one.placed_ceased_date and one.placed_ceased_date < one.placed_date)


def _placed_though_reversed(child: Looked) -> bool:
    reversed_on = child.adoption.decision_reversed_date
    return reversed_on is not None and reversed_on <= child.day and _placed(child)


def _reversal_unrecognised(child: Looked) -> bool:
    reason = child.adoption.reversal_reason
    return reason is not None and reason not in codes.REVERSAL_REASONS


def _without_order(child: Looked) -> bool:
    # A freeing order stood in the placement order's place before 2005 and may still be in force.
    status = child.legal_status
    return status in _OTHER_STATUS and child.placement in _UNDER_PLACEMENT_ORDER


ADOPTION: Final[Table] = {
    "placed-for-adoption-without-decision": lambda c: _placed(c) and c.adoption.decision_date is None,
    "placed-for-adoption-before-decision": _placed_before_decision,  # [552]
    "placed-for-adoption-though-reversed": _placed_though_reversed,
    "reversal-without-decision": lambda c: bool(
        c.adoption.decision_reversed_date and not c.adoption.decision_date
    ),
    "reversal-before-decision": _reversed_before_decision,
    "reversal-reason-without-date": lambda c: bool(
        c.adoption.reversal_reason and not c.adoption.decision_reversed_date
    ),
    "reversal-reason-unrecognised": _reversal_unrecognised,
    "placing-ended-before-it-began": _ended_before_placed,
    "placing-ended-but-never-began": lambda c: bool(
        c.adoption.placed_ceased_date and not c.adoption.placed_date
    ),
    "adoptive-placement-without-order": _without_order,  # [408]
}
"""Of a record that knows of adoption."""
