"""Kind 10: the meeting (DOMAIN 5): held only with private family time of that version; its own gate."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.moves import (
    MEETING,
    arranged,
    check,
    closed,
    consent,
    lead,
    merge,
    record,
    restriction,
    stages,
    views,
)
from tests.unit.safety.scenes import gates, invited, is_arranged, is_held
from tests.unit.world import START, World, only

PRIVATE = ("private_family_time",)
LATER = MEETING + timedelta(days=21)


def test_private_family_time_of_an_earlier_version_does_not_count() -> None:
    """Re-arranged for three weeks later; on the day of that version it does (c29)."""
    world = moves.booked()
    world.tell(arranged("L1", "L2", version=2, starts=LATER))
    world.until(LATER + timedelta(hours=4))
    right = world.again()
    assert not is_held(world.tell(*stages(at=MEETING, names=PRIVATE), closed()))
    assert is_held(right.tell(*stages(at=LATER), closed()))


def test_a_meeting_is_not_held_before_its_own_day() -> None:
    """Three weeks early is a typing error (c29)."""
    world = moves.booked()
    assert not is_held(world.tell(*stages(at=START, names=PRIVATE), closed()))


def after_the_meeting() -> World:
    """On the day of the meeting, when it is over; nothing is told of it yet."""
    world = moves.booked()
    world.until(MEETING + timedelta(hours=5))
    return world


def test_a_closing_recorded_by_mistake_can_be_corrected() -> None:
    """Cancelled, and then held with private family time; the plan is captured (c31)."""
    world = after_the_meeting()
    world.tell(*stages())
    assert not is_held(world.tell(closed("cancelled")))
    said = world.tell(closed("held", corrected=True), moves.agreed())
    assert is_held(said)
    assert only(said, ours.PlanCaptured)


def test_a_meeting_held_before_a_withdrawal_and_told_late_counts() -> None:
    """It took place; what follows from it is stopped (c31)."""
    world = after_the_meeting()
    world.tell(consent("withdrawn", day=MEETING.date()))
    said = world.tell(*stages(), closed())
    assert is_held(said)
    world.tell(moves.agreed(), moves.decided())
    assert looks.waiting(world) == set()


def test_attendance_of_nobody_is_not_held() -> None:
    """Nobody came: a meeting all the same, but none held (issue 7, kind 10)."""
    world = after_the_meeting()
    nobody = [{"lead_id": one, "attended": False} for one in ("L1", "L2")]
    assert not is_held(world.again().tell(*stages(), closed(attendance=nobody)))
    assert is_held(world.tell(*stages(), closed("held", "L1")))


def test_an_invitee_listed_twice_is_one() -> None:
    """With the stricter tick (c40)."""
    world = moves.networked()
    twice: list[dict[str, object]] = [{"lead_id": "L1"}, {"lead_id": "L1", "may_attend_first": True}]
    assert invited(world.tell(arranged(invitees=twice))) == ["L1"]


def test_nobody_invited_is_not_arranged() -> None:
    """A meeting of nobody (c40)."""
    world = moves.networked()
    assert not is_arranged(world.again().tell(arranged(invitees=[])))
    assert is_arranged(world.tell(arranged("L1")))


@pytest.mark.parametrize("ticks", [(True,), (False, True), (True, False)])
def test_a_tick_by_the_coordinator_alone_invites_nobody_who_was_never_contacted(
    ticks: tuple[bool, ...],
) -> None:
    """Checked for an approach, never approached, never willing (c40)."""
    world = moves.searching()
    world.tell(lead(), views("yes", "L1"), *moves.checks(), moves.requested())
    first: list[dict[str, object]] = [{"lead_id": "L1", "may_attend_first": one} for one in ticks]
    assert not is_arranged(world.tell(arranged(invitees=first)))


@pytest.mark.parametrize(
    "authority, agreed_by, comes",
    [
        ("child_wish", None, True),
        ("police", "M1", True),
        ("police", None, False),
        ("s34_4", None, False),
        *((order, "M1", False) for order in ("s34_4", "non_molestation", "restraining", "prohibited_steps")),
        ("new_kind_of_order", "M1", False),
    ],
)
def test_coming_apart_satisfies_a_wish_and_never_an_order(
    authority: str, agreed_by: str | None, *, comes: bool
) -> None:
    """A named person confirms terms, and never an order, nor what nobody knows (c54; DOMAIN 5)."""
    world = moves.networked()
    terms: dict[str, Any] = {"authority": authority, "separate_arrival_agreed_by": agreed_by}
    world.tell(restriction("OP", lead_id="L1", other_person={"lead_id": "L2"}, **terms))
    for lead_id, word in (("L1", "aunt"), ("L2", "uncle")):
        world.tell(*moves.anew("2", *moves.introduced(lead_id, word)))
    assert gates(world) == gates(world, "L2") == {"G2", "G3", "G4"}
    apart: list[dict[str, object]] = [
        {"lead_id": one, "needs_separate_arrival": True} for one in ("L1", "L2")
    ]
    assert is_arranged(world.tell(arranged(invitees=apart))) is comes


def family(*more: Event) -> World:
    """Relatives of a child without any referral, and a family meeting asked for."""
    world = World()
    world.tell(record(), lead("L1"), lead("L2", "uncle"), views("yes", "L1"), views("yes", "L2"), *more)
    world.tell(moves.requested("family_meeting"))
    return world


def test_a_family_meeting_is_arranged_with_relatives_without_a_referral() -> None:
    """Hard case 78: held, its plan decided and written, once the child agrees to it."""
    world = family()
    assert is_arranged(world.tell(arranged()))
    world.until(MEETING + timedelta(hours=4))
    assert is_held(world.tell(*moves.held()))
    world.tell(moves.agreed(), moves.decided())
    world.write()
    assert looks.written(world) == {"CM-1", "CM-2"}


@pytest.mark.parametrize(
    "bar",
    [
        restriction(lead_id="L1"),
        restriction(relationship="aunt"),
        views("no", "L1", view_id="V-no"),
        restriction(lead_id="L1", other_person={"lead_id": "L2"}),
        merge("L1", "L9"),
    ],
)
def test_the_family_meetings_own_gate_keeps_out_who_is_barred(bar: Event) -> None:
    """Hard case 78: restrictions, wishes, orders and pairs, aliases too; the other may come alone."""
    world = family(lead("L9", "friend"), restriction("O9", lead_id="L9"), bar)
    assert not is_arranged(world.tell(arranged("L1", "L2")))
    assert is_arranged(world.tell(arranged("L2", version=2)))


def test_an_order_after_the_family_meeting_was_arranged_is_a_conflict() -> None:
    """Hard case 78: the gate is looked at again."""
    world = family()
    world.tell(arranged())
    said = world.tell(restriction(lead_id="L1"))
    assert only(said, ours.ConferenceConflictFound)


def test_a_child_who_wants_no_meeting_has_none() -> None:
    """A withdrawal stops a family meeting as well (DOMAIN 3)."""
    world = family()
    world.tell(consent("withdrawn"))
    assert not is_arranged(world.tell(arranged()))


def test_a_check_expires_at_midnight_in_london() -> None:
    """In summer an hour before midnight UTC (c58)."""
    begin = datetime(2026, 6, 30, 9, tzinfo=UTC)
    day = begin.date()
    world = World(start=begin)
    world.tell(record(as_of="2026-06-29T09:00:00Z"), moves.referred(agreed_on=day), moves.decides("accept"))
    world.tell(views(day=day), lead(), views("yes", "L1", day=day))
    world.tell(*moves.checks(date=day, expires="2026-07-02"))
    world.until(datetime(2026, 7, 1, 22, 59, tzinfo=UTC))
    assert gates(world) == {"G2"}
    world.until(datetime(2026, 7, 1, 23, 1, tzinfo=UTC))
    assert gates(world) == set()


@pytest.mark.parametrize("gate", ["G2", "G4"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_concern_keeps_a_promise_of_the_family_meeting_out_of_the_plan(gate: str, when: str) -> None:
    """It closes what comes after it, the plan too, until it is answered; others go on (hard case 78)."""
    concern = check("orders", "L1", gate, result="concern", check_id="X-concern")
    world = family(*([concern] if when == "before" else []))
    world.tell(arranged("L1", "L2") if when == "after" else arranged("L2"))
    world.until(MEETING + timedelta(hours=4))
    assert is_held(world.tell(*moves.held("L2")))
    world.tell(*([concern] if when == "after" else []), moves.agreed(), moves.decided())
    assert looks.waiting(world) == {"CM-2"}
    world.tell(check("orders", "L1", gate, check_id="X-answer", date=MEETING.date()))
    world.write()
    assert looks.written(world) == {"CM-1", "CM-2"}


@pytest.mark.parametrize("reply, comes", [("no", False), ("declined", False), ("maybe", True), (None, True)])
def test_whoever_replied_no_is_not_expected(reply: str | None, *, comes: bool) -> None:
    """The contract's word for it, and one in use."""
    world = moves.networked()
    said = world.tell(arranged(invitees=[{"lead_id": "L1"}, {"lead_id": "L2", "reply": reply}]))
    assert invited(said) == (["L1", "L2"] if comes else ["L1"])
