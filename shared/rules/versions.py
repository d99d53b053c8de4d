"""Which version of something counts, when versions may jump. Pure (DOMAIN 4; hard case 71 for numbers).

Versions rise. One that lies beyond reason above all others (`FAR`) is a typing error or another counter's: it
counts only as of its recording, so that what is recorded later under an ordinary version is not silenced.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

FAR = 1000
"""A step that no counter of edits takes; some case systems count in moments, and then every step is far."""


class Versioned(Protocol):
    """Anything with a version, and the earliest time at which it was told (aware UTC)."""

    @property
    def version(self) -> int:
        """Its version."""

    @property
    def at(self) -> datetime:
        """When it was told."""


V = TypeVar("V", bound=Versioned)


def is_far(version: int, before: int) -> bool:
    """Whether a version lies beyond reason above the one before it: a person is told."""
    return before >= 0 and version - before > FAR


def newest_first(versions: Iterable[V]) -> list[V]:
    """Return what was told, the version that counts first.

    On the two sides of a far step the newest is on the side of which something was told last.
    """
    runs: list[list[V]] = []
    for told in sorted(versions, key=lambda one: (one.version, one.at)):
        if runs and told.version - runs[-1][-1].version <= FAR:
            runs[-1].append(told)
        else:
            runs.append([told])
    runs.sort(key=lambda run: max(one.at for one in run), reverse=True)
    return [told for run in runs for told in reversed(run)]
