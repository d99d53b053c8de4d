"""What stands behind an event's reference: the same data as in the event, and nothing outside the record."""

from typing import Any

import pytest

from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import Event
from shared.errors import CaseSystemRefused
from tests.integration.case_record import SECTION, WORKER, adapter
from tests.integration.sandbox import Sandbox

pytestmark = pytest.mark.servers

REVIEW = "looked_after_review"
References = dict[str, str]
"""The item behind the events of a type, as `class/ref`."""


@pytest.fixture
def recorded(sandbox: Sandbox) -> tuple[str, References]:
    """A child with one of everything in the record, and where each thing is."""
    child = sandbox.new_child(
        is_parent=False, services_checked=True, liberty_deprived=True, liberty_from="2026-07-01"
    )
    sandbox.manager.add("allocation", child=child, worker="sw2", role="social_worker", manager="tm1")
    found = {"case.child.changed.v1": f"child/{child}"}
    leads = _search(sandbox, child, found)
    _meeting(sandbox, child, leads, found)
    _besides(sandbox, child, leads[0], found)
    return child, found


def _besides(sandbox: Sandbox, child: str, lead: str, found: References) -> None:
    pair = {"kept": child, "retired": sandbox.new_child()}
    merge = sandbox.manager.add("person_merge", **pair)
    unmerge = sandbox.manager.add("person_unmerge", **pair)
    days = {"from_date": "2026-11-01", "until_date": "2026-11-15", "ended_on": "2026-11-10"}
    pause = sandbox.social_worker.add("pause", child=child, requested_by="child", **days)
    complaint = sandbox.social_worker.add("complaint", child=child, made_by="lead", lead=lead)
    task = sandbox.plugin.add("task", ref=f"LL-asks-{child}", child=child, title="Ask")
    sandbox.social_worker.change("task", task, status="done", closed_as="not_needed")
    found |= {
        "case.person.merged.v1": f"person_merge/{merge}",
        "case.person.unmerged.v1": f"person_unmerge/{unmerge}",
        "case.journey.paused.v1": f"pause/{pause}",
        "case.complaint.made.v1": f"complaint/{complaint}",
        "case.task.closed.v1": f"task/{task}",
    }


def _search(sandbox: Sandbox, child: str, found: References) -> list[str]:
    worker, coordinator = sandbox.social_worker, sandbox.coordinator
    objective = worker.add("objective", child=child, kind="reconnect", words="Find my aunt.")
    worker.change("objective", objective, status="partly")
    holder = worker.add("pr_holder", child=child, name="Mo Bell", relationship="mother")
    referral = worker.add(
        "referral",
        child=child,
        agreement_given=True,
        agreement_date="2026-11-01",
        agreement_method="in_person",
        pr_position="given",
        pr_holder=holder,
        discussed_with_iro=False,
        objectives=[objective],
        coordinator="lc1",
    )
    coordinator.change("referral", referral, decision="accept")
    step = coordinator.add(
        "search_step", child=child, method="case_file", account="none", outcome="leads_found", leads_found=2
    )
    person = {"child": child, "relationship": "aunt", "found_by_step": step}
    leads = [
        coordinator.add("lead", name=name, side="maternal", abroad=True, **person)
        for name in ("Josephine Bell", "Jo Bell")
    ]
    lead = {"child": child, "lead": leads[0]}
    view = worker.add("view", stage="search", participation="PN1", wish="yes", advocate="offered", **lead)
    consent = worker.add(
        "consent", given_by="pr_holder", holder=holder, scope="contact", decision="given", **lead
    )
    check = worker.add("check", gate="G2", check="identity", result="clear", expires="2027-05-01", **lead)
    restriction = worker.add(
        "restriction",
        authority="lead_wish",
        other_lead=leads[1],
        from_date="2026-01-01",
        separate_arrival_agreed_by="tm1",
        **lead,
    )
    contact = coordinator.add(
        "contact", direction="out", method="letter", outcome="willing", managed=True, **lead
    )
    merge = coordinator.add("lead_merge", child=child, leads=leads, decision="keep_apart")
    found |= {
        "case.referral.made.v1": f"referral/{referral}",
        "case.referral.decided.v1": f"referral/{referral}",
        "case.objective.recorded.v1": f"objective/{objective}",
        "case.search-step.recorded.v1": f"search_step/{step}",
        "case.lead.recorded.v1": f"lead/{leads[1]}",
        "case.views.recorded.v1": f"view/{view}",
        "case.consent.changed.v1": f"consent/{consent}",
        "case.check.recorded.v1": f"check/{check}",
        "case.restriction.recorded.v1": f"restriction/{restriction}",
        "case.contact.recorded.v1": f"contact/{contact}",
        "case.lead-merge.decided.v1": f"lead_merge/{merge}",
    }
    return leads


def _meeting(sandbox: Sandbox, child: str, leads: list[str], found: References) -> None:
    worker, coordinator = sandbox.social_worker, sandbox.coordinator
    conference = coordinator.add(
        "conference",
        child=child,
        kind="fgdm",
        requested_by_role="coordinator",
        offered_on="2026-11-02",
        exemption="not_in_childs_interests",
    )
    about = {"child": child, "conference": conference}
    invited = [
        coordinator.add(
            "invitee",
            lead=leads[0],
            role="network",
            reply="yes",
            may_attend_first=False,
            way="video",
            needs="travel,interpreter",
            **about,
        ),
        coordinator.add("invitee", worker="lc1", role="coordinator", **about),
    ]
    times = {"starts_at": "2026-12-05T10:00:00Z", "ends_at": "2026-12-05T13:00:00Z"}
    coordinator.change("conference", conference, **times, venue_ref="V-1", coordinator="lc1")
    coordinator.change("conference", conference, stage="private_family_time")
    for invitee in invited:
        coordinator.change("invitee", invitee, attended=True, came_by="phone")
    coordinator.change("conference", conference, outcome="cancelled")
    coordinator.change("conference", conference, outcome="held", child_participation="PN1")
    plan = coordinator.add(
        "plan", child=child, conference=conference, plan_lead=leads[0], review_date="2027-03-01"
    )
    item = {"child": child, "plan": plan, "lead": leads[0], "kind": "visit", "frequency": "monthly"}
    commitment = coordinator.add("commitment", words="Tea every month.", **item)
    coordinator.change("plan", plan, status="agreed", child_agrees=True)
    worker.change("commitment", commitment, decision="approved")
    worker.change("plan", plan, status="decided", considered_at_review="2026-12-10", review_kind=REVIEW)
    section = worker.add("care_plan_section", child=child, **SECTION)
    found |= {
        "case.conference.requested.v1": f"conference/{conference}",
        "case.conference.arranged.v1": f"conference/{conference}",
        "case.conference.stage.v1": f"conference/{conference}",
        "case.conference.closed.v1": f"conference/{conference}",
        "case.plan.agreed.v1": f"plan/{plan}",
        "case.plan.decided.v1": f"plan/{plan}",
        "case.care-plan.changed.v1": f"care_plan_section/{section}",
    }


def told(event: type[Event], data: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON is any
    """Return the event as a reader of the contract has it; the age of the data differs by its nature."""
    return event.model_validate(data).model_dump(exclude={"as_of"})


async def test_behind_a_reference_is_the_data_of_the_event(
    sandbox: Sandbox, recorded: tuple[str, References]
) -> None:
    """For every type of the contract, what is fetched says the same as the newest event that carried data."""
    child, found = recorded
    newest = {envelope.type: envelope for envelope in sandbox.events(child)}
    async with adapter(sandbox) as case_system:
        for event in CASE_EVENTS:
            fetched = await case_system.fetch(f"rest/data/{found[event.TYPE]}")
            assert told(event, fetched) == told(event, newest[event.TYPE].data), event.TYPE


async def test_a_reference_that_an_event_carried_leads_back(sandbox: Sandbox) -> None:
    """The reference in a published event is understood as it is, and with the address in front."""
    child = sandbox.new_child()
    reference = sandbox.events(child)[-1].dataref
    assert reference is not None
    async with adapter(sandbox) as case_system:
        for form in (reference, sandbox.node.url + reference, f"/cases/{reference}"):
            assert (await case_system.fetch(form))["workers"][0]["worker_id"] == WORKER


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:1/cases/rest/data/lead/LD-1",
        "https://elsewhere.invalid/rest/data/lead/LD-1",
        "//elsewhere.invalid/rest/data/lead/LD-1",
        "file:///etc/passwd",
        "rest/data/../../user/1",
        "rest/data/lead/../user",
        "rest/data/lead/%2e%2e",
        "rest/data/lead/LD-1/name",
        "rest/data/lead/LD-1?@fields=name",
        "rest/data/lead/LD-1#x",
        "rest/data/lead/LD-1\r\nHost: elsewhere.invalid",
        "rest/data/lead\\LD-1",
        "rest/data/user/sw1",
        "rest/data/event_out/EV-1",
        "rest/data/note/LL-1",
        "rest/summary",
        "",
    ],
)
async def test_a_reference_to_anywhere_else_is_refused(sandbox: Sandbox, reference: str) -> None:
    """Other hosts, other paths and classes that no event is about are refused before any request."""
    async with adapter(sandbox) as case_system:
        with pytest.raises(CaseSystemRefused) as fault:
            await case_system.fetch(reference)
    assert fault.value.status is None
    assert "elsewhere" not in repr(fault.value)
