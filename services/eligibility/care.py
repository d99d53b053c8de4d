"""In care, care leaver, allocated worker: B2 and the part of it that other criteria share (DOMAIN 2.3)."""

from datetime import date
from typing import Final

from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Fact, Finding, either, every
from services.eligibility.on_day import ChildOnDay
from services.eligibility.policy import InCareOrSupportedLeaver
from shared import codes
from shared.contracts.records import Care, period_is_current

MAY_ASK_FOR_AN_ADVISER: Final = range(21, 25)
"""Ages at which a care leaver may lawfully have no personal adviser and may ask for one (s23CZB)."""


def in_care_or_supported_leaver(child: ChildOnDay, rule: InCareOrSupportedLeaver) -> Finding:
    """Answer B2: in care, or a care leaver with a current worker of the roles that the policy names."""
    care = in_care(child)
    limb = care
    if rule.worker_needed_in_care:
        limb = every((care, _worker(child, rule)), met="in-care-with-worker")
    return either((limb, _supported_leaver(child, rule, care)))


def in_care(child: ChildOnDay) -> Finding:
    """Tell whether the child is in care on the day (step 2); short breaks are not care."""
    care = child.record.care
    if care is None:
        return Finding(UNKNOWN, ("care-not-known",), (), ("care",))
    if not period_is_current(care, child.day):
        return _not_current(care, child.day)
    evidence: tuple[Fact, ...] = (("care.period_started", _iso(care.period_started)),)
    if care.legal_status is None:
        return Finding(UNKNOWN, ("legal-status-not-known",), evidence, ("care.legal_status",))
    evidence += (("care.legal_status", codes.statutory(care.legal_status)),)
    if care.legal_status in codes.SHORT_BREAKS:
        return Finding(NOT_MET, ("short-breaks",), evidence)
    if care.legal_status not in codes.LEGAL_STATUS:
        return Finding(UNKNOWN, ("legal-status-unrecognised",), evidence)
    return Finding(MET, ("in-care",), evidence)


def _not_current(care: Care, day: date) -> Finding:
    started = ("care.period_started", _iso(care.period_started))
    if care.period_started is None:
        return Finding(NOT_MET, ("no-period-of-care",), (started,))
    if care.period_started > day:
        return Finding(NOT_MET, ("care-not-begun",), (started,))
    ended: tuple[Fact, ...] = (("care.period_ended", _iso(care.period_ended)),)
    if care.reason_ceased is not None:
        ended += (("care.reason_ceased", codes.statutory(care.reason_ceased)),)
    return Finding(NOT_MET, ("care-ended",), ended)


def _supported_leaver(child: ChildOnDay, rule: InCareOrSupportedLeaver, care: Finding) -> Finding:
    category = child.record.care_leaver
    if category is None:
        return Finding(UNKNOWN, ("care-leaver-category-not-known",), (), ("care_leaver",))
    evidence = (("care_leaver", codes.word(category)),)
    if category == codes.LEAVER_NONE:
        return Finding(NOT_MET, ("neither-in-care-nor-care-leaver",), evidence)
    if category == codes.LEAVER_ELIGIBLE:
        if care.result == MET:
            return Finding(NOT_MET, ("still-in-care",), evidence)
        return Finding(UNKNOWN, ("category-eligible-but-not-in-care",), evidence)
    if category not in codes.LEFT_CARE:
        return Finding(UNKNOWN, ("care-leaver-category-unrecognised",), evidence)
    leaver = Finding(MET, ("care-leaver",), evidence)
    return every((leaver, _worker(child, rule)), met="care-leaver-with-worker")


def _worker(child: ChildOnDay, rule: InCareOrSupportedLeaver) -> Finding:
    roles = child.current_roles
    if roles is None:
        return Finding(UNKNOWN, ("workers-not-known",), (), ("workers",))
    for role in roles:
        if role in rule.worker_roles:
            return Finding(MET, ("worker-allocated",), (("workers.role", role),))
    if strange := [role for role in roles if role not in codes.WORKER_ROLES]:
        facts = tuple(("workers.role", codes.word(role)) for role in strange)
        return Finding(UNKNOWN, ("worker-role-unrecognised",), facts)
    reason = "no-worker-may-ask-for-adviser" if child.age in MAY_ASK_FOR_AN_ADVISER else "no-worker"
    return Finding(NOT_MET, (reason,), (("workers.role", None),))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
