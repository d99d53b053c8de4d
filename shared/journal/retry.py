"""When to try again: exponential, with jitter and a cap; a value, not control flow."""

import random
from dataclasses import dataclass

SECOND = 1_000_000
"""One second in the journal's unit, microseconds."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Waits in seconds. `EARLY` rows have their own, for nothing is wrong with them."""

    first: float = 1.0
    factor: float = 2.0
    cap: float = 900.0
    jitter: float = 0.2

    def due_at(self, now: int, attempts: int, *, at_least: float | None = None) -> int:
        """When to try again after that many failures (1 or more), in the journal's microseconds."""
        wait = min(self.cap, self.first * self.factor ** min(attempts - 1, 60))
        wait *= 1 + random.uniform(-self.jitter, self.jitter)  # noqa: S311 - spreads load, guards nothing
        return now + int(max(wait, at_least or 0.0) * SECOND)


EARLY_ATTEMPTS = 40
"""Timed tries of an event that came too early; with the cap of an hour, about a day and a half."""

EARLY = RetryPolicy(first=5.0, cap=3600.0)
