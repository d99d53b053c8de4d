"""Looking at a kept record again because somebody asks for it: after a change of policy, or a restore."""

from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.policy import Policy
from services.eligibility.service import build
from shared.contracts.lifelong_links import EligibilityScreened, ScreeningRequested, TaskRaised
from shared.effects import Count, Remind
from tests.unit.eligibility.children import child, policy_with
from tests.unit.eligibility.story import Heard, Story, under_way

OLDER_ONLY = policy_with(minimum_age=16)


def asked(story: Story) -> Heard:
    """Somebody runs `lifelong-links rescreen`."""
    return story.hears(ScreeningRequested(child_id=story.state.child_id, reason_code="policy-changed"))


def under(story: Story, policy: Policy) -> Story:
    """The services are started again with another policy."""
    story.service = build(PolicyBook((policy,)))
    return story


def test_an_unchanged_result_is_not_said_again() -> None:
    """The look is in the audit; nothing goes out and no reminder is moved."""
    story = Story()
    story.record(1)
    heard = asked(story)
    assert (heard.events(EligibilityScreened), heard.said(), heard.of(Remind)) == ([], [], [])
    assert heard.noted() == ["screened"]


def test_a_changed_result_is_said_with_the_task_that_follows() -> None:
    """Under another policy the same record needs a decision; asking twice asks nobody twice."""
    story = Story()
    story.record(1)
    heard = asked(under(story, OLDER_ONLY))
    assert [one.outcome for one in heard.events(EligibilityScreened)] == ["needs_decision"]
    assert [one.reason_code for one in heard.events(TaskRaised)] == ["younger-than-minimum-age"]
    assert asked(story).said() == []


def test_a_journey_follows_what_the_new_policy_says() -> None:
    """A policy that asks for a worker in care whom nobody is, freezes outreach."""
    story = under_way(child(workers=[]))
    stricter = policy_with(B2__worker_needed_in_care=True)
    assert "journey.frozen" in asked(under(story, stricter)).said()


def test_a_child_without_a_record_is_only_noted() -> None:
    """So is a record that was retired by a merge."""
    story = Story()
    assert (asked(story).noted(), story.state.record) == (["nothing-to-screen"], None)
    story.record(1)
    story.merged(kept="C2", retired="C1")
    assert asked(story).noted() == ["nothing-to-screen"]


def test_a_new_remark_is_said_once_though_nothing_else_changed() -> None:
    """The next look finds it again and says nothing (a contradiction is news once)."""
    story = Story()
    (first,) = story.record(1).events(EligibilityScreened)
    (second,) = story.record(2, services=[_BACKWARDS]).events(EligibilityScreened)
    assert (first.remarks, second.remarks) == ((), ("service-ends-before-it-begins",))
    assert second.outcome == first.outcome
    assert asked(story).events(EligibilityScreened) == []


_BACKWARDS = {"service": "futures", "from": "2026-05-02", "to": "2026-05-01"}


def test_each_look_counts_its_outcome_and_its_remarks() -> None:
    """Once a decision, whether or not it is said."""
    story = Story()
    story.record(1, services=[_BACKWARDS])
    assert asked(story).of(Count) == [
        Count("screenings", "eligible"),
        Count("remarks", "service-ends-before-it-begins"),
    ]
