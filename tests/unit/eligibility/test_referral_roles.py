"""Who may refer, and the talk with the reviewing officer: what a policy may ask for (DOMAIN 2.4)."""

from datetime import timedelta

import pytest

from services.eligibility.policies.book import load_book
from shared.contracts.lifelong_links import ReferralDeclined, TaskRaised
from tests.unit.eligibility.children import care_leaver, policy_with
from tests.unit.eligibility.story import Story, referral_made, under_way

ADMITTED = policy_with(referral={"referred_by": ["social_worker", "care_leaver"]})
TALKED = policy_with(referral={"iro_discussion_needed": True})


@pytest.mark.parametrize("role", ["teacher", "social_worker", "care_leaver", "whoever"])
def test_under_leeds_any_practitioner_may_refer(role: str) -> None:
    """The list is empty: nobody is asked for a role."""
    story = Story()
    story.record(1)
    assert story.referral(role=role).said() == ["decide-the-referral"]


@pytest.mark.parametrize("role", ["social_worker", "care_leaver"])
def test_a_role_that_the_policy_names_may_refer(role: str) -> None:
    """Also the care leaver in person."""
    story = Story(policy=ADMITTED)
    story.record(1, care_leaver())
    assert story.referral(role=role).said() == ["decide-the-referral"]


@pytest.mark.parametrize("role", ["teacher", "Social_Worker", "whoever"])
def test_another_role_does_not_start_a_referral_and_is_told_who_may(role: str) -> None:
    """Also a role that nobody knows; the next referral, by one who may, is looked at."""
    story = Story(policy=ADMITTED)
    story.record(1)
    (declined,) = story.referral(role=role).events(ReferralDeclined)
    assert (declined.reason_code, declined.admitted) == (
        "referrer-not-admitted",
        ("social_worker", "care_leaver"),
    )
    assert story.state.referral is None
    assert story.decides("accept").said() == ["decision-not-carried-out"]
    assert story.referral(role=role).said() == []
    assert story.referral("R2", role="social_worker").said() == ["decide-the-referral"]


def test_a_referral_by_one_who_may_not_need_not_wait_for_the_record() -> None:
    """It is declined at once."""
    assert Story(policy=ADMITTED).referral(role="teacher").said() == ["referral.declined"]


def test_under_the_shipped_lancashire_policy_care_leavers_refer_themselves() -> None:
    """The page says so (DOMAIN 2.4)."""
    policy = load_book("lancashire").versions[-1]
    assert not policy.referral.referred_by or "care_leaver" in policy.referral.referred_by
    assert policy.referral.iro_discussion_needed


@pytest.mark.parametrize("said", [False, None])
def test_where_it_must_be_discussed_with_the_reviewing_officer_the_referral_waits(
    said: bool | None,  # noqa: FBT001 - what a form says, a value and no switch
) -> None:
    """No and not known are the same; an accept is not carried out."""
    story = Story(policy=TALKED)
    story.record(1)
    (asked,) = story.referral(iro=said).events(TaskRaised)
    assert (asked.task_code, asked.reason_code, asked.audience) == (
        "referral-waits",
        "iro-not-discussed",
        ("social_worker",),
    )
    assert story.decides("accept").said() == ["decision-not-carried-out"]


def test_the_box_ticked_later_counts() -> None:
    """The same referral told again; told once more, it says nothing new."""
    story = Story(policy=TALKED)
    story.record(1)
    story.referral(iro=False)
    assert story.referral(iro=True).said() == ["decide-the-referral"]
    assert story.referral(iro=True).said() == []
    assert story.decides("accept").said() == ["referral.accepted"]
    assert story.referral(iro=False).said() == [], "it is under way"


def test_an_older_telling_does_not_untick_the_box() -> None:
    """What was held up on its way is no news; nor is the same form told again since (hard case 65)."""
    story = Story(policy=TALKED)
    story.record(1)
    story.referral(iro=True)
    assert story.hears(referral_made(iro=False), age=timedelta(hours=1)).said() == []
    assert story.referral(iro=False).said() == []


def test_a_repeat_that_says_nothing_of_it_changes_nothing() -> None:
    """Also under a policy that asks for the talk."""
    story = Story(policy=TALKED)
    story.record(1)
    story.referral(iro=True)
    assert story.referral().said() == []
    assert story.decides("accept").said() == ["referral.accepted"]


def test_who_has_left_care_has_no_reviewing_officer_to_ask() -> None:
    """Care leavers, and anybody of 18 or over."""
    for changes in ({}, {"date_of_birth": "2010-01-01", "care_leaver": "relevant"}):
        story = Story(policy=TALKED)
        story.record(1, care_leaver(**changes))
        assert story.referral().said() == ["decide-the-referral"]


def test_the_second_referral_of_a_child_whose_work_is_under_way_is_declined() -> None:
    """Frozen or not: one child, one referral at a time."""
    for frozen in (False, True):
        story = under_way()
        if frozen:
            story.consent("withdrawn")
        (declined,) = story.referral("R2").events(ReferralDeclined)
        assert declined.reason_code == "another-referral-is-open"
        assert story.state.under_way


def test_a_referral_that_was_withdrawn_is_made_again_later() -> None:
    """The child said no, it was declined; with a later yes a new one is looked at (hard case 14)."""
    story = Story()
    story.record(1)
    story.referral()
    story.consent("withdrawn")
    story.decides("decline", reason_code="child-withdrew")
    story.now += timedelta(days=30)
    later = story.now.date()
    assert story.referral("R2", agreed_on=later).said() == ["decide-the-referral"]
    assert story.decides("accept", referral_id="R2").said() == ["referral.accepted"]
    assert story.referral("R1").said() == [], "the first stays declined"


def test_finished_work_is_closed_as_completed_and_not_as_declined() -> None:
    """The coordinator ends it; a later referral may begin again."""
    story = under_way()
    assert story.decides("decline", reason_code="completed").said() == ["journey.closed", "journey-closed"]
    assert story.state.closed_for == "completed"
    assert story.decides("decline", reason_code="completed").said() == []
    assert story.decides("accept").said() == []
    assert story.referral("R2").said() == ["decide-the-referral"]
