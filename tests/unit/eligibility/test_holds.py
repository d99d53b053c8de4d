"""What pauses a journey and what freezes it, and how one turns into the other (DOMAIN 2.5, 4)."""

from datetime import date, timedelta

import pytest

from shared.contracts.case_system import JourneyPaused
from shared.contracts.lifelong_links import JourneyFrozen, JourneyResumed, ReferralAccepted, TaskRaised
from shared.effects import Remind
from tests.unit.eligibility.children import IN_CARE, SOCIAL_WORKER, child
from tests.unit.eligibility.story import Heard, Story, under_way

SATURDAY, HAND_OVER_ENDS = date(2026, 11, 21), date(2026, 11, 27)
DAY = timedelta(days=1)


def frozen(heard: Heard) -> list[tuple[str, bool]]:
    """What was said of the whole journey: the reason, and whether it only pauses."""
    return [(one.reason_code, bool(one.pause)) for one in heard.events(JourneyFrozen)]


def rests(story: Story, **days: object) -> Heard:
    """Somebody asks for a rest, or ends it."""
    said = {"child_id": "C1", "pause_id": "P1", "requested_by": "child", "from": "2026-11-23", **days}
    return story.hears(JourneyPaused.model_validate(said))


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"permanence_plan": None}, "plan-not-known"),
        ({"care": {**IN_CARE, "placement": "A9"}}, "placement-unrecognised"),
        ({"care": {**IN_CARE, "legal_status": "ZZ"}}, "legal-status-unrecognised"),
        ({"care": None}, "care-not-known"),
        ({"date_of_birth_disputed": True}, "date-of-birth-disputed"),
        ({"workers": None}, "workers-not-known"),
    ],
)
def test_a_missing_fact_pauses_until_a_named_person_decides_again(
    changes: dict[str, object], reason: str
) -> None:
    """Cases c19, c35: an older decision does not, and the same facts do not pause again."""
    story = under_way()
    assert frozen(story.record(2, **changes)) == [(reason, True)]
    assert story.decides("accept", age=DAY).said() == []
    assert story.decides("accept", by=None).said() == []
    assert "journey.resumed" in story.decides("accept").said()
    assert story.record(3, **changes).said() == []


def test_a_freeze_is_not_softened_by_a_fact_that_goes_missing() -> None:
    """Adoption, then a blank plan: it stays frozen until the child is eligible again (hard case 7)."""
    story = under_way()
    story.record(2, permanence_plan=["ADOPTION"])
    assert frozen(story.record(3, permanence_plan=None)) == []
    assert story.state.stop == "freeze"


def test_a_pause_becomes_a_freeze_and_a_freeze_a_pause_and_both_are_said() -> None:
    """The whole is a pause only when every hold is one; each word has a higher number."""
    story = under_way()
    heard = story.record(2, permanence_plan=None)
    heard += story.consent("withdrawn")
    heard += story.consent("given")
    heard += story.record(3)
    said = Heard(heard)
    assert frozen(said) == [
        ("plan-not-known", True),
        ("child-withdrew", False),
        ("plan-not-known", True),
    ]
    numbers = [one.number or 0 for one in said.events(JourneyFrozen)]
    numbers += [one.number or 0 for one in said.events(JourneyResumed)]
    assert numbers == sorted({*numbers} - {0})


def test_a_hand_over_pauses_and_after_its_working_days_freezes() -> None:
    """Case c69: five working days from the day it is known; the reviewing officer hears of the freeze."""
    story = under_way()
    heard = story.record(2, workers=[])
    assert frozen(heard) == [("no-allocated-worker", True)]
    assert [one.at.date() for one in heard.of(Remind)] == [HAND_OVER_ENDS]
    assert story.day(HAND_OVER_ENDS - DAY).said() == []
    heard = story.day(HAND_OVER_ENDS)
    assert frozen(heard) == [("no-allocated-worker", False)]
    assert heard.events(TaskRaised)[0].audience == ("social_worker", "coordinator", "manager", "iro")
    assert story.record(3).said() == ["journey.resumed", "journey-resumed"]


def test_a_successor_within_the_hand_over_lets_the_work_go_on_as_it_was() -> None:
    """Nothing was frozen; workers who then are not known do not make the absence good (case c19)."""
    story = under_way()
    story.record(2, workers=[])
    assert story.record(3, workers=None).said() == []
    assert story.state.holds["worker"] == "no-allocated-worker"
    successor = {**SOCIAL_WORKER, "worker_id": "W9"}
    assert story.record(4, workers=[successor]).said() == ["journey.resumed", "journey-resumed"]


def test_who_was_accepted_without_a_worker_is_not_paused_for_it() -> None:
    """Until one was allocated and goes: then the absence is new."""
    story = under_way(child(workers=[]))
    assert story.record(2, workers=[]).said() == []
    story.record(3)
    assert frozen(story.record(4, workers=[])) == [("no-allocated-worker", True)]


def test_a_rest_begins_and_ends_by_its_days() -> None:
    """They are a plan and may lie ahead; a reminder is set for each."""
    story = under_way()
    heard = rests(story, until="2026-12-01")
    assert (heard.said(), [one.at.date() for one in heard.of(Remind)]) == ([], [date(2026, 11, 23)])
    assert frozen(story.day(date(2026, 11, 23))) == [("paused-at-request", True)]
    assert story.decides("accept", reason_code="known").said() == [], "it is not theirs to end"
    heard = story.day(date(2026, 12, 1))
    assert [one.reason_code for one in heard.events(JourneyResumed)] == ["pause-ended"]


def test_a_rest_is_ended_by_its_record_and_told_again_says_nothing() -> None:
    """The same record without an end does not begin it anew (hard case 65)."""
    story = under_way()
    story.now += 3 * DAY
    assert frozen(rests(story)) == [("paused-at-request", True)]
    assert rests(story).said() == []
    assert "journey.resumed" in rests(story, ended=True).said()
    assert rests(story).said() == []


def test_own_consent_is_asked_for_once_and_needed_from_the_birthday_on() -> None:
    """Case c25: asked 28 days ahead; what was agreed before does not count (hard cases 4, 74)."""
    story = under_way(child(date_of_birth="2009-01-10"))
    assert story.state.next_look == date(2026, 12, 13)
    (asked,) = story.day(date(2026, 12, 13)).events(TaskRaised)
    assert (asked.task_code, asked.due_on) == ("own-consent-to-ask", date(2027, 1, 10))
    assert story.day(date(2026, 12, 14)).said() == []
    story.consent("given")
    heard = story.day(date(2027, 1, 10))
    assert frozen(heard) == [("own-consent-needed", True)]
    assert [one.task_code for one in heard.events(TaskRaised)] == ["turned-18"]
    assert story.consent("given", given_by="pr_holder").said() == []
    assert story.decides("accept", reason_code="known").said() == []
    heard = story.consent("given")
    assert [one.reason_code for one in heard.events(JourneyResumed)] == ["own-consent-given"]


def test_a_corrected_date_of_birth_is_handled_both_ways() -> None:
    """A minor who is an adult after all agreed before that birthday or since; and the other way round."""
    story = under_way()
    assert frozen(story.record(2, date_of_birth="2008-11-01", care_leaver="eligible")) == []
    story = under_way(child(date_of_birth="2008-11-22", care_leaver="eligible"))
    story.day(date(2026, 11, 22))
    assert story.state.stop == "pause"
    heard = story.record(2, date_of_birth="2009-11-22", care_leaver="eligible")
    assert [one.reason_code for one in heard.events(JourneyResumed)] == ["not-yet-18"]


def test_a_merge_that_is_taken_back_holds_the_work_until_a_named_person_decides_again() -> None:
    """Case c33 and its kind: the acceptance is said again, so that every service has it (hard case 68)."""
    story = under_way()
    story.merged(kept="C2", retired="C1")
    story.record(2)
    heard = story.unmerged(kept="C2", retired="C1")
    assert frozen(heard) == [("record-unmerged", False)]
    assert story.merged(kept="C2", retired="C1").said() == [], "told again"
    heard = story.decides("accept")
    assert heard.said() == ["referral.accepted", "journey.resumed", "journey-resumed"]
    assert [one.referral_id for one in heard.events(ReferralAccepted)] == ["R1"]


def test_a_merge_taken_back_before_it_is_told_holds_the_work_too() -> None:
    """In whatever order the two are told."""
    story = under_way()
    assert frozen(story.unmerged(kept="C2", retired="C1")) == [("record-unmerged", False)]


@pytest.mark.parametrize("kept, retired", [("C1", "C1")])
def test_a_merge_into_itself_is_ignored_and_told_once(kept: str, retired: str) -> None:
    """Case c33: no journey is lost for good."""
    story = under_way()
    assert story.merged(kept=kept, retired=retired).said() == ["merge-unclear"]
    assert story.merged(kept=kept, retired=retired).said() == []
    assert story.state.under_way


def test_a_circle_of_merges_is_told() -> None:
    """Each of two records was merged into the other: the later word stands, and people look."""
    story = under_way()
    story.merged(kept="C1", retired="C2")
    assert "merge-unclear" in story.merged(kept="C2", retired="C1").said()


def test_the_kept_record_hears_that_they_are_two_again() -> None:
    """One task each time."""
    story = under_way()
    story.merged(kept="C1", retired="C2")
    assert story.unmerged(kept="C1", retired="C2").said() == ["records-unmerged"]
    assert story.unmerged(kept="C1", retired="C2").said() == []


def test_a_waiting_referral_that_a_merge_closed_has_to_be_made_again() -> None:
    """People are told when the merge is taken back."""
    story = Story()
    story.record(1)
    story.referral()
    story.merged(kept="C2", retired="C1")
    assert story.unmerged(kept="C2", retired="C1").said() == ["records-unmerged"]
    assert story.referral("R2").said() == ["decide-the-referral"]
