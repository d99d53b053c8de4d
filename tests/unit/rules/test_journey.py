"""What starts, stops, pauses and ends a journey, the same for every service that acts on one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged, PersonUnmerged
from shared.contracts.envelope import Event
from shared.contracts.our_search import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.rules.journey import PAUSED, Journey
from tests.unit.rules.deliveries import DAY, NOON, at, some

BIRTHDAY = date(2026, 11, 22)


def frozen(number: int | None = None, *, pause: bool | None = None) -> JourneyFrozen:
    """Eligibility freezes or pauses the journey."""
    return JourneyFrozen(child_id="C1", reason_code="plan-adoption", pause=pause, number=number)


def resumed(number: int | None = None) -> JourneyResumed:
    """Eligibility lets it go on."""
    return JourneyResumed(child_id="C1", reason_code="eligible-again", number=number)


def closed(number: int | None = None) -> JourneyClosed:
    """Eligibility ends it."""
    return JourneyClosed(child_id="C1", reason_code="work-ends", number=number)


def accepted(
    referral_id: str = "R1", agreed_on: date | None = None, number: int | None = None
) -> ReferralAccepted:
    """An accepted referral."""
    data: dict[str, Any] = {"outcome": "eligible", "child_agreed": True, "allocated_worker": True}
    position = {"parental_responsibility": {"position": "given"}, "number": number}
    about = {"child_id": "C1", "referral_id": referral_id, "child_agreed_on": agreed_on}
    return ReferralAccepted.model_validate({**data, **position, **about})


def _again(number: int) -> ReferralAccepted:
    return accepted(f"R{number}", number=number)


def consent(decision: str, given_by: str = "child", **changed: object) -> ConsentChanged:
    """The child's word on everything, or another's."""
    data = {"child_id": "C1", "consent_id": f"K-{given_by}-{decision}", "given_by": given_by, "scope": "all"}
    return ConsentChanged.model_validate({**data, "date": DAY, "decision": decision, **changed})


def record(died: str | None = None, version: int = 1, born: str = "2012-05-04") -> ChildChanged:
    """The child's record, with or without a date of death; a higher version has later data."""
    data = {"child_id": "C1", "record_version": version, "as_of": at(version), "date_of_birth": born}
    return ChildChanged.model_validate({**data, "date_of_death": died})


def merged(kept_id: str, retired_id: str) -> PersonMerged:
    """Two records become one."""
    return PersonMerged(child_id="C1", kept_id=kept_id, retired_id=retired_id)


def unmerged(kept_id: str, retired_id: str) -> PersonUnmerged:
    """They are two again."""
    return PersonUnmerged(child_id="C1", kept_id=kept_id, retired_id=retired_id)


RETIRED, KEPT = merged("C2", "C1"), merged("C1", "C2")


def journey(*told: tuple[Event, int] | Event) -> Journey:
    """The journey after events that happened so many minutes after noon, or in the order given."""
    now = Journey()
    for minute, one in enumerate(told):
        event, minutes = one if isinstance(one, tuple) else (one, minute)
        now = now.after(event, at(minutes))
    return now


@pytest.mark.parametrize(
    "told, stopped",
    [
        ((), None),
        ((accepted(),), None),
        ((accepted(), frozen()), "journey-frozen"),
        ((accepted(), frozen(), resumed()), None),
        ((accepted(), frozen(pause=True)), PAUSED),
        ((accepted(), frozen(pause=True), frozen()), "journey-frozen"),
        ((accepted(), frozen(pause=True), resumed()), None),
        ((accepted(), closed()), "journey-closed"),
        ((accepted(), closed(), resumed()), "journey-closed"),
        ((accepted(), closed(), frozen()), "journey-closed"),
        ((accepted(), frozen(), closed(), accepted("R2")), None),
        ((frozen(), accepted()), "journey-frozen"),
        ((frozen(pause=True), accepted()), PAUSED),
        ((accepted(), consent("withdrawn")), "child-withdrew"),
        ((accepted(), consent("withdrawn"), frozen(), resumed()), "child-withdrew"),
        ((accepted(), consent("withdrawn"), frozen(pause=True)), "child-withdrew"),
        ((accepted(), frozen(), consent("withdrawn"), consent("given")), "journey-frozen"),
        ((accepted(), consent("withdrawn"), closed(), accepted("R2")), "child-withdrew"),
        ((accepted(), record("2026-11-20")), "child-died"),
        ((accepted(), record("2026-11-20"), record(None, 2)), None),
        ((accepted(), record(None, 2), record("2026-11-20")), None),
        ((accepted(), RETIRED), "merged"),
        ((accepted(), RETIRED, accepted("R2"), frozen(), resumed(), closed()), "merged"),
        ((accepted(), KEPT), None),
    ],
)
def test_each_stop_is_lifted_only_by_its_own_opposite(told: tuple[Event, ...], stopped: str | None) -> None:
    """Several may hold together (hard case 7, hard case 14, hard case 46, hard case 55)."""
    assert journey(*told).stopped == stopped


def test_a_referral_of_a_later_day_brings_a_child_back_who_withdrew() -> None:
    """Its agreement is dated strictly after the withdrawal (hard case 14)."""
    back = journey(
        (accepted(), 0), (consent("withdrawn"), 1), (closed(), 2), (accepted("R2", BIRTHDAY), 2000)
    )
    assert back.stopped is None


def test_a_resumption_from_before_the_freeze_opens_nothing() -> None:
    """It waited while the freeze overtook it (hard case 7)."""
    assert journey((accepted(), 0), (frozen(), 9), (resumed(), 5)).stopped == "journey-frozen"
    assert journey((accepted(), 0), (frozen(), 9), (frozen(), 2), (resumed(), 5)).stopped == "journey-frozen"


def test_when_it_was_last_stopped() -> None:
    """Frozen, paused or ended, whichever was said last and however often."""
    assert journey(accepted()).stop is None
    stopped = journey((accepted(number=1), 0), (frozen(4), 5), (closed(3), 9), (frozen(4), 30)).stop
    assert stopped is not None
    assert (stopped.number, stopped.at) == (4, at(5))


def test_an_acceptance_from_before_the_closing_opens_nothing() -> None:
    """It waited while the closing overtook it; a later one does open."""
    late = journey((closed(), 9), (accepted(), 5))
    assert (late.stopped, late.referral_id) == ("journey-closed", None)
    again = late.after(accepted("R2"), at(10))
    assert (again.stopped, again.referral_id) == (None, "R2")


def test_a_freeze_that_overtook_the_acceptance_is_lifted_as_usual() -> None:
    """The referral is known by then, and the journey runs."""
    running = journey((frozen(), 5), (accepted(), 1), (resumed(), 9))
    assert (running.phase, running.referral_id) == ("running", "R1")


@pytest.mark.parametrize(
    "event",
    [accepted(), frozen(), frozen(pause=True), closed(), RETIRED, KEPT, consent("withdrawn"), record()],
)
def test_the_same_event_twice_has_one_effect(event: Event) -> None:
    """Idempotent: the very same journey, at once and later."""
    once = journey((event, 0))
    assert once.after(event, NOON) is once
    assert once.after(event, at(9)).stopped == once.stopped


def test_an_end_needs_a_new_acceptance_and_the_agreement_stays_withdrawn() -> None:
    """No journey's end gives the agreement back."""
    ended = journey(accepted(), consent("withdrawn"), closed())
    assert ended.after(consent("given"), at(60)).stopped == "journey-closed"


def test_of_numbered_events_the_higher_number_is_the_later_whatever_the_clocks_say() -> None:
    """Two hosts' clocks may be a day apart (issue 7, kind 12)."""
    begun = (accepted(number=1), 0)
    assert journey(begun, (frozen(3), 5), (resumed(2), 900)).stopped == "journey-frozen"
    assert journey(begun, (frozen(3), 900), (resumed(4), 5)).stopped is None
    assert journey(begun, (resumed(4), 5), (frozen(3), 900)).stopped is None
    assert journey(begun, (closed(3), 5), (accepted("R2", number=2), 900)).stopped == "journey-closed"
    assert journey(begun, (accepted("R2", number=4), 5), (closed(3), 900)).stopped is None


def test_a_freeze_that_overtook_an_acceptance_still_waiting_outlives_the_closing_before_it() -> None:
    """A stuck service hears the stops first; what waited opens nothing that a later stop closed."""
    waited = journey(
        accepted(number=1), frozen(2), closed(4), frozen(6), resumed(3), accepted("R2", number=5)
    )
    assert waited.stopped == "journey-frozen"
    assert waited.after(resumed(7), at(60)).stopped is None


KINDS = st.lists(
    st.sampled_from([frozen, lambda number: frozen(number, pause=True), resumed, closed, _again]),
    min_size=5,
    max_size=5,
)


@some
@given(st.permutations(range(2, 7)), KINDS, st.lists(st.integers(0, 4), max_size=3), st.integers(0, 9))
def test_any_order_and_repetition_of_what_eligibility_says_leave_the_same_journey(
    order: list[int], kinds: list[Callable[[int], Event]], again: list[int], minutes: int
) -> None:
    """Numbered 1 to 6; the clocks say nothing (issue 7, kinds 1 and 12)."""
    said: list[Event] = [accepted(number=1), *(kind(number) for number, kind in enumerate(kinds, 2))]
    shuffled = [said[number - 1] for number in order]
    in_order = journey(*said)
    other = journey(*((event, minutes) for event in [*shuffled, said[0], *(said[n] for n in again)]))
    assert (other.stopped, other.phase, other.referral_id) == (
        in_order.stopped,
        in_order.phase,
        in_order.referral_id,
    )


def test_nobody_has_parental_responsibility_from_18_on() -> None:
    """The refusal is kept and no longer refuses (hard case 4)."""
    told = [(record(born="2008-11-22"), 0), (consent("refused", "pr_holder"), 1)]
    seventeen = journey(*told)
    assert not seventeen.is_adult(DAY)
    assert seventeen.refused("pr_holder", ("all",), DAY)
    assert seventeen.is_adult(BIRTHDAY)
    assert not seventeen.refused("pr_holder", ("all",), BIRTHDAY)
    assert journey(*told, (consent("refused", "authority"), 2)).refused("authority", ("all",), BIRTHDAY)


def test_a_date_of_birth_corrected_to_a_minors_imposes_the_refusal_again() -> None:
    """It was never taken back (DOMAIN 2.5)."""
    adult = journey((record(born="2006-02-03"), 0), (consent("refused", "pr_holder"), 1))
    assert not adult.refused("pr_holder", ("all",), DAY)
    assert adult.after(record(None, 2), at(2)).refused("pr_holder", ("all",), DAY)


def test_nobody_is_known_to_be_adult_before_the_record_is_told() -> None:
    """Missing is not passed."""
    assert not Journey().is_adult(DAY)


def test_a_record_merged_into_itself_is_ignored() -> None:
    """A typing error does not stop a child's journey for good (issue 7, kind 8)."""
    running = journey(accepted())
    assert running.after(merged("C1", "C1"), at(5)) is running
    assert running.after(unmerged("C1", "C1"), at(5)) is running


def test_a_merge_that_was_wrong_can_be_taken_back_and_the_journey_waits_for_a_person() -> None:
    """Frozen until it is resumed: somebody must look (issue 7, kind 8)."""
    back = journey((accepted(), 0), (RETIRED, 5), (unmerged("C2", "C1"), 9))
    assert back.stopped == "journey-frozen"
    assert back.kept_records("C1") == ()
    assert back.after(resumed(), at(12)).stopped is None


def test_a_resumption_from_before_the_merge_was_taken_back_opens_nothing() -> None:
    """It was said of the journey that the merge had stopped (issue 7, kinds 1 and 8)."""
    back = journey((accepted(number=1), 0), (frozen(2), 2), (RETIRED, 5), (unmerged("C2", "C1"), 9))
    assert back.after(resumed(3), at(4)).stopped == "journey-frozen"
    assert back.after(resumed(3), at(12)).stopped is None


@pytest.mark.parametrize("again", [6, 60])
def test_a_merge_told_again_does_nothing_also_after_it_was_taken_back(again: int) -> None:
    """The same record told again says nothing new (issue 7, kind 8)."""
    back = journey((accepted(), 0), (RETIRED, 5), (unmerged("C2", "C1"), 9), (resumed(), 12))
    assert back.after(RETIRED, at(again)).stopped is None


def test_which_record_was_kept_and_which_was_taken_in() -> None:
    """So that words told under a retired id reach the kept record's people (hard case 68)."""
    kept = journey(KEPT, merged("C1", "C3"), unmerged("C1", "C3"))
    assert kept.retired_records("C1") == ("C2",)
    assert journey(RETIRED).kept_records("C1") == ("C2",)
    assert kept.kept_records("C1") == ()


def test_a_cycle_of_merges_stops_the_record_until_one_is_taken_back() -> None:
    """C1 into C2 and C2 into C1: nobody can say which record is kept, so the later says."""
    cycle = journey((accepted(), 0), (KEPT, 3), (RETIRED, 5))
    assert cycle.stopped == "merged"
    assert cycle.after(unmerged("C2", "C1"), at(9)).stopped == "journey-frozen"
    assert journey((accepted(), 0), (RETIRED, 5), (KEPT, 3)).stopped == "merged"


def test_it_survives_being_stored() -> None:
    """As part of a document."""
    kept = journey(accepted(), frozen(), consent("withdrawn"), KEPT, record())
    assert Journey.model_validate_json(kept.model_dump_json()) == kept
