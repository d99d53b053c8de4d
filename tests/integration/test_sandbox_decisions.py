"""What the record says of decisions, of who said what, and of what was put right."""

import httpx
import pytest

from shared.clock import london_date, utc_now
from shared.contracts import case_system as case
from shared.contracts.envelope import Event
from tests.integration.sandbox import Sandbox

pytestmark = pytest.mark.servers

MODELS = {model.TYPE: model for model in case.CASE_EVENTS}


def told(sandbox: Sandbox, child: str, event_type: str) -> list[Event]:
    """Return what was published of a type, oldest first."""
    return [MODELS[event_type].model_validate(one.data) for one in sandbox.events(child, event_type)]


def today() -> str:
    """Return today's date in London."""
    return london_date(utc_now()).isoformat()


def test_each_decision_on_a_referral_has_a_name_of_its_own(sandbox: Sandbox) -> None:
    """To decide the same again is a new decision; to change its words is not (ARCHITECTURE 4)."""
    child = sandbox.new_child()
    referral = sandbox.social_worker.add("referral", child=child, agreement_given=True, pr_position="given")
    sandbox.coordinator.change("referral", referral, decision="accept")
    sandbox.coordinator.change("referral", referral, decision_words="There is room again.")
    sandbox.manager.change("referral", referral, decision="accept")
    first, second = told(sandbox, child, "case.referral.decided.v1")
    assert isinstance(first, case.ReferralDecided)
    assert isinstance(second, case.ReferralDecided)
    assert (first.decision, second.decision) == ("accept", "accept")
    assert first.decision_id != second.decision_id
    assert str(first.decided_on) == str(second.decided_on) == today()


def test_each_decision_on_a_plan_has_a_name_of_its_own(sandbox: Sandbox) -> None:
    """With the same content too; who recorded the agreement is its author, whatever they claim."""
    child, desk = sandbox.new_child(), sandbox.coordinator
    lead = desk.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    plan = desk.add("plan", child=child, child_agrees=True, agreed_on="2026-11-02")
    item = desk.add("commitment", child=child, plan=plan, lead=lead, kind="call")
    assert desk.try_change("plan", plan, agreed_by="sw1").status_code == httpx.codes.FORBIDDEN
    desk.change("plan", plan, status="agreed")
    assert desk.try_change("plan", plan, agreed_on="2026-10-01").is_client_error
    sandbox.social_worker.change("commitment", item, decision="approved")
    for _ in range(2):
        sandbox.social_worker.change("plan", plan, status="decided", considered_at_review="2026-11-20")
    sandbox.social_worker.change("plan", plan, review_kind="looked_after_review")
    desk.change("plan", plan, words="We all agreed.")
    (agreed,) = told(sandbox, child, "case.plan.agreed.v1")
    assert isinstance(agreed, case.PlanAgreed)
    assert (str(agreed.agreed_on), agreed.agreed_by) == ("2026-11-02", "LC-1")
    decided = told(sandbox, child, "case.plan.decided.v1")
    assert len({one.decision_id for one in decided if isinstance(one, case.PlanDecided)}) == 3
    assert isinstance(decided[-1], case.PlanDecided)
    assert (str(decided[-1].decided_on), decided[-1].review_kind) == (today(), "looked_after_review")


def test_an_amended_plan_has_no_decision_yet(sandbox: Sandbox) -> None:
    """The next version is agreed and decided anew; nothing of the decision before is kept."""
    child = sandbox.new_child()
    plan = sandbox.coordinator.add("plan", child=child, child_agrees=True)
    sandbox.coordinator.change("plan", plan, status="agreed")
    sandbox.social_worker.change("plan", plan, status="decided", considered_at_review="2026-11-20")
    sandbox.coordinator.change("plan", plan, version=2)
    kept = sandbox.manager.read("plan", plan)["attributes"]
    names = ("agreed_on", "agreed_by", "decided_on", "decision_id", "considered_at_review")
    assert [kept[name] for name in names] == [None] * 5


def test_each_decision_on_leads_is_one_of_its_own(sandbox: Sandbox) -> None:
    """Merged and taken apart again: two decisions with their days."""
    child, desk = sandbox.new_child(), sandbox.coordinator
    leads = [desk.add("lead", child=child, name=name, relationship="aunt") for name in ("Jo", "Josephine")]
    desk.add("lead_merge", child=child, leads=leads, decision="merge", date="2026-11-01")
    desk.add("lead_merge", child=child, leads=leads, decision="unmerge")
    merged, apart = told(sandbox, child, "case.lead-merge.decided.v1")
    assert isinstance(merged, case.LeadMergeDecided)
    assert isinstance(apart, case.LeadMergeDecided)
    assert merged.decision_id != apart.decision_id
    assert (str(merged.date), str(apart.date)) == ("2026-11-01", today())


def test_every_holder_has_a_word_of_their_own(sandbox: Sandbox) -> None:
    """Two holders of parental responsibility, one yes and one no, are told apart (hard case 73)."""
    child, desk = sandbox.new_child(), sandbox.social_worker
    holders = [desk.add("pr_holder", child=child, name=name) for name in ("Mo Ashdown", "Al Ashdown")]
    for holder, word in zip(holders, ("given", "refused"), strict=True):
        desk.add("consent", child=child, given_by="pr_holder", holder=holder, scope="all", decision=word)
    words = told(sandbox, child, "case.consent.changed.v1")
    said = [(one.holder_id, one.decision) for one in words if isinstance(one, case.ConsentChanged)]
    assert said == list(zip(holders, ("given", "refused"), strict=True))


def test_a_restriction_says_when_it_was_recorded(sandbox: Sandbox) -> None:
    """Another content is another word, said on the day of its recording; other words for it are not."""
    child, desk = sandbox.new_child(), sandbox.social_worker
    order = desk.add(
        "restriction", child=child, relationship="father", authority="lead_wish", recorded_on="2026-10-01"
    )
    desk.change("restriction", order, words="He rang to say so.")
    desk.change("restriction", order, separate_arrival_agreed_by="tm1")
    days = [
        (str(one.recorded_on), one.separate_arrival_agreed_by)
        for one in told(sandbox, child, "case.restriction.recorded.v1")
        if isinstance(one, case.RestrictionRecorded)
    ]
    assert days == [("2026-10-01", None), ("2026-10-01", None), (today(), "TM-1")]


def test_a_closing_can_be_put_right(sandbox: Sandbox) -> None:
    """Another outcome, or who came after all, is a closing that says that it corrects one."""
    child, desk = sandbox.new_child(), sandbox.coordinator
    meeting = desk.add("conference", child=child, kind="family_meeting")
    guest = desk.add("invitee", child=child, conference=meeting, worker="sw1")
    desk.change("conference", meeting, outcome="cancelled")
    desk.change("conference", meeting, outcome="held")
    desk.change("invitee", guest, attended=True, came_by="video")
    closings = told(sandbox, child, "case.conference.closed.v1")
    said = [
        (one.outcome, one.corrected, [(who.worker_id, who.way) for who in one.attendance])
        for one in closings
        if isinstance(one, case.ConferenceClosed)
    ]
    assert said == [("cancelled", None, []), ("held", True, []), ("held", True, [("SW-1", "video")])]
    assert desk.try_change("conference", meeting, corrected=False).status_code == httpx.codes.FORBIDDEN


def test_what_a_guest_needs_is_part_of_the_arrangements(sandbox: Sandbox) -> None:
    """Way and needs of somebody invited are told, and another way is a new version."""
    child, desk = sandbox.new_child(), sandbox.coordinator
    meeting = desk.add("conference", child=child, kind="lifelong_links")
    guest = desk.add("invitee", child=child, conference=meeting, worker="sw1", needs="travel,signing")
    desk.change("conference", meeting, starts_at="2026-12-05T10:00:00Z", ends_at="2026-12-05T14:00:00Z")
    desk.change("invitee", guest, way="video")
    arranged = told(sandbox, child, "case.conference.arranged.v1")
    shown = [
        (one.version, one.invitees[0].way, one.invitees[0].needs)
        for one in arranged
        if isinstance(one, case.ConferenceArranged)
    ]
    assert shown == [(1, None, ("travel", "signing")), (2, "video", ("travel", "signing"))]


def test_objectives_pauses_and_complaints_have_their_course(sandbox: Sandbox) -> None:
    """What the child wants, a rest, and a complaint are told when they begin and when they change."""
    child, desk = sandbox.new_child(), sandbox.social_worker
    wish = desk.add("objective", child=child, kind="know_history", date="2026-09-01")
    desk.change("objective", wish, status="answered")
    pause = desk.add("pause", child=child, requested_by="child", from_date="2026-11-01")
    desk.change("pause", pause, ended_on="2026-11-10")
    complaint = desk.add("complaint", child=child, made_by="pr_holder")
    sandbox.manager.change("complaint", complaint, acknowledged_on="2026-11-20", status="answered")
    wishes = told(sandbox, child, "case.objective.recorded.v1")
    said = [(one.version, one.status) for one in wishes if isinstance(one, case.ObjectiveRecorded)]
    assert said == [(1, "open"), (2, "answered")]
    pauses = told(sandbox, child, "case.journey.paused.v1")
    assert [str(one.ended) for one in pauses if isinstance(one, case.JourneyPaused)] == ["None", "2026-11-10"]
    complaints = told(sandbox, child, "case.complaint.made.v1")
    assert [one.status for one in complaints if isinstance(one, case.ComplaintMade)] == ["open", "answered"]


def test_a_merge_is_taken_back_and_told_to_both(sandbox: Sandbox) -> None:
    """Only what was merged can be taken apart; each of the two records hears of it (DOMAIN 4)."""
    kept, retired = sandbox.new_child(), sandbox.new_child()
    pair = {"kept": kept, "retired": retired}
    refused = sandbox.manager.http.post("person_unmerge", json={"ref": "PU-none", **pair})
    assert refused.is_client_error
    sandbox.manager.add("person_merge", **pair)
    sandbox.manager.add("person_unmerge", **pair)
    for child in (kept, retired):
        (apart,) = told(sandbox, child, "case.person.unmerged.v1")
        assert isinstance(apart, case.PersonUnmerged)
        assert (apart.child_id, apart.kept_id, apart.retired_id) == (child, kept, retired)


def test_a_closed_task_of_ours_is_told(sandbox: Sandbox) -> None:
    """Under our own reference, with who closed it and how; a worker's own task is nobody else's business."""
    child = sandbox.new_child()
    ours = sandbox.plugin.add("task", ref=f"LL-look-{child}", child=child, title="Look")
    own = sandbox.social_worker.add("task", child=child, title="Ring the school")
    for task in (ours, own):
        sandbox.social_worker.change("task", task, status="done")
    sandbox.social_worker.change("task", ours, outcome="Looked at it.")
    (closed,) = told(sandbox, child, "case.task.closed.v1")
    assert isinstance(closed, case.TaskClosed)
    assert (closed.task_id, closed.by, closed.outcome) == (f"look-{child}", "SW-1", "done")
    assert str(closed.closed_on) == today()
