"""Kind 5: change re-closes just what it touches, and missing facts pause what is outbound (DOMAIN 4)."""

from typing import Any

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit import looks, moves
from tests.unit.eligibility.children import IN_CARE, SOCIAL_WORKER
from tests.unit.moves import lead, record, views
from tests.unit.safety.scenes import cleared, gates, one_introduced, stopped
from tests.unit.world import World, only

UNKNOWN: dict[str, dict[str, Any]] = {
    "plan blank": {"permanence_plan": None},
    "placement unknown": {"care": {**IN_CARE, "placement": "A9"}},
    "legal status unknown": {"care": {**IN_CARE, "legal_status": "ZZ"}},
    "workers unknown": {"workers": None},
}
ENDED = [{**SOCIAL_WORKER, "to": "2026-11-01"}]


@pytest.mark.parametrize(
    "change, stays",
    [
        ({"permanence_plan": ["RESPLMT"]}, set()),
        ({"care": {**IN_CARE, "placement": "K2"}}, {"G2"}),
        ({"care": {**IN_CARE, "legal_status": "V2"}}, set()),
        ({"care": {**IN_CARE, "placement": "T1"}}, {"G2", "G3", "G4"}),
        (
            {"workers": [{"worker_id": "W5", "role": "social_worker", "from": "2026-11-02"}]},
            {"G2", "G3", "G4"},
        ),
    ],
)
def test_a_change_closes_what_it_touches(change: dict[str, Any], stays: set[str]) -> None:
    """A plan G2 to G4, a placement the briefing, a status the orders; hospital and worker nothing (c34)."""
    world = one_introduced()
    world.tell(record(2, **change))
    assert stopped(world) == {None}
    assert gates(world) <= stays
    if "G3" in stays:
        assert gates(world) == stays


def test_what_a_change_closed_opens_on_fresh_checks() -> None:
    """Asked again once, in one task (c34)."""
    world = one_introduced()
    said = world.tell(record(2, care={**IN_CARE, "placement": "K2"}))
    assert len(only(said, ours.TaskRaised)) <= 2
    again = moves.anew("2", views("yes", "L1"), *moves.checks("L1", "G3"))
    world.tell(*again)
    assert gates(world) == {"G2", "G3", "G4"}


@pytest.mark.parametrize("change", UNKNOWN.values(), ids=UNKNOWN)
def test_a_missing_fact_pauses_what_is_outbound_until_it_arrives(change: dict[str, Any]) -> None:
    """Nothing recorded is dropped (c19, c35)."""
    world = one_introduced()
    world.tell(record(2, **change))
    assert None not in stopped(world)
    assert cleared(world.tell(*moves.introduced("L2", "uncle"))) == set()
    assert world.state("family-finding").lead("L1").checks, "what was checked is kept"
    world.tell(record(3))
    assert stopped(world) == {None}
    assert gates(world) == {"G2", "G3", "G4"}
    assert "G2" in gates(world, "L2"), "what was checked meanwhile counts"


def test_a_missing_fact_may_be_decided_by_a_named_person() -> None:
    """Accepted again on what is known (issue 7, kind 5)."""
    world = one_introduced()
    world.tell(record(2, permanence_plan=None))
    assert None not in stopped(world)
    world.tell(moves.decides("accept", reason_code="known_to_team", decision_id="RD-2"))
    assert stopped(world) == {None}


def test_workers_not_known_after_the_worker_ended_open_no_search() -> None:
    """Missing is not passed (c19)."""
    world = moves.searching()
    assert looks.search_is_open(world.said)
    world.tell(record(2, workers=ENDED), record(3, workers=None))
    assert not looks.search_is_open(world.said) or None not in stopped(world)
    assert cleared(world.tell(lead(), views("yes", "L1"), *moves.checks())) == set()


def test_a_gap_between_two_workers_pauses_and_keeps_every_check() -> None:
    """A hand-over of minutes or of days (c69)."""
    world = one_introduced()
    world.tell(record(2, workers=[]))
    assert None not in stopped(world)
    successor = {"worker_id": "W5", "role": "social_worker", "from": "2026-11-02"}
    world.tell(record(3, workers=[successor]))
    assert stopped(world) == {None}
    assert world.state("family-finding").lead("L1").checks
    assert gates(world) == {"G2", "G3", "G4"}


def test_a_hand_over_beyond_the_days_of_the_policy_drops_the_checks() -> None:
    """Five working days unless the authority chose others (issue 7, kind 5)."""
    world = one_introduced()
    world.tell(record(2, workers=[]))
    world.until(world.now.replace(day=20))
    world.tell(record(3, as_of=world.now))
    assert gates(world) == set()


@pytest.mark.parametrize("placement", ["T0", "T1", "T2", "T3", "T4"])
def test_a_temporary_placement_keeps_the_placement_that_it_interrupts(placement: str) -> None:
    """Hard case 67: in hospital while placed for adoption the outcome stays; so does an eligible one's."""
    for lasting in ("A4", "P1", "U4"):
        world = World()
        world.tell(record(care={**IN_CARE, "placement": lasting}))
        before = only(world.said, ours.EligibilityScreened)[-1].outcome
        world.tell(record(2, care={**IN_CARE, "placement": placement}))
        assert only(world.said, ours.EligibilityScreened)[-1].outcome == before
