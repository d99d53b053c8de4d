"""Kind 3: who decides (DOMAIN 4, G2 and G5; Care Planning Regulations 2010, reg 32(2))."""

from datetime import timedelta

import pytest

from shared.contracts.codes import URGENT_REASONS
from tests.unit import looks, moves
from tests.unit.moves import MEETING, check
from tests.unit.safety.scenes import cleared

MET = MEETING.date()


@pytest.mark.parametrize("by, counts", [("W1", True), ("M1", True), ("W999", False)])
def test_an_approval_counts_only_from_the_childs_own_worker_or_a_manager(by: str, *, counts: bool) -> None:
    """A social worker of another child does not approve (c20)."""
    role = "manager" if by == "M1" else "social_worker"
    world = moves.searching()
    world.tell(moves.lead(), moves.views("yes", "L1"), *moves.checks()[:-1])
    said = world.tell(check("approval", by=by, role=role))
    assert (cleared(said) == {("L1", "G2")}) is counts


@pytest.mark.parametrize("by", ["L1", "L2", "W7", "C1"])
def test_lead_coordinator_and_child_decide_nothing(by: str) -> None:
    """The plan lead, any network member, who arranged the meeting, the young person (c21)."""
    world = moves.met()
    world.tell(moves.agreed(plan_lead_id="L1", agreed_by="W8"))
    assert looks.asks(world, moves.decided(decided_by=by)), "somebody else is asked"
    assert looks.waiting(world) == set()
    world.tell(moves.decided(decision_id="D-second"))
    assert looks.waiting(world) == {"CM-1", "CM-2"}


@pytest.mark.parametrize(
    "author, decider, stands", [("M1", "M1", False), ("M1", "W1", True), ("W7", "M1", True)]
)
def test_who_drafted_the_plan_does_not_approve_it(author: str, decider: str, *, stands: bool) -> None:
    """Hard case 62: a second person is asked."""
    world = moves.met()
    world.tell(moves.agreed(agreed_by=author))
    asked = looks.asks(world, moves.decided(decided_by=decider))
    assert bool(looks.waiting(world)) is stands
    assert stands or asked


@pytest.mark.parametrize("days, counts", [(-730, False), (-1, False), (0, True), (3, True), (10, False)])
def test_a_review_counts_from_the_day_the_plan_was_agreed_and_not_in_the_future(
    days: int, *, counts: bool
) -> None:
    """Hard case 63: on the day itself it does (reg 32(2)); decided here a week after the meeting."""
    world = moves.planned()
    world.until(MET + timedelta(days=7))
    world.tell(moves.decided(review=MET + timedelta(days=days)))
    assert bool(looks.waiting(world)) is counts


def test_the_day_on_which_the_plan_was_agreed_is_its_own_not_the_day_it_was_told() -> None:
    """Told a week late, decided at a review in between (issue 7, kind 3)."""
    world = moves.met()
    world.until(MET + timedelta(days=7))
    world.tell(moves.agreed(agreed_on=MET), moves.decided(review=MET + timedelta(days=2)))
    assert looks.waiting(world) == {"CM-1", "CM-2"}


@pytest.mark.parametrize(
    "reason, counts", [("placement_at_risk", True), ("because", False), ("", False), (None, False)]
)
def test_what_could_not_wait_for_a_review_needs_a_known_reason(reason: str | None, *, counts: bool) -> None:
    """An unknown or empty one is none; the reviewing officer is told of an urgent one (reg 32(2))."""
    world = moves.planned()
    urgent = {"considered_at_review": None, "urgent_reason_code": reason}
    before = len(looks.asked_of(world, "iro"))
    world.tell(moves.decided().model_copy(update=urgent))
    assert bool(looks.waiting(world)) is counts
    assert bool(looks.asked_of(world, "iro")[before:]) is counts


@pytest.mark.parametrize("code", URGENT_REASONS)
def test_every_urgent_reason_that_the_contract_lists_is_one(code: str) -> None:
    """Written without waiting for a review; the reviewing officer is told why (reg 32(2))."""
    world = moves.planned()
    urgent = {"considered_at_review": None, "urgent_reason_code": code}
    world.tell(moves.decided().model_copy(update=urgent))
    assert looks.waiting(world) == {"CM-1", "CM-2"}
    assert looks.asked_of(world, "iro")
