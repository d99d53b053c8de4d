"""Kind 11: a "no" is a person's (hard case 70; DOMAIN 10; UK GDPR Art 22A to 22D)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.eligibility.children import IN_CARE
from tests.unit.moves import decides, record
from tests.unit.safety.scenes import cleared, stopped
from tests.unit.world import World, only

HOME: dict[str, Any] = {"permanence_plan": ["RETURN1M"]}
FINAL: dict[str, dict[str, Any]] = {
    "died": moves.DIED,
    "transferred": moves.MOVED_AWAY,
    "adopted": {"care": {**IN_CARE, "period_ended": "2026-11-01", "reason_ceased": "E11"}},
    "adopted, order E12": {"care": {**IN_CARE, "period_ended": "2026-11-01", "reason_ceased": "E12"}},
}
OVERRULED: list[Event] = [decides("accept", reason_code="plan_will_change"), moves.views()]


def not_eligible(**changes: Any) -> World:  # noqa: ANN401 - whatever a test records
    """A child who is referred and whom the policy does not call eligible."""
    world = World()
    world.tell(record(**{**HOME, **changes}), moves.referred())
    assert only(world.said, ours.EligibilityScreened)[-1].outcome == "not_eligible"
    return world


def test_not_eligible_declines_nothing_by_itself() -> None:
    """A recommendation: a named person is asked, and nothing starts in the meantime."""
    world = not_eligible()
    assert not only(world.said, ours.ReferralDeclined)
    assert looks.asked(world), "a named person is asked"
    assert not looks.search_is_open(world.said)
    assert cleared(world.tell(*moves.introduced())) == set()


def test_a_named_person_confirms_the_no() -> None:
    """With a reason; the record shows who (Art 22C)."""
    world = not_eligible()
    said = world.tell(decides("decline", reason_code="not_eligible"))
    [declined] = only(said, ours.ReferralDeclined)
    assert declined.decided_by == "M1"


def test_a_named_person_overrules_it_with_a_reason_and_the_search_opens() -> None:
    """Gate G1 reads "accepted by a named person on these facts"."""
    world = not_eligible()
    world.tell(*OVERRULED)
    assert only(world.said, ours.ReferralAccepted)
    assert looks.search_is_open(world.said)
    assert cleared(world.tell(*moves.introduced())) == {("L1", "G2"), ("L1", "G3"), ("L1", "G4")}


def test_nobody_overrules_it_without_a_reason_or_without_a_name() -> None:
    """Meaningful human involvement has both (DOMAIN 10)."""
    for decision in (decides("accept"), decides("accept", by=None, reason_code="plan_will_change")):
        world = not_eligible()
        world.tell(decision, moves.views())
        assert not looks.search_is_open(world.said)


@pytest.mark.parametrize("change", FINAL.values(), ids=FINAL)
def test_death_adoption_and_transfer_cannot_be_overruled(change: dict[str, Any]) -> None:
    """There is no work for this authority to begin (issue 7, kind 11)."""
    world = World()
    world.tell(record(**change), moves.referred(), *OVERRULED)
    assert not looks.search_is_open(world.said)
    assert not only(world.said, ours.ReferralAccepted)


def test_a_new_ground_freezes_what_a_person_accepted_on_other_facts() -> None:
    """The same facts told again do not (DOMAIN 4, G1)."""
    world = not_eligible()
    world.tell(*OVERRULED)
    world.tell(record(2, **HOME))
    assert stopped(world) == {None}
    world.tell(record(3, **moves.ADOPTION))
    assert None not in stopped(world)
    world.tell(decides("accept", reason_code="known_and_weighed", decision_id="RD-2"))
    assert stopped(world) == {None}


def test_an_outcome_that_turns_against_a_running_journey_stops_outreach_at_once() -> None:
    """Stops for safety wait for nobody (DOMAIN 10)."""
    world = moves.booked()
    said = world.tell(record(2, **HOME))
    assert None not in stopped(world)
    assert only(said, ours.ConferenceConflictFound)
    assert not only(said, ours.JourneyClosed)


def test_the_young_person_does_not_decide_the_referral() -> None:
    """Their own word is an agreement; a named person of the authority decides (Art 22C)."""
    world = not_eligible()
    world.tell(decides("accept", by="C1", reason_code="best_for_child"), moves.views())
    assert not looks.search_is_open(world.said)
    world.tell(decides("accept", reason_code="best_for_child"))
    assert looks.search_is_open(world.said)


@pytest.mark.parametrize("changes", [{"permanence_plan": None}, HOME])
def test_a_decision_of_an_earlier_day_answers_no_newer_ground(changes: dict[str, Any]) -> None:
    """The later word stands, by the day it was said: told late, it is asked for again (DOMAIN 4)."""
    world = moves.searching()
    day = world.now.date()
    world.until(world.now + timedelta(days=2))
    as_of = world.now.isoformat()
    world.tell(record(2, as_of=as_of, **changes))
    accept: dict[str, Any] = {"reason_code": "best_for_child", "decision_id": "D-2"}
    assert looks.asks(world, decides("accept", **accept, decided_on=day + timedelta(days=1)))
    assert not looks.search_is_open(world.said)
    world.tell(decides("accept", **{**accept, "decision_id": "D-3"}, decided_on=day + timedelta(days=2)))
    world.tell(moves.views(view_id="V-new", day=day + timedelta(days=2)))
    assert looks.search_is_open(world.said)
