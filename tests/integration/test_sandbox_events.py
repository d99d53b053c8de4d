"""Every act in the case record publishes the event of the contract that says so, and no other."""

import pytest

from deploy.sandbox.tracker.schema import RECORDS
from shared.contracts import case_system as case
from shared.contracts.envelope import Envelope, Event
from tests.integration.sandbox import Sandbox

pytestmark = pytest.mark.servers

MODELS = {model.TYPE: model for model in case.CASE_EVENTS}


def only(envelopes: list[Envelope]) -> Event:
    """Validate the one event there is against its model."""
    assert len(envelopes) == 1
    return MODELS[envelopes[0].type].model_validate(envelopes[0].data)


def last(sandbox: Sandbox, child: str, event_type: str) -> Event:
    """Validate the newest event of a type."""
    return only(sandbox.events(child, event_type)[-1:])


def test_a_changed_child_is_published_whole_with_a_rising_version(sandbox: Sandbox) -> None:
    """Each change of the child, the workers or the services carries the whole record, one version later."""
    child = sandbox.new_child()
    sandbox.social_worker.add("service", child=child, service="futures", from_date="2025-06-01")
    sandbox.social_worker.change("child", child, permanence_plan="LTFOST18,ADOPTION", is_parent=False)
    records = [MODELS[one.type].model_validate(one.data) for one in sandbox.events(child)]
    assert [type(one) for one in records] == [case.ChildChanged] * 4
    assert [one.record_version for one in records if isinstance(one, case.ChildChanged)] == [1, 2, 3, 4]
    newest = records[-1]
    assert isinstance(newest, case.ChildChanged)
    assert newest.permanence_plan == ("LTFOST18", "ADOPTION")
    assert newest.workers is not None
    assert newest.workers[0].worker_id == "SW-1"
    assert newest.services is not None
    assert newest.parent is not None
    assert newest.parent.is_parent is False


def test_nothing_changed_is_no_event(sandbox: Sandbox) -> None:
    """Sending a child's facts again as they are publishes nothing and leaves the version."""
    child = sandbox.new_child()
    sandbox.social_worker.change("child", child, legal_status="C2")
    assert len(sandbox.events(child)) == 2


def test_what_nobody_looked_at_is_not_known(sandbox: Sandbox) -> None:
    """An empty section is absent from the record, and empty only when somebody ticked that they looked."""
    child = sandbox.social_worker.add("child", name="Pip Marlow", date_of_birth="2011-01-31")
    record = last(sandbox, child, "case.child.changed.v1")
    assert isinstance(record, case.ChildChanged)
    assert (record.care, record.permanence_plan, record.workers, record.services) == (None, None, None, None)
    looked = dict.fromkeys(
        ("care_checked", "permanence_plan_checked", "workers_checked", "services_checked"), True
    )
    sandbox.social_worker.change("child", child, **looked)
    record = last(sandbox, child, "case.child.changed.v1")
    assert isinstance(record, case.ChildChanged)
    assert record.care is not None
    assert record.care.period_started is None
    assert (record.permanence_plan, record.workers, record.services) == ((), (), ())


def test_the_envelope_is_complete(sandbox: Sandbox) -> None:
    """An event has a unique id, the authority's source, a time and the child as its subject."""
    child = sandbox.new_child()
    events = sandbox.events(child)
    assert len({one.id for one in events}) == len(events)
    assert {one.source for one in events} == {"urn:la:E08000035:case-system"}
    assert {one.subject for one in events} == {child}
    assert {one.datacontenttype for one in events} == {"application/json"}
    assert {one.dataref for one in events} == {f"rest/data/child/{child}"}


def test_a_referral_is_made_and_decided(sandbox: Sandbox) -> None:
    """A referral carries agreement, parental responsibility and objectives; its decision follows."""
    child = sandbox.new_child()
    objective = sandbox.social_worker.add("objective", child=child, kind="reconnect", words="See my nan")
    referral = sandbox.social_worker.add(
        "referral",
        child=child,
        agreement_given=True,
        agreement_date="2026-11-02",
        agreement_method="conversation",
        agreement_heard_by="sw1",
        pr_position="given",
        pr_date="2026-11-01",
        objectives=[objective],
        coordinator="lc1",
        discussed_with_iro=True,
    )
    made = only(sandbox.events(child, "case.referral.made.v1"))
    assert isinstance(made, case.ReferralMade)
    assert (made.referred_by.worker_id, made.referred_by.role) == ("SW-1", "social_worker")
    assert made.child_agreement.given
    assert made.objectives[0].objective_id == objective
    sandbox.coordinator.change("referral", referral, decision="accept")
    decided = only(sandbox.events(child, "case.referral.decided.v1"))
    assert isinstance(decided, case.ReferralDecided)
    assert (decided.decision, decided.by) == ("accept", "LC-1")


def test_views_and_agreement(sandbox: Sandbox) -> None:
    """The child's views and each agreement are published as they were heard."""
    child = sandbox.new_child()
    sandbox.coordinator.add("view", child=child, stage="direct_work", participation="PN1", wish="yes")
    view = only(sandbox.events(child, "case.views.recorded.v1"))
    assert isinstance(view, case.ViewsRecorded)
    assert (view.heard_by, view.wish) == ("LC-1", "yes")
    sandbox.social_worker.add("consent", child=child, given_by="child", scope="all", decision="withdrawn")
    consent = only(sandbox.events(child, "case.consent.changed.v1"))
    assert isinstance(consent, case.ConsentChanged)
    assert (consent.given_by, consent.decision) == ("child", "withdrawn")


def test_the_search(sandbox: Sandbox) -> None:
    """Steps, leads, checks, restrictions, contacts and merges are one event each, a changed lead another."""
    child = sandbox.new_child()
    desk = sandbox.coordinator
    step = desk.add("search_step", child=child, method="case_file", outcome="leads_found", leads_found=2)
    lead = desk.add("lead", child=child, name="Edna Ashdown", relationship="grandmother", found_by_step=step)
    twin = desk.add("lead", child=child, name="E. Ashdown", relationship="grandmother")
    desk.change("lead", lead, known="lost_touch", abroad=False)
    desk.add(
        "check", child=child, lead=lead, gate="G2", check="identity", result="clear", expires="2027-01-01"
    )
    order = sandbox.social_worker.add("restriction", child=child, relationship="father", authority="s34_4")
    sandbox.social_worker.change("restriction", order, review_date="2027-02-01")
    desk.add("contact", child=child, lead=lead, direction="out", method="letter", outcome="willing")
    desk.add("lead_merge", child=child, leads=[lead, twin], decision="merge")
    found = [MODELS[one.type].model_validate(one.data) for one in sandbox.events(child)[2:]]
    assert [type(one).__name__ for one in found] == [
        *("SearchStepRecorded", "LeadRecorded", "LeadRecorded", "LeadRecorded", "CheckRecorded"),
        *("RestrictionRecorded", "RestrictionRecorded", "ContactRecorded", "LeadMergeDecided"),
    ]
    changed = found[3]
    assert isinstance(changed, case.LeadRecorded)
    assert (changed.lead_id, changed.version, changed.abroad) == (lead, 2, False)
    assert sandbox.events(child, "case.lead.recorded.v1")[0].dataref == f"rest/data/lead/{lead}"


def test_a_conference_is_requested_arranged_held_and_closed(sandbox: Sandbox) -> None:
    """Arranging raises the version once; stages and closing follow, with who attended."""
    child = sandbox.new_child()
    desk = sandbox.coordinator
    lead = desk.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    meeting = desk.add("conference", child=child, kind="lifelong_links", requested_by_role="coordinator")
    guest = desk.add("invitee", child=child, conference=meeting, lead=lead, role="family", reply="yes")
    times = {"starts_at": "2026-12-05T10:00:00Z", "ends_at": "2026-12-05T14:00:00+00:00"}
    desk.change("conference", meeting, **times, venue_ref="VEN-7", venue="Parish hall", coordinator="lc1")
    for stage in ("information_sharing", "private_family_time", "agreeing_plan", "ended"):
        desk.change("conference", meeting, stage=stage)
    desk.change("invitee", guest, attended=True)
    desk.change("conference", meeting, outcome="held", child_participation="PN1")
    only(sandbox.events(child, "case.conference.requested.v1"))
    arranged = only(sandbox.events(child, "case.conference.arranged.v1"))
    assert isinstance(arranged, case.ConferenceArranged)
    assert (arranged.version, arranged.invitees[0].lead_id) == (1, lead)
    assert len(sandbox.events(child, "case.conference.stage.v1")) == 4
    closed = only(sandbox.events(child, "case.conference.closed.v1"))
    assert isinstance(closed, case.ConferenceClosed)
    assert closed.attendance[0].attended


def test_rearranging_is_a_new_version_of_the_same_conference(sandbox: Sandbox) -> None:
    """Another date, and another guest after the date is set, are new versions (hard case 37)."""
    child = sandbox.new_child()
    desk = sandbox.coordinator
    meeting = desk.add("conference", child=child, kind="lifelong_links")
    desk.change("conference", meeting, starts_at="2026-12-05T10:00:00Z", ends_at="2026-12-05T14:00:00Z")
    desk.change("conference", meeting, starts_at="2026-12-12T10:00:00Z", ends_at="2026-12-12T14:00:00Z")
    desk.add("invitee", child=child, conference=meeting, worker="sw1", role="social_worker")
    arranged = [one.data or {} for one in sandbox.events(child, "case.conference.arranged.v1")]
    assert [(one["conference_id"], one["version"]) for one in arranged] == [(meeting, n) for n in (1, 2, 3)]
    assert arranged[-1]["invitees"] == [{"worker_id": "SW-1", "role": "social_worker"}]


def agreed_plan(sandbox: Sandbox, child: str) -> tuple[str, str]:
    """Write a plan with one commitment and agree it; return plan and commitment."""
    desk = sandbox.coordinator
    lead = desk.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    plan = desk.add("plan", child=child, plan_lead=lead, review_date="2027-05-21")
    item = desk.add(
        "commitment",
        child=child,
        plan=plan,
        lead=lead,
        kind="call",
        frequency="weekly",
        words="Rings on Sundays",
    )
    desk.change("plan", plan, status="agreed", child_agrees=True)
    return plan, item


def test_a_plan_is_agreed_decided_and_decided_again(sandbox: Sandbox) -> None:
    """The plan is published when agreed and each time the authority decides it, with each item's decision."""
    child = sandbox.new_child()
    plan, item = agreed_plan(sandbox, child)
    agreed = only(sandbox.events(child, "case.plan.agreed.v1"))
    assert isinstance(agreed, case.PlanAgreed)
    assert [one.commitment_id for one in agreed.commitments] == [item]
    sandbox.social_worker.change("commitment", item, decision="declined", reason_code="unsafe")
    sandbox.social_worker.change("plan", plan, status="decided", considered_at_review="2026-11-20")
    sandbox.social_worker.change("commitment", item, decision="approved")
    sandbox.social_worker.change("plan", plan, status="decided")
    decided = [
        MODELS[one.type].model_validate(one.data) for one in sandbox.events(child, "case.plan.decided.v1")
    ]
    assert [one.decisions[0].decision for one in decided if isinstance(one, case.PlanDecided)] == [
        "declined",
        "approved",
    ]


def test_an_amended_plan_is_agreed_as_its_next_version(sandbox: Sandbox) -> None:
    """A review's plan is the next version of the same plan, with the commitments of that version only."""
    plan, first = agreed_plan(sandbox, child := sandbox.new_child())
    lead = sandbox.coordinator.read("commitment", first)["attributes"]["lead"]["id"]
    sandbox.coordinator.change("plan", plan, version=2)
    second = sandbox.coordinator.add("commitment", child=child, plan=plan, lead=lead, kind="visit")
    sandbox.coordinator.change("plan", plan, status="agreed")
    versions = [one.data or {} for one in sandbox.events(child, "case.plan.agreed.v1")]
    assert [one["version"] for one in versions] == [1, 2]
    assert [one["commitment_id"] for one in versions[1]["commitments"]] == [second]


def test_the_care_plan_changes_with_its_sections_and_linked_entries(sandbox: Sandbox) -> None:
    """A section's text, a newly linked entry and a change of a linked entry each change the plan."""
    child = sandbox.new_child()
    section = sandbox.social_worker.add(
        "care_plan_section", child=child, plan_kind="care_plan", section="family_and_social_relationships"
    )
    sandbox.social_worker.change("care_plan_section", section, text="Sees her aunt at half-term.")
    entry = sandbox.plugin.add(
        "entry", child=child, text="Nan rings on Sundays.", content_hash="0" * 64, approved_by="sw1"
    )
    assert len(sandbox.events(child, "case.care-plan.changed.v1")) == 2
    sandbox.plugin.change("care_plan_section", section, entries=[entry])
    sandbox.social_worker.change("entry", entry, text="Nan rings on Saturdays.")
    changes = sandbox.events(child, "case.care-plan.changed.v1")
    data = [one.data or {} for one in changes]
    assert [(one["version"], one["changed_by"]) for one in data] == [
        *((1, "SW-1"), (2, "SW-1"), (3, "LL"), (4, "SW-1")),
    ]
    assert [one.originsystem for one in changes] == [None, None, "lifelong-links", None]
    assert isinstance(MODELS[changes[0].type].model_validate(data[0]), case.CarePlanChanged)


def test_a_merge_of_two_records_is_told_to_both(sandbox: Sandbox) -> None:
    """Two records of one child that become one: each gets the event, in its own order."""
    kept, retired = sandbox.new_child(), sandbox.new_child()
    sandbox.manager.add("person_merge", kept=kept, retired=retired)
    for child in (kept, retired):
        merged = only(sandbox.events(child, "case.person.merged.v1"))
        assert isinstance(merged, case.PersonMerged)
        assert (merged.child_id, merged.kept_id, merged.retired_id) == (child, kept, retired)


def test_every_class_of_the_contract_has_its_event() -> None:
    """No event type of the contract is without a detector."""
    from deploy.sandbox.tracker.publishing import ON_CHANGE, ON_CREATE, TASK_CLOSED, TOLD_TO_BOTH

    made = {event_type for event_type, _ in ON_CREATE.values()}
    turned = {event_type for turns in ON_CHANGE.values() for event_type, _ in turns.values()}
    assert made | turned | {TASK_CLOSED, *TOLD_TO_BOTH.values()} == set(MODELS)
    assert set(ON_CREATE) | set(ON_CHANGE) <= {record.name for record in RECORDS}
