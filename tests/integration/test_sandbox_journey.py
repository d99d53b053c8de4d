"""The journey box of a child's page tells the truth, and a task finds the person whom it is for."""

from collections.abc import Iterator

import pytest

from tests.integration.sandbox import Sandbox
from tests.integration.test_sandbox_pages import Browser, new_section

pytestmark = pytest.mark.servers


@pytest.fixture
def page(sandbox: Sandbox) -> Iterator[Browser]:
    """The browser of the social worker of every child here."""
    browser = Browser(sandbox, "social_worker")
    yield browser
    browser.http.close()


def new_note(sandbox: Sandbox, child: str, moment: str, text: str = "Words.") -> None:
    """Let Lifelong Links write a note of a moment (a code and what tells it from others)."""
    sandbox.plugin.add("note", ref=f"LL-{child}:{moment}", child=child, title="A title", text=text)


def accepted(sandbox: Sandbox) -> str:
    """Return a child whose referral is accepted and for whom somebody was found."""
    child = sandbox.new_child()
    referral = sandbox.social_worker.add("referral", child=child, agreement_given=True, pr_position="given")
    sandbox.coordinator.change("referral", referral, decision="accept", decided_on="2026-11-03")
    return child


def decided_plan(sandbox: Sandbox, child: str, **facts: object) -> tuple[str, str]:
    """Return a plan with one approved commitment, and that."""
    lead = sandbox.coordinator.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    plan = sandbox.coordinator.add("plan", child=child, child_agrees=True, **facts)
    promise = sandbox.coordinator.add("commitment", child=child, plan=plan, lead=lead, kind="call")
    sandbox.coordinator.change("plan", plan, status="agreed")
    sandbox.social_worker.change("commitment", promise, decision="approved")
    sandbox.social_worker.change("plan", plan, status="decided")
    return plan, promise


@pytest.mark.parametrize(
    ("moment", "tag"),
    [("journey-paused-1", "Paused"), ("journey-frozen-1", "Stopped"), ("journey-closed-1", "Ended")],
)
def test_nothing_is_shown_as_going_on_while_all_rests(
    sandbox: Sandbox, page: Browser, moment: str, tag: str
) -> None:
    """A pause, a freeze and the end are told at the top of the page, until the work goes on."""
    child = accepted(sandbox)
    new_note(sandbox, child, moment, "Nothing more will be sent: somebody asked for a rest.")
    seen = page.see(page.number("child", child))
    assert f"{tag} Finding people Not started." in seen
    assert seen.index("somebody asked for a rest") < seen.index("Done Referral")
    assert " Now " not in seen
    new_note(sandbox, child, "journey-resumed-2")
    assert "Now Finding people Not started." in page.see(page.number("child", child))


def test_a_meeting_that_does_not_count_is_not_shown_as_done(sandbox: Sandbox, page: Browser) -> None:
    """Without private family time it was no conference, and its plan is not taken up (DOMAIN 5)."""
    child = accepted(sandbox)
    meeting = sandbox.coordinator.add("conference", child=child, kind="lifelong_links")
    sandbox.coordinator.change("conference", meeting, outcome="held")
    assert "Done Family group conference Held." in page.see(page.number("child", child))
    new_note(sandbox, child, "conference-not-held-1", f"Conference {meeting} did not take place as one.")
    decided_plan(sandbox, child, conference=meeting)
    seen = page.see(page.number("child", child))
    assert "Now Family group conference Recorded as held, but it does not count" in seen
    assert "Not taken up: its conference does not count." in seen


def test_a_meeting_that_cannot_go_ahead_says_so(sandbox: Sandbox, page: Browser) -> None:
    """A booked time alone would promise a meeting."""
    child = accepted(sandbox)
    meeting = sandbox.coordinator.add("conference", child=child, kind="lifelong_links", venue="The Hall")
    when = {"starts_at": "2026-12-05T10:00:00Z", "ends_at": "2026-12-05T14:00:00Z"}
    sandbox.coordinator.change("conference", meeting, **when)
    new_note(sandbox, child, "conference-conflict-1", f"Conference {meeting}: somebody is restricted.")
    seen = page.see(page.number("child", child))
    assert "Saturday 5 December 2026, 10:00, but it cannot go ahead as arranged." in seen
    assert "Conference at The Hall: somebody is restricted." in seen


def test_a_decision_is_done_when_what_it_approved_is_in_the_plan(sandbox: Sandbox, page: Browser) -> None:
    """What waits, whoever it waits for, is said to wait; a plan made without a meeting needs none."""
    child = accepted(sandbox)
    plan, promise = decided_plan(sandbox, child)
    seen = page.see(page.number("child", child))
    assert "None Family group conference The support plan was made without one." in seen
    assert "Now The authority's decision 1 of 1 approved. Not in the plan yet: 1." in seen
    section = new_section(sandbox, child)
    stands = {"plan": plan, "commitment": promise, "approved_by": "sw1", "content_hash": "0" * 64}
    entry = sandbox.plugin.add("entry", child=child, text="Rings.", **stands)
    sandbox.plugin.change("care_plan_section", section, entries=[entry])
    assert "Done The authority's decision 1 of 1 approved. Done" in page.see(page.number("child", child))


def test_a_task_finds_the_person_whom_it_is_for(sandbox: Sandbox) -> None:
    """The manager of the child's worker is the child's manager; a new worker takes over what was nobody's."""
    child = sandbox.social_worker.add("child", name="Robin Ashdown", date_of_birth="2006-05-14")
    ask = sandbox.plugin.add("task", child=child, title="Ask Robin", assigned_role="personal_adviser")
    facts = {"child": child, "worker": "sw1", "role": "personal_adviser", "manager": "tm1"}
    sandbox.manager.add("allocation", **facts)
    decide = sandbox.plugin.add("task", child=child, title="Decide", assigned_role="manager")
    assert [_assigned(sandbox, one) for one in (ask, decide)] == ["SW-1", "TM-1"]


def _assigned(sandbox: Sandbox, task: str) -> str:
    asked = {"ref": task, "@fields": "assigned_to.ref"}
    found = sandbox.manager.http.get("task", params=asked).json()["data"]["collection"]
    return str(found[0]["assigned_to.ref"])
