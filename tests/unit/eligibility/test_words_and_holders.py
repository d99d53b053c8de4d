"""Several holders of parental responsibility, words told late or again, and days still to come (DOMAIN 4)."""

from datetime import date, timedelta

import pytest

from shared.contracts.case_system import ConsentChanged, ReferralMade
from shared.contracts.lifelong_links import JourneyFrozen, JourneyResumed, TaskRaised, WordForwarded
from tests.unit.eligibility.children import ON, with_care
from tests.unit.eligibility.story import Heard, Story, referral_made, under_way

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def by_holder(made: ReferralMade, holder_id: str | None) -> ReferralMade:
    """The referral names another holder, or none."""
    stated = made.parental_responsibility.model_copy(update={"holder_id": holder_id})
    return made.model_copy(update={"parental_responsibility": stated})


def accommodated() -> Story:
    """Work is under way with a child accommodated by agreement."""
    return under_way(with_care(legal_status="V2"))


def test_one_holders_agreement_does_not_lift_anothers_refusal() -> None:
    """Two words; the no is weighed (hard case 73)."""
    story = accommodated()
    heard = story.consent("refused", given_by="pr_holder", holder_id="H1")
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["pr-refused-holder-decides"]
    assert story.consent("given", given_by="pr_holder", holder_id="H2").said() == []
    assert story.state.stop == "freeze"
    heard = story.consent("given", given_by="pr_holder", holder_id="H1")
    assert [one.reason_code for one in heard.events(JourneyResumed)] == ["pr-settled"]


@pytest.mark.parametrize("refuses, agrees", [("H1", None), (None, "H1"), (None, None)])
def test_a_holder_who_is_not_named_ends_nothing_and_people_are_asked_once(
    refuses: str | None, agrees: str | None
) -> None:
    """Case c27: only a correction of the record itself, or a name, ends that refusal (hard case 73)."""
    story = accommodated()
    story.consent("refused", given_by="pr_holder", holder_id=refuses, consent_id="K-no")

    def agree() -> Heard:
        return story.consent("given", given_by="pr_holder", holder_id=agrees, consent_id="K-yes")

    (asked,) = agree().events(TaskRaised)
    assert (asked.task_code, asked.audience) == ("holder-not-named", ("social_worker",))
    assert agree().said() == []
    assert story.state.stop == "freeze"
    corrected = story.consent("given", given_by="pr_holder", holder_id=refuses, consent_id="K-no")
    assert "journey.resumed" in corrected.said()


def test_a_referrals_word_of_a_holder_is_that_holders_own() -> None:
    """A referral that says given by the other parent leaves the refusal as it is (hard case 73)."""
    story = Story()
    story.record(1, with_care(legal_status="V2"))
    story.consent("refused", given_by="pr_holder", holder_id="H1")
    (asked,) = story.hears(by_holder(referral_made(), "H2")).events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("referral-waits", "pr-refused-holder-decides")
    assert story.consent("given", given_by="pr_holder", holder_id="H1").said() == ["decide-the-referral"]


def test_a_second_holders_refusal_is_news_for_who_decided_on_the_first() -> None:
    """At 16 a named person decides on these words, not on those to come (hard case 17, hard case 73)."""
    story = under_way(with_care().model_copy(update={"date_of_birth": date(2010, 2, 3)}))
    story.consent("refused", given_by="pr_holder", holder_id="H1")
    assert "journey.resumed" in story.decides("accept").said()
    assert "journey.frozen" in story.consent("refused", given_by="pr_holder", holder_id="H2").said()


def test_an_old_agreement_told_again_lifts_no_withdrawal() -> None:
    """Case c01: the same record under a new envelope says nothing new (hard case 65)."""
    story = under_way()
    story.consent("given", consent_id="K1")
    story.consent("withdrawn", consent_id="K2")
    assert story.consent("given", consent_id="K1").said() == []
    assert story.state.withdrawn
    assert "journey.resumed" in story.consent("given", consent_id="K3").said()


def test_a_withdrawal_and_an_agreement_of_the_same_moment_are_a_withdrawal() -> None:
    """Case c47, in either order: of two words of one moment the safer stands."""
    for order in (("withdrawn", "given"), ("given", "withdrawn")):
        story = under_way()
        now = story.now + HOUR
        for decision in order:
            said = {"consent_id": decision, "given_by": "child", "scope": "all", "decision": decision}
            event = ConsentChanged.model_validate({"child_id": "C1", "date": ON, **said})
            story.now = now + HOUR
            story.hears(event, age=story.now + timedelta(seconds=1) - now)
        assert story.state.withdrawn


def test_an_agreement_dated_ahead_counts_for_nothing_and_a_refusal_at_once() -> None:
    """Case c03 for this service: a typing error fails safe (hard case 71)."""
    story = under_way()
    assert "journey.frozen" in story.consent("withdrawn", day=date(2062, 1, 1)).said()
    assert story.consent("given", day=date(2062, 1, 2)).said() == []
    assert "journey.resumed" in story.consent("given").said()


def test_a_referral_whose_agreement_is_dated_ahead_waits_until_it_is_confirmed() -> None:
    """The day is corrected on the form, or the child agrees by themselves (hard case 71)."""
    for by_form in (True, False):
        story = Story()
        story.record(1)
        (asked,) = story.referral(agreed_on=date(2062, 1, 1)).events(TaskRaised)
        assert (asked.task_code, asked.reason_code) == ("referral-waits", "agreement-dated-ahead")
        assert story.decides("accept").said() == ["decision-not-carried-out"]
        confirmed = story.referral() if by_form else story.consent("given")
        assert confirmed.said() == ["decide-the-referral"]


def test_what_was_told_of_a_merged_record_acts_on_the_kept_one() -> None:
    """As of when it was first told; forwarded again it says nothing (hard case 68)."""
    story = under_way()
    said = {"consent_id": "K7", "given_by": "child", "scope": "all", "decision": "withdrawn", "date": ON}
    word = ConsentChanged.model_validate({"child_id": "C2", **said})
    forwarded = WordForwarded(child_id="C1", retired_ids=("C2",), told_at=story.now, consent=word)
    assert "journey.frozen" in story.hears(forwarded).said()
    assert story.hears(forwarded).said() == []
    empty = WordForwarded(child_id="C1", retired_ids=("C2",), told_at=story.now)
    assert story.hears(empty).said() == []


def test_the_authoritys_own_refusal_stands_against_a_later_referral() -> None:
    """Case c68: nothing is accepted over it; and a minor again is a minor."""
    story = Story()
    story.record(1)
    story.consent("refused", given_by="authority")
    story.referral()
    assert story.decides("accept").said() == ["decision-not-carried-out"]


def test_an_older_decline_told_late_changes_nothing_but_that_a_person_is_told() -> None:
    """The later decision stands, whoever tells the older one and when (hard case 64)."""
    story = under_way()
    assert story.decides("decline", age=DAY).said() == ["older-word-told-late"]
    assert story.decides("decline", age=DAY).said() == []
    assert story.state.under_way
    assert "journey.closed" in story.decides("decline").said()
