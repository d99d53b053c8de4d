"""What a trial of a part finds: well, wrong, or not to be told; and what to do first."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "wrong", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for an operator: settings' names, hosts and codes; never a secret, a user or a person."""

    name: str
    verdict: Verdict
    text: str
    first: str = ""
    """What to do first, when something is wrong."""


def ok(name: str, text: str) -> Finding:
    """The part is as it must be."""
    return Finding(name, "ok", text)


def wrong(name: str, text: str, first: str) -> Finding:
    """The part is not as it must be; `first` is the remedy to begin with."""
    return Finding(name, "wrong", text, first)


def unknown(name: str, text: str) -> Finding:
    """Whether the part is as it must be cannot be told."""
    return Finding(name, "unknown", text)
