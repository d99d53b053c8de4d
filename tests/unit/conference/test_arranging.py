"""Arranging: gate G4 at each new version, at its own date."""

from datetime import date, timedelta
from typing import Literal

import pytest

from services.conference.service import SERVICE
from shared.contracts.case_child import ChildChanged
from shared.contracts.case_meeting import Invitee
from shared.contracts.case_search import CheckRecorded
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    ConferenceConflictFound,
    ConferenceIsArranged,
    JourneyFrozen,
    LeadBlocked,
    LeadCleared,
    LeadDeclined,
    TaskRaised,
)
from shared.contracts.records import Worker
from tests.unit.conference.story import (
    CHILD,
    NOON,
    STARTS,
    Story,
    accepted,
    arranged,
    blocked,
    booked,
    check,
    closed,
    consent,
    introduced,
    requested,
    stages,
    under_way,
)


def test_a_safe_arrangement_is_arranged() -> None:
    """Everybody has passed gate G4: all may be invited."""
    event = arranged()
    assert under_way().hears(event).news == [
        ConferenceIsArranged(
            child_id=CHILD,
            conference_id="CF-1",
            version=1,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            invitees=event.invitees,
        )
    ]


@pytest.mark.parametrize(
    "invitees", [(), (Invitee(worker_id="W-12"),), (Invitee(lead_id="LD-1", reply="declined"),)]
)
def test_an_arrangement_for_nobody_of_the_network_is_a_conflict(invitees: tuple[Invitee, ...]) -> None:
    """A conference of workers alone, or of nobody, is none (DOMAIN 5; issue 7, kind 10)."""
    story = under_way().hears(arranged(invitees=invitees))
    assert story.conflicts() == [("nobody-invited", ())]
    assert story.said(ConferenceIsArranged) == []
    assert story.hears(arranged("LD-1", version=2)).said(ConferenceIsArranged)


def test_an_older_or_equal_version_is_ignored() -> None:
    """The newest arrangements stand, in whatever order they arrive."""
    story = under_way().hears(arranged(version=3))
    assert story.hears(arranged(version=3)).news == []
    assert story.hears(arranged(version=2)).news == []
    assert story.notes == ["older-arrangement-ignored"]


def test_rearranging_checks_everything_anew() -> None:
    """A new date is a new version of the same conference, re-checked at that date (hard case 37)."""
    story = under_way().hears(
        check("clear", expires=date(2026, 12, 20)), blocked("LD-1", "G3", "check-expired")
    )
    assert story.hears(arranged()).said(ConferenceIsArranged)
    later = arranged(version=2, starts=STARTS + timedelta(days=30))
    assert story.hears(later).conflicts() == [("gate-not-passed", ("LD-1",))]
    assert story.said(ConferenceIsArranged) == []
    third = arranged(version=3, starts=STARTS + timedelta(days=7))
    assert [one.version for one in story.hears(third).said(ConferenceIsArranged)] == [3]


def test_an_introduced_lead_needs_no_separate_approval() -> None:
    """An approval to attend first may expire once the introduction is passed."""
    story = under_way().hears(check("clear", expires=date(2026, 11, 30)))
    assert story.hears(arranged()).said(ConferenceIsArranged)


def test_nothing_is_arranged_without_the_childs_agreement() -> None:
    """The child's own recorded agreement is always needed; given later it is enough."""
    story = Story().hears(accepted(child_agreed=False), *introduced("LD-1", "aunt")).hears(arranged("LD-1"))
    assert story.conflicts() == [("child-agreement-missing", ())]
    assert story.hears(consent("given"), *introduced("LD-1", "aunt")).said(ConferenceIsArranged)


def test_stages_of_an_earlier_date_do_not_count_for_a_later_one() -> None:
    """Attendance and private family time belong to the date that was held (hard case 37)."""
    later = STARTS + timedelta(days=21)
    story = booked().hears(*stages()[:2]).hears(arranged(version=2, starts=later))
    story.now = later
    assert "private-family-time-missing" in story.hears(closed("held")).tasks()


def test_a_conference_that_was_held_is_not_arranged_again() -> None:
    """Another meeting is another conference."""
    story = booked().hears(*stages(), closed("held")).hears(arranged(version=2))
    assert story.tasks() == ["conference-already-held"]
    assert story.said(ConferenceIsArranged) == []


def test_a_cancelled_conference_can_be_arranged_again() -> None:
    """A new version of the same conference, checked like any other."""
    story = booked().hears(closed("cancelled")).hears(arranged(version=2))
    assert [one.version for one in story.said(ConferenceIsArranged)] == [2]


@pytest.mark.parametrize(
    "event, reason",
    [
        (arranged(starts=NOON), "starts-in-the-past"),
        (arranged(ends_at=STARTS), "ends-before-it-starts"),
        (arranged(Invitee(role="friend")), "invitee-not-named"),
    ],
)
def test_an_arrangement_that_makes_no_sense_is_a_conflict(event: Event, reason: str) -> None:
    """A conference lies ahead, ends after it begins, and says who is invited."""
    story = under_way().hears(event)
    assert [one for one, _ in story.conflicts()] == [reason]
    assert story.said(ConferenceIsArranged) == []


def test_an_unknown_lead_has_not_passed() -> None:
    """Unknown means not passed: nobody is invited, and the coordinator is told."""
    story = under_way().hears(arranged("LD-1", "LD-9", "LD-8"))
    [conflict] = story.said(ConferenceConflictFound)
    assert (conflict.reason_code, conflict.lead_ids, conflict.version) == (
        "gate-not-passed",
        ("LD-9", "LD-8"),
        1,
    )
    [task] = story.said(TaskRaised)
    assert (task.task_code, task.audience) == ("resolve-conference-conflict", ("coordinator",))
    assert story.said(ConferenceIsArranged) == []


def test_what_was_only_missing_is_arranged_once_it_is_there() -> None:
    """A clearance that arrives after the arrangement completes that same version."""
    story = under_way().hears(arranged("LD-1", "LD-3"))
    assert story.conflicts() == [("gate-not-passed", ("LD-3",))]
    assert story.hears(*introduced("LD-3", "friend")).said(ConferenceIsArranged)


def test_what_spoke_against_a_version_stays_until_it_is_arranged_anew() -> None:
    """A block that is lifted later does not bring the same version back by itself."""
    story = under_way().hears(LeadDeclined(child_id=CHILD, lead_id="LD-1", reason_code="lead-declined"))
    assert story.hears(arranged()).conflicts() == [("lead-declined", ("LD-1",))]
    assert story.hears(*introduced("LD-1", "aunt")).news == []
    assert story.hears(arranged(version=2)).said(ConferenceIsArranged)


@pytest.mark.parametrize("gate", ["G3", "G4"])
def test_one_gate_is_enough(gate: Literal["G3", "G4"]) -> None:
    """Introduced, or cleared for the invitation itself."""
    lead_recorded, engaged, *_ = introduced("LD-1", "aunt")
    cleared = LeadCleared(child_id=CHILD, lead_id="LD-1", gate=gate)
    story = Story().hears(accepted(), lead_recorded, engaged, cleared)
    assert story.hears(arranged("LD-1")).said(ConferenceIsArranged)


def test_an_explicit_may_attend_first_stands_in_for_the_introduction() -> None:
    """Somebody who was approached and is willing may meet the child at the conference first (c40)."""
    guest = Invitee(lead_id="LD-3", may_attend_first=True)
    lead_recorded, engaged, *_ = introduced("LD-3", "friend")
    story = under_way().hears(lead_recorded, blocked("LD-3", "G3", "check-missing"))
    assert story.hears(arranged(guest)).conflicts() == [("gate-not-passed", ("LD-3",))]
    story.hears(LeadCleared(child_id=CHILD, lead_id="LD-3", gate="G2"))
    assert story.said(ConferenceIsArranged) == [], "nobody has asked them yet"
    assert story.hears(engaged).said(ConferenceIsArranged)


@pytest.mark.parametrize(
    "block", [blocked("LD-3"), blocked("LD-3", "G4", "check-missing"), blocked("LD-3", "G3", "check-concern")]
)
def test_may_attend_first_does_not_lift_a_block(block: LeadBlocked) -> None:
    """A closed invitation, a closed approach or a concern counts more than the coordinator's tick."""
    lead_recorded, engaged, cleared, *_ = introduced("LD-3", "friend")
    story = under_way().hears(lead_recorded, engaged, cleared, block)
    story.hears(arranged(Invitee(lead_id="LD-3", may_attend_first=True)))
    assert story.conflicts() == [("gate-not-passed", ("LD-3",))]


def test_a_closed_approach_closes_what_comes_after_it() -> None:
    """G2 closed: G3 and G4 are not known to be open any more."""
    story = under_way().hears(blocked("LD-1", "G2"), arranged())
    assert story.conflicts() == [("gate-not-passed", ("LD-1",))]


@pytest.mark.parametrize(
    "recorded, reason",
    [(check("concern"), "check-concern"), (check("unknown"), "gate-not-passed")],
)
def test_a_check_at_the_invitation_gate_closes_it(recorded: CheckRecorded, reason: str) -> None:
    """Concern and unknown both mean no."""
    assert under_way().hears(recorded, arranged()).conflicts() == [(reason, ("LD-1",))]


def test_a_corrected_check_leaves_nothing_behind() -> None:
    """A concern recorded on the wrong lead moves with its correction; other gates are not ours to read."""
    story = under_way().hears(check("concern"), check("concern", lead_id="LD-9"))
    assert (
        story.hears(check("unknown", check_id="CH-2", gate="G2")).hears(arranged()).said(ConferenceIsArranged)
    )


def test_no_conference_without_an_accepted_referral() -> None:
    """A Lifelong Links conference belongs to an accepted referral; acceptance later is enough."""
    story = Story().hears(consent("given"), *introduced("LD-1", "aunt")).hears(arranged("LD-1"))
    assert story.conflicts() == [("referral-not-accepted", ())]
    assert story.hears(accepted()).said(ConferenceIsArranged)


def test_a_family_meeting_needs_no_referral() -> None:
    """Family meetings are the same machinery at any time; what kind it is may be said afterwards."""
    story = Story().hears(consent("given")).hears(arranged(Invitee(worker_id="W-1")))
    assert story.hears(requested("family_meeting")).said(ConferenceIsArranged)


def test_a_frozen_journey_books_nothing() -> None:
    """With the plan changed to adoption no conference is arranged (hard case 7)."""
    story = under_way().hears(JourneyFrozen(child_id=CHILD, reason_code="plan-adoption")).hears(arranged())
    assert story.conflicts() == [("journey-frozen", ())]
    assert story.said(TaskRaised)[0].audience == ("coordinator", "social_worker", "iro")


def record(version: int, *workers: Worker) -> ChildChanged:
    """The child's record with its workers."""
    return ChildChanged(
        child_id=CHILD,
        record_version=version,
        as_of=NOON,
        date_of_birth=date(2012, 5, 4),
        workers=workers,
    )


@pytest.mark.parametrize("role", ["social_worker", "personal_adviser"])
def test_a_coordinator_who_is_the_childs_own_worker_is_warned_about(role: str) -> None:
    """Not independent: the conference goes on, a manager is told once (hard case 58)."""
    story = under_way().hears(record(1, Worker(worker_id="W-21", role=role))).hears(arranged())
    assert story.said(ConferenceIsArranged)
    [task] = story.said(TaskRaised)
    assert (task.task_code, task.audience[0]) == ("coordinator-not-independent", "manager")
    assert story.hears(arranged(version=2)).tasks() == []


def test_a_coordinator_who_becomes_the_childs_own_worker_is_warned_about() -> None:
    """The allocation may come after the booking; older records change nothing (hard case 58)."""
    story = booked().hears(record(2, Worker(worker_id="W-21", role="social_worker")))
    assert story.tasks() == ["coordinator-not-independent"]
    assert story.hears(record(1)).news == []


@pytest.mark.parametrize(
    "worker",
    [
        Worker(worker_id="W-21", role="iro"),
        Worker(worker_id="W-99", role="social_worker"),
        Worker(worker_id="W-21", role="social_worker", to=date(2026, 11, 21)),
        Worker(worker_id="W-21", role="social_worker", from_=date(2027, 1, 1)),
    ],
)
def test_others_are_independent(worker: Worker) -> None:
    """Only the child's own worker of today is meant (hard case 58)."""
    assert under_way().hears(record(1, worker)).hears(arranged()).tasks() == []


def test_nothing_of_the_place_leaves() -> None:
    """Not the venue, nor anything that somebody adds, is kept or sent on (hard case 60)."""
    place = "12 Invented Lane"
    data = arranged().model_dump(mode="json", by_alias=True)
    data |= {"venue_address": place, "map_link": place, "placement": {"address": place}}
    data["invitees"][0] |= {"needs_in_words": place, "travel_from": place}
    handler = SERVICE.handler("case.conference.arranged.v1")
    assert handler is not None
    story = under_way().hears(handler.event.model_validate(data))
    assert story.said(ConferenceIsArranged)
    shown = story.state.model_dump_json() + "".join(event.model_dump_json() for event in story.news)
    assert place not in shown
    assert "VN-1" not in shown
