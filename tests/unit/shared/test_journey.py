"""What starts, stops and ends a journey, the same for every service that acts on one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged
from shared.contracts.envelope import Event
from shared.contracts.our_search import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.rules.journey import Journey

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FROZEN = JourneyFrozen(child_id="C1", reason_code="plan-adoption")
RESUMED = JourneyResumed(child_id="C1", reason_code="eligible-again")
CLOSED = JourneyClosed(child_id="C1", reason_code="work-ends")
RETIRED = PersonMerged(child_id="C1", kept_id="C2", retired_id="C1")
KEPT = PersonMerged(child_id="C1", kept_id="C1", retired_id="C2")


def accepted(referral_id: str = "R1", agreed_on: date | None = None) -> ReferralAccepted:
    """An accepted referral."""
    data: dict[str, Any] = {"outcome": "eligible", "child_agreed": True, "allocated_worker": True}
    position = {"parental_responsibility": {"position": "given"}}
    about = {"child_id": "C1", "referral_id": referral_id, "child_agreed_on": agreed_on}
    return ReferralAccepted.model_validate({**data, **position, **about})


def consent(decision: str) -> ConsentChanged:
    """The child's word on everything."""
    data = {"child_id": "C1", "consent_id": "K1", "given_by": "child", "scope": "all", "date": "2026-11-21"}
    return ConsentChanged.model_validate({**data, "decision": decision})


def record(died: str | None) -> ChildChanged:
    """The child's record, with or without a date of death."""
    data = {"child_id": "C1", "record_version": 1, "as_of": NOON, "date_of_birth": "2012-05-04"}
    return ChildChanged.model_validate({**data, "date_of_death": died})


def journey(*told: tuple[Event, int] | Event) -> Journey:
    """The journey after events that happened so many minutes after noon, or in the order given."""
    now = Journey()
    for minute, one in enumerate(told):
        event, at = one if isinstance(one, tuple) else (one, minute)
        now = now.after(event, NOON + timedelta(minutes=at))
    return now


@pytest.mark.parametrize(
    "told, stopped",
    [
        ((), None),
        ((accepted(),), None),
        ((accepted(), FROZEN), "journey-frozen"),
        ((accepted(), FROZEN, RESUMED), None),
        ((accepted(), CLOSED), "journey-closed"),
        ((accepted(), CLOSED, RESUMED), "journey-closed"),
        ((accepted(), CLOSED, FROZEN), "journey-closed"),
        ((accepted(), FROZEN, CLOSED, accepted("R2")), None),
        ((FROZEN, accepted()), "journey-frozen"),
        ((accepted(), consent("withdrawn")), "child-withdrew"),
        ((accepted(), consent("withdrawn"), FROZEN, RESUMED), "child-withdrew"),
        ((accepted(), FROZEN, consent("withdrawn"), consent("given")), "journey-frozen"),
        ((accepted(), consent("withdrawn"), CLOSED, accepted("R2")), "child-withdrew"),
        ((accepted(), consent("withdrawn"), CLOSED, accepted("R2", date(2026, 11, 22))), None),
        ((accepted(), record("2026-11-20")), "child-died"),
        ((accepted(), record("2026-11-20"), record(None)), None),
        ((accepted(), RETIRED), "merged"),
        ((accepted(), RETIRED, accepted("R2"), FROZEN, RESUMED, CLOSED), "merged"),
        ((accepted(), KEPT), None),
    ],
)
def test_each_stop_is_lifted_only_by_its_own_opposite(told: tuple[Event, ...], stopped: str | None) -> None:
    """Several may hold together (hard case 7, hard case 14, hard case 46, hard case 55)."""
    assert journey(*told).stopped == stopped


def test_a_resumption_from_before_the_freeze_opens_nothing() -> None:
    """It waited while the freeze overtook it (hard case 7)."""
    assert journey((accepted(), 0), (FROZEN, 9), (RESUMED, 5)).stopped == "journey-frozen"
    assert journey((accepted(), 0), (FROZEN, 9), (FROZEN, 2), (RESUMED, 5)).stopped == "journey-frozen"


def test_an_acceptance_from_before_the_closing_opens_nothing() -> None:
    """It waited while the closing overtook it; a later one does open."""
    late = journey((CLOSED, 9), (accepted(), 5))
    assert (late.stopped, late.referral_id) == ("journey-closed", None)
    again = late.after(accepted("R2"), NOON + timedelta(minutes=10))
    assert (again.stopped, again.referral_id) == (None, "R2")


def test_a_freeze_that_overtook_the_acceptance_is_lifted_as_usual() -> None:
    """The referral is known by then, and the journey runs."""
    resumed = journey((FROZEN, 5), (accepted(), 1), (RESUMED, 9))
    assert (resumed.phase, resumed.referral_id) == ("running", "R1")


@pytest.mark.parametrize(
    "event", [accepted(), FROZEN, CLOSED, RETIRED, consent("withdrawn"), consent("given")]
)
def test_the_same_event_twice_has_one_effect(event: Event) -> None:
    """Idempotent: the very same journey."""
    once = journey((event, 0))
    assert once.after(event, NOON) is once


def test_an_end_needs_a_new_acceptance_and_the_agreement_stays_withdrawn() -> None:
    """No journey's end gives the agreement back."""
    ended = journey(accepted(), consent("withdrawn"), CLOSED)
    assert ended.after(consent("given"), NOON + timedelta(hours=1)).stopped == "journey-closed"


def test_it_survives_being_stored() -> None:
    """As part of a document."""
    kept = journey(accepted(), FROZEN, consent("withdrawn"))
    assert Journey.model_validate_json(kept.model_dump_json()) == kept
