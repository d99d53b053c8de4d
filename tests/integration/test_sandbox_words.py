"""Words stay in the case record: whatever people write, no event carries it."""

from collections.abc import Mapping

import pytest

from deploy.sandbox.tracker.publishing import ON_CHANGE, ON_CREATE, TASK_CLOSED, TOLD_TO_BOTH
from deploy.sandbox.tracker.schema import RECORDS
from tests.integration.sandbox import Desk, Sandbox

pytestmark = pytest.mark.servers

MARK = "Quillfeather"
WORDS = {record.name: record.words.split() for record in RECORDS}
WITH_A_DECISION = {"referral": ("decision_words",), "commitment": ("conditions",)}


class Scribe:
    """Writes the mark into every property of kind *words* of what a manager records."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is recorded yet."""
        self._desk = desk
        self.written: dict[str, set[str]] = {}

    def add(self, classname: str, **facts: object) -> str:
        """Record an item with the mark in all words but those of a decision, which comes later."""
        names = [name for name in WORDS[classname] if name not in WITH_A_DECISION.get(classname, ())]
        self.written.setdefault(classname, set()).update(names)
        return self._desk.add(classname, **dict.fromkeys(names, MARK), **facts)

    def decide(self, classname: str, ref: str, **facts: object) -> None:
        """Decide, in marked words."""
        self.written[classname].update(WITH_A_DECISION[classname])
        self._desk.change(classname, ref, **dict.fromkeys(WITH_A_DECISION[classname], MARK), **facts)


def test_no_words_travel(sandbox: Sandbox) -> None:
    """A marked text in every property of kind *words* of every class that publishes reaches no event."""
    manager, scribe = sandbox.manager, Scribe(sandbox.manager)
    child, retired = (scribe.add("child", date_of_birth="2012-05-14") for _ in range(2))
    referral, lead = _found(scribe, child)
    scribe.decide("referral", referral, decision="accept")
    meeting = scribe.add("conference", child=child, kind="review")
    scribe.add("invitee", child=child, conference=meeting, lead=lead)
    manager.change("conference", meeting, starts_at="2026-12-05T10:00:00Z", ends_at="2026-12-05T14:00:00Z")
    manager.change("conference", meeting, stage="information_sharing")
    manager.change("conference", meeting, outcome="held")
    plan = scribe.add("plan", child=child, conference=meeting)
    promise = scribe.add("commitment", child=child, plan=plan, lead=lead, kind="call")
    manager.change("plan", plan, status="agreed", child_agrees=True)
    scribe.decide("commitment", promise, decision="approved_with_conditions")
    manager.change("plan", plan, status="decided")
    section = scribe.add("care_plan_section", child=child, plan_kind="care_plan", section="health")
    entry = manager.add("entry", child=child, text=MARK, content_hash="0" * 64, approved_by="sw1")
    manager.change("care_plan_section", section, entries=[entry])
    for classname in TOLD_TO_BOTH:
        scribe.add(classname, kept=child, retired=retired)
    task = scribe.add("task", ref="LL-told", child=child)
    manager.change("task", task, status="done")
    published = sandbox.events(child)
    assert {one.type for one in published} == _types()
    assert scribe.written.items() >= _words_of_what_publishes().items()
    assert [one.type for one in published if MARK in one.model_dump_json()] == []


def _found(scribe: Scribe, child: str) -> tuple[str, str]:
    """Refer the child, hear it, search and find two; return the referral and a lead."""
    wish = scribe.add("objective", child=child, kind="find")
    agreed = {"agreement_given": True, "pr_position": "given", "objectives": [wish]}
    referral = scribe.add("referral", child=child, **agreed)
    lead, twin = (scribe.add("lead", child=child, relationship="aunt") for _ in range(2))
    scribe.add("view", child=child, stage="direct_work", participation="PN1")
    scribe.add("consent", child=child, given_by="child", scope="all", decision="given")
    scribe.add("pause", child=child, requested_by="child", from_date="2026-11-01")
    scribe.add("complaint", child=child, made_by="lead", lead=lead)
    scribe.add("search_step", child=child, method="case_file", outcome="leads_found")
    scribe.add("check", child=child, lead=lead, gate="G2", check="identity", result="clear")
    scribe.add("restriction", child=child, lead=lead, authority="s34_4")
    scribe.add("contact", child=child, lead=lead, direction="out", method="letter", outcome="willing")
    scribe.add("lead_merge", child=child, leads=[lead, twin], decision="merge")
    return referral, lead


def _types() -> set[str]:
    turns = [event_type for one in ON_CHANGE.values() for event_type, _ in one.values()]
    made = {event_type for event_type, _ in ON_CREATE.values()}
    return {*turns, *made, *TOLD_TO_BOTH.values(), TASK_CLOSED}


def _words_of_what_publishes() -> Mapping[str, set[str]]:
    publishing = ON_CREATE.keys() | ON_CHANGE.keys() | TOLD_TO_BOTH.keys() | {"task"}
    return {classname: set(names) for classname, names in WORDS.items() if classname in publishing}
