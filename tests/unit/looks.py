"""What somebody outside sees of the services' work: only what they said, and what stands in the record."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Write
from tests.unit.world import CHILD, World

Gate = tuple[str, str]
"""A lead, and one of the gates G2, G3 and G4."""


def of_child(said: Iterable[Event], child_id: str = CHILD) -> Iterator[Event]:
    """What was said of one child."""
    return (event for event in said if event.child_id == child_id)


def open_gates(said: Iterable[Event], child_id: str = CHILD) -> set[Gate]:
    """The gates of which it was last said that they are open; none of a lead who is no longer pursued."""
    last: dict[Gate, bool] = {}
    for event in of_child(said, child_id):
        match event:
            case ours.LeadCleared() | ours.LeadBlocked():
                last[event.lead_id, event.gate] = isinstance(event, ours.LeadCleared)
            case ours.LeadDeclined():
                last = {gate: is_open for gate, is_open in last.items() if gate[0] != event.lead_id}
            case _:
                pass
    return {gate for gate, is_open in last.items() if is_open}


def runs(said: Iterable[Event], child_id: str = CHILD) -> bool:
    """Whether the journey was last said to go on."""
    goes_on = False
    for event in of_child(said, child_id):
        if isinstance(event, ours.ReferralAccepted | ours.JourneyResumed):
            goes_on = True
        elif isinstance(event, ours.JourneyFrozen | ours.JourneyClosed):
            goes_on = False
    return goes_on


def search_is_open(said: Iterable[Event], child_id: str = CHILD) -> bool:
    """Whether the search was last said to be open."""
    last = [one for one in of_child(said, child_id) if isinstance(one, ours.SearchOpened | ours.SearchClosed)]
    return bool(last) and isinstance(last[-1], ours.SearchOpened)


def meetings(said: Iterable[Event], child_id: str = CHILD) -> dict[str, frozenset[str]]:
    """The leads who are invited to each meeting that stands and is not over."""
    standing: dict[str, frozenset[str]] = {}
    for event in of_child(said, child_id):
        match event:
            case ours.ConferenceIsArranged():
                invited = (one.lead_id for one in event.invitees)
                standing[event.conference_id] = frozenset(lead for lead in invited if lead)
            case ours.ConferenceConflictFound() | ours.ConferenceHeld() | ours.ConferenceNotHeld():
                standing.pop(event.conference_id, None)
            case _:
                pass
    return standing


def commitments(writes: Iterable[Write]) -> set[str]:
    """The commitments of these writes of entries."""
    return {entry["commitment_id"] for write in writes for entry in write.payload["entries"]}


def waiting(world: World, child_id: str = CHILD) -> set[str]:
    """The commitments that wait to be written into the child's plan."""
    return commitments(write for (child, _reference), write in world.pending.items() if child == child_id)


def written(world: World, child_id: str = CHILD) -> set[str]:
    """The commitments that were written into the child's plan."""
    return commitments(write for child, write in world.written if child == child_id)


def asked(world: World, child_id: str = CHILD) -> list[str]:
    """The codes of the tasks in the child's record."""
    tasks = (write for (child, _reference), write in world.noted.items() if child == child_id)
    return [write.payload["code"] for write in tasks if write.kind == "task"]


def asked_of(world: World, role: str, child_id: str = CHILD) -> list[str]:
    """The codes of the tasks in the child's record that are for this role."""
    tasks = (write for (child, _reference), write in world.noted.items() if child == child_id)
    return [one.payload["code"] for one in tasks if one.kind == "task" and one.payload["role"] == role]


def asks(world: World, *events: Event, at: datetime | None = None) -> list[str]:
    """The codes of the tasks that are new once these were told: whom it asks for what."""
    before = len(asked(world))
    world.tell(*events, at=at)
    return asked(world)[before:]
