"""Limited places through all four services: who waits, who moves up, and what workers see (hard case 59)."""

from shared.contracts import lifelong_links as ours
from shared.contracts.case_system import ReferralDecided
from shared.contracts.envelope import Event
from tests.unit import moves
from tests.unit.eligibility.office import limited
from tests.unit.moves import DAY, consent
from tests.unit.world import CHILD, World, only

SECOND, THIRD = "C2", "C3"


def of(child_id: str, *events: Event) -> list[Event]:
    """The same events about another child."""
    return [event.model_copy(update={"child_id": child_id}) for event in events]


def begun() -> World:
    """One place: the first child's search is open, two others were accepted after that and wait."""
    world = World(limited(1))
    for child_id in (CHILD, SECOND, THIRD):
        world.tell(*of(child_id, moves.record(), moves.referred(), moves.decides("accept")))
    return world


def searching(world: World) -> list[str]:
    """Whose search is open."""
    children = (CHILD, SECOND, THIRD)
    return [one for one in children if world.state("family-finding", one).opened_for is not None]


def noted(world: World, before: int = 0) -> list[str]:
    """What was written for workers since then, of referrals and places."""
    shown = (one.payload for one in world.notes[before:])
    codes = [(one["code"], one.get("reason_code"), one.get("position")) for one in shown]
    return [
        " ".join(str(part) for part in parts if part) for parts in codes if parts[0].startswith("referral-")
    ]


def completed() -> Event:
    """The coordinator ends finished work."""
    return ReferralDecided(
        child_id=CHILD, referral_id="R1", decision="decline", by="W7", reason_code="completed"
    )


def test_the_search_opens_for_as_many_children_as_there_are_places() -> None:
    """The others wait, and their records say where in the line (hard case 59)."""
    world = begun()
    assert searching(world) == [CHILD]
    assert noted(world) == [
        "referral-accepted",
        "referral-waitlisted no-place 1",
        "referral-waitlisted no-place 2",
    ]


def test_when_work_is_completed_the_next_childs_search_opens() -> None:
    """The record says that the first has ended, the second begun, and the third is next (hard case 59)."""
    world = begun()
    before = len(world.notes)
    said = world.tell(completed())
    assert searching(world) == [SECOND]
    assert not only(said, ours.ReferralDeclined)
    assert noted(world, before) == ["referral-accepted", "referral-waitlisted next-in-line 1"]
    assert "journey-closed" in [one.payload["code"] for one in world.notes[before:]]


def test_a_withdrawal_of_a_waiting_child_lets_the_others_move_up() -> None:
    """And who withdrew while their work was under way keeps the place (hard case 14, hard case 59)."""
    world = begun()
    world.tell(consent("withdrawn"), *of(SECOND, consent("withdrawn")))
    assert searching(world) == []
    world.tell(completed())
    assert searching(world) == [THIRD]


def test_a_child_whose_plan_became_adoption_is_passed_at_their_turn() -> None:
    """Screened again when the place is free: nothing opens, and people are told why (hard case 7)."""
    world = begun()
    world.tell(*of(SECOND, moves.record(2, **moves.ADOPTION)))
    said = world.tell(completed())
    assert searching(world) == [THIRD]
    told = [one for one in only(said, ours.TaskRaised) if one.task_code == "place-passed-on"]
    assert [(one.child_id, one.reason_code) for one in told] == [(SECOND, "not-eligible")]
    assert "place-passed-on" in [one.payload["code"] for one in world.notes]


def test_a_child_from_the_waiting_list_is_asked_again_before_the_search_opens() -> None:
    """The coordinator's task, then the acceptance, which needs no further turn (hard case 59)."""
    world = World(limited(1))
    world.tell(moves.record(), moves.referred(agreed_on=DAY), moves.decides("accept"))
    world.tell(*of(SECOND, moves.record(), moves.referred(), moves.decides("waitlist")))
    said = world.tell(completed())
    assert [one.task_code for one in only(said, ours.TaskRaised) if one.child_id == SECOND] == [
        "place-is-free"
    ]
    assert searching(world) == []
    world.tell(*of(SECOND, moves.decides("accept")))
    assert searching(world) == [SECOND]
