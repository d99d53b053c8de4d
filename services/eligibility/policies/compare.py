"""Comparing two policies: which children have another outcome under the one than under the other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from services.eligibility.policies.policy import Policy
from services.eligibility.screening import judge
from shared.contracts.lifelong_links import Outcome
from shared.contracts.records import ChildRecord


class Change(NamedTuple):
    """One way in which an outcome changes: what is said first under the one policy and under the other."""

    before: Outcome
    before_reason: str
    after: Outcome
    after_reason: str


@dataclass
class Comparison:
    """What was found: memory grows with the children that change, never with the file."""

    first: Policy
    second: Policy
    day: date
    outcomes: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)
    changes: dict[Change, list[str]] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """How many records were screened."""
        return self.outcomes.total()

    @property
    def changed(self) -> int:
        """How many of them have another outcome."""
        return sum(len(children) for children in self.changes.values())

    def groups(self) -> Iterator[tuple[Change, list[str]]]:
        """Return the changes, those of the same outcomes together, the most frequent of them first."""
        yield from sorted(
            self.changes.items(), key=lambda one: (one[0].before, one[0].after, -len(one[1]), one[0])
        )

    def take(self, record: ChildRecord) -> None:
        """Screen a record under both policies on the day."""
        one, other = (judge(record, policy, self.day) for policy in (self.first, self.second))
        self.outcomes[one.outcome, other.outcome] += 1
        if one.outcome != other.outcome:
            change = Change(one.outcome, one.leading_reason, other.outcome, other.leading_reason)
            self.changes.setdefault(change, []).append(record.child_id)

    def as_data(self) -> dict[str, Any]:
        """Return it for a program: codes, counts and the ids of the children that change."""
        return {
            "policies": [
                {"name": one.name, "authority": one.authority, "version": one.version}
                for one in (self.first, self.second)
            ],
            "on": self.day.isoformat(),
            "records": self.records,
            "changed": self.changed,
            "outcomes": [
                {"from": before, "to": after, "children": count}
                for (before, after), count in sorted(self.outcomes.items())
            ],
            "changes": [
                {
                    "from": change.before,
                    "from_reason": change.before_reason,
                    "to": change.after,
                    "to_reason": change.after_reason,
                    "child_ids": children,
                }
                for change, children in self.groups()
            ],
        }


def compare(records: Iterable[ChildRecord], first: Policy, second: Policy, day: date) -> Comparison:
    """Screen every record under both policies on that day (Europe/London)."""
    comparison = Comparison(first, second, day)
    for record in records:
        comparison.take(record)
    return comparison
