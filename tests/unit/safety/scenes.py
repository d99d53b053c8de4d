"""Places in the work at which a history begins, and what it looks at."""

from collections.abc import Iterable

from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.looks import Gate
from tests.unit.world import World

ALL_GATES = {("L1", "G2"), ("L1", "G3"), ("L1", "G4")}


def gates(world: World, lead_id: str = "L1", child_id: str = "C1") -> set[str]:
    """The gates of a lead of which it was last said that they are open, while the journey runs."""
    if not looks.runs(world.said, child_id):
        return set()
    return {gate for lead, gate in looks.open_gates(world.said, child_id) if lead == lead_id}


def cleared(said: Iterable[Event], lead_id: str | None = None) -> set[Gate]:
    """Which gates were said to open."""
    opened = (one for one in said if isinstance(one, ours.LeadCleared))
    return {(one.lead_id, one.gate) for one in opened if lead_id in (None, one.lead_id)}


def invited(said: Iterable[Event]) -> list[str | None]:
    """The leads of every arrangement that passed gate G4; empty when none did."""
    arranged = (one for one in said if isinstance(one, ours.ConferenceIsArranged))
    return [guest.lead_id for one in arranged for guest in one.invitees]


def is_arranged(said: Iterable[Event]) -> bool:
    """Whether an arrangement passed gate G4."""
    return any(isinstance(one, ours.ConferenceIsArranged) for one in said)


def is_held(said: Iterable[Event]) -> bool:
    """Whether a conference counts as held."""
    return any(isinstance(one, ours.ConferenceHeld) for one in said)


def one_introduced() -> World:
    """A child with one person introduced: every gate is open."""
    world = moves.searching()
    world.tell(*moves.introduced())
    assert looks.open_gates(world.said) == ALL_GATES
    return world


def cleared_for_approach() -> World:
    """A child with one person who may be approached."""
    world = moves.searching()
    said = world.tell(moves.lead(), moves.views("yes", "L1"), *moves.checks())
    assert cleared(said) == {("L1", "G2")}
    return world


def stopped(world: World) -> set[str | None]:
    """Why everything outbound is stopped, as each service that acts knows it."""
    return {world.state(name).journey.stopped for name in ("family-finding", "conference", "plan-sync")}
