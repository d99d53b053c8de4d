"""A policy as a page of plain English: whom it is for, how its criteria combine, and what it leaves open."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from services.eligibility.policies.policy import Capacity, Policy, Priority, Reading, WorkEnds
from services.eligibility.policies.words import any_of, day_in_words, months_in_words, plain, sentence

_NARROWEST_TEXT: Final = 30

_ALWAYS: Final = (
    "Not eligible: a child who has died, or whose care ended by adoption or transfer to another authority. "
    "For a person to decide: another jurisdiction than England, a disputed date of birth, and whatever the "
    "record does not say or says in two ways."
)

_FIRST: Final[Mapping[Priority, str]] = {
    "urgent": "a child whose referral is urgent",
    "work-ends-soon": "a young person for whom the offer ends within {months}",
    "turns-18-soon": "a child who turns 18 within {months}",
    "care-leaver": "a care leaver",
}


def page(policy: Policy, width: int) -> list[str]:
    """Return the page's lines, none of them longer than `width` where words allow it."""
    entries = [*_about(policy), *_criteria(policy), *_around(policy)]
    indent = 2 + max(len(label) for label, _ in entries)
    lines = [f"{policy.name}, version {policy.version}", ""]
    for label, text in entries:
        lines += _entry(label, text, indent, width)
    return lines


def combined(reading: Reading) -> str:
    """Return a reading as a formula: "(B1 and B2) or B3"."""
    several = len(reading) > 1
    routes = (" and ".join(route) for route in reading)
    bracketed = (
        f"({one})" if several and len(route) > 1 else one for one, route in zip(routes, reading, strict=True)
    )
    return " or ".join(bracketed)


def _entry(label: str, text: str, indent: int, width: int) -> list[str]:
    hanging = indent + 2 if text.startswith("- ") else indent
    return textwrap.wrap(
        text,
        width=max(width, hanging + _NARROWEST_TEXT),
        initial_indent=label.ljust(indent),
        subsequent_indent=" " * hanging,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _about(policy: Policy) -> Iterator[tuple[str, str]]:
    yield "Authority", policy.authority
    until = "" if policy.effective_to is None else f" until {day_in_words(policy.effective_to)}"
    yield "In force", f"from {day_in_words(policy.effective_from)}{until}"
    yield "Source", policy.source
    yield "Eligible", _how_combined(policy)


def _how_combined(policy: Policy) -> str:
    readings = policy.readings
    counts = readings.R2 if readings.decide_by == "R2" and readings.R2 else readings.R1
    when = f"when {combined(counts)}."
    if readings.R2 is None:
        return when
    other = combined(readings.R1 if counts is readings.R2 else readings.R2)
    if readings.decide_by == "agreement":
        return f"{when} The page can also be read as {other}: where the two differ a person decides."
    return f"{when} The other reading, {other}, is shown and does not decide."


def _criteria(policy: Policy) -> Iterator[tuple[str, str]]:
    for name, criterion in policy.criteria.items():
        yield name, sentence(criterion)
    yield "Always", _ALWAYS


def _around(policy: Policy) -> Iterator[tuple[str, str]]:
    if policy.minimum_age:
        yield (
            "Minimum age",
            f"Below {policy.minimum_age} a person decides about a child who is eligible otherwise.",
        )
    if policy.work_ends is not None:
        yield "Work ends", _end(policy.work_ends)
    yield "Referred by", _referred_by(policy.referral.referred_by)
    if policy.referral.holder_consent_needed:
        yield "Consent", "Under 18, of a person with parental responsibility."
    if policy.referral.iro_discussion_needed:
        yield "Discussed", "With the IRO before the referral, while the child is looked after."
    if policy.capacity is not None:
        yield "Places", _places(policy.capacity)
    for number, open_question in enumerate(policy.leaves_open):
        yield "Left open" if number == 0 else "", f"- {open_question}"


def _end(ends: WorkEnds) -> str:
    then = "is completed" if ends.work_in_hand == "complete" else "is closed"
    if not ends.warn_months_before:
        return f"At {ends.age}: work in hand {then}."
    warned = months_in_words(ends.warn_months_before)
    return f"At {ends.age}: work in hand {then}; people are told {warned} before."


def _referred_by(roles: Sequence[str]) -> str:
    return f"The {any_of(plain(one) for one in roles)}." if roles else "Any practitioner."


def _places(capacity: Capacity) -> str:
    first = [_FIRST[one].format(months=months_in_words(capacity.soon_months)) for one in capacity.priority]
    order = ", then ".join([*first, "who has waited longest"])
    return f"{capacity.places} children at one time; when none is free, first {order}."
