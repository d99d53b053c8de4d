"""Whole histories in which one event comes late or twice: the end is never less safe than in order (issue 7).

`python -m tests.attack` tries many thousands of displacements; here a few hundred of them.
"""

import random

import pytest

from tests.attack.diary import History
from tests.attack.displacing import displacements, end_in_order, outcome
from tests.attack.turns import HISTORIES

COUNT = 5
"""Displacements of each history, always the same ones."""

NAMES = [history.name for history in HISTORIES]


@pytest.mark.parametrize("history", HISTORIES, ids=NAMES)
def test_a_history_told_in_order_ends_as_it_should(history: History) -> None:
    """What was decided, and may be, stands in the child's plan; nothing else does."""
    stands = (one.split(" ") for one in end_in_order(history) if " entry " in one)
    assert {f"{child} {commitment}" for child, _, commitment, _version in stands} == history.entries


@pytest.mark.parametrize("history", HISTORIES, ids=NAMES)
def test_the_end_is_never_less_safe_than_in_order(history: History) -> None:
    """One event late, late to one service, while one is stuck; told again it changes nothing (DOMAIN 4)."""
    everything = list(displacements(history))
    sample = random.Random(history.name).sample(everything, COUNT)
    results = ((str(one), outcome(one)) for one in sample)
    assert {name: sorted(result.less_safe) for name, result in results if result.is_violation} == {}
