"""Places are limited: who gets one, who waits, and what happens at a child's turn (hard case 59)."""

from datetime import timedelta

import pytest

from shared.contracts.lifelong_links import (
    ReferralAccepted,
    ReferralDeclined,
    ReferralWaitlisted,
    TaskRaised,
)
from shared.effects import Emit
from tests.unit.eligibility.children import IN_CARE, LEEDS
from tests.unit.eligibility.office import PLACE_EVENTS, Office, full, limited

DAY = timedelta(days=1)


def test_without_a_limit_nothing_is_asked_and_nobody_keeps_a_ledger() -> None:
    """The policy of Leeds: accepted at once, and no event about places (hard case 59)."""
    office = Office(LEEDS)
    office.referred("A")
    heard = office.decides("A", "accept")
    assert heard.said() == ["referral.accepted"]
    assert not [one for one in heard if isinstance(one, Emit) and isinstance(one.event, PLACE_EVENTS)]
    assert list(office.states) == ["A"]


def test_a_free_place_is_given_at_once() -> None:
    """Accepted, screened again on the way; who decided is kept."""
    office = Office(limited(2))
    office.referred("A")
    heard = office.decides("A", "accept")
    assert [one.referral_id for one in heard.events(ReferralAccepted)] == ["R1"]
    assert "referral.waitlisted" not in heard.said()
    assert {"decided-accept", "place-taken", "screened"} <= set(heard.noted())
    assert office.ledger.taken == 1


def test_when_no_place_is_free_an_accepted_child_waits_with_position_and_priority() -> None:
    """Eligible and waitlisted (hard case 59)."""
    office = full("B")
    office.referred("C")
    heard = office.decides("C", "accept", reason_code="urgent")
    (listed,) = heard.events(ReferralWaitlisted)
    assert (listed.child_id, listed.position, listed.priority) == ("C", 1, "urgent")
    assert listed.reason_code == "no-place"
    assert office.line() == ["C", "B"], "the urgent one first"
    assert office.under_way() == ["A"]


def test_accepted_twice_while_waiting_is_asked_once() -> None:
    """The same decision again changes nothing."""
    office = full("B")
    before = office.states
    heard = office.decides("B", "accept")
    assert (heard.said(), heard.noted(), office.states) == ([], ["decision-repeated"], before)


@pytest.mark.parametrize("reason", ["completed", "other"])
def test_an_acceptance_that_waited_begins_when_a_place_frees(reason: str) -> None:
    """Still fit: accepted at once, the next one moves up (hard case 59)."""
    office = full("B", "C")
    heard = office.decides("A", "decline", reason_code=reason)
    assert [one.child_id for one in heard.events(ReferralAccepted)] == ["B"]
    assert bool(heard.events(ReferralDeclined)) is (reason == "other")
    assert (office.under_way(), office.line()) == (["B"], ["C"])


def test_the_record_hears_of_the_listing_and_of_being_next_and_of_no_step_between() -> None:
    """Not of each step up (hard case 59)."""
    office = full("B", "C", "D", "E")
    for done in ("A", "B"):
        heard = office.decides(done, "decline", reason_code="completed")
        told = [(one.child_id, one.position, one.reason_code) for one in heard.events(ReferralWaitlisted)]
        assert told == [("C" if done == "A" else "D", 1, "next-in-line")]
    assert office.line() == ["D", "E"]


def test_at_the_turn_a_child_on_the_waiting_list_is_asked_again_before_work_begins() -> None:
    """The place is kept for them; the coordinator asks the child and then accepts (hard case 59)."""
    office = full("B")
    office.referred("C")
    office.decides("B", "decline")
    assert office.decides("C", "waitlist", reason_code="child-away").events(ReferralWaitlisted)[
        0
    ].reason_code == ("child-away")
    heard = office.decides("A", "decline", reason_code="completed")
    (ask,) = [one for one in heard.events(TaskRaised) if one.task_code == "place-is-free"]
    assert (ask.child_id, ask.audience) == ("C", ("coordinator",))
    office.accepted("D")
    assert (office.under_way(), office.line()) == ([], ["D"]), "the place is kept"
    assert office.decides("C", "accept").events(ReferralAccepted)
    assert (office.under_way(), office.line()) == (["C"], ["D"])


def test_put_on_the_waiting_list_while_a_place_is_free_the_coordinator_is_told_so() -> None:
    """On the list, and the place is kept."""
    office = Office(limited(1))
    office.referred("A")
    assert office.decides("A", "waitlist").said() == [
        "place.requested",
        "place.offered",
        "referral.waitlisted",
        "place-is-free",
    ]
    assert office.decides("A", "waitlist").noted() == ["decision-repeated"]
    assert office.decides("A", "accept").said() == ["referral.accepted"]


def test_a_place_that_is_kept_is_free_again_when_the_referral_is_declined() -> None:
    """The next one gets it."""
    office = Office(limited(1))
    office.referred("A")
    office.decides("A", "waitlist")
    office.accepted("B")
    heard = office.decides("A", "decline")
    assert [one.child_id for one in heard.events(ReferralAccepted)] == ["B"]


@pytest.mark.parametrize("decision", ["accept", "waitlist"])
def test_a_decision_may_change_while_the_child_waits(decision: str) -> None:
    """To be accepted without being asked again, or to be asked again: the turn is kept."""
    office = Office(limited(1))
    office.accepted("A")
    office.referred("B")
    office.decides("B", "waitlist" if decision == "accept" else "accept")
    office.accepted("C")
    assert "decided-" + decision in office.decides("B", decision).noted()
    assert office.line() == ["B", "C"]
    heard = office.decides("A", "decline", reason_code="completed")
    assert bool(heard.events(ReferralAccepted)) is (decision == "accept")
    assert ("place-is-free" in heard.said()) is (decision == "waitlist")


def test_a_child_who_is_not_eligible_at_their_turn_lets_the_next_pass_and_keeps_their_turn() -> None:
    """Screened again; what follows from the policy's no is a person's to decide (hard cases 59, 70)."""
    office = full("B", "C")
    office.record("B", 2, permanence_plan=["ADOPTION"])
    heard = office.decides("A", "decline", reason_code="completed")
    assert [one.child_id for one in heard.events(ReferralAccepted)] == ["C"]
    (told,) = [one for one in heard.events(TaskRaised) if one.task_code == "place-passed-on"]
    assert (told.child_id, told.reason_code) == ("B", "not-eligible")
    assert office.line() == ["B"]
    office.record("B", 3)
    heard = office.decides("C", "decline", reason_code="completed")
    assert [one.child_id for one in heard.events(ReferralAccepted)] == ["B"]


def test_a_child_in_doubt_at_their_turn_keeps_their_place_in_the_line() -> None:
    """Others pass until a person has decided; then it is their turn again (hard case 9, hard case 59)."""
    office = full("B", "C", "D")
    office.record("B", 2, permanence_plan=[])
    heard = office.decides("A", "decline", reason_code="completed")
    assert office.under_way() == ["C"]
    (told,) = [one for one in heard.events(TaskRaised) if one.task_code == "place-passed-on"]
    assert (told.child_id, told.reason_code, told.missing) == ("B", "plan-not-agreed", ("permanence_plan",))
    assert office.line() == ["B", "D"]
    office.decides("B", "accept", by="M1")
    heard = office.decides("C", "decline", reason_code="completed")
    assert [(one.child_id, one.outcome) for one in heard.events(ReferralAccepted)] == [
        ("B", "needs_decision")
    ]


def test_a_doubt_that_disappears_makes_the_child_ready_again() -> None:
    """Without a new decision: what was decided holds (hard case 9)."""
    office = full("B", "C")
    office.record("B", 2, permanence_plan=[])
    office.decides("A", "decline", reason_code="completed")
    office.record("B", 3)
    heard = office.decides("C", "decline", reason_code="completed")
    assert [one.child_id for one in heard.events(ReferralAccepted)] == ["B"]


def test_a_doubt_that_a_person_decided_on_is_none_at_the_turn() -> None:
    """A named person accepted in spite of it; only another doubt is news (hard case 9)."""
    office = full()
    office.referred("B", permanence_plan=[])
    office.decides("B", "accept", by="M1")
    office.record("B", 2, permanence_plan=[])
    heard = office.decides("A", "decline", reason_code="completed")
    assert [one.outcome for one in heard.events(ReferralAccepted)] == ["needs_decision"]


def test_a_place_that_is_kept_goes_on_to_the_next_when_a_doubt_comes_up() -> None:
    """While the coordinator had not yet accepted (hard case 7, hard case 59)."""
    office = Office(limited(1))
    office.referred("A")
    office.decides("A", "waitlist")
    office.accepted("B")
    heard = office.record("A", 2, permanence_plan=["LTFOST18", "ADOPTION"])
    assert [one.child_id for one in heard.events(ReferralAccepted)] == ["B"]
    assert "place-passed-on" in heard.said()
    assert office.line() == ["A"]


def test_a_child_who_withdraws_leaves_the_line_and_comes_back_at_its_end() -> None:
    """At once; coming back, a person decides again and the old turn is not kept (hard case 14)."""
    office = full("B", "C")
    heard = office.consent("B", "withdrawn")
    assert "referral-waits" in heard.said()
    assert office.line() == ["C"]
    office.now += DAY
    assert "decide-the-referral" in office.consent("B", "given").said()
    office.decides("B", "accept")
    assert office.line() == ["C", "B"]


def test_a_refusal_at_the_turn_gives_the_place_back() -> None:
    """A holder's word is no doubt that a person may settle (hard case 16)."""
    office = full("B", "C")
    office.consent("B", "refused", given_by="pr_holder")
    heard = office.decides("A", "decline", reason_code="completed")
    assert [one.child_id for one in heard.events(ReferralAccepted)] == ["C"]
    assert "place-given-back" in heard.said()


@pytest.mark.parametrize(
    "ends",
    [
        {"date_of_death": "2026-11-20"},
        {"care": {**IN_CARE, "period_ended": "2026-11-20", "reason_ceased": "E3"}},
    ],
)
@pytest.mark.parametrize("who", ["A", "B"])
def test_death_and_transfer_free_the_place_in_work_and_in_the_line(ends: dict[str, object], who: str) -> None:
    """Whether the child was being worked with or waited (hard case 46, hard case 55)."""
    office = full("B", "C")
    office.record(who, 2, **ends)
    assert (office.under_way(), office.line()) == ((["B"], ["C"]) if who == "A" else (["A"], ["C"]))


def test_a_frozen_journey_keeps_its_place() -> None:
    """Adoption is planned, the child has withdrawn: nothing is lost, and nobody moves up (hard case 7)."""
    office = full("B")
    office.record("A", 2, permanence_plan=["ADOPTION"])
    office.consent("A", "withdrawn")
    assert (office.under_way(), office.line()) == (["A"], ["B"])


def test_a_second_referral_does_not_take_a_second_place() -> None:
    """It is declined while the first waits, and stands at the end when the first was declined."""
    office = full("B", "C")
    office.referred("B", "R2")
    assert office.line() == ["B", "C"]
    office.decides("B", "decline")
    office.now += DAY
    office.referred("B", "R3")
    office.decides("B", "accept", referral_id="R3")
    assert office.line() == ["C", "B"]


def test_a_decision_that_could_not_be_carried_out_in_the_line_is_asked_for_again() -> None:
    """Once nothing is in the way; who only waited in line keeps their turn and is not told (hard case 16)."""
    office = full()
    for child_id in ("B", "C"):
        office.referred(child_id)
        office.decides(child_id, "waitlist")
        office.consent(child_id, "refused", given_by="pr_holder")
    assert office.decides("B", "accept").said() == ["decision-not-carried-out"]
    assert office.consent("B", "given", given_by="pr_holder").said() == ["decide-the-referral"]
    assert office.consent("C", "given", given_by="pr_holder").said() == []
