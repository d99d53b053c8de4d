"""A policy that changes by date: children are looked at again on its day, by reminders (DOMAIN 2.5)."""

from datetime import UTC, date, datetime

import pytest

from services.eligibility.policies.book import PolicyBook
from shared.contracts.lifelong_links import EligibilityScreened, JourneyFrozen, TaskRaised
from shared.effects import Note, Remind
from tests.unit.eligibility.children import child, parent, policy_with
from tests.unit.eligibility.story import Story, under_way

CHANGE = date(2027, 4, 1)


def book(**changes: object) -> PolicyBook:
    """Leeds's policy until the day of change, and from then on with other parameters."""
    first = policy_with(effective_to="2027-04-01")
    return PolicyBook((first, policy_with(version="2027-1", effective_from="2027-04-01", **changes)))


def test_the_day_on_which_another_version_begins_is_a_day_to_look_again() -> None:
    """At midnight in London, which has summer time by then."""
    heard = Story(policy=book()).record(1)
    assert heard.of(Remind) == [Remind("next-look", datetime(2027, 3, 31, 23, tzinfo=UTC))]


def test_a_changed_policy_changes_the_outcome_on_its_day_and_says_by_which_version() -> None:
    """Event and task, though nothing in the record changed; before it, nothing."""
    story = Story(policy=book(B1__kinship="met"))
    story.record(1, permanence_plan=["LTRELFR"])
    assert story.day(date(2027, 3, 31)).events(EligibilityScreened) == []
    heard = story.day(CHANGE)
    (said,) = heard.events(EligibilityScreened)
    assert (said.previous_outcome, said.outcome, said.policy.version) == (
        "needs_decision",
        "eligible",
        "2027-1",
    )
    assert [one.task_code for one in heard.events(TaskRaised)] == ["eligibility-changed"]


def test_an_outcome_that_the_new_policy_leaves_as_it_was_is_not_said_again() -> None:
    """The look is in the audit, with the version that was asked."""
    story = Story(policy=book(minimum_age=5))
    story.record(1)
    heard = story.day(CHANGE)
    assert heard.said() == []
    assert heard.events(EligibilityScreened) == []
    assert heard.of(Note)[0].detail["policy"] == "2027-1"


def test_a_policy_that_no_longer_admits_a_child_freezes_work_in_hand_and_asks() -> None:
    """Social worker and coordinator decide what becomes of it; nothing goes out meanwhile."""
    story = under_way(child(workers=[]), policy=book(B2__worker_needed_in_care=True))
    heard = story.day(CHANGE)
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["no-worker"]
    assert heard.events(TaskRaised)[0].audience == ("social_worker", "coordinator", "iro")


@pytest.mark.parametrize("day", [date(2027, 4, 1), date(2030, 1, 1)])
def test_after_the_last_version_a_person_decides(day: date) -> None:
    """No rule is in force: nothing is found, nobody is refused, and work in hand is paused."""
    story = under_way(policy=policy_with(effective_to="2027-04-01"))
    assert story.state.next_look == CHANGE
    heard = story.day(day)
    (said,) = heard.events(EligibilityScreened)
    assert (said.outcome, said.reason_code, said.criteria) == ("needs_decision", "policy-not-in-force", ())
    assert [one.task_code for one in heard.events(TaskRaised)] == ["journey-paused"]
    assert story.state.stop == "pause"


def test_before_the_first_version_a_person_decides() -> None:
    """A death or a transfer ends the matter all the same."""
    policy = policy_with(effective_from="2027-04-01")
    story = Story(policy=policy)
    assert story.record(1).events(EligibilityScreened)[0].reason_code == "policy-not-in-force"
    assert story.state.next_look == CHANGE
    died = story.record(2, date_of_death="2026-11-01").events(EligibilityScreened)
    assert [one.outcome for one in died] == ["not_eligible"]


def test_a_partner_service_that_leaves_the_list_is_looked_at_on_that_day() -> None:
    """The list is dated; the young person's own rows are unchanged (hard case 52)."""
    listed = [{"service": "futures", "to": "2027-01-10"}, {"service": "home_start_leeds"}]
    story = Story(policy=policy_with(B3__partner_services=listed))
    story.record(1, parent())
    assert story.state.next_look == date(2027, 1, 10)
    (said,) = story.day(date(2027, 1, 10)).events(EligibilityScreened)
    assert (said.outcome, said.criteria[2].reason_code) == ("needs_decision", "service-not-listed")


def test_a_date_of_birth_that_is_corrected_passes_a_birthday_too() -> None:
    """Found to be 18 already: their own consent is taken, as on the birthday (hard case 4, hard case 54)."""
    story = under_way(child(date_of_birth="2009-06-01"))
    assert story.record(2, date_of_birth="2008-06-01").said() == ["turned-18"]


def test_a_date_of_birth_that_is_corrected_within_the_same_years_says_nothing() -> None:
    """No birthday that matters lies between the two."""
    story = under_way(child(date_of_birth="2009-06-01"))
    assert story.record(2, date_of_birth="2009-07-01").said() == []


def test_another_day_is_not_hidden_by_a_date_of_birth_still_to_come() -> None:
    """A date typed wrong: the policy's and the record's own days are looked at all the same."""
    story = Story(policy=book())
    story.record(1, date_of_birth="2027-06-01")
    assert story.state.next_look == CHANGE
