"""Which decision on a plan stands, whatever order decisions are told in (hard cases 64, 65, 71)."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from shared.contracts.case_system import PlanDecided
from shared.effects import Note
from tests.unit.plan_sync.plans import (
    BASES,
    NOW,
    TODAY,
    Sync,
    captured,
    decided,
    decided_anew,
    pending,
    with_pending_write,
    with_plan,
)

DECLINED_ONE = {"CM-1": "declined", "CM-2": "approved"}
HOUR = timedelta(hours=1)


def test_c05_an_older_approval_told_late_does_not_outlive_a_later_decline() -> None:
    """Approved at ten, declined at eleven, the approval delivered last: declined (hard case 64)."""
    sync = with_plan()
    sync.take(decided(decisions=DECLINED_ONE), BASES)
    assert pending(sync) == {"CM-2"}, "what is safe goes on"
    sync.take(decided(), BASES, happened=NOW - HOUR)
    assert pending(sync) == {"CM-2"}
    assert [one.code for one in sync.last if isinstance(one, Note)] == ["older-decision"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_c65_c66_the_decision_recorded_last_stands_in_whatever_order_they_are_told(
    order: tuple[int, ...],
) -> None:
    """Approve, decline, approve the other way round: only their own times matter (hard case 64)."""
    told = [
        decided_anew("D-1"),
        decided_anew("D-2", decisions=DECLINED_ONE),
        decided_anew("D-3", decisions={"CM-1": "declined", "CM-2": "declined"}),
    ]
    sync = with_plan()
    for index in order:
        sync.take(told[index], BASES, happened=NOW + HOUR * (index - 4))
    assert pending(sync) == set()


def test_of_two_decisions_of_one_moment_whatever_either_declines_is_declined() -> None:
    """Nobody can say which came last: the safer word stands (DOMAIN 4)."""
    sync = with_plan()
    sync.take(decided_anew("D-1", decisions=DECLINED_ONE), BASES, happened=NOW)
    sync.take(decided_anew("D-2", decisions={"CM-1": "approved", "CM-2": "declined"}), BASES, happened=NOW)
    assert pending(sync) == set()


def test_of_two_decisions_of_one_moment_one_that_is_incomplete_makes_the_plan_wait() -> None:
    """The safer of the two: nothing is written until somebody decides again."""
    sync = with_plan()
    sync.take(decided_anew("D-1"), BASES, happened=NOW)
    sync.take(decided_anew("D-2", decisions={"CM-1": "approved"}), BASES, happened=NOW)
    assert pending(sync) == set()
    assert sync.codes("task") == ["commitments-not-decided"]


def test_the_same_decision_told_again_later_changes_nothing() -> None:
    """A re-sync a day later is no new decision, also after another one (hard case 65)."""
    sync, _ = with_pending_write()
    sync.take(decided(decisions=DECLINED_ONE), BASES)
    sync.now += timedelta(days=1)
    assert sync.take(decided(), BASES) == ()
    assert pending(sync) == {"CM-2"}


def test_an_older_decline_told_late_changes_nothing_and_is_told_once() -> None:
    """A person looks at what was declined before it was approved (DOMAIN 4)."""
    sync, _ = with_pending_write()
    late = decided_anew("D-0", decisions=DECLINED_ONE)
    sync.take(late, BASES, happened=NOW - HOUR)
    assert sync.codes("task") == ["older-word-told-late"]
    assert sync.writes("task")[0].payload["missing"] == ["CM-1"]
    assert pending(sync) == {"CM-1", "CM-2"}
    assert sync.take(late, BASES) == ()


def test_the_day_of_a_decision_counts_before_its_recording() -> None:
    """Decided yesterday and recorded today is older than decided and recorded this morning."""
    sync = with_plan()
    sync.take(decided_anew("D-1", decisions=DECLINED_ONE, decided_on=TODAY), BASES, happened=NOW - HOUR)
    sync.take(decided_anew("D-2", decided_on=TODAY - timedelta(days=1)), BASES)
    assert pending(sync) == {"CM-2"}


@pytest.mark.parametrize("year", [2027, 2062])
def test_a_decision_dated_ahead_declines_and_approves_nothing(year: int) -> None:
    """A typing error closes as of its recording and opens nothing; a person is told (hard case 71)."""
    sync = with_plan()
    ahead = date(year, 11, 21)
    sync.take(decided_anew("D-1", decided_on=ahead), BASES)
    assert (pending(sync), sync.codes("task")) == (set(), ["word-dated-ahead"])
    sync.take(decided_anew("D-2"), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}, "an ordinary decision is not silenced"
    sync.take(decided_anew("D-3", decisions=DECLINED_ONE, decided_on=ahead), BASES)
    assert pending(sync) == {"CM-2"}


def test_an_incomplete_newer_decision_never_revives_an_older_one() -> None:
    """The plan waits, whichever of the two is told first."""
    newer = decided_anew("D-2", decisions={"CM-1": "approved"})
    for in_order in (True, False):
        sync = with_plan()
        told: list[tuple[PlanDecided, timedelta]] = [(decided(), -2 * HOUR), (newer, -HOUR)]
        for event, since in told if in_order else reversed(told):
            sync.take(event, BASES, happened=NOW + since)
        assert pending(sync) == set()


def test_a_decision_on_a_version_beyond_reason_holds_nothing_up() -> None:
    """A slip of the finger in a number is shown, and neither waits for ever nor counts (hard case 71)."""
    sync = with_plan()
    sync.take(decided(10**18), BASES)
    assert sync.codes("task") == ["version-beyond-reason"]
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}


def test_a_version_beyond_reason_does_not_silence_what_is_agreed_afterwards() -> None:
    """The plan agreed and recorded later under an ordinary number counts (hard case 71)."""
    sync = with_plan()
    sync.take(captured(10**18, "CM-9"))
    assert sync.state.require("PL-1").version == 10**18
    sync.take(captured(2, "CM-3"))
    assert sync.state.require("PL-1").version == 2
    sync.take(decided(2, decisions={"CM-3": "approved"}), BASES)
    assert pending(sync) == {"CM-3"}


def test_the_same_version_told_with_other_people_is_decided_again() -> None:
    """What was approved was approved for somebody else's promise."""
    sync, _ = with_pending_write()
    sync.take(captured(leads={"CM-1": "LD-2"}))
    assert pending(sync) == set()
    assert "decide-plan-again" in sync.codes("task")


def test_a_section_opened_since_is_written_by_the_decision_that_stands() -> None:
    """The same decision saved again finds the section that was missing."""
    sync = with_plan()
    sync.take(decided(), {})
    assert sync.codes("task") == ["section-missing"]
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}


def test_a_decision_that_was_told_in_a_world_without_people_is_nobodys() -> None:
    """Nothing is written of people whom nobody has recorded: fail closed."""
    sync = Sync()
    sync.take(captured())
    sync.take(decided(), BASES)
    assert pending(sync) == set()
