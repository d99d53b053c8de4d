"""What stops everything outbound at once, and what opens it again (DOMAIN 3)."""

from datetime import timedelta

import pytest

from shared.contracts.case_system import ParentalResponsibility, PersonMerged
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    PlanWaiting,
    PlanWritten,
    ReferralAccepted,
)
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    NOW,
    TODAY,
    Sync,
    captured,
    child,
    consent,
    decided,
    decided_anew,
    done,
    refused,
    with_pending_write,
    with_plan,
    with_written_plan,
)

FROZEN = JourneyFrozen(child_id=CHILD, reason_code="plan-adoption")
RESUMED = JourneyResumed(child_id=CHILD, reason_code="eligible-again")
CLOSED = JourneyClosed(child_id=CHILD, reason_code="died")
RETIRED = PersonMerged(child_id=CHILD, kept_id="CH-2", retired_id=CHILD)
ACCEPTED = ReferralAccepted(
    child_id=CHILD,
    referral_id="RF-2",
    outcome="eligible",
    child_agreed=True,
    parental_responsibility=ParentalResponsibility(position="given"),
    allocated_worker=True,
)


@pytest.mark.parametrize(
    "event,reason",
    [
        (consent("withdrawn"), "child-withdrew"),
        (consent("refused"), "child-withdrew"),
        (FROZEN, "journey-frozen"),
        (CLOSED, "journey-closed"),
        (RETIRED, "merged"),
    ],
)
def test_stop_takes_back_what_is_not_written_yet(event: Event, reason: str) -> None:
    """Everything outbound stops at once, and what had been approved is said to wait (hard case 14).

    Whether it was written already is looked at, and no more: that must not be taken back by a next stop.
    """
    sync, write = with_pending_write()
    sync.take(event)
    assert sync.cancelled
    assert [(one.payload["look_for"], one.outbound) for one in sync.looks] == [(write.reference, False)]
    assert [one.reason_code for one in sync.emitted(PlanWaiting)] == [reason]
    assert sync.writes("entries") == []


def test_withdrawal_twice_has_one_effect() -> None:
    """Idempotent (hard case 14)."""
    sync, _ = with_pending_write()
    sync.take(consent("withdrawn"))
    assert sync.take(consent("withdrawn")) == ()


@pytest.mark.parametrize("event", [consent("withdrawn"), FROZEN, CLOSED, RETIRED])
def test_decision_after_a_stop_does_not_write(event: Event) -> None:
    """It waits with the reason, and the worker is told what to do (hard case 14)."""
    sync = with_plan()
    sync.take(event)
    sync.take(decided(), BASES)
    assert sync.writes("entries") == []
    assert len(sync.emitted(PlanWaiting)) == 1
    assert len(sync.writes("task")) == 1


def test_decision_on_a_plan_that_never_came_is_answered_after_a_stop() -> None:
    """A withdrawal between agreement and decision leaves no event waiting for ever (hard case 14)."""
    sync = Sync()
    sync.take(consent("withdrawn"))
    sync.take(decided(), BASES)
    assert sync.emitted(PlanWaiting)[0].reason_code == "child-withdrew"
    assert sync.state.plans == ()


def test_agreement_given_again_asks_for_a_new_decision() -> None:
    """Re-open on request; what had been approved is decided again, then written once (hard case 14).

    The old approval sent again is the old approval (hard case 65).
    """
    sync, first = with_pending_write()
    sync.take(consent("withdrawn"))
    sync.take(consent("given"))
    assert sync.codes("note") == ["child-agreed-again"]
    assert sync.codes("task") == ["decide-plan-again"]
    assert sync.writes("entries") == []
    assert sync.take(decided(), BASES) == ()
    sync.take(decided_anew(), BASES)
    (write,) = sync.writes("entries")
    assert write.reference != first.reference
    assert write.payload == first.payload


def test_decision_that_waited_through_a_stop_is_taken_again() -> None:
    """The case system was away: withdrawal and return overtook an approval from before (hard case 14)."""
    sync = with_plan()
    sync.take(consent("withdrawn"))
    sync.take(consent("given"))
    sync.take(decided(), BASES, happened=NOW - timedelta(minutes=1))
    assert sync.writes("entries") == []
    assert sync.codes("task") == ["decide-plan-again"]
    sync.take(decided_anew(), BASES)
    assert len(sync.writes("entries")) == 1


def test_agreement_from_before_the_withdrawal_opens_nothing() -> None:
    """A late record of an older agreement is no change of mind."""
    sync = with_plan()
    sync.take(consent("withdrawn"))
    sync.take(consent("given", TODAY - timedelta(days=1)))
    sync.take(decided(), BASES)
    assert sync.writes("entries") == []


def test_record_is_kept_through_a_withdrawal() -> None:
    """Notes and tasks for workers still go, and what stands in the plan stays proven (hard case 14)."""
    sync, _ = with_written_plan()
    sync.take(consent("withdrawn"))
    assert sync.codes("note") == ["child-withdrew"]
    assert sync.emitted(PlanWaiting) == []
    assert sync.state.plans[0].standing != ()


@pytest.mark.parametrize(
    "given_by,scope",
    [
        *(("pr_holder", one) for one in ("all", "search", "attend")),
        *(("authority", one) for one in ("all", "search", "attend")),
        *(("child", one) for one in ("search", "attend")),
        ("lead", "all"),
    ],
)
def test_words_about_other_steps_stop_no_write(given_by: str, scope: str) -> None:
    """They are for the services whose steps they are about; of everything, eligibility says what it means.

    A lead's word that names nobody is asked about by family finding.
    """
    sync, _ = with_pending_write()
    assert sync.take(consent("withdrawn", given_by=given_by, scope=scope)) == ()


def test_resumption_does_not_lift_a_withdrawal() -> None:
    """Each stop is lifted by its own opposite only."""
    sync = with_plan()
    sync.take(FROZEN)
    sync.take(consent("withdrawn"))
    sync.take(RESUMED)
    sync.take(decided(), BASES)
    assert sync.emitted(PlanWaiting)[0].reason_code == "child-withdrew"
    sync.take(consent("given"))
    assert sync.codes("task") == ["decide-plan-again"]


def test_resumed_journey_goes_on_after_a_new_decision() -> None:
    """What was approved before the freeze is decided again (hard case 7, hard case 8)."""
    sync, _ = with_pending_write()
    sync.take(FROZEN)
    sync.take(RESUMED)
    assert sync.codes("task") == ["decide-plan-again"]
    assert sync.take(decided(), BASES) == ()
    sync.take(decided_anew(), BASES)
    assert len(sync.writes("entries")) == 1


def test_accepted_referral_opens_a_closed_journey() -> None:
    """A later referral may open it again, whatever froze the earlier one."""
    sync = with_plan()
    sync.take(FROZEN)
    sync.take(CLOSED)
    sync.take(ACCEPTED)
    assert sync.codes("note") == ["referral-accepted"]
    sync.take(decided(), BASES)
    assert len(sync.writes("entries")) == 1


def test_accepted_referral_does_not_lift_a_withdrawal() -> None:
    """An acceptance may have been on its way when the child withdrew."""
    sync = with_plan()
    sync.take(consent("withdrawn"))
    sync.take(ACCEPTED)
    sync.take(decided(), BASES)
    assert sync.writes("entries") == []


@pytest.mark.parametrize("days,opens", [(1, True), (0, False), (-1, False)])
def test_referral_accepted_with_a_later_agreement_opens_again(days: int, *, opens: bool) -> None:
    """The child's own agreement of a later day is the child coming back (hard case 14)."""
    sync = with_plan()
    sync.take(consent("withdrawn", TODAY - timedelta(days=1)))
    sync.take(ACCEPTED.model_copy(update={"child_agreed_on": TODAY - timedelta(days=1 - days)}))
    sync.take(decided(), BASES)
    assert bool(sync.writes("entries")) is opens


def test_child_who_wants_nothing_shared_stops_what_is_not_written_yet() -> None:
    """Agreement to sharing is a part of its own: the plan waits, the rest of the work goes on."""
    sync, _ = with_pending_write()
    sync.take(consent("withdrawn", scope="share"))
    assert sync.cancelled
    assert [one.reason_code for one in sync.emitted(PlanWaiting)] == ["child-withdrew-sharing"]
    sync.take(consent("given", scope="share"))
    assert sync.codes("task") == ["decide-plan-again"]


def test_childs_no_to_one_person_stops_what_that_person_promised() -> None:
    """A veto is about one person; what others promised is written (hard case 15)."""
    sync, _ = with_pending_write()
    assert sync.take(consent("withdrawn", lead_id="LD-9")) == ()
    sync.take(consent("withdrawn", lead_id="LD-1"))
    assert sync.cancelled
    assert (sync.writes("entries"), sync.codes("task")) == ([], ["commitment-held-back"])


def test_resumption_does_not_open_what_is_closed() -> None:
    """An end is not a freeze: only a later referral opens it."""
    sync = with_plan()
    sync.take(FROZEN)
    sync.take(CLOSED)
    sync.take(RESUMED)
    sync.take(decided(), BASES)
    assert sync.emitted(PlanWaiting)[0].reason_code == "journey-closed"


def test_kept_record_is_told_of_the_merge() -> None:
    """Two records became one: a note; nothing of the retired record is moved by software."""
    sync = with_plan()
    sync.take(PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id="CH-2"))
    assert sync.codes("note") == ["record-merged"]
    assert sync.state.stopped is None


def test_write_that_was_under_way_when_the_child_withdrew_is_proven_and_shown() -> None:
    """What could not be called back is not hidden: receipt, event, and a task for a person (hard case 14)."""
    sync, write = with_pending_write()
    sync.take(consent("withdrawn"))
    sync.take(done(write))
    assert len(sync.emitted(PlanWritten)) == 1
    assert sync.codes("task") == ["written-though-stopped"]


def test_cancelled_write_that_ends_unwritten_leaves_nothing() -> None:
    """A refusal of what was taken back anyway is no news."""
    sync, write = with_pending_write()
    sync.take(consent("withdrawn"))
    sync.take(refused(write))
    assert sync.emitted(PlanWaiting) == []
    assert sync.state.plans[0].writes == ()


def test_other_plans_writes_outlive_a_newer_version() -> None:
    """Cancelling is for the whole child: the other plan's write is made anew, on the same decision."""
    sync, first = with_pending_write()
    sync.take(captured(plan_id="PL-2"))
    sync.take(decided(plan_id="PL-2"), BASES)
    sync.take(captured(2, "CM-9", plan_id="PL-2"))
    assert sync.cancelled
    (again,) = sync.writes("entries")
    assert (again.payload, again.reference != first.reference) == (first.payload, True)


def test_child_changed_during_a_stop_writes_nothing() -> None:
    """A record that now tells the target does not lift the child's withdrawal."""
    sync = Sync()
    sync.take(child(care=None))
    sync.take(captured())
    sync.take(decided(), BASES)
    sync.take(consent("withdrawn"))
    sync.take(child(2))
    assert sync.writes("entries") == []
    sync.take(consent("given"))
    assert sync.codes("task") == ["decide-plan-again"]
    assert sync.writes("entries") == []
