"""Refusals that stand: nothing but the word of those who refused, or a decision of record, ends one."""

from datetime import date, timedelta

import pytest

from shared.contracts.case_system import ConsentChanged, ParentalResponsibility
from shared.contracts.lifelong_links import JourneyFrozen, TaskRaised
from tests.unit.eligibility.children import ON, child, with_care
from tests.unit.eligibility.story import Story, referral_made, under_way

DAY = timedelta(days=1)


def test_the_authoritys_refusal_stands_against_a_later_referral_that_states_given() -> None:
    """It ends by the authority's own word only, whatever a referral says of the parents (hard case 16)."""
    story = Story()
    story.record(1)
    story.consent("refused", given_by="authority")
    (asked,) = story.referral(pr="given").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("referral-waits", "authority-refuses")
    assert story.decides("accept").said() == ["decision-not-carried-out"]
    assert story.consent("given", given_by="authority").said() == ["decide-the-referral"]


@pytest.mark.parametrize(
    "stated_on, said",
    [(ON, "decide-the-referral"), (None, "decide-the-referral"), (ON - DAY, "referral-waits")],
)
def test_a_holders_refusal_ends_by_an_agreement_that_is_no_older(stated_on: date | None, said: str) -> None:
    """One that a referral states of an earlier day undoes nothing; undated, it is of that day (hard case 16).

    The referral was told after the refusal.
    """
    story = Story()
    story.record(1)
    story.consent("refused", given_by="pr_holder")
    stated = ParentalResponsibility(position="given", date=stated_on, holder_id="H1")
    heard = story.hears(referral_made().model_copy(update={"parental_responsibility": stated}))
    assert heard.said() == [said]


@pytest.mark.parametrize("position", ["not_sought", "not_found", "not_needed"])
def test_only_an_agreement_undoes_a_refusal(position: str) -> None:
    """Whatever else a later referral says of the holders: fail closed (hard case 16)."""
    story = Story()
    story.record(1)
    story.consent("refused", given_by="pr_holder")
    assert story.referral(pr=position).said() == ["referral-waits"]


def test_a_refusal_stands_again_when_an_adult_turns_out_to_be_a_minor() -> None:
    """The date of birth was corrected: the journey is held, until the refusal is settled (hard case 16)."""
    story = under_way(child(date_of_birth="2008-01-01"))
    assert story.consent("refused", given_by="pr_holder").said() == []
    heard = story.record(2, date_of_birth="2014-01-01")
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["pr-refused"]
    assert "journey.resumed" in story.record(3, date_of_birth="2008-01-01").said()


def test_an_open_referral_waits_again_when_an_adult_turns_out_to_be_a_minor() -> None:
    """The same for a referral that nobody decided yet (hard case 16)."""
    story = Story()
    story.record(1, date_of_birth="2008-01-01")
    assert story.referral(pr="refused").said() == ["decide-the-referral"]
    assert "referral-waits" in story.record(2, date_of_birth="2014-01-01").said()
    assert story.decides("accept").said() == ["decision-not-carried-out"]


def test_a_refusal_said_twice_on_one_day_is_two_facts() -> None:
    """Refused, given and refused again within a day: each freeze asks with a task of its own."""
    story = under_way()
    asked = story.consent("refused", given_by="pr_holder").events(TaskRaised)
    story.consent("given", given_by="pr_holder")
    asked += story.consent("refused", given_by="pr_holder").events(TaskRaised)
    assert len({one.task_id for one in asked}) == 2


@pytest.mark.parametrize("giver", ["child", "authority"])
def test_turning_18_lifts_nothing_that_the_child_or_the_authority_holds(giver: str) -> None:
    """Only what those with parental responsibility held falls away (hard case 4)."""
    story = under_way(child(date_of_birth="2008-11-22"))
    story.consent("refused", given_by=giver)
    story.consent("refused", given_by="pr_holder")
    heard = story.day(date(2026, 11, 22))
    assert "journey.resumed" not in heard.said()
    assert story.state.holds.keys() == {giver, "own-consent"}
    said = story.consent("given", given_by=giver).said() + story.consent("given").said()
    assert "journey.resumed" in said


def test_a_refusal_that_a_referral_stated_stands_against_the_next_referral() -> None:
    """Declined and made again: no named person decides over the holder under s20 (hard case 16)."""
    story = Story()
    story.record(1, with_care(legal_status="V2"))
    story.referral(pr="refused")
    story.decides("decline")
    (asked,) = story.referral("R2", pr="not_found").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("referral-waits", "pr-refused-holder-decides")
    assert story.decides("accept", referral_id="R2").said() == ["decision-not-carried-out"]


def test_an_agreement_from_before_the_refusal_that_a_referral_states_undoes_nothing() -> None:
    """It was held up on its way (hard case 16)."""
    story = Story()
    story.record(1, with_care(legal_status="V2"))
    story.referral(pr="refused")
    heard = story.hears(agreed("pr_holder", ON - DAY), age=DAY)
    assert (heard.said(), heard.noted()) == ([], ["agreement-older-than-refusal"])
    assert story.consent("given", given_by="pr_holder").said() == ["decide-the-referral"]


def test_a_refusal_that_a_late_referral_states_is_older_than_the_agreement_given_since() -> None:
    """The holder changed their word after the referral was made, and was heard first (hard case 16)."""
    story = Story()
    story.record(1, with_care(legal_status="V2"))
    story.consent("given", given_by="pr_holder")
    assert story.hears(referral_made(pr="refused", agreed_on=ON - DAY), age=DAY).said() == [
        "decide-the-referral"
    ]
    story.decides("decline")
    assert story.referral("R2", pr="not_needed").events(TaskRaised)[0].task_code == "decide-the-referral"


@pytest.mark.parametrize("day, age", [(ON - DAY, timedelta(0)), (ON, timedelta(hours=1))])
def test_the_authority_decides_over_a_refusal_that_it_knew_of(day: date, age: timedelta) -> None:
    """Its agreement from before a holder's refusal settles nothing (hard case 16)."""
    story = under_way()
    story.consent("refused", given_by="pr_holder")
    assert story.hears(agreed("authority", day), age=age).said() == []
    assert story.consent("given", given_by="authority").said() == ["journey.resumed", "journey-resumed"]


def agreed(giver: str, day: date) -> ConsentChanged:
    """Somebody agreed on a day."""
    said = {"child_id": "C1", "consent_id": "K9", "given_by": giver, "scope": "all"}
    return ConsentChanged.model_validate({**said, "decision": "given", "date": day})


@pytest.mark.parametrize("status, said", [("C2", "decide-the-referral"), ("V2", "referral-waits")])
def test_the_authoritys_decision_that_came_before_the_childs_record_counts(status: str, said: str) -> None:
    """If the record then says that it holds parental responsibility (hard case 16)."""
    story = Story()
    story.hears(agreed("authority", ON))
    story.record(1, with_care(legal_status=status))
    assert story.hears(referral_made(pr="refused"), age=timedelta(hours=1)).said() == [said]
