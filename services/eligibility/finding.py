"""Three-valued (Kleene) logic that keeps its reasons: met, not met, unknown, and on what evidence."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from shared.contracts.lifelong_links import Truth

MET: Final = "met"
NOT_MET: Final = "not_met"
UNKNOWN: Final = "unknown"

Fact = tuple[str, str | int | bool | None]
"""A field of the record and its value as a code, a date (ISO) or a number."""


class Finding(NamedTuple):
    """The result of a question about one child; `reasons` are codes, the deciding one first."""

    result: Truth
    reasons: tuple[str, ...]
    evidence: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()


def part(*evidence: Fact) -> Finding:
    """Return a part of a criterion that is met: it shows its evidence, and the whole names the success."""
    return Finding(MET, (), evidence)


def all_met(results: Iterable[Truth]) -> Truth:
    """Kleene AND: one `not_met` settles it, else one `unknown` leaves it open."""
    joined: Truth = MET
    for result in results:
        if result == NOT_MET:
            return NOT_MET
        if result == UNKNOWN:
            joined = UNKNOWN
    return joined


def any_met(results: Iterable[Truth]) -> Truth:
    """Kleene OR: one `met` settles it, else one `unknown` leaves it open."""
    joined: Truth = NOT_MET
    for result in results:
        if result == MET:
            return MET
        if result == UNKNOWN:
            joined = UNKNOWN
    return joined


def every(findings: Sequence[Finding], *, met: str) -> Finding:
    """Return the AND of findings, with the reasons and evidence of those that decide; `met` names success."""
    result = all_met([one.result for one in findings])
    if result == MET:
        return Finding(MET, (met,), tuple([fact for one in findings for fact in one.evidence]))
    return _join(result, [one for one in findings if one.result == result])


def either(findings: Sequence[Finding]) -> Finding:
    """Return the OR of findings, with the reasons and evidence of those that decide.

    Where all are not met the last one leads: alternatives are asked from the general to the particular.
    """
    result = any_met([one.result for one in findings])
    deciding = [one for one in findings if one.result == result]
    if result == MET:
        return deciding[0]
    return _join(result, deciding[::-1] if result == NOT_MET else deciding)


def _join(result: Truth, findings: Sequence[Finding]) -> Finding:
    if len(findings) == 1:
        return findings[0]
    reasons: list[str] = []
    evidence: list[Fact] = []
    missing: list[str] = []
    for one in findings:
        reasons += one.reasons
        evidence += one.evidence
        missing += one.missing
    return Finding(
        result,
        tuple(dict.fromkeys(reasons)),
        tuple(dict.fromkeys(evidence)),
        tuple(dict.fromkeys(missing)),
    )
