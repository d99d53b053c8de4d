"""Safety must not bury people: the tasks of a plain journey with ten relatives, by whom they are for."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.unit import looks, moves
from tests.unit.moves import MEETING
from tests.unit.world import World

RELATIVES = (
    *("aunt", "uncle", "grandmother", "grandfather", "cousin"),
    *("brother", "sister", "father", "mother", "godmother"),
)
LEADS = {f"L{number}": word for number, word in enumerate(RELATIVES, 1)}
MOST = {"social_worker": 8, "coordinator": 6, "manager": 2, "iro": 2}
"""How many tasks each of them may get in some weeks of work that goes as it should."""


def journey() -> World:
    """From the referral to the written plan, all ten introduced and at the meeting."""
    world = moves.searching()
    for lead_id, word in LEADS.items():
        world.tell(*moves.introduced(lead_id, word))
    world.tell(moves.requested(), moves.arranged(*LEADS))
    world.until(MEETING + timedelta(hours=4))
    promised = [{"commitment_id": f"CM-{lead}", "lead_id": lead, "kind": "visit"} for lead in LEADS]
    decisions = [{"commitment_id": one["commitment_id"], "decision": "approved"} for one in promised]
    world.tell(*moves.held(*LEADS), moves.agreed(commitments=promised), moves.decided(decisions=decisions))
    world.write()
    assert looks.written(world) == {f"CM-{lead}" for lead in LEADS}
    return world


def by_role(world: World) -> Counter[str]:
    """How many tasks are in the record for each."""
    return Counter(write.payload["role"] for write in world.notes if write.kind == "task")


@pytest.fixture(scope="module", name="world")
def played() -> World:
    """The journey, played once."""
    return journey()


def test_a_plain_journey_raises_few_tasks(world: World) -> None:
    """One per child and cause, to one person who can act (issue 7)."""
    count = by_role(world)
    assert {role: number for role, number in count.items() if number > MOST.get(role, 0)} == {}


def test_an_order_about_a_relationship_asks_once_for_all_whom_it_may_mean(world: World) -> None:
    """Not once for each lead (issue 7, kind 4)."""
    other = world.again()
    assert len(looks.asks(other, moves.restriction(relationship="stepfather"))) <= MOST["manager"]


def test_a_new_placement_asks_once_for_all_leads(world: World) -> None:
    """One task names the people (issue 7, kind 5)."""
    other = world.again()
    care = {"period_started": "2020-03-01", "legal_status": "C2", "placement": "K2"}
    asked = looks.asks(other, moves.record(2, as_of=other.now, care=care))
    assert len(asked) <= MOST["manager"]
