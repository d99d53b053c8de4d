"""Criteria that time alone decides: an age range, and how long the child is in care (DOMAIN 2.2, 2.4)."""

from services.eligibility.care import in_care_today
from services.eligibility.finding import MET, NOT_MET, Finding
from services.eligibility.on_day import ChildOnDay
from services.eligibility.policies.criteria import AgeRange, TimeInCare
from shared.clock import months_after


def age_range(child: ChildOnDay, rule: AgeRange) -> Finding:
    """Answer whether the child is old enough on the day, and not too old."""
    return within_age(child.age, rule.from_age, rule.ends_at_age)


def within_age(age: int, first: int, end: int | None) -> Finding:
    """Say whether an age lies from `first` until before `end`.

    A date of birth to come is under every `end`, and too young only where some birthday is asked for.
    """
    evidence = (("age", age),)
    if max(age, 0) < first:
        return Finding(NOT_MET, ("under-age-range",), evidence)
    if end is not None and age >= end:
        return Finding(NOT_MET, ("over-age-limit",), evidence)
    return Finding(MET, ("within-age-limit",), evidence)


def time_in_care(child: ChildOnDay, rule: TimeInCare) -> Finding:
    """Answer whether the current period of care began less than so many months ago."""
    care = child.record.care
    if care is None or care.period_started is None or not child.care_is_current:
        return in_care_today(child)
    evidence = (("care.period_started", care.period_started.isoformat()),)
    if child.day < months_after(care.period_started, rule.less_than_months):
        return Finding(MET, ("within-time-in-care",), evidence)
    return Finding(NOT_MET, ("too-long-in-care",), evidence)
