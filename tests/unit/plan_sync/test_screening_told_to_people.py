"""What a note about a screening says beside the outcome (DOMAIN 10 and 11)."""

from datetime import date

from services.eligibility.screening import screen
from services.plan_sync.explanation import told
from services.plan_sync.wording import load_wording
from shared.contracts.lifelong_links import TaskRaised
from tests.unit.eligibility.children import LEEDS, ON
from tests.unit.eligibility.children import child as record
from tests.unit.plan_sync.plans import CHILD, Sync, child

WORDING = load_wording()
UNKNOWN: dict[str, object] = {"care": None, "care_leaver": None, "parent": None, "services": None}
ASKING = ("parent", "care-leaver category", "care proceedings", "services")


def test_every_screening_says_that_software_applied_the_policy_and_who_decides() -> None:
    """On which facts, who decides, and how to ask for another look, for each outcome."""
    for changes in ({}, {"permanence_plan": ["ADOPTION"]}, {"permanence_plan": ["OTHERPLN"]}):
        title, words = WORDING.note({"code": "screened", **told(screen(record(**changes), LEEDS, ON))})
        assert "Software applied the policy to these facts. It decides nothing by itself" in words
        assert "a named person decides" in words
        assert "To ask for another look" in words
        assert title.startswith("Lifelong Links: ")


def test_nobody_under_16_is_asked_about_being_a_parent_or_a_care_leaver() -> None:
    """From 16 on the same record asks for it."""
    for born, asks in ((date(2014, 2, 3), False), (date(2010, 11, 22), False), (date(2010, 11, 21), True)):
        event = screen(record(date_of_birth=born.isoformat(), **UNKNOWN), LEEDS, ON)
        _, words = WORDING.note({"code": "screened", **told(event, born)})
        missing = words[words.index("Not recorded yet") :] if "Not recorded yet" in words else ""
        assert any(one in missing for one in ASKING) is asks
        assert ("lost a child" in words) is asks


def test_a_task_asks_no_child_under_16_either() -> None:
    """Whatever a service names as missing."""
    asked = TaskRaised(
        child_id=CHILD,
        task_id="T-1",
        task_code="eligibility-needs-decision",
        audience=("social_worker",),
        missing=("care", "parent.is_parent", "care_leaver"),
    )
    sync = Sync()
    sync.take(child())
    sync.take(asked)
    assert sync.writes("task")[0].payload["missing"] == ["care"]
    sync.take(child(2, date_of_birth=date(2009, 5, 4)))
    sync.take(asked)
    assert sync.writes("task")[0].payload["missing"] == ["care", "parent.is_parent", "care_leaver"]
