"""The main journeys through all four services: what one says, the others understand."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit import moves
from tests.unit.moves import DAY, booked, consent, networked, planned, searching, views
from tests.unit.unheard import UNHEARD_OF_OURS, UNHEARD_OF_THEIRS
from tests.unit.world import CHILD, SERVICES, World, only

FOR_OTHERS = {ours.PlanApproved, ours.PlanWaiting, ours.PlanConflicted, ours.PlanDrifted}
"""Said for other programs; plan_sync itself tells the worker with it."""

ACTING = ("family-finding", "conference", "plan-sync")
LATER = DAY + timedelta(days=1)


def story(said: list[Event]) -> list[str]:
    """What was said, in short; not the screenings, the checks still missing and the tasks."""
    left_out = (ours.EligibilityScreened, ours.LeadBlocked, ours.TaskRaised)
    return [one.TYPE.split(".", 1)[1][:-3] for one in said if not isinstance(one, left_out)]


def tasks(said: list[Event]) -> set[str]:
    """The codes of the tasks raised."""
    return {one.task_code for one in only(said, ours.TaskRaised)}


def noted(world: World) -> list[str]:
    """The codes of the notes and tasks written for workers."""
    return [one.payload["code"] for one in world.notes]


def stopped(world: World) -> set[str | None]:
    """Why everything outbound is stopped, as each service that acts knows it."""
    return {world.state(name).journey.stopped for name in ACTING}


def test_one_childs_whole_journey() -> None:
    """From the record to the care plan, and the review clock."""
    world = planned()
    person = ["lead.cleared", "lead.engaged", "lead.cleared", "lead.cleared", "network.ready"]
    assert story(world.said) == [
        *("referral.accepted", "search.opened"),
        *(*person, "conference.proposed", *person),
        *("conference.arranged", "conference.held", "plan.captured"),
    ]
    assert story(world.tell(moves.decided())) == ["plan.approved"]
    world.write()
    assert story(world.said)[-2:] == ["plan.approved", "plan.written"]
    assert world.state("conference").plans["P1"].due is not None
    assert not any(world.early.values()), "nothing came too early"
    told = {
        "screened",
        "decide-the-referral",
        "referral-accepted",
        "search-opened",
        "lead-waits",
        "lead-cleared",
    }
    told |= {"lead-engaged", "network-ready", "conference-proposed", "conference-arranged", "conference-held"}
    told |= {"plan-captured", "decide-each-commitment", "iro-plan-captured", "plan-written"}
    told |= {"approver-made-every-check"}
    assert told == set(noted(world)), "workers see each moment, and are asked for each decision"


def test_every_event_of_ours_reaches_somebody() -> None:
    """What nobody here listens to is said for other programs, on purpose."""
    heard = {one.event for service in SERVICES.values() for one in service.handlers}
    assert set(ours.OUR_EVENTS) - heard == FOR_OTHERS | UNHEARD_OF_OURS
    assert set(case.CASE_EVENTS) - heard == UNHEARD_OF_THEIRS


@pytest.mark.parametrize("begin", [searching, networked, booked, planned])
def test_a_withdrawal_stops_every_service_and_the_child_may_come_back(begin: Callable[[], World]) -> None:
    """At once, and each service by itself; then the search opens, and no lead's gate (hard case 14)."""
    world = begin()
    said = world.tell(consent("withdrawn"))
    assert stopped(world) == {"child-withdrew"}
    assert {"search.closed", "journey.frozen"} <= set(story(said))
    assert world.tell(consent("withdrawn")) == []
    later = max(LATER, world.now.date() + timedelta(days=1))
    world.until(later)
    said = world.tell(consent("given", day=later))
    assert stopped(world) == {None}
    assert {"journey.resumed", "search.opened"} <= set(story(said))
    assert not only(said, ours.LeadCleared)
    assert noted(world).count("child-withdrew") == noted(world).count("child-agreed-again") == 1


@pytest.mark.parametrize("agreed_on, opens", [(DAY, False), (LATER, True)])
def test_a_later_referral_brings_the_child_back_in_every_service(agreed_on: date, *, opens: bool) -> None:
    """Its agreement is dated strictly after the withdrawal (hard case 14)."""
    world = searching()
    world.tell(consent("withdrawn"), moves.decides("decline"))
    assert stopped(world) == {"journey-closed"}
    world.until(LATER)
    said = world.tell(moves.referred("R2", agreed_on), moves.decides("accept", "R2"))
    assert ("search.opened" in story(said)) is opens
    assert stopped(world) == ({None} if opens else {"journey-closed"})


def test_a_plan_for_adoption_stops_outreach_and_the_booked_conference() -> None:
    """Tasks for worker and coordinator; reversed, everything is asked anew (hard case 7, hard case 8)."""
    world = booked()
    said = world.tell(moves.record(2, **moves.ADOPTION))
    assert stopped(world) == {"journey-frozen"}
    assert [one.reason_code for one in only(said, ours.ConferenceConflictFound)] == ["journey-frozen"]
    assert {"journey-frozen", "resolve-conference-conflict"} <= tasks(said)
    said = world.tell(moves.record(3))
    assert story(said) == ["journey.resumed", "search.opened"]
    again = world.tell(moves.arranged(version=2))
    assert [one.reason_code for one in only(again, ours.ConferenceConflictFound)] == ["gate-not-passed"]


def test_the_childs_no_to_one_person_concerns_that_person_alone() -> None:
    """The others go on, and a new arrangement without that person stands (hard case 15)."""
    world = booked()
    said = world.tell(views("no", "L1", view_id="V-no"))
    assert [(one.lead_id, one.reason_code) for one in only(said, ours.LeadDeclined)] == [
        ("L1", "child-declined")
    ]
    assert [one.lead_ids for one in only(said, ours.ConferenceConflictFound)] == [("L1",)]
    assert stopped(world) == {None}
    assert story(world.tell(moves.arranged("L2", version=2))) == ["conference.arranged"]


def test_an_order_bars_one_person_everywhere_and_is_said_as_restricted_only() -> None:
    """Blocked in the search, a conflict for the conference, one word in the record (hard case 18)."""
    world = booked()
    said = world.tell(moves.restriction(lead_id="L1"))
    assert {one.reason_code for one in only(said, ours.LeadBlocked)} == {"restricted"}
    assert [one.reason_code for one in only(said, ours.ConferenceConflictFound)] == ["restricted"]
    [note] = [one for one in world.notes if one.payload["code"] == "lead-restricted"]
    assert note.payload == {"code": "lead-restricted", "lead_id": "L1"}
    assert story(world.tell(moves.arranged("L2", version=2))) == ["conference.arranged"]


def test_an_order_that_lapses_still_bars_in_every_service() -> None:
    """It needs a decision, said with the same word (hard case 19)."""
    world = booked()
    said = world.tell(moves.restriction(lead_id="L1", to=DAY - timedelta(days=1)))
    assert {one.reason_code for one in only(said, ours.LeadBlocked)} == {"expired-needs-decision"}
    assert [one.reason_code for one in only(said, ours.ConferenceConflictFound)] == ["expired-needs-decision"]
    assert "restriction-needs-decision" in tasks(said)


def test_a_plan_that_is_approved_in_part_is_written_in_part() -> None:
    """Item by item; people tell the network and the child (hard case 42)."""
    world = planned()
    world.tell(moves.decided(two="declined"))
    world.write()
    [written] = world.entries
    assert [one["commitment_id"] for one in written.payload["entries"]] == ["CM-1"]
    assert "commitments-declined" in noted(world)


def test_an_amended_plan_is_decided_and_written_anew() -> None:
    """Its review makes a new version, which goes through G5 again (hard case 39)."""
    world = planned()
    world.tell(moves.decided())
    world.write()
    assert story(world.tell(moves.agreed(2, None))) == ["plan.captured"]
    assert world.pending == {}
    world.tell(moves.decided(2))
    world.write()
    assert [one.payload["plan_version"] for one in world.entries] == [1, 2]


def test_a_plan_without_any_conference_is_written() -> None:
    """No conference at all is a valid outcome (hard case 40, hard case 41)."""
    world = networked()
    world.tell(moves.agreed(conference_id=None), moves.decided(review=DAY))
    world.write()
    assert story(world.said)[-3:] == ["plan.captured", "plan.approved", "plan.written"]


@pytest.mark.parametrize("facts, reason", [(moves.DIED, "child-died"), (moves.MOVED_AWAY, "journey-closed")])
def test_a_death_or_a_transfer_ends_everything_at_once(facts: dict[str, object], reason: str) -> None:
    """Also what was approved and not written yet; the record is kept (hard case 46, hard case 55)."""
    world = planned()
    world.tell(moves.requested("review", "CF-2"), moves.arranged(conference_id="CF-2"), moves.decided())
    said = world.tell(moves.record(2, **facts))
    assert reason in stopped(world)
    assert None not in stopped(world)
    assert {"journey.closed", "search.closed", "conference.not-held", "plan.waiting"} <= set(story(said))
    assert world.pending == {}


def test_the_retired_record_of_a_merge_stops_for_good() -> None:
    """In every service, whatever still arrives for it."""
    world = planned()
    world.tell(moves.decided())
    world.tell(moves.about(case.PersonMerged, kept_id="C2", retired_id=CHILD))
    assert stopped(world) == {"merged"}
    assert world.pending == {}
    assert only(world.said, ours.JourneyClosed)[0].reason_code == "merged"
    said = world.tell(moves.referred("R2", LATER), moves.decides("accept", "R2"), moves.decided())
    assert {"referral.declined"} == set(story(said)), "the decision told again says nothing new"


def test_the_kept_record_of_a_merge_is_looked_at_by_people() -> None:
    """The other one may hold orders: gates close and what is booked is arranged anew."""
    world = booked()
    said = world.tell(moves.about(case.PersonMerged, kept_id=CHILD, retired_id="C2"))
    assert {"records-merged", "look-at-merged-record", "resolve-conference-conflict"} <= tasks(said)
    assert stopped(world) == {None}


def test_a_parent_who_refuses_mid_journey_stops_it_until_it_is_settled() -> None:
    """A manager decides; no software overrides either side (hard case 16, hard case 17)."""
    world = booked()
    said = world.tell(consent("refused", given_by="pr_holder"))
    assert stopped(world) == {"journey-frozen"}
    assert "manager" in next(
        one.audience for one in only(said, ours.TaskRaised) if one.task_code == "journey-frozen"
    )
    world.tell(consent("given", given_by="authority"))
    assert stopped(world) == {None}


def test_a_waitlisted_child_keeps_the_place() -> None:
    """Eligible and no room yet; accepted later, the search opens (hard case 59)."""
    world = World()
    said = world.tell(moves.record(), moves.referred(), moves.decides("waitlist"))
    assert story(said) == ["referral.waitlisted"]
    assert story(world.tell(moves.decides("accept"))) == ["referral.accepted", "search.opened"]


@pytest.mark.parametrize(
    "scope, goes_on",
    [
        ("search", {"lead", "conference", "plan"}),
        ("contact", {"search"}),
        ("attend", {"search", "lead", "plan"}),
        ("share", {"search", "lead", "conference"}),
    ],
)
def test_agreement_to_a_part_stops_that_part(scope: str, goes_on: set[str]) -> None:
    """Withdrawn by the child; the other parts of the work go on."""
    world = planned()
    world.tell(consent("withdrawn", scope=scope))
    next_meeting = moves.arranged(conference_id="CF-2", starts=world.now + timedelta(days=21))
    said = world.tell(next_meeting, moves.decided())
    found = {
        "search": world.state("family-finding").opened_for is not None,
        "lead": all(one.verdicts["G2"].open for one in world.state("family-finding").leads.values()),
        "conference": "conference.arranged" in story(said),
        "plan": bool(world.pending),
    }
    assert {name for name, it_does in found.items() if it_does} == goes_on


def test_a_possible_duplicate_is_put_before_a_person_and_merged_leads_share_their_bars() -> None:
    """What bars one identity bars the other, in search and conference alike (hard case 26)."""
    world = booked()
    merge = {"lead_ids": ("L1", "L9"), "decision": "merge"}
    world.tell(moves.lead("L9", "friend"), moves.about(case.LeadMergeDecided, **merge))
    said = world.tell(moves.restriction(lead_id="L9"))
    assert {one.lead_id for one in only(said, ours.LeadBlocked)} == {"L1", "L9"}
    assert [one.lead_ids for one in only(said, ours.ConferenceConflictFound)] == [("L1",)]
