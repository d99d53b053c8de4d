"""Late, repeated and reordered: what may be written follows from what was told, not from when it came."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.plan_sync.writing import allowed
from shared.contracts.envelope import Event
from shared.errors import TooEarly
from tests.unit.plan_sync.plans import (
    BASES,
    NOW,
    TODAY,
    Sync,
    captured,
    child,
    consent,
    decided_anew,
    introduced,
    order,
    pending,
    wish,
)

LEADS = {"CM-1": "LD-1", "CM-2": "LD-2"}
BOTH = {"CM-1": "approved", "CM-2": "approved"}
CHOICES = (
    BOTH,
    {"CM-1": "declined", "CM-2": "approved"},
    {"CM-1": "approved", "CM-2": "declined"},
    {"CM-1": "approved"},
)
MINUTE = timedelta(minutes=1)


def begun() -> Sync:
    """Two people cleared, and a plan with a visit of each that waits for its decision."""
    sync = introduced("LD-1", "LD-2")
    sync.take(child())
    sync.take(captured(leads=LEADS))
    return sync


def facts() -> st.SearchStrategy[Event]:
    """Something that a case system or another service may tell of the child."""
    lead = st.sampled_from(("LD-1", "LD-2"))
    number = st.integers(0, 99)
    return st.one_of(
        st.builds(lambda n, said: decided_anew(f"D-{n}", decisions=said), number, st.sampled_from(CHOICES)),
        st.builds(
            lambda n, who, end: order(f"RS-{n % 3}", who, ended=TODAY if end else None),
            number,
            lead,
            st.booleans(),
        ),
        st.builds(
            lambda n, who, said: wish(said, who, f"V-{n}"), number, lead, st.sampled_from(("yes", "no"))
        ),
        st.builds(
            lambda n, what, scope: consent(what, scope=scope, consent_id=f"CO-{n}"),
            number,
            st.sampled_from(("given", "withdrawn")),
            st.sampled_from(("all", "share")),
        ),
        st.builds(
            lambda n, what, who: consent(
                what, scope="all", given_by="lead", lead_id=who, consent_id=f"CO-{n}"
            ),
            number,
            st.sampled_from(("given", "refused")),
            lead,
        ),
    )


def told(events: list[tuple[int, Event]]) -> Sync:
    """Tell events, each recorded at its own minute, after the last of them; early ones are tried again."""
    sync = begun()
    sync.now = NOW + MINUTE * 1000
    early: list[tuple[int, Event]] = []
    for minute, event in [*events, (500, child(2))]:
        for at, one in [(minute, event), *early]:
            try:
                sync.take(one, BASES, happened=NOW + MINUTE * at)
            except TooEarly:
                early.append((at, one))
    return sync


@settings(max_examples=150, deadline=None)
@given(st.lists(facts(), min_size=1, max_size=7), st.data())
def test_the_order_of_telling_never_lets_more_be_written(events: list[Event], data: Any) -> None:  # noqa: ANN401 - hypothesis
    """In any order, and told again later, no more is written than in order (kind 1)."""
    timed = [(10 + 10 * place, event) for place, event in enumerate(events)]
    in_order = told(timed)
    shuffled = data.draw(st.permutations(timed))
    again = data.draw(st.lists(st.sampled_from(timed), max_size=3))
    repeated = [(minute + 400, event) for minute, event in again]
    otherwise = told([*shuffled, *repeated])
    assert set(allowed(otherwise.state.plans[0])) == set(allowed(in_order.state.plans[0]))
    assert pending(otherwise) == pending(in_order)


@settings(max_examples=100, deadline=None)
@given(st.lists(facts(), min_size=1, max_size=7), st.integers(0, 6), st.integers(0, 6))
def test_one_event_displaced_to_a_later_place_ends_no_less_safe(
    events: list[Event], which: int, later: int
) -> None:
    """The generator of issue 7, for one service: one event of a history comes late."""
    timed = [(10 + 10 * place, event) for place, event in enumerate(events)]
    moved = list(timed)
    late = moved.pop(which % len(moved))
    moved.insert(min(which % len(timed) + later, len(moved)), late)
    assert pending(told(moved)) <= pending(told(timed))
