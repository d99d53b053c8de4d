"""Who comes first in the line, and what time and a new policy change about it (hard case 59)."""

from datetime import date, timedelta

import pytest

from shared.contracts.lifelong_links import (
    ReferralAccepted,
    ReferralWaitlisted,
)
from shared.contracts.our_places import PlaceRequested
from shared.effects import Forget, Remind
from tests.unit.eligibility.children import LEEDS, ON
from tests.unit.eligibility.office import Office, full, limited
from tests.unit.eligibility.story import referral_made

DAY = timedelta(days=1)


def test_each_priority_comes_before_the_next_and_then_who_asked_first() -> None:
    """Urgent, work that ends soon, 18 soon, care leaver, and the others by their turn (DOMAIN 2.4)."""
    office = Office(limited(0, soon_months=6))
    leaver = {"care_leaver": "former_relevant", "care": None, "permanence_plan": None}
    office.referred("plain-1")
    office.referred("leaver", date_of_birth="2006-02-03", **leaver)
    office.referred("eighteen", date_of_birth="2009-05-21")
    office.referred("eighteen-later", date_of_birth="2009-05-22")
    office.referred("ends", date_of_birth="2002-05-21", **leaver)
    office.referred("plain-2")
    for child_id in ("plain-1", "leaver", "eighteen", "eighteen-later", "ends", "plain-2"):
        office.decides(child_id, "accept")
    office.referred("urgent")
    office.decides("urgent", "accept", reason_code="urgent")
    assert office.line() == ["urgent", "ends", "eighteen", "leaver", "plain-1", "eighteen-later", "plain-2"]


@pytest.mark.parametrize("decision", ["accept", "waitlist"])
def test_the_same_decision_found_urgent_later_moves_a_child_up(decision: str) -> None:
    """Said once more, it is a repeat (hard case 59)."""
    office = full("B")
    office.referred("C")
    office.decides("C", decision)
    assert office.line() == ["B", "C"]
    office.decides("C", decision, reason_code="urgent")
    assert office.line() == ["C", "B"]
    assert office.decides("C", decision, reason_code="urgent").noted() == ["decision-repeated"]


def test_priority_is_that_of_the_day_of_each_choice() -> None:
    """Who turns 18 soon by now comes first, by the ledger's own look each day (hard case 4)."""
    office = full("B")
    office.referred("C", date_of_birth="2009-05-25")
    heard = office.decides("C", "accept")
    assert office.line() == ["B", "C"]
    assert office.reminders(heard) == [], "it looks again tomorrow already"
    heard = office.day(date(2026, 11, 25))
    assert office.line() == ["C", "B"]
    assert [(one.child_id, one.priority) for one in heard.events(ReferralWaitlisted)] == [
        ("C", "turns-18-soon")
    ]


def test_the_ledger_looks_each_day_only_while_somebody_waits() -> None:
    """One reminder, for tomorrow in London; none when nobody waits (hard case 6)."""
    office = Office(limited(1))
    office.accepted("A")
    assert office.ledger.next_look is None
    office.referred("B")
    heard = office.decides("B", "accept")
    assert [one.at.isoformat() for one in office.reminders(heard)] == ["2026-11-22T00:00:00+00:00"]
    heard = office.decides("B", "decline")
    assert Forget("places") in heard
    assert office.ledger.next_look is None


def test_a_fact_that_changes_while_waiting_changes_the_turn() -> None:
    """A corrected date of birth: the ledger is told (hard case 4)."""
    office = full("B", "C")
    office.record("C", 2, date_of_birth="2009-01-01")
    assert office.line() == ["C", "B"]


def test_a_lower_limit_takes_no_place_back_and_a_higher_one_gives_more() -> None:
    """By a later version of the policy, on its day."""
    less = limited(1).model_copy(update={"version": "2", "effective_from": ON + DAY})
    office = Office(limited(2).model_copy(update={"effective_to": ON + DAY}), less)
    office.accepted("A", "B", "C")
    office.day(ON + DAY)
    assert (office.under_way(), office.line()) == (["A", "B"], ["C"])
    office.decides("A", "decline", reason_code="completed")
    assert office.under_way() == ["B"]
    office.follow(limited(3))
    assert [one.child_id for one in office.day(ON + 2 * DAY).events(ReferralAccepted)] == ["C"]


def test_work_under_way_has_its_place_when_a_limit_is_introduced() -> None:
    """It is registered at the next look, beyond the limit if need be; who waited stands in line."""
    office = Office(LEEDS)
    office.accepted("A", "B")
    office.referred("C")
    office.decides("C", "waitlist")
    office.follow(limited(1))
    office.record("A", 2)
    office.day(ON + DAY, "B", "C")
    assert office.ledger.taken == 2
    assert office.line() == ["C"]
    place = office.state("C").place
    assert place is not None
    assert place.facts.since == ON, "not the day on which the limit began"
    office.decides("A", "decline", reason_code="completed")
    assert office.line() == ["C"]
    heard = office.decides("B", "decline", reason_code="completed")
    assert "place-is-free" in heard.said()


def test_with_a_limit_to_come_work_is_registered_before_its_day() -> None:
    """So that the ledger knows of it when the limit begins."""
    later = limited(1).model_copy(update={"version": "2", "effective_from": ON + DAY})
    office = Office(LEEDS.model_copy(update={"effective_to": ON + DAY}), later)
    office.referred("A")
    heard = office.decides("A", "accept")
    assert heard.events(ReferralAccepted)
    assert [one.wanted for one in heard.events(PlaceRequested)] == ["occupied"]
    office.now += DAY
    office.accepted("B")
    assert (office.under_way(), office.line()) == (["A"], ["B"])


def test_when_the_limit_is_given_up_everybody_who_waits_gets_a_place() -> None:
    """At the ledger's next look."""
    office = full("B", "C")
    office.follow(LEEDS)
    office.day(ON + DAY)
    assert office.under_way() == ["A", "B", "C"]


def test_a_reminder_of_the_ledger_is_set_for_the_day_in_london() -> None:
    """Midnight in summer time is 23:00 in UTC (hard case 6)."""
    office = Office(limited(0), on=date(2026, 7, 1))
    office.record("A")
    office.hears(referral_made(agreed_on=date(2026, 7, 1)).model_copy(update={"child_id": "A"}))
    heard = office.decides("A", "accept")
    assert Remind("places", office.now.replace(day=1, hour=23, minute=0, second=0)) in heard
