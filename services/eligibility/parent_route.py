"""B3, the parent route: a care leaver who lost a child through care proceedings (DOMAIN 2.3 step 5)."""

from services.eligibility.finding import MET, NOT_MET, UNKNOWN, Finding, every
from services.eligibility.on_day import ChildOnDay
from services.eligibility.policy import CareLeaverParent
from shared import codes


def care_leaver_parent(child: ChildOnDay, rule: CareLeaverParent) -> Finding:
    """Answer B3; fathers are parents too, and one current listed service is enough."""
    parent = child.record.parent
    facts = (
        _care_leaver(child.record.care_leaver),
        _flag("parent.is_parent", parent.is_parent if parent else None, "parenthood"),
        _age(child.age, rule),
        _flag(
            "parent.child_lost_in_care_proceedings",
            parent.child_lost_in_care_proceedings if parent else None,
            "child-lost-in-care-proceedings",
        ),
        _service(child, rule),
    )
    return every(facts, met="parent-route")


def _care_leaver(category: str | None) -> Finding:
    if category is None:
        return Finding(UNKNOWN, ("care-leaver-category-not-known",), (), ("care_leaver",))
    evidence = (("care_leaver", codes.word(category)),)
    if category == codes.LEAVER_NONE:
        return Finding(NOT_MET, ("not-a-care-leaver",), evidence)
    if category == codes.LEAVER_ELIGIBLE or category in codes.LEFT_CARE:
        return Finding(MET, ("care-leaver",), evidence)
    return Finding(UNKNOWN, ("care-leaver-category-unrecognised",), evidence)


def _flag(field: str, value: bool | None, what: str) -> Finding:  # noqa: FBT001 - the fact itself
    if value is None:
        return Finding(UNKNOWN, (f"{what}-not-known",), (), (field,))
    return Finding(MET if value else NOT_MET, (what if value else f"no-{what}",), ((field, value),))


def _age(age: int, rule: CareLeaverParent) -> Finding:
    if age < rule.ends_at_age:
        return Finding(MET, ("within-age-limit",), (("age", age),))
    return Finding(NOT_MET, ("over-age-limit",), (("age", age),))


def _service(child: ChildOnDay, rule: CareLeaverParent) -> Finding:
    services = child.current_services
    if services is None:
        return Finding(UNKNOWN, ("services-not-known",), (), ("services",))
    if not services:
        return Finding(NOT_MET, ("no-current-service",), (("services.service", None),))
    listed = rule.listed(child.day)
    for service in services:
        if service in listed:
            return Finding(MET, ("partner-service",), (("services.service", service),))
    named = tuple(("services.service", codes.word(service)) for service in services)
    return Finding(UNKNOWN, ("service-not-listed",), named)
