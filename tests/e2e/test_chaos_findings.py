"""The checks of the survival tests, on made-up endings: each kind of damage is seen, none where none is."""

from collections.abc import Callable
from random import Random

import pytest

from tests.e2e.chaos.events import Answered
from tests.e2e.chaos.findings import Rest, Results, wrong_documents, wrong_results
from tests.e2e.chaos.service import Kept
from tests.e2e.chaos.workload import Expected, workload

Effects = list[str]
CHILD = "c"
WANTED = Expected(
    order=["e-1", "e-2", "e-3"], anywhere={"u-1", "reminder:e-1"}, after={"reminder:e-1": "e-1"}
)
GOOD = ("e-1", "u-1", "e-2", "reminder:e-1", "e-3")


def complaints(effects: Effects, told: Effects) -> list[str]:
    """What is said of a child whose document holds these effects, and of whom these were published."""
    documents = {CHILD: Kept(child_id=CHILD, effects=tuple(effects))}
    published = [Answered(child_id=CHILD, answers=one, place=at) for at, one in enumerate(told, 1)]
    results = Results(len(told), {CHILD: published})
    return wrong_documents({CHILD: WANTED}, documents) + wrong_results(documents, results)


def test_what_is_as_it_must_be_is_not_complained_of() -> None:
    """Every effect once, in order, and one result for each."""
    assert complaints([*GOOD], [*GOOD]) == []


DAMAGE: dict[str, Callable[[Effects], object]] = {
    "lost": lambda effects: effects.remove("e-2"),
    "lost, of a free place": lambda effects: effects.remove("u-1"),
    "twice": lambda effects: effects.append("e-3"),
    "of another child": lambda effects: effects.append("e-9"),
    "out of order": lambda effects: effects.insert(0, effects.pop()),
    "before what it needs": lambda effects: effects.insert(0, effects.pop(3)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_the_effects_is_seen_though_the_results_agree(damage: str) -> None:
    """An effect that is wrong is wrong also when exactly that was published."""
    effects = [*GOOD]
    DAMAGE[damage](effects)
    assert complaints(effects, effects) != []


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_the_results_is_seen_though_the_effects_are_right(damage: str) -> None:
    """A result that is lost, repeated under another id or out of order is seen."""
    told = [*GOOD]
    DAMAGE[damage](told)
    assert complaints([*GOOD], told) != []


def test_a_child_of_whom_nothing_was_kept_is_seen() -> None:
    """No document at all, or one of a child that nobody sent."""
    assert wrong_documents({CHILD: WANTED}, {}) != []
    assert wrong_documents({}, {CHILD: Kept(child_id=CHILD)}) != []


def test_nothing_less_than_every_event_done_is_settled() -> None:
    """A row too few, too many or in another state, or something not published or written, is unsettled."""
    assert Rest({"done": 5}, 0, 0).is_settled(5)
    unsettled = [({"done": 4}, 0, 0), ({"done": 6}, 0, 0), ({"done": 5, "dead": 1}, 0, 0)]
    unsettled += [({"done": 5}, 1, 0), ({"done": 5}, 0, 1)]
    assert not any(Rest(*one).is_settled(5) for one in unsettled)


def test_the_workload_has_something_of_everything() -> None:
    """Each event is expected once at most, and all that may go wrong is in it."""
    made = workload(Random(1), events=2_000, children=100)
    expected = [one for child in made.children.values() for one in [*child.order, *child.anywhere]]
    assert len(set(expected)) == len(expected) <= made.events + made.reminders
    assert len(made.messages) == made.events + made.repeated
    assert min(made.repeated, made.failing, made.reminders) > 20
    assert sum(len(child.after) for child in made.children.values()) > made.reminders
