"""What nobody under 16 is asked: whether they are a parent, or a care leaver (DOMAIN 11). Pure.

The result of a criterion stays as it is; only the words for it ask for something else, or for nothing.
"""

from collections.abc import Iterable
from typing import Final

from services.eligibility.finding import Finding

FROM_AGE: Final = 16

FIELDS: Final = frozenset(
    {"care_leaver", "parent.is_parent", "parent.child_lost_in_care_proceedings", "services"}
)
"""Fields of the record that only such a question could fill in."""

REASONS: Final = frozenset(
    {
        "care-leaver-category-not-known",
        "parenthood-not-known",
        "child-lost-in-care-proceedings-not-known",
        "services-not-known",
        "service-not-listed",
    }
)
"""Reasons that would ask for it."""

UNSAID: Final = "criteria-not-known"


def asked(finding: Finding, age: int) -> Finding:
    """Return the finding as it may be told of somebody of that age."""
    if age >= FROM_AGE or (REASONS.isdisjoint(finding.reasons) and FIELDS.isdisjoint(finding.missing)):
        return finding
    reasons = tuple(reason for reason in finding.reasons if reason not in REASONS) or (UNSAID,)
    missing = tuple(field for field in finding.missing if field not in FIELDS)
    return finding._replace(reasons=reasons, missing=missing)


def leading(findings: Iterable[Finding]) -> str:
    """Return the first reason of the findings that decide which says something."""
    reasons = [finding.reasons[0] for finding in findings]
    return next((reason for reason in reasons if reason != UNSAID), UNSAID)
