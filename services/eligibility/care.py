"""In care, care leaver, allocated worker: B2, and its parts as criteria of their own (DOMAIN 2.3)."""

from collections.abc import Container
from datetime import date

from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Fact, Finding, either, every
from services.eligibility.on_day import ChildOnDay
from services.eligibility.policies.criteria import (
    MAY_ASK_FOR_AN_ADVISER,
    MAY_QUALIFY,
    AllocatedWorker,
    CareLeaver,
    InCare,
    InCareOrSupportedLeaver,
)
from shared.contracts.lifelong_links import Truth
from shared.contracts.records import Care
from shared.rules import codes


def in_care_or_supported_leaver(child: ChildOnDay, rule: InCareOrSupportedLeaver) -> Finding:
    """Answer B2: in care, or a care leaver with a current worker of the roles that the policy names."""
    care = limb = in_care_today(child)
    if rule.worker_needed_in_care:
        limb = every((care, worker_among(child, rule.worker_roles)), met="in-care-with-worker")
    leaver = _supported_leaver(child, rule)
    if care.result == MET and leaver.result == NOT_MET:
        return limb
    return either((limb, leaver))


def in_care(child: ChildOnDay, _rule: InCare) -> Finding:
    """Answer whether the child is in care, as a criterion of its own."""
    return in_care_today(child)


def care_leaver(child: ChildOnDay, rule: CareLeaver) -> Finding:
    """Answer whether the young person is a care leaver of one of the categories that the policy names."""
    return leaver_among(child, rule.categories, none="not-a-care-leaver")


def allocated_worker(child: ChildOnDay, rule: AllocatedWorker) -> Finding:
    """Answer whether somebody in one of the roles that the policy names is allocated."""
    return worker_among(child, rule.worker_roles)


def in_care_today(child: ChildOnDay) -> Finding:
    """Tell whether the child is in care on the day (step 2); short breaks are not care."""
    care = child.record.care
    if care is None:
        return Finding(UNKNOWN, ("care-not-known",), (), ("care",))
    if not child.care_is_current:
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


def _supported_leaver(child: ChildOnDay, rule: InCareOrSupportedLeaver) -> Finding:
    leaver = leaver_among(child, codes.LEFT_CARE, none="neither-in-care-nor-care-leaver")
    if leaver.result != MET:
        return leaver
    return every((leaver, worker_among(child, rule.worker_roles)), met="care-leaver-with-worker")


def leaver_among(child: ChildOnDay, categories: Container[str], *, none: str) -> Finding:
    """Say whether the young person is a care leaver of one of these categories; `none`: that they are none.

    `eligible` means 16 or 17 and in care: where that category is not asked for, it is a contradiction unless
    the child is known to be in care.
    """
    category = child.record.care_leaver
    if category in (None, codes.LEAVER_NONE) and (ceased := _special_guardianship(child)):
        return _may_qualify(category, ("care.reason_ceased", ceased))
    if category is None:
        return Finding(UNKNOWN, ("care-leaver-category-not-known",), (), ("care_leaver",))
    result: Truth
    if category in categories:
        result, reason = MET, "care-leaver"
    elif category == codes.LEAVER_NONE:
        result, reason = NOT_MET, none
    elif category == codes.LEAVER_ELIGIBLE:
        in_care_now = in_care_today(child).result == MET
        result = NOT_MET if in_care_now else UNKNOWN
        reason = "still-in-care" if in_care_now else "category-eligible-but-not-in-care"
    elif category in codes.LEFT_CARE:
        result, reason = NOT_MET, "care-leaver-category-not-admitted"
    else:
        result, reason = UNKNOWN, "care-leaver-category-unrecognised"
    return Finding(result, (reason,), (("care_leaver", codes.word(category)),))


def _may_qualify(category: str | None, ceased: Fact) -> Finding:
    """From 16 to 20 a special guardianship after care qualifies for support (s24(1A); hard case 53)."""
    reasons = ("special-guardianship-after-care",)
    if category is None:
        return Finding(UNKNOWN, reasons, (ceased,), ("care_leaver",))
    return Finding(NOT_MET, reasons, (ceased, ("care_leaver", category)))


def _special_guardianship(child: ChildOnDay) -> str | None:
    """The reason for which care ended, where that is a special guardianship order which may qualify them."""
    care = child.record.care
    if care is None or child.care_is_current or child.age not in MAY_QUALIFY:
        return None
    return care.reason_ceased if care.reason_ceased in codes.SPECIAL_GUARDIANSHIP else None


def worker_among(child: ChildOnDay, wanted: Container[str]) -> Finding:
    """Say whether a current worker has one of these roles; a role nobody knows leaves it open."""
    roles = child.current_roles
    if roles is None:
        return Finding(UNKNOWN, ("workers-not-known",), (), ("workers",))
    for role in roles:
        if role in wanted:
            return Finding(MET, ("worker-allocated",), (("workers.role", role),))
    if strange := [role for role in roles if role not in codes.WORKER_ROLES]:
        facts = tuple(("workers.role", codes.word(role)) for role in strange)
        return Finding(UNKNOWN, ("worker-role-unrecognised",), facts)
    reason = "no-worker-may-ask-for-adviser" if child.age in MAY_ASK_FOR_AN_ADVISER else "no-worker"
    return Finding(NOT_MET, (reason,), (("workers.role", None),))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
