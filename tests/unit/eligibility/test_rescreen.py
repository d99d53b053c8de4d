"""Change and time: newer versions, birthdays, and what is said about them (DOMAIN 2.5)."""

from datetime import UTC, date, datetime

import pytest

from shared.contracts.lifelong_links import EligibilityScreened, JourneyFrozen, TaskRaised
from shared.effects import Forget, Remind
from tests.unit.eligibility.children import FUTURES, PERSONAL_ADVISER, care_leaver, child, parent
from tests.unit.eligibility.story import Story, under_way


def test_each_newer_version_is_screened_and_said() -> None:
    """The event carries the outcome before; an unchanged outcome raises no task."""
    story = Story()
    first = story.record(1)
    second = story.record(2)
    assert [one.outcome for one in first.events(EligibilityScreened)] == ["eligible"]
    assert [one.previous_outcome for one in second.events(EligibilityScreened)] == ["eligible"]
    assert (first.said(), second.said()) == ([], [])


@pytest.mark.parametrize("version", [3, 2])
def test_the_same_or_an_older_version_changes_nothing(version: int) -> None:
    """A replay is noted and ignored."""
    story = Story()
    story.record(3)
    before = story.state
    heard = story.record(version, permanence_plan=["ADOPTION"])
    assert (heard.noted(), heard.said(), story.state) == (["version-not-newer"], [], before)


def test_a_changed_outcome_is_an_event_and_a_task() -> None:
    """It is never silent."""
    story = Story()
    story.record(1)
    heard = story.record(2, permanence_plan=["ADOPTION"])
    assert heard.events(EligibilityScreened)[0].outcome == "not_eligible"
    (asked,) = heard.events(TaskRaised)
    assert (asked.task_code, asked.reason_code, asked.audience) == (
        "eligibility-changed",
        "plan-adoption",
        ("social_worker",),
    )


def test_a_decision_that_is_needed_is_asked_for_once_in_codes() -> None:
    """The task says what is missing; the same facts do not ask again, others do (hard case 9)."""
    story = Story()
    (asked,) = story.record(1, permanence_plan=[]).events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("eligibility-needs-decision", "plan-not-agreed")
    assert asked.missing == ("permanence_plan",)
    assert story.record(2, permanence_plan=[]).said() == []
    again = story.record(3, permanence_plan=["LTFOST18", "RETURNEV"]).events(TaskRaised)
    assert [one.reason_code for one in again] == ["parallel-planning-family"]
    assert again[0].task_id != asked.task_id


def test_one_reminder_is_kept_for_the_next_day_that_may_change_something() -> None:
    """A child of 3 is looked at again on the fourth birthday, at midnight in London (hard case 6)."""
    heard = Story().record(1, date_of_birth="2023-06-15")
    assert heard.of(Remind) == [Remind("next-look", datetime(2027, 6, 14, 23, tzinfo=UTC))]


@pytest.mark.parametrize(
    "born, next_look",
    [
        ("2010-11-21", date(2028, 11, 21)),
        ("2010-11-22", date(2026, 11, 22)),
        ("2012-02-29", date(2028, 2, 29)),
        ("2009-03-31", date(2027, 3, 31)),
        ("2006-03-31", date(2027, 3, 31)),
        ("2004-03-31", date(2028, 12, 31)),
        ("2001-12-30", date(2026, 12, 30)),
        ("1990-01-01", None),
        ("2027-03-01", date(2027, 3, 1)),
    ],
)
def test_the_next_look_is_the_next_birthday_that_matters(born: str, next_look: date | None) -> None:
    """4, 16, 18, 21, 25 and its warning; no day that has passed (hard case 3, hard case 4, hard case 5)."""
    story = Story()
    story.record(1, date_of_birth=born)
    assert story.state.next_look == next_look


def test_workers_services_and_periods_that_begin_or_end_are_looked_at_on_their_day() -> None:
    """The result changes by time alone: on that day, not when somebody happens to save the record."""
    story = Story()
    story.record(1, parent(services=[{**FUTURES, "to": "2026-12-24"}]))
    assert story.state.next_look == date(2026, 12, 24)
    heard = story.day(date(2026, 12, 24))
    assert heard.events(EligibilityScreened)[0].outcome == "not_eligible"
    assert heard.said() == ["eligibility-changed"]
    assert story.state.next_look == date(2027, 2, 3)


def test_a_reminder_says_nothing_when_nothing_changed() -> None:
    """The look is noted in the audit, and the next reminder is set."""
    story = Story()
    story.record(1, date_of_birth="2010-11-22")
    heard = story.day(date(2026, 11, 22))
    assert (heard.events(EligibilityScreened), heard.said(), heard.noted()) == ([], [], ["screened"])
    assert heard.of(Remind)[0].at == datetime(2028, 11, 22, tzinfo=UTC)


def test_a_reminder_that_comes_early_is_set_again() -> None:
    """The one that fired is spent."""
    story = Story()
    story.record(1, date_of_birth="2010-11-24")
    assert story.day(date(2026, 11, 23)).of(Remind) == [
        Remind("next-look", datetime(2026, 11, 24, tzinfo=UTC))
    ]


def test_a_child_turning_four_becomes_eligible_by_time_alone() -> None:
    """The day before needs a decision."""
    story = Story()
    assert story.record(1, date_of_birth="2022-11-22").said() == ["eligibility-needs-decision"]
    heard = story.day(date(2026, 11, 22))
    assert heard.events(EligibilityScreened)[0].previous_outcome == "needs_decision"
    assert heard.said() == ["eligibility-changed"]


@pytest.mark.parametrize("minute, outcome", [(58, "needs_decision"), (59, "eligible")])
def test_the_day_begins_at_midnight_in_london(minute: int, outcome: str) -> None:
    """In summer that is 23:00 UTC of the day before; a minute earlier is the day before (hard case 6)."""
    story = Story()
    story.now = datetime(2027, 6, 14, 22, minute, 59, tzinfo=UTC)
    heard = story.record(1, date_of_birth="2023-06-15")
    assert heard.events(EligibilityScreened)[0].outcome == outcome


def test_a_corrected_date_of_birth_moves_the_reminder() -> None:
    """Moved, or taken back when no day is left."""
    story = Story()
    story.record(1, date_of_birth="2010-11-24")
    assert story.record(2, date_of_birth="2011-11-24").of(Remind) == [
        Remind("next-look", datetime(2027, 11, 24, tzinfo=UTC))
    ]
    assert story.record(3, date_of_birth="1990-01-01").of(Forget) == [Forget("next-look")]


def test_nobody_is_reminded_of_the_birthdays_of_a_child_who_died() -> None:
    """Everything stops (hard case 55)."""
    story = Story()
    story.record(1)
    assert story.record(2, date_of_death="2026-11-01").of(Forget) == [Forget("next-look")]


def test_turning_16_mid_journey_asks_for_a_fresh_look_at_consent() -> None:
    """Consent capacity and the pathway plan, not eligibility (hard case 3)."""
    story = under_way(child(date_of_birth="2010-11-22"))
    heard = story.day(date(2026, 11, 22))
    assert heard.said() == ["turned-16"]
    assert heard.events(TaskRaised)[0].audience == ("social_worker", "coordinator")


def test_turning_18_mid_journey_does_not_close_it() -> None:
    """The young adult's own consent is taken again; B1 is met now, and that is said (hard case 4)."""
    story = under_way(child(date_of_birth="2008-11-22"))
    heard = story.day(date(2026, 11, 22))
    assert heard.events(EligibilityScreened)[0].criteria[0].reason_code == "not-applicable-at-18-or-over"
    assert heard.said() == ["journey.frozen", "turned-18"]
    assert heard.events(JourneyFrozen)[0].pause
    assert story.state.under_way
    assert "journey.resumed" in story.consent("given").said()


def test_turning_18_turns_a_parents_freeze_into_the_pause_for_own_consent() -> None:
    """Parental responsibility falls away; nothing resumes by itself (hard case 4)."""
    story = under_way(child(date_of_birth="2008-11-22"))
    story.consent("refused", given_by="pr_holder")
    heard = story.day(date(2026, 11, 22))
    assert heard.said() == ["turned-18", "journey.frozen"]
    assert [(one.reason_code, one.pause) for one in heard.events(JourneyFrozen)] == [
        ("own-consent-needed", True)
    ]
    assert story.consent("given").said() == ["journey.resumed", "journey-resumed"]


def test_the_end_of_the_offer_is_announced_three_months_before() -> None:
    """Then, at 25, work in hand is completed by default (hard case 5)."""
    story = under_way(care_leaver(date_of_birth="2002-02-28"))
    heard = story.day(date(2026, 11, 28))
    assert heard.said() == ["work-ends-soon"]
    assert heard.events(TaskRaised)[0].audience == ("personal_adviser", "coordinator")
    assert story.day(date(2027, 2, 28)).said() == ["work-ends"]
    assert story.state.under_way


def test_an_adult_without_an_adviser_is_the_social_workers() -> None:
    """A task always has somebody."""
    story = Story()
    (asked,) = story.record(1, parent(services=None)).events(TaskRaised)
    assert asked.audience == ("social_worker",)
    story = Story()
    (asked,) = story.record(1, care_leaver(workers=[PERSONAL_ADVISER], care_leaver=None)).events(TaskRaised)
    assert asked.audience == ("personal_adviser",)


def test_a_birthday_without_a_journey_raises_no_task() -> None:
    """Only the result matters then."""
    story = Story()
    story.record(1, date_of_birth="2010-11-22")
    assert story.day(date(2026, 11, 22)).said() == []
