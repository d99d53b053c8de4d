"""Remarks on the period of care, its codes, and what stands beside them."""

from collections.abc import Container
from typing import Final

from services.eligibility.data_quality.looked import Looked, Table
from shared.contracts.records import is_current
from shared.rules import codes
from shared.rules.codes import ADULT

_ADOPTED: Final = frozenset({"E11", "E12"})
_DIED: Final = "E2"
_NEW_EPISODE: Final = "X1"
_FOSTERED_TO_18: Final = "LTFOST18"
_LIVES_AWAY: Final = codes.PLAN_OUTSIDE_FAMILY | {codes.PLAN_ADOPTION}


def _unrecognised(code: str | None, known: Container[str]) -> bool:
    return code is not None and code not in known


def _began_before_birth(child: Looked) -> bool:
    started = child.care.period_started
    return started is not None and started < child.born


def _ended_before_it_began(child: Looked) -> bool:
    started, ended = child.care.period_started, child.care.period_ended
    return started is not None and ended is not None and ended < started


def _order_against_plan(child: Looked) -> bool:
    against = not codes.PLAN_OUTSIDE_FAMILY.isdisjoint(child.plan)
    return against and child.legal_status == codes.PLACEMENT_ORDER


def _order_without_decision(child: Looked) -> bool:
    known = child.record.adoption is not None
    return known and child.legal_status == codes.PLACEMENT_ORDER and child.adoption.decision_date is None


def _short_breaks_against_plan(child: Looked) -> bool:
    return child.legal_status in codes.SHORT_BREAKS and not _LIVES_AWAY.isdisjoint(child.plan)


def _no_social_worker(child: Looked) -> bool:
    rows = child.record.workers
    if not child.in_care or rows is None:
        return False
    roles = [row.role for row in rows if is_current(row, child.day)]
    return "social_worker" not in roles and codes.WORKER_ROLES.issuperset(roles)


def _adopted_without_decision(child: Looked) -> bool:
    return child.care.reason_ceased in _ADOPTED and child.adoption.decision_date is None


CARE: Final[Table] = {
    "care-began-before-birth": _began_before_birth,
    "adult-in-care": lambda c: c.current and c.age >= ADULT,
    "legal-status-unrecognised": lambda c: _unrecognised(c.care.legal_status, codes.LEGAL_STATUS),
    "placement-unrecognised": lambda c: _unrecognised(c.care.placement, codes.PLACEMENT),
    "no-social-worker-in-care": _no_social_worker,
}
"""Of a period of care that is known."""

END: Final[Table] = {
    "care-ended-before-it-began": _ended_before_it_began,
    "care-ended-but-never-began": lambda c: c.care.period_started is None,
    "end-of-care-without-reason": lambda c: c.care.reason_ceased is None and c.has_ended,
    "reason-ceased-says-it-goes-on": lambda c: c.care.reason_ceased == _NEW_EPISODE,
    "adopted-without-decision": _adopted_without_decision,
}
"""Of a period of care whose end is recorded."""

REASON: Final[Table] = {
    "reason-ceased-without-end": lambda c: c.care.period_ended is None,
    "reason-ceased-death-without-date": lambda c: (
        c.care.reason_ceased == _DIED and c.record.date_of_death is None
    ),
    "reason-ceased-unrecognised": lambda c: c.care.reason_ceased not in codes.REASON_CEASED,
}
"""Of a reason for which care ceased."""

TELLING: Final = frozenset({codes.PLACEMENT_ORDER, codes.FREEING_ORDER, *codes.SHORT_BREAKS})
"""Legal statuses that say something about the plan."""

STATUS: Final[Table] = {
    "placement-order-contradicts-plan": _order_against_plan,
    "placement-order-without-decision": _order_without_decision,  # [553]
    "legacy-freeing-order": lambda c: c.legal_status == codes.FREEING_ORDER,
    "short-breaks-against-plan": _short_breaks_against_plan,
}
"""Of such a legal status."""

WITH_PARENTS: Final[Table] = {
    "placed-with-parents-against-plan": lambda c: _FOSTERED_TO_18 in c.plan,
}
"""Of a child who is placed with parents."""
