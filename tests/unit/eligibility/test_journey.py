"""An accepted journey that facts freeze, let go on, or end (DOMAIN 2.5)."""

from datetime import date

import pytest

from services.eligibility.policies.book import load_book
from services.eligibility.policies.policy import ReferralRules
from shared.contracts.lifelong_links import (
    EligibilityScreened,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    ReferralDeclined,
    TaskRaised,
)
from shared.effects import Forget
from tests.unit.eligibility.children import (
    FUTURES,
    IN_CARE,
    LEEDS,
    care_leaver,
    child,
    parent,
    policy_with,
    with_care,
)
from tests.unit.eligibility.story import Story, under_way


def test_a_plan_of_adoption_mid_journey_freezes_everything_outbound() -> None:
    """Task to social worker and coordinator; data is kept (hard case 7)."""
    story = under_way()
    heard = story.record(2, permanence_plan=["ADOPTION"])
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["plan-adoption"]
    (asked,) = heard.events(TaskRaised)
    assert (asked.task_code, asked.audience) == ("journey-frozen", ("social_worker", "coordinator", "iro"))
    assert story.state.under_way


def test_a_frozen_journey_is_frozen_once() -> None:
    """The same reason in a newer version says nothing again; another reason does."""
    story = under_way()
    story.record(2, permanence_plan=["ADOPTION"])
    assert story.record(3, permanence_plan=["ADOPTION"]).said() == []
    heard = story.record(4, permanence_plan=["RETURN1M"])
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["plan-within-family"]


def test_a_reversed_adoption_decision_lets_the_journey_go_on() -> None:
    """Eligible again: resumed, with a task for fresh gates (hard case 8)."""
    story = under_way()
    story.record(2, adoption={"decision_date": "2026-11-20"})
    heard = story.record(3, adoption={"decision_date": "2026-11-20", "decision_reversed_date": "2026-11-21"})
    assert [one.reason_code for one in heard.events(JourneyResumed)] == ["eligible-again"]
    assert [one.task_code for one in heard.events(TaskRaised)] == ["journey-resumed"]


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"permanence_plan": ["LTFOST18", "ADOPTION"]}, "parallel-planning-adoption"),
        ({"permanence_plan": ["LTFOST18", "RETURNEV"]}, "parallel-planning-family"),
        ({"permanence_plan": ["LTRELFR"]}, "plan-with-relatives"),
        ({"care": {**IN_CARE, "placement": "U5"}}, "carer-may-adopt"),
        ({"care": {**IN_CARE, "placement": "U1"}}, "kinship-placement"),
        ({"care": {**IN_CARE, "legal_status": "E1"}}, "placement-order-contradicts-plan"),
        ({"care": {**IN_CARE, "legal_status": "D1"}}, "freeing-order"),
        ({"care": {**IN_CARE, "legal_status": "C1"}}, "nothing-settled"),
        ({"jurisdiction": "scotland"}, "jurisdiction-scotland"),
    ],
)
def test_a_new_doubt_about_adoption_home_or_court_freezes(changes: dict[str, object], reason: str) -> None:
    """Fail closed: outreach stops until a person decided (hard case 10, hard case 13, hard case 48)."""
    heard = under_way().record(2, **changes)
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == [reason]


@pytest.mark.parametrize(
    "changes",
    [
        {"permanence_plan": []},
        {"permanence_plan": None},
        {"permanence_plan": ["OTHERPLN"]},
        {"care": None},
        {"date_of_birth_disputed": True},
        {"care": {**IN_CARE, "legal_status": "C9"}},
    ],
)
def test_a_fact_that_is_only_missing_pauses_the_work_until_it_arrives(changes: dict[str, object]) -> None:
    """Nothing speaks against; social worker and coordinator are asked (hard case 9, hard case 54)."""
    story = under_way()
    heard = story.record(2, **changes)
    assert heard.said() == ["journey.frozen", "journey-paused"]
    assert heard.events(JourneyFrozen)[0].pause
    assert heard.events(TaskRaised)[0].audience == ("social_worker", "coordinator")
    assert story.record(3).said() == ["journey.resumed", "journey-resumed"]


def test_a_doubt_that_a_person_knew_of_does_not_freeze_again() -> None:
    """Accepted in kinship care: the same fact is no news, adoption is (hard case 10)."""
    story = Story()
    story.record(1, permanence_plan=["LTRELFR"])
    story.referral()
    story.decides("accept")
    assert story.record(2, permanence_plan=["LTRELFR"]).said() == []
    heard = story.record(3, permanence_plan=["LTRELFR", "ADOPTION"])
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["parallel-planning-adoption"]


def test_a_frozen_journey_does_not_go_on_because_a_fact_disappears() -> None:
    """From adoption to a blank plan is not eligible again."""
    story = under_way()
    story.record(2, permanence_plan=["ADOPTION"])
    assert story.record(3, permanence_plan=[]).said() == ["eligibility-needs-decision"]
    assert story.state.holds == {"eligibility": "plan-adoption"}
    assert story.record(4).said() == ["journey.resumed", "journey-resumed"]


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"date_of_death": "2026-11-20"}, "died"),
        ({"care": {**IN_CARE, "period_ended": "2026-11-20", "reason_ceased": "E3"}}, "care-ended-E3"),
        ({"care": {**IN_CARE, "period_ended": "2026-11-20", "reason_ceased": "E11"}}, "care-ended-E11"),
    ],
)
def test_death_transfer_and_adoption_end_the_journey(changes: dict[str, object], reason: str) -> None:
    """Everything outbound stops for good; repeated, nothing happens twice (hard case 46, hard case 55)."""
    story = under_way()
    heard = story.record(2, **changes)
    assert [one.reason_code for one in heard.events(JourneyClosed)] == [reason]
    assert [one.task_code for one in heard.events(TaskRaised)] == ["journey-closed"]
    assert story.record(3, **changes).said() == []


def test_a_move_out_of_the_area_does_not_end_the_journey() -> None:
    """The responsible authority is unchanged (hard case 46, hard case 47)."""
    assert under_way().record(2, responsible_authority="E08000032").said() == []


def test_at_25_work_in_hand_on_the_parent_route_is_completed_by_default() -> None:
    """Not eligible any more by the birthday alone: a task, no freeze (hard case 5)."""
    story = under_way(parent(date_of_birth="2001-11-22"))
    assert story.day(date(2026, 11, 22)).said() == ["work-ends", "eligibility-changed"]
    assert story.state.holds == {}


def test_at_25_a_policy_may_close_work_in_hand() -> None:
    """The switch of hard case 5."""
    ends = {**LEEDS.model_dump()["work_ends"], "work_in_hand": "close"}
    story = under_way(parent(date_of_birth="2001-11-22"), policy=policy_with(work_ends=ends))
    heard = story.day(date(2026, 11, 22))
    assert [one.reason_code for one in heard.events(JourneyClosed)] == ["work-ends"]


def test_where_work_ends_at_a_birthday_none_begins_after_it() -> None:
    """What becomes of who waits, and of a later referral, a named person decides (hard cases 5, 70)."""
    ends = {**LEEDS.model_dump()["work_ends"], "work_in_hand": "close"}
    story = Story(policy=policy_with(work_ends=ends))
    story.record(1, care_leaver(date_of_birth="2001-11-22"))
    assert story.referral().said() == ["decide-the-referral"]
    assert story.day(date(2026, 11, 22)).said() == ["work-ends", "decide-the-referral"]
    assert story.decides("accept").said() == ["decision-not-carried-out"]
    (declined,) = story.decides("decline", reason_code="work-ends").events(ReferralDeclined)
    assert (declined.reason_code, declined.decided_by) == ("work-ends", "M1")
    (asked,) = story.referral("R2").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("decide-the-referral", "not-eligible")


@pytest.mark.parametrize("day", [date(2027, 3, 1), date(2030, 2, 3)])
def test_a_limit_of_age_or_time_in_care_is_for_who_begins(day: date) -> None:
    """Three years in care, or the sixteenth birthday, come by themselves: work in hand is completed."""
    trial = load_book("frg_england_trial").versions[0].model_copy(update={"referral": ReferralRules()})
    story = under_way(with_care(period_started="2024-03-01"), policy=trial)
    heard = story.day(day)
    assert heard.events(EligibilityScreened)[0].outcome == "not_eligible"
    assert heard.events(JourneyFrozen) == []
    assert story.state.holds == {}


def test_another_loss_beside_the_birthday_freezes() -> None:
    """The service ended too: the birthday is not the only reason (hard case 5)."""
    story = under_way(parent(date_of_birth="2001-11-22", services=[{**FUTURES, "to": "2026-11-22"}]))
    assert story.day(date(2026, 11, 22)).said() == ["work-ends", "journey.frozen", "journey-frozen"]


def test_the_retired_one_of_two_merged_records_stops() -> None:
    """Closed with the reason, once; later records and decisions of it change nothing."""
    story = under_way()
    heard = story.merged(kept="C2", retired="C1")
    assert [one.reason_code for one in heard.events(JourneyClosed)] == ["merged"]
    assert heard.of(Forget) == [Forget("next-look")]
    assert story.merged(kept="C2", retired="C1") == []
    assert story.record(2, permanence_plan=["ADOPTION"]).noted() == ["record-retired"]
    assert story.decides("accept").said() == []
    assert story.day(date(2030, 1, 1)).said() == []


def test_a_waiting_referral_of_a_retired_record_is_declined() -> None:
    """So is one that is made later."""
    story = Story()
    story.record(1)
    story.referral()
    assert story.merged(kept="C2", retired="C1").said() == ["referral.declined"]
    assert story.referral("R2").said() == ["referral.declined"]


def test_a_merge_of_an_unknown_child_is_no_crash() -> None:
    """Nothing to stop, and nothing will start."""
    story = Story()
    assert story.merged(kept="C2", retired="C1").said() == []
    assert story.referral().said() == ["referral.declined"]


def test_the_kept_one_of_two_merged_records_is_looked_at_by_a_person() -> None:
    """Once for each record that was merged into it."""
    story = under_way()
    heard = story.merged(kept="C1", retired="C2")
    assert (heard.said(), heard.events(TaskRaised)[0].audience) == (
        ["records-merged"],
        ("social_worker", "coordinator"),
    )
    assert story.merged(kept="C1", retired="C2") == []
    assert story.state.under_way


def test_task_ids_are_the_facts_own() -> None:
    """Deterministic, short enough, and different for different facts."""
    first, second = under_way(), under_way()
    asked = [
        one.record(2, permanence_plan=["ADOPTION"]).events(TaskRaised)[0].task_id for one in (first, second)
    ]
    assert asked == ["journey-frozen-C1-v2"] * 2
    long = Story(child_id="c" * 36)
    record = child(child_id="c" * 36, permanence_plan=[])
    (long_id,) = [one.task_id for one in long.record(123456789, record).events(TaskRaised)]
    assert len(long_id) <= 64
