"""What is decided on arrival, before what waits: it closes at once, and what waited re-opens nothing."""

from datetime import timedelta
from typing import Any

import pytest

from services.conference.service import SERVICE as CONFERENCE
from services.eligibility.policies.book import PolicyBook
from services.eligibility.service import build
from services.family_finding.service import SERVICE as FAMILY_FINDING
from services.plan_sync.service import SERVICE as PLAN_SYNC
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.contracts.examples import examples
from shared.effects import Context
from shared.service import Handler, Service
from tests.unit.conference import story as conference
from tests.unit.eligibility import story as eligibility
from tests.unit.eligibility.children import LEEDS, ON
from tests.unit.family_finding import story as search
from tests.unit.plan_sync import plans

SERVICES: tuple[Service[Any], ...] = (build(PolicyBook((LEEDS,))), FAMILY_FINDING, CONFERENCE, PLAN_SYNC)
OVERTAKES: dict[type[Event], set[str]] = {
    case.ConsentChanged: {"eligibility", "family-finding", "conference", "plan-sync"},
    case.PersonMerged: {"eligibility", "family-finding", "conference", "plan-sync"},
    case.PersonUnmerged: {"eligibility", "family-finding", "plan-sync"},
    case.JourneyPaused: {"eligibility"},
    ours.WordForwarded: {"eligibility", "family-finding", "conference", "plan-sync"},
    ours.JourneyFrozen: {"family-finding", "conference", "plan-sync"},
    ours.JourneyClosed: {"family-finding", "conference", "plan-sync"},
    case.RestrictionRecorded: {"family-finding", "conference", "plan-sync"},
    case.ViewsRecorded: {"family-finding", "conference", "plan-sync"},
    case.PlanAgreed: {"plan-sync"},
    ours.LeadBlocked: {"conference", "plan-sync"},
    ours.LeadDeclined: {"conference", "plan-sync"},
}
"""What stops something, and the services for which that must not wait (notes for workers may)."""

MINUTE = timedelta(minutes=1)
OVERTAKING = [(service, one) for service in SERVICES for one in service.handlers if one.overtakes]


def test_what_stops_something_overtakes_in_every_service_that_acts_on_it() -> None:
    """The same event has the same right of way everywhere."""
    found: dict[type[Event], set[str]] = {}
    for service, handler in OVERTAKING:
        found.setdefault(handler.event, set()).add(service.name)
    assert found == OVERTAKES


@pytest.mark.parametrize(
    "service, handler", OVERTAKING, ids=[f"{service.name} {one.event.TYPE}" for service, one in OVERTAKING]
)
def test_it_is_decided_for_a_child_of_whom_nothing_else_is_known(
    service: Service[Any], handler: Handler[Any]
) -> None:
    """Never too early: what it says is kept, whoever it names; and nothing is read for it."""
    assert handler.load is None
    data = examples()[handler.event.TYPE]["data"]
    event = handler.event.model_validate(data)
    ctx = Context(search.START, event_time=search.START)
    once = handler.decide(service.state(child_id=event.child_id), event, ctx)
    assert service.state.model_validate_json(once.state.model_dump_json()) == once.state


def test_checks_that_a_withdrawal_overtook_open_nothing_when_the_child_comes_back() -> None:
    """They are from before it (hard case 14)."""
    story = search.open_search()
    before = story.now
    story.play(search.consent("withdrawn"))
    waited = (search.lead(), search.views("yes", "L1"), *search.approach_checks())
    for event in waited:
        story.play(event, happened=before)
    story.play(search.consent("given"))
    assert not story.cleared("L1", "G2")


def test_checks_that_an_order_overtook_did_not_know_of_it() -> None:
    """Also when it was kept before the lead was recorded: they must be taken again (hard case 21)."""
    story = search.open_search()
    before = story.now
    story.play(search.restriction(lead_id="L1", other_person={"lead_id": "L2"}))
    for event in (search.lead(), search.views("yes", "L1"), *search.approach_checks()):
        story.play(event, happened=before)
    assert not story.cleared("L1", "G2")
    story.play_all(*search.approach_checks())
    assert story.cleared("L1", "G2")


def test_a_veto_that_overtook_a_yes_of_the_same_day_stands() -> None:
    """The later word counts, whichever is told first (hard case 15)."""
    story = search.open_search()
    story.play_all(search.lead(), *search.approach_checks())
    before = story.now
    story.play(search.views("no", "L1"))
    story.play(search.views("yes", "L1"), happened=before)
    assert not story.cleared("L1", "G2")
    meeting = conference.under_way()
    meeting.now += MINUTE
    meeting.hears(conference.wish("no"))
    meeting.now -= MINUTE
    meeting.hears(conference.wish("yes")).hears(conference.arranged())
    assert meeting.conflicts() == [("child-declined-lead", ("LD-1",))]


@pytest.mark.parametrize("gate", ["G2", "G3", "G4"])
def test_a_clearance_that_a_block_or_an_end_overtook_opens_nothing(gate: str) -> None:
    """A lead who was blocked or declined later is not invited on an older word (hard case 18)."""
    declined = ours.LeadDeclined(child_id=conference.CHILD, lead_id="LD-1", reason_code="lead-declined")
    for closing in (conference.blocked("LD-1", "G2"), declined):
        story = conference.Story().hears(conference.accepted())
        story.now += MINUTE
        story.hears(closing)
        story.now -= MINUTE
        cleared = {"child_id": conference.CHILD, "lead_id": "LD-1", "gate": gate}
        story.hears(ours.LeadCleared.model_validate(cleared))
        assert story.notes == ["closed-since"]
        assert story.hears(conference.arranged("LD-1")).said(ours.ConferenceIsArranged) == []


def test_a_referral_that_a_withdrawal_overtook_waits_for_the_child() -> None:
    """Though the agreement in it is dated later: it was made before the child withdrew (hard case 14)."""
    story = eligibility.Story()
    story.record(1)
    story.consent("withdrawn", day=ON - timedelta(days=5))
    assert story.hears(eligibility.referral_made(), age=timedelta(hours=1)).said() == ["referral-waits"]
    assert story.decides("accept").said() == ["decision-not-carried-out"]


def test_a_parents_refusal_that_overtook_the_referral_is_kept() -> None:
    """It is newer than what the referral says (hard case 16)."""
    story = eligibility.Story()
    story.consent("refused", given_by="pr_holder")
    story.record(1)
    assert story.hears(eligibility.referral_made(), age=timedelta(hours=1)).said() == ["referral-waits"]
    other = eligibility.Story()
    other.consent("refused", given_by="pr_holder")
    other.record(1)
    assert other.referral().said() == ["decide-the-referral"]


def test_a_plan_and_its_decision_that_a_withdrawal_overtook_are_not_written() -> None:
    """The worker is told that the decision waits (hard case 14)."""
    sync = plans.Sync()
    sync.take(plans.consent("withdrawn"))
    sync.take(plans.child())
    sync.take(plans.captured())
    sync.take(plans.decided(), plans.BASES)
    assert sync.writes("entries") == []
    assert [one.reason_code for one in sync.emitted(ours.PlanWaiting)] == ["child-withdrew"]
