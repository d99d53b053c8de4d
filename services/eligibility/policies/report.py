"""A comparison of two policies as text: a table of outcomes, and the children that change, by reason."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Final

from services.eligibility.policies.compare import Change, Comparison
from services.eligibility.policies.policy import Policy
from services.eligibility.policies.words import day_in_words, plain
from shared.contracts.lifelong_links import Outcome

OUTCOMES: Final[Mapping[Outcome, str]] = {
    "eligible": "eligible",
    "needs_decision": "needs a decision",
    "not_eligible": "not eligible",
}


def report(found: Comparison, reasons: Mapping[str, str], width: int) -> Iterator[str]:
    """Return the lines of a comparison; `reasons` are the words for reason codes, lines wrap at `width`."""
    first, second = _called(found.first), _called(found.second)
    yield (
        f"{first} and {second} on {day_in_words(found.day)}: {_children(found.records)}, "
        f"of whom {found.changed:,} {'has' if found.changed == 1 else 'have'} another outcome."
    )
    yield ""
    yield from _table(found, first, second)
    for change, children in found.groups():
        yield ""
        for indent, line in _group(change, children, (first, second), reasons):
            yield from _indented(indent, line, width)


def _called(policy: Policy) -> str:
    return f"{policy.name} {policy.version}"


def _children(count: int) -> str:
    return f"{count:,} {'child' if count == 1 else 'children'}"


def _table(found: Comparison, first: str, second: str) -> Iterator[str]:
    left = max(len(one) for one in (first, *OUTCOMES.values()))
    right = max(len(one) for one in (second, *OUTCOMES.values()))
    yield f"{first:<{left}}  {second:<{right}}  children"
    for before, before_words in OUTCOMES.items():
        for after, after_words in OUTCOMES.items():
            if count := found.outcomes[before, after]:
                mark = "" if before == after else "  changed"
                yield f"{before_words:<{left}}  {after_words:<{right}}  {count:>8,}{mark}"


def _group(
    change: Change, children: list[str], called: tuple[str, str], reasons: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    yield 0, f"{OUTCOMES[change.before]} -> {OUTCOMES[change.after]}: {_children(len(children))}"
    sides = ((change.before, change.before_reason), (change.after, change.after_reason))
    for policy, (outcome, reason) in zip(called, sides, strict=True):
        if outcome != "eligible":
            yield 2, f"{policy}: {reasons.get(reason, plain(reason))}"
    yield 4, " ".join(children)


def _indented(indent: int, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width=width,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
