"""Kind 9: per child, always (hard case 69): children who share a lead, a plan or a family hide nothing."""

from datetime import timedelta

from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.moves import MEETING, merge, of, restriction
from tests.unit.safety.scenes import gates
from tests.unit.world import World

CHILDREN = ("C1", "C2")


def siblings() -> World:
    """Two children whose work has the same ids: leads, meeting and plan."""
    world = World()
    for child in CHILDREN:
        begun = [moves.record(), moves.referred(), moves.decides("accept"), moves.views()]
        people = [*moves.introduced(), *moves.introduced("L2", "uncle")]
        world.tell(*of(child, *begun, *people, moves.requested(), moves.arranged()))
    world.until(MEETING + timedelta(hours=3))
    return world


def for_both(world: World, *events: Event) -> None:
    """The same is told of both."""
    for child in CHILDREN:
        world.tell(*of(child, *events))


def test_two_siblings_with_one_plan_both_get_their_entries() -> None:
    """Hard case 69: neither hides the other (c50)."""
    world = siblings()
    for_both(world, *moves.held(), moves.agreed(), moves.decided())
    references = [key[1] for key in world.pending]
    assert len(set(references)) == len(references) >= len(CHILDREN)
    world.write()
    assert {child: looks.written(world, child) for child in CHILDREN} == {
        child: {"CM-1", "CM-2"} for child in CHILDREN
    }


def test_no_note_of_one_child_has_the_reference_of_anothers() -> None:
    """The case system keeps references unique (c38)."""
    world = siblings()
    for_both(world, *moves.held(), moves.agreed(), moves.decided())
    for_both(world, restriction(lead_id="L1"), merge("L1", "L3", decision="keep_apart"))
    world.write()
    keys = [(reference, write.kind) for (_child, reference), write in world.noted.items()]
    assert len(set(keys)) == len(keys)
    entries = [entry["reference"] for _child, write in world.written for entry in write.payload["entries"]]
    assert len(set(entries)) == len(entries)


def test_what_bars_somebody_from_one_child_does_not_from_the_other() -> None:
    """One person, two relationships, two sets of gates (c49; DOMAIN 4)."""
    world = siblings()
    world.tell(*of("C2", restriction(lead_id="L1")))
    assert gates(world, "L1", "C2") == set()
    assert gates(world, "L1", "C1") == {"G2", "G3", "G4"}
