"""Kind 8: merged records (hard case 68): what was told under either id reaches the kept record's people."""

from collections.abc import Callable

import pytest

from shared.contracts import case_system as case
from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.moves import about, consent, merged, of, restriction
from tests.unit.safety.scenes import gates, one_introduced, stopped
from tests.unit.world import World

RETIRED = "C2"
ORDER = of(RETIRED, restriction(lead_id="L1"))
BOTH_TOLD = [merged("C1", RETIRED), merged("C1", RETIRED, RETIRED)]


def told_under_the_retired_id(word: Event, *, before: bool) -> World:
    """A child whose record took in another one, under which something was or is told."""
    world = one_introduced()
    world.tell(*of(RETIRED, moves.record()))
    world.tell(*([word, *BOTH_TOLD] if before else [*BOTH_TOLD, word]))
    return world


@pytest.mark.parametrize("before", [True, False])
def test_an_order_told_under_the_retired_id_acts_on_the_kept_record_at_once(*, before: bool) -> None:
    """Hard case 68: also when it was told before the merge; fresh checks do not lift it (c32)."""
    world = told_under_the_retired_id(ORDER[0], before=before)
    world.tell(moves.decides("accept", decision_id="RD-2"), *moves.anew("2", *moves.introduced()))
    world.tell(*moves.anew("2", *moves.introduced("L2", "uncle")), moves.lead("L2", "uncle"))
    assert gates(world) == set()


@pytest.mark.parametrize("before", [True, False])
def test_a_withdrawal_told_under_the_retired_id_stops_the_kept_journey(*, before: bool) -> None:
    """Hard case 68: nothing outbound goes on (c32)."""
    [withdrawal] = of(RETIRED, consent("withdrawn"))
    world = told_under_the_retired_id(withdrawal, before=before)
    assert None not in stopped(world)


def test_a_merge_told_again_does_nothing() -> None:
    """However often (issue 7, kind 8)."""
    world = told_under_the_retired_id(ORDER[0], before=True)
    said = len(world.said)
    world.tell(*BOTH_TOLD, *BOTH_TOLD)
    assert world.said[said:] == []


def test_a_record_merged_into_itself_goes_on() -> None:
    """A typing error: told, and nothing is lost (c33)."""
    world = moves.booked()
    assert looks.asks(world, merged("C1", "C1"))
    assert stopped(world) == {None}


def test_a_cycle_of_merges_can_be_taken_back() -> None:
    """C1 into C2 and C2 into C1: a person untangles it (c33)."""
    world = moves.booked()
    world.tell(merged("C2", "C1"), merged("C1", "C2"), *of("C2", merged("C2", "C1"), merged("C1", "C2")))
    assert None not in stopped(world)
    world.tell(about(case.PersonUnmerged, kept_id="C2", retired_id="C1"))
    assert "merged" not in stopped(world)
    world.tell(moves.decides("accept", decision_id="RD-2"))
    assert stopped(world) == {None}


@pytest.mark.parametrize("begin", [moves.booked, moves.planned])
def test_a_merge_that_was_wrong_is_taken_back_and_waits_for_a_named_person(
    begin: Callable[[], World],
) -> None:
    """Frozen until somebody decides again; a merge told again then does nothing (issue 7, kind 8)."""
    world = begin()
    world.tell(merged("C2", "C1"))
    assert stopped(world) == {"merged"}
    world.tell(about(case.PersonUnmerged, kept_id="C2", retired_id="C1"))
    assert stopped(world) == {"journey-frozen"}
    world.tell(moves.decides("accept", decision_id="RD-2"))
    assert stopped(world) == {None}
    world.tell(merged("C2", "C1"))
    assert stopped(world) == {None}


def test_what_waits_to_be_written_waits_until_a_person_has_looked_at_the_merge() -> None:
    """The record that was taken in may hold orders (issue 7, kind 8)."""
    world = moves.approved()
    assert looks.waiting(world)
    world.tell(merged("C1", RETIRED))
    assert looks.waiting(world) == set()
