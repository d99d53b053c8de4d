"""B3, the parent route: a care leaver who lost a child through care proceedings (DOMAIN 2.3 step 5)."""

from typing import Final

from services.eligibility.care import leaver_among
from services.eligibility.finding import NOT_MET, UNKNOWN, Fact, Finding, every, part
from services.eligibility.on_day import ChildOnDay
from services.eligibility.policies.criteria import CareLeaverParent
from services.eligibility.time_limits import within_age
from shared.contracts.records import Parenthood
from shared.rules import codes

ANY_LEAVER: Final = codes.LEFT_CARE | {codes.LEAVER_ELIGIBLE}
"""All four categories are care leavers here: `eligible` are 16 or 17 and in care."""

NOT_KNOWN: Final = Parenthood()


def care_leaver_parent(child: ChildOnDay, rule: CareLeaverParent) -> Finding:
    """Answer B3; fathers are parents too, and one current listed service is enough."""
    parent = child.record.parent or NOT_KNOWN
    facts = (
        leaver_among(child, ANY_LEAVER, none="not-a-care-leaver"),
        _flag(("parent.is_parent", parent.is_parent), no="no-parenthood", unknown="parenthood-not-known"),
        within_age(child.age, 0, rule.ends_at_age),
        _flag(
            ("parent.child_lost_in_care_proceedings", parent.child_lost_in_care_proceedings),
            no="no-child-lost-in-care-proceedings",
            unknown="child-lost-in-care-proceedings-not-known",
        ),
        _service(child, rule),
    )
    return every(facts, met="parent-route")


def _flag(fact: Fact, *, no: str, unknown: str) -> Finding:
    field, value = fact
    if value is None:
        return Finding(UNKNOWN, (unknown,), (), (field,))
    return part(fact) if value else Finding(NOT_MET, (no,), (fact,))


def _service(child: ChildOnDay, rule: CareLeaverParent) -> Finding:
    services = child.current_services
    if services is None:
        return Finding(UNKNOWN, ("services-not-known",), (), ("services",))
    if not services:
        return Finding(NOT_MET, ("no-current-service",), (("services.service", None),))
    listed = rule.listed(child.day)
    for service in services:
        if service in listed:
            return part(("services.service", service))
    named = tuple(("services.service", codes.word(service)) for service in services)
    return Finding(UNKNOWN, ("service-not-listed",), named)
