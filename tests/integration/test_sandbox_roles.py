"""Each role of the case record can do its work and nothing beyond it."""

import httpx
import pytest

from deploy.sandbox.tracker_home import Account
from tests.integration.sandbox import Desk, Sandbox

pytestmark = pytest.mark.servers

FORBIDDEN = httpx.codes.FORBIDDEN


def refused(desk: Desk, classname: str, **values: object) -> bool:
    """Say whether creating an item is forbidden to this user."""
    answer = desk.http.post(classname, json={"ref": "XX-refused", **values})
    return answer.status_code == FORBIDDEN


def new_referral(sandbox: Sandbox, child: str) -> str:
    """Refer a child as the social worker does."""
    return sandbox.social_worker.add("referral", child=child, agreement_given=True, pr_position="given")


@pytest.mark.parametrize("desk", ["coordinator", "manager"])
def test_a_coordinator_or_manager_decides_a_referral(sandbox: Sandbox, desk: str) -> None:
    """They may accept it."""
    referral = new_referral(sandbox, sandbox.new_child())
    getattr(sandbox, desk).change("referral", referral, decision="accept")


@pytest.mark.parametrize("desk", ["social_worker", "plugin"])
def test_nobody_else_decides_a_referral(sandbox: Sandbox, desk: str) -> None:
    """Neither the social worker nor the plugin may, also not while referring."""
    child = sandbox.new_child()
    referral = new_referral(sandbox, child)
    assert getattr(sandbox, desk).try_change("referral", referral, decision="accept").status_code == FORBIDDEN
    facts = {"child": child, "agreement_given": True, "pr_position": "given", "decision": "accept"}
    assert refused(getattr(sandbox, desk), "referral", **facts)


def test_the_plugin_changes_no_fact_of_a_child(sandbox: Sandbox) -> None:
    """It cannot edit the child, a lead, a plan's decision or a section's text, nor record agreement."""
    child = sandbox.new_child()
    lead = sandbox.coordinator.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    plan = sandbox.coordinator.add("plan", child=child)
    section = sandbox.social_worker.add(
        "care_plan_section", child=child, plan_kind="care_plan", section="family_and_social_relationships"
    )
    changes = (
        ("child", child, {"legal_status": "E1"}),
        ("lead", lead, {"deceased": True}),
        ("plan", plan, {"status": "decided"}),
        ("care_plan_section", section, {"text": "overwritten"}),
    )
    for classname, ref, values in changes:
        assert sandbox.plugin.try_change(classname, ref, **values).status_code == FORBIDDEN, classname
    assert refused(sandbox.plugin, "consent", child=child, given_by="child", scope="all", decision="given")
    assert refused(sandbox.plugin, "view", child=child, stage="search", participation="PN1")
    assert refused(sandbox.plugin, "child", name="Somebody New", date_of_birth="2012-01-01")


def test_the_plugin_adds_notes_tasks_documents_and_entries(sandbox: Sandbox) -> None:
    """It may write what it is for; a role's task reaches the worker who holds that role for the child."""
    child = sandbox.new_child()
    sandbox.plugin.add("note", child=child, title="Screened", text="Looked at today.", on_behalf_of="tm1")
    task = sandbox.plugin.add("task", child=child, title="Ask Robin", assigned_role="social_worker")
    sandbox.plugin.add("document", child=child, name="Invitation", content="Dear Robin", type="text/plain")
    sandbox.plugin.add("entry", child=child, text="Nan rings.", content_hash="0" * 64, approved_by="sw1")
    given = sandbox.social_worker.http.get("task", params={"ref": task, "@fields": "assigned_to.ref,status"})
    assert given.json()["data"]["collection"][0]["assigned_to.ref"] == "SW-1"
    sandbox.social_worker.change("task", task, status="done", outcome="She would like that.")
    assert sandbox.manager.read("task", task)["attributes"]["closed_on"]


def test_only_a_social_worker_or_manager_decides_a_plan(sandbox: Sandbox) -> None:
    """The coordinator agrees the plan and cannot decide it; the social worker decides and cannot agree it."""
    child = sandbox.new_child()
    plan = sandbox.coordinator.add("plan", child=child, child_agrees=True)
    assert sandbox.social_worker.try_change("plan", plan, status="agreed").status_code == FORBIDDEN
    sandbox.coordinator.change("plan", plan, status="agreed")
    assert sandbox.coordinator.try_change("plan", plan, status="decided").status_code == FORBIDDEN
    for fact in ({"considered_at_review": "2026-11-20"}, {"decided_by": "sw1"}):
        assert sandbox.coordinator.try_change("plan", plan, **fact).status_code == FORBIDDEN
        assert refused(sandbox.coordinator, "plan", child=child, **fact)
    sandbox.social_worker.change("plan", plan, status="decided", considered_at_review="2026-11-20")
    sandbox.manager.change("plan", plan, status="decided", urgent_reason_code="child-moves")


def test_nobody_records_a_check_in_another_role(sandbox: Sandbox) -> None:
    """Who made a check, and in which role, is taken from the log-in: gates rely on it."""
    child = sandbox.new_child()
    lead = sandbox.coordinator.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    approval = {"child": child, "lead": lead, "gate": "G2", "check": "approval", "result": "clear"}
    for claim in ({"role": "manager"}, {"by": "tm1"}):
        assert refused(sandbox.coordinator, "check", **approval, **claim)
    sandbox.coordinator.add("check", **approval)
    [recorded] = sandbox.events(child, "case.check.recorded.v1")
    assert recorded.data is not None
    assert (recorded.data["by"], recorded.data["role"]) == ("LC-1", "coordinator")


def test_what_was_recorded_is_not_rewritten(sandbox: Sandbox) -> None:
    """A withdrawal stays as it was recorded; only its words can be corrected."""
    child = sandbox.new_child()
    consent = sandbox.social_worker.add(
        "consent", child=child, given_by="child", scope="all", decision="withdrawn"
    )
    answer = sandbox.social_worker.try_change("consent", consent, decision="given")
    assert answer.status_code == FORBIDDEN
    sandbox.social_worker.change("consent", consent, words="Told me on the phone.")


def test_a_restricted_record_is_closed_to_others(sandbox: Sandbox) -> None:
    """Who does not work with a restricted child sees nothing of the record and can add nothing to it."""
    child = sandbox.new_child(restricted=True)
    note = sandbox.social_worker.add("note", child=child, title="Call", text="Rang the carer.")
    outsider = sandbox.other_social_worker
    assert outsider.http.get(f"child/{child}").status_code == FORBIDDEN
    assert outsider.http.get(f"note/{note}").status_code == FORBIDDEN
    listed = outsider.http.get("child", params={"@fields": "ref"}).json()["data"]["collection"]
    assert child not in {one["ref"] for one in listed}
    assert refused(outsider, "note", child=child, title="Curious", text="What is this?")
    for desk in (sandbox.social_worker, sandbox.manager, sandbox.plugin):
        assert desk.read("child", child)["attributes"]["restricted"]


def test_a_restricted_record_is_closed_when_the_work_has_ended(sandbox: Sandbox) -> None:
    """A worker whose allocation is over sees a restricted child's record no more."""
    child = sandbox.new_child(restricted=True)
    mine = {"child": child, "worker": "sw2", "role": "social_worker"}
    sandbox.manager.add("allocation", **mine, to_date="2024-12-31")
    assert sandbox.other_social_worker.http.get(f"child/{child}").status_code == FORBIDDEN
    sandbox.manager.add("allocation", **mine, to_date="2999-12-31")
    sandbox.other_social_worker.read("child", child)


def test_a_restricted_record_is_merged_only_from_within(sandbox: Sandbox) -> None:
    """Who does not work with a restricted child cannot say that it is another one."""
    child, restricted = sandbox.new_child(), sandbox.new_child(restricted=True)
    for kept, retired in ((child, restricted), (restricted, child)):
        assert refused(sandbox.other_social_worker, "person_merge", kept=kept, retired=retired)
    assert sandbox.events(restricted, "case.person.merged.v1") == []
    sandbox.social_worker.add("person_merge", kept=child, retired=restricted)


def test_the_reviewing_officer_closes_her_own_tasks_and_changes_nothing_else(sandbox: Sandbox) -> None:
    """She reads, adds notes, and closes what is addressed to her; facts and decisions are others'."""
    child = sandbox.new_child()
    sandbox.manager.add("allocation", child=child, worker="ro1", role="iro")
    hers = sandbox.plugin.add("task", child=child, title="Plan for the review", assigned_role="iro")
    others = sandbox.plugin.add("task", child=child, title="Ask Robin", assigned_role="social_worker")
    plan = sandbox.coordinator.add("plan", child=child, child_agrees=True)
    sandbox.coordinator.change("plan", plan, status="agreed")
    desk = sandbox.iro
    desk.add("note", child=child, title="Read", text="For the next review.")
    desk.change("task", hers, status="done", outcome="On the agenda.")
    assert sandbox.manager.read("task", hers)["attributes"]["closed_by"]["id"]
    changes = (
        ("task", others, {"status": "done"}),
        ("child", child, {"legal_status": "E1"}),
        ("plan", plan, {"status": "decided"}),
    )
    for classname, ref, values in changes:
        assert desk.try_change(classname, ref, **values).status_code == FORBIDDEN, classname
    for classname in ("consent", "restriction", "lead", "task", "complaint", "pause", "document"):
        assert refused(desk, classname, child=child), classname


def test_a_restricted_record_is_closed_to_a_reviewing_officer_of_others(sandbox: Sandbox) -> None:
    """She sees it when it is hers to review, and not otherwise."""
    child = sandbox.new_child(restricted=True)
    assert sandbox.iro.http.get(f"child/{child}").status_code == FORBIDDEN
    assert refused(sandbox.iro, "note", child=child, title="Curious", text="What is this?")
    sandbox.manager.add("allocation", child=child, worker="ro1", role="iro")
    sandbox.iro.read("child", child)


def test_only_a_manager_answers_a_complaint(sandbox: Sandbox) -> None:
    """Whoever hears it records it; those whom it may be about do not settle it."""
    child = sandbox.new_child()
    complaint = sandbox.coordinator.add("complaint", child=child, made_by="lead")
    for desk in (sandbox.coordinator, sandbox.social_worker, sandbox.iro):
        assert desk.try_change("complaint", complaint, status="answered").status_code == FORBIDDEN
    sandbox.manager.change("complaint", complaint, status="answered")
    assert refused(sandbox.plugin, "complaint", child=child, made_by="lead")


def test_nobody_names_a_decision(sandbox: Sandbox) -> None:
    """The record names each decision, and notes who recorded an agreement."""
    child = sandbox.new_child()
    referral = new_referral(sandbox, child)
    plan = sandbox.coordinator.add("plan", child=child)
    for desk in (sandbox.coordinator, sandbox.manager):
        answer = desk.try_change("referral", referral, decision="accept", decision_id="D-mine")
        assert answer.status_code == FORBIDDEN
        assert desk.try_change("plan", plan, agreed_by="sw1").status_code == FORBIDDEN


def test_nobody_reads_passwords_or_the_outbox(sandbox: Sandbox) -> None:
    """Only the administrator sees `event_out`; a worker's password, address and roles are nobody's."""
    assert sandbox.manager.http.get("event_out").status_code == FORBIDDEN
    shown = sandbox.manager.read("user", "sw1")["attributes"]
    assert set(shown) == {"username", "ref", "realname", "job"}


def test_a_stranger_gets_nothing(sandbox: Sandbox) -> None:
    """Without a log-in or with a wrong password nothing of the record is shown."""
    child = sandbox.new_child()
    with httpx.Client() as visitor:
        assert visitor.get(f"{sandbox.node.url}rest/data/child/{child}").is_client_error
        number = sandbox.manager.read("child", child)["id"]
        page = visitor.get(f"{sandbox.node.url}child{number}")
        assert "Robin Ashdown" not in page.text
    wrong = Account("sw1", "SW-1", "", "", "", password="guessed")
    with sandbox.client(wrong) as client:
        assert client.get(f"child/{child}").status_code == httpx.codes.UNAUTHORIZED
