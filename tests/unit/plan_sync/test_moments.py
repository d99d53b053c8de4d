"""Which moments become notes and tasks in the record."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.plan_sync.service import SERVICE
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit.plan_sync.plans import CHILD, Sync, child

SILENT = {
    **dict.fromkeys(
        (ours.PlaceRequested, ours.PlaceReleased, ours.PlaceWaiting, ours.PlaceOffered),
        "eligibility's own; it tells of the listing, of the turn, and of what follows",
    ),
    ours.ScreeningRequested: "an operator's; what it changes is told by the screening that follows",
    ours.PlanApproved: "our own; the decision itself is in the record",
    ours.PlanWaiting: "our own; its task is written with it",
    ours.PlanWritten: "our own; its note is written with it",
    ours.PlanConflicted: "our own; its task is written with it",
    ours.PlanDrifted: "our own; its task is written with it",
}
"""Events that no worker sees as a note or task of their own, and why."""


def blocked(reason: str, gate: str = "G2", missing: tuple[str, ...] = ()) -> Event:
    """A gate closed for LD-1."""
    return ours.LeadBlocked.model_validate(
        {"child_id": CHILD, "lead_id": "LD-1", "gate": gate, "reason_code": reason, "missing": missing}
    )


def test_every_event_of_ours_is_shown_or_silent_for_a_reason() -> None:
    """A new event cannot be forgotten: it is handled here, or named above."""
    unheard = {one for one in ours.OUR_EVENTS if SERVICE.handler(one.TYPE) is None}
    assert unheard == set(SILENT)


@pytest.mark.parametrize("reason", ["restricted", "expired-needs-decision"])
def test_restricted_lead_is_named_restricted_and_no_more(reason: str) -> None:
    """Those without need to know see that the person is restricted, not why or until when (hard case 18)."""
    sync = Sync()
    sync.take(blocked(reason, missing=("orders",)))
    (note,) = sync.writes("note")
    assert note.payload == {"code": "lead-restricted", "lead_id": "LD-1"}


def test_lead_that_waits_is_noted_once_for_each_gate_and_reason() -> None:
    """Checks come one by one; the note says at first what is needed, and is not repeated."""
    sync = Sync()
    sync.take(blocked("check-missing", missing=("identity", "orders")))
    first = sync.writes("note")[0]
    assert first.payload["missing"] == ["identity", "orders"]
    assert sync.take(blocked("check-missing", missing=("orders",))) == ()
    sync.take(blocked("check-missing", "G3"))
    assert sync.codes("note") == ["lead-waits"]


@pytest.mark.parametrize("between", ["journey-frozen", "restricted"])
def test_lead_that_waits_again_after_something_else_is_noted_again(between: str) -> None:
    """After a pause or a restriction the checks that are needed are said anew (hard case 8)."""
    sync = Sync()
    sync.take(blocked("check-missing"))
    sync.take(blocked(between))
    sync.take(blocked("check-missing"))
    assert sync.codes("note") == ["lead-waits"]


def test_during_a_pause_nobody_is_told_to_check_anybody() -> None:
    """The note on the pause says that nothing goes on (hard case 7)."""
    sync = Sync()
    sync.take(ours.JourneyFrozen(child_id=CHILD, reason_code="plan-adoption"))
    assert sync.take(blocked("check-missing")) == ()


def test_open_gate_is_said_and_so_is_its_closing() -> None:
    """The last word of the record on a lead is never *cleared* when the gate has closed again."""
    sync = Sync()
    sync.take(blocked("check-missing"))
    first = sync.writes("note")[0].reference
    sync.take(ours.LeadCleared(child_id=CHILD, lead_id="LD-1", gate="G2"))
    assert sync.codes("note") == ["lead-cleared"]
    sync.take(blocked("check-missing"))
    assert sync.codes("note") == ["lead-waits"]
    assert sync.writes("note")[0].reference != first


@pytest.mark.parametrize("reason", ["pr-holder-refused", "authority-refused", "lead-will-not-attend"])
def test_refusal_that_closes_a_gate_is_noted(reason: str) -> None:
    """Nobody else tells the worker why."""
    sync = Sync()
    sync.take(blocked(reason, "G4"))
    assert sync.writes("note")[0].payload["reason_code"] == reason


def test_possible_match_asks_a_person_once() -> None:
    """Software suggests and never merges; the same pair is the same task (hard case 26)."""
    match = ours.LeadMatchSuggested(child_id=CHILD, lead_ids=("LD-1", "LD-2"), score=91, fields=("name",))
    sync = Sync()
    sync.take(match)
    (asked,) = sync.writes("task")
    assert (asked.payload["code"], asked.payload["lead_ids"]) == ("possible-same-person", ["LD-1", "LD-2"])
    sync.take(match)
    assert sync.writes("task")[0].reference == asked.reference


def test_stop_of_the_whole_search_is_not_noted_for_each_lead() -> None:
    """The freeze or withdrawal has its own note."""
    assert Sync().take(blocked("child-withdrew")) == ()


@pytest.mark.parametrize("reason", ["child-withdrew", "journey-frozen", "journey-closed", "merged"])
def test_closed_search_is_not_noted_when_its_stop_is(reason: str) -> None:
    """One note for one thing."""
    assert Sync().take(ours.SearchClosed(child_id=CHILD, reason_code=reason)) == ()


def test_search_that_closes_while_all_is_stopped_is_not_noted() -> None:
    """The freeze has a note, whichever reason the search gives (one note for one thing)."""
    sync = Sync()
    sync.take(ours.JourneyFrozen(child_id=CHILD, reason_code="adoption-decided"))
    assert sync.take(ours.SearchClosed(child_id=CHILD, reason_code="search-gate-closed")) == ()


def test_freeze_by_withdrawal_has_no_second_note() -> None:
    """The child's withdrawal has a note of its own (hard case 14)."""
    sync = Sync()
    sync.take(ours.JourneyFrozen(child_id=CHILD, reason_code="child-withdrew"))
    assert sync.writes("note") == []


def test_introduction_says_that_somebody_may_be_invited_too() -> None:
    """Gate G4 follows from G3 and is noted only without it: may attend first."""
    sync = Sync()
    for gate, codes in (("G2", ["lead-cleared"]), ("G3", ["lead-cleared"]), ("G4", [])):
        sync.take(ours.LeadCleared.model_validate({"child_id": CHILD, "lead_id": "LD-1", "gate": gate}))
        assert sync.codes("note") == codes
    sync.take(ours.LeadCleared(child_id=CHILD, lead_id="LD-2", gate="G4"))
    assert sync.codes("note") == ["lead-cleared"]


def test_later_gates_that_close_with_the_first_are_not_noted() -> None:
    """The note on gate G2 says it."""
    sync = Sync()
    sync.take(ours.LeadCleared(child_id=CHILD, lead_id="LD-1", gate="G3"))
    closed = blocked("check-missing", "G3").model_copy(update={"missing": ("G2", "risk")})
    assert sync.take(closed) == ()


def test_tasks_of_a_young_adult_go_to_the_personal_adviser() -> None:
    """From 18 the adviser is the worker, unless a social worker is still allocated."""
    asked = ours.TaskRaised(
        child_id=CHILD, task_id="T-1", task_code="views-missing", audience=("social_worker", "coordinator")
    )
    sync = Sync()
    sync.take(child(date_of_birth=date(2007, 1, 1), care_leaver="former_relevant", workers=()))
    sync.take(asked)
    assert [one.payload["role"] for one in sync.writes("task")] == ["personal_adviser", "coordinator"]


def test_task_goes_to_each_role_once_with_what_it_is_about() -> None:
    """One task per role; its reference is made of the task's id, so a replay writes none twice."""
    task = ours.TaskRaised(
        child_id=CHILD,
        task_id="wrong-person-incident-CH-1-LD-9",
        task_code="wrong-person-incident",
        audience=("manager", "social_worker", "manager"),
        due_on=date(2026, 11, 24),
        lead_id="LD-9",
        reason_code="wrong-person",
        missing=("risk",),
    )
    sync = Sync()
    sync.take(task)
    manager, worker = sync.writes("task")
    assert (manager.payload["role"], worker.payload["role"]) == ("manager", "social_worker")
    assert manager.payload["due_on"] == "2026-11-24"
    assert manager.payload["lead_id"] == "LD-9"
    assert not manager.outbound
    again = Sync()
    again.take(task)
    assert again.writes("task") == [manager, worker]


def test_moment_that_recurs_has_a_note_each_time_and_a_replay_none() -> None:
    """A search that opens again is news; the same event replayed has the same reference."""
    opened = ours.SearchOpened(child_id=CHILD, referral_id="RF-1")
    sync, replayed = Sync(), Sync()
    sync.take(opened)
    first = sync.writes("note")[0].reference
    sync.take(opened)
    assert sync.writes("note")[0].reference != first
    replayed.take(opened)
    assert replayed.writes("note")[0].reference == first


def test_rearranged_conference_is_a_new_note_of_the_same_conference() -> None:
    """A new date is a new version of the same conference (hard case 37)."""
    sync = Sync()
    start = datetime(2026, 12, 5, 10, tzinfo=UTC)
    notes = []
    for version in (1, 2):
        sync.take(
            ours.ConferenceIsArranged(
                child_id=CHILD,
                conference_id="CF-1",
                version=version,
                starts_at=start,
                ends_at=start + timedelta(hours=3),
            )
        )
        notes.append(sync.writes("note")[0].reference)
    assert notes == [f"CH-1:conference-arranged-CF-1-{version}-EV-{version}" for version in (1, 2)]


def test_moments_are_notes_with_their_facts() -> None:
    """One of each kind that is not told apart elsewhere."""
    events: list[tuple[Event, str]] = [
        (
            ours.ReferralWaitlisted(child_id=CHILD, referral_id="RF-1", reason_code="no-place"),
            "referral-waitlisted",
        ),
        (
            ours.ReferralDeclined(child_id=CHILD, referral_id="RF-1", reason_code="pr-refused"),
            "referral-declined",
        ),
        (ours.SearchClosed(child_id=CHILD, reason_code="child-withdrew-search"), "search-closed"),
        (ours.LeadEngaged(child_id=CHILD, lead_id="LD-1", relationship="aunt"), "lead-engaged"),
        (ours.LeadDeclined(child_id=CHILD, lead_id="LD-1", reason_code="lead-declined"), "lead-declined"),
        (ours.NetworkReady(child_id=CHILD, lead_ids=("LD-1",)), "network-ready"),
        (
            ours.ConferenceProposed(child_id=CHILD, conference_id="CF-1", kind="lifelong_links"),
            "conference-proposed",
        ),
        (
            ours.ConferenceConflictFound(
                child_id=CHILD, conference_id="CF-1", version=1, reason_code="may-not-meet"
            ),
            "conference-conflict",
        ),
        (ours.ConferenceHeld(child_id=CHILD, conference_id="CF-1"), "conference-held"),
        (
            ours.ConferenceNotHeld(child_id=CHILD, conference_id="CF-1", reason_code="cancelled"),
            "conference-not-held",
        ),
        (
            ours.ConferenceReviewDue(child_id=CHILD, plan_id="PL-1", due_on=date(2027, 5, 1)),
            "conference-review-due",
        ),
        (ours.JourneyFrozen(child_id=CHILD, reason_code="plan-adoption"), "journey-frozen"),
        (ours.JourneyResumed(child_id=CHILD, reason_code="eligible-again"), "journey-resumed"),
        (ours.JourneyClosed(child_id=CHILD, reason_code="died"), "journey-closed"),
    ]
    for event, code in events:
        sync = Sync()
        sync.take(event)
        assert sync.codes("note") == [code]


def test_c38_the_same_moment_of_two_children_has_two_references() -> None:
    """Two children share a lead who is restricted for both on one day: two notes (hard case 69)."""
    references = set()
    for child_id in ("CH-1", "CH-2"):
        sync = Sync()
        sync.state = sync.state.model_copy(update={"child_id": child_id})
        sync.take(blocked("restricted").model_copy(update={"child_id": child_id}))
        references.add(sync.writes("note")[0].reference)
    assert len(references) == 2


def test_an_adult_has_no_reviewing_officer_to_ask() -> None:
    """Whatever a service asks of one is the worker's (DOMAIN 10)."""
    asked = ours.TaskRaised(child_id=CHILD, task_id="T-1", task_code="journey-frozen", audience=("iro",))
    for born, role in ((date(2010, 5, 4), "iro"), (date(2007, 5, 4), "social_worker")):
        sync = Sync()
        sync.take(child(date_of_birth=born))
        sync.take(asked)
        assert [one.payload["role"] for one in sync.writes("task")] == [role]


def test_a_conference_is_told_by_the_day_on_which_it_was_held() -> None:
    """Not by the day on which somebody entered it, and when re-arranged by the newest (DOMAIN 11)."""
    sync = Sync()
    for version, day in ((2, 12), (1, 5)):
        start = datetime(2026, 12, day, 23, 30, tzinfo=UTC)
        times: dict[str, Any] = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
        sync.take(ours.ConferenceIsArranged(child_id=CHILD, conference_id="CF-1", version=version, **times))
    sync.take(ours.ConferenceHeld(child_id=CHILD, conference_id="CF-1", attended=("LD-1",)))
    assert sync.writes("note")[0].payload["date"] == "2026-12-12"
