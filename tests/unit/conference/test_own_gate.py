"""Meetings with a gate of their own, the captured plan, and who hears of it (hard case 78; issue 7)."""

from datetime import date, timedelta

import pytest

from shared.contracts.case_child import ChildChanged
from shared.contracts.case_meeting import ConferenceArranged
from shared.contracts.case_search import RestrictedPerson
from shared.contracts.lifelong_links import (
    ConferenceConflictFound,
    ConferenceIsArranged,
    JourneyFrozen,
    PlanCaptured,
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
    booked,
    check,
    closed,
    consent,
    introduced,
    lead,
    plan,
    ready,
    requested,
    restriction,
    stages,
    under_way,
    wish,
)

PAUSED = JourneyFrozen(child_id=CHILD, reason_code="worker-missing", pause=True, number=3)


def record(*workers: Worker, version: int = 1, born: date = date(2012, 5, 4)) -> ChildChanged:
    """The child's record with its workers."""
    return ChildChanged(
        child_id=CHILD, record_version=version, as_of=NOON, date_of_birth=born, workers=workers
    )


# hard case 78: meetings with a gate of their own


@pytest.mark.parametrize("kind", ["family_meeting", "fgdm"])
def test_a_meeting_with_its_own_gate_needs_no_referral_and_no_clearance(kind: str) -> None:
    """Relatives meet at any time, and the plan they make is captured (hard case 78)."""
    relatives = (lead("LD-1", "aunt"), lead("LD-2", "uncle"))
    story = Story().hears(*relatives, requested(kind)).hears(arranged())
    assert story.said(ConferenceIsArranged)
    story.hears(*stages(), closed("held", "LD-1")).hears(plan())
    [captured] = story.said(PlanCaptured)
    assert captured.kind == kind


@pytest.mark.parametrize("kind", ["family_meeting", "fgdm"])
@pytest.mark.parametrize(
    "against, reason",
    [
        (restriction("LD-1"), "restricted"),
        (restriction(person=RestrictedPerson(relationship="aunt")), "restricted"),
        (restriction("LD-1", to=date(2026, 11, 1)), "expired-needs-decision"),
        (restriction("LD-1", other="LD-2"), "may-not-meet"),
        (wish("no"), "child-declined-lead"),
        (wish("not_now"), "child-does-not-want-to-meet"),
        (wish("no", lead_id=None), "child-declined-conference"),
        (wish("not_now", lead_id=None, stage="family_meeting"), "child-declined-conference"),
        (consent("refused", scope="attend"), "child-declined-conference"),
        (check("concern", gate="G2", check="risk"), "check-concern"),
        (consent("refused", given_by="lead", lead_id="LD-1", scope="contact"), "lead-declined"),
    ],
)
def test_its_gate_is_orders_wishes_and_pairs(kind: str, against: ConferenceArranged, reason: str) -> None:
    """What speaks against it, before and after it is arranged (hard case 78)."""
    relatives = (lead("LD-1", "aunt"), lead("LD-2", "uncle"))
    story = Story().hears(*relatives, requested(kind), against).hears(arranged())
    assert [one for one, _ in story.conflicts()] == [reason]
    after = Story().hears(*relatives, requested(kind), arranged()).hears(against)
    assert [one for one, _ in after.conflicts()] == [reason]


def test_the_offer_before_care_proceedings_does_not_stop_with_lifelong_links() -> None:
    """Never mixed: a freeze or an end of that work is not its own; a family meeting rests (DOMAIN 10)."""
    frozen = JourneyFrozen(child_id=CHILD, reason_code="plan-adoption", number=3)
    assert under_way().hears(requested("fgdm"), frozen).hears(arranged()).said(ConferenceIsArranged)
    assert under_way().hears(requested("family_meeting"), frozen).hears(arranged()).conflicts()
    assert under_way().hears(ready(), requested("fgdm", "CF-9")).state.meetings.keys() == {
        "conference-R-1",
        "CF-9",
    }


def test_a_lifelong_links_plan_without_a_referral_waits_for_it() -> None:
    """Nothing of it is captured without an accepted referral; people are told once (c24)."""
    story = Story().hears(plan(conference_id=None))
    assert [task.reason_code for task in story.said(TaskRaised)] == ["referral-not-accepted"]
    assert story.hears(plan(conference_id=None)).news == []
    assert story.hears(accepted()).said(PlanCaptured)


# the plan


def test_a_version_that_the_child_no_longer_agrees_to_is_told_on() -> None:
    """So that the one before it stops; in whatever order they are told (issue 7, kind 2)."""
    held = booked().hears(*stages(), closed(), plan())
    assert held.said(PlanCaptured)
    story = held.hears(plan(2, child_agrees=False))
    assert [(one.version, one.child_agrees) for one in story.said(PlanCaptured)] == [(2, False)]
    assert story.tasks() == ["plan-not-captured"]
    assert story.hears(plan(), plan(2, child_agrees=False)).news == []
    assert [one.child_agrees for one in story.hears(plan(3)).said(PlanCaptured)] == [True]
    late = booked().hears(*stages(), closed(), plan(2, child_agrees=False)).hears(plan())
    assert late.said(PlanCaptured) == []


def test_a_day_of_agreement_in_the_future_captures_nothing() -> None:
    """A typing error opens nothing, and is told; the corrected record counts (hard case 71)."""
    story = booked().hears(*stages(), closed()).hears(plan(agreed_on=date(2062, 1, 1)))
    assert story.tasks() == ["plan-dated-ahead"]
    assert story.said(PlanCaptured) == []
    assert story.hears(plan(agreed_on=date(2026, 12, 5))).said(PlanCaptured)


def test_the_plan_says_who_must_not_decide_it() -> None:
    """Author, plan lead and every coordinator go with it (issue 7, kind 3)."""
    story = Story().hears(
        accepted(coordinator_id="W-7"), *introduced("LD-1", "aunt"), *introduced("LD-2", "uncle")
    )
    story.hears(arranged(coordinator_id="W-8"), arranged(version=2), *stages(), closed())
    [captured] = story.hears(plan(agreed_by="W-1", plan_lead_id="LD-1")).said(PlanCaptured)
    assert (captured.agreed_by, captured.plan_lead_id) == ("W-1", "LD-1")
    assert set(captured.coordinator_ids) == {"W-7", "W-8", "W-21"}


# the reviewing officer


@pytest.mark.parametrize("born, hears", [(date(2012, 5, 4), True), (date(2008, 11, 20), False)])
def test_the_reviewing_officer_hears_of_a_freeze_and_of_contact_without_clearance(
    born: date, *, hears: bool
) -> None:
    """Until 18, when there is no such officer any more (DOMAIN 10)."""
    frozen = booked().hears(record(born=born)).hears(PAUSED.model_copy(update={"pause": None}))
    assert ("iro" in frozen.said(TaskRaised)[0].audience) is hears
    met = booked().hears(record(born=born), *stages()).hears(closed("held", "LD-1", "LD-9"))
    assert [("iro" in task.audience) for task in met.said(TaskRaised)] == [hears]


def test_every_conflict_is_said_once_for_each_cause() -> None:
    """Safety does not bury people: ten relatives, one order, one task."""
    guests = [f"LD-{number}" for number in range(10, 20)]
    story = under_way().hears(*(event for who in guests for event in introduced(who, "cousin")))
    story.hears(arranged(*guests))
    assert story.tasks() == []
    story.hears(restriction(relationship="cousin"))
    assert story.tasks() == ["resolve-conference-conflict"]
    assert len(story.said(ConferenceConflictFound)) == 1


def test_a_veto_after_the_plan_concerns_the_next_meeting_and_not_its_capture() -> None:
    """What it means for commitments is said once, where they are written (c12; hard case 61)."""
    story = booked().hears(*stages(), closed("held"), plan())
    assert story.said(PlanCaptured)
    story.hears(wish("no", day=story.now.date()))
    assert story.news == []
    following = arranged(conference_id="CF-2", starts=STARTS + timedelta(days=9))
    assert story.hears(following).conflicts() == [("child-declined-lead", ("LD-1",))]
    assert story.hears(plan(2)).tasks() == []
