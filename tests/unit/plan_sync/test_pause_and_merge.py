"""A pause keeps what was decided; a freeze and a merge ask a person again (DOMAIN 2.5 and 3)."""

from datetime import timedelta

import pytest

from services.plan_sync.state import PlanSync
from shared.contracts.case_system import PersonMerged, PersonUnmerged
from shared.contracts.lifelong_links import JourneyFrozen, JourneyResumed, PlanWaiting
from shared.effects import Write
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    NOW,
    Sync,
    captured,
    child,
    consent,
    decided,
    decided_anew,
    done,
    introduced,
    order,
    pending,
    with_pending_write,
    with_plan,
)

PAUSED = JourneyFrozen(child_id=CHILD, reason_code="no-worker", pause=True, number=5)
RESUMED = JourneyResumed(child_id=CHILD, reason_code="fact-recorded", number=6)
FROZEN = JourneyFrozen(child_id=CHILD, reason_code="plan-adoption", number=5)
MERGED = PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id="CH-2")
UNMERGED = PersonUnmerged(child_id=CHILD, kept_id=CHILD, retired_id="CH-2")


def test_a_pause_takes_back_what_waits_and_writes_it_after_it_without_a_new_decision() -> None:
    """Outbound work rests; what was approved goes on by itself (kind 5)."""
    sync, first = with_pending_write()
    sync.take(PAUSED)
    assert sync.cancelled
    assert pending(sync) == set()
    assert [one.reason_code for one in sync.emitted(PlanWaiting)] == ["journey-paused"]
    assert sync.codes("task") == [], "the pause has a task of its own"
    sync.take(RESUMED)
    (write,) = sync.writes("entries")
    assert (write.payload, write.reference != first.reference) == (first.payload, True)


def test_what_happened_during_a_pause_is_checked_before_anything_is_written() -> None:
    """An order that came meanwhile holds back; a decision taken meanwhile counts."""
    sync = introduced("LD-1", "LD-2")
    sync.take(child())
    sync.take(captured(leads={"CM-2": "LD-2"}))
    sync.take(PAUSED)
    sync.take(decided(), BASES)
    sync.take(order())
    assert pending(sync) == set()
    sync.take(RESUMED)
    assert pending(sync) == {"CM-2"}
    assert sync.codes("task") == ["commitment-held-back"]


def test_a_freeze_told_after_it_was_lifted_still_asks_for_a_new_decision() -> None:
    """In whatever order freeze and resumption are told, what was decided before it is decided again."""
    sync, _ = with_pending_write()
    before = sync.now + timedelta(seconds=sync.count)
    sync.take(RESUMED, happened=before + timedelta(seconds=5))
    sync.take(FROZEN, happened=before + timedelta(seconds=2))
    assert (sync.state.stopped, pending(sync)) == (None, set())
    assert sync.codes("task") == ["decide-plan-again"]
    sync.now += timedelta(minutes=1)
    sync.take(decided_anew(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}


def test_on_the_record_that_was_kept_a_person_looks_before_anything_is_written() -> None:
    """The other record may hold orders; a merge told again asks nobody (kind 8)."""
    sync, _ = with_pending_write()
    sync.take(MERGED)
    assert sync.cancelled
    assert (pending(sync), sync.codes("task")) == (set(), ["decide-plan-again"])
    assert sync.codes("note") == ["record-merged"]
    assert sync.take(MERGED) == ()
    sync.take(decided_anew(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}
    assert sync.take(MERGED) == (), "also when it was decided since"


def test_a_record_merged_into_itself_is_no_merge() -> None:
    """A slip of the finger stops nothing (eligibility tells a person)."""
    sync, _ = with_pending_write()
    assert sync.take(PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id=CHILD)) == ()


def test_a_merge_taken_back_waits_for_a_named_person() -> None:
    """On both records the journey is frozen until somebody decides again (kind 8)."""
    for event in (MERGED, PersonMerged(child_id=CHILD, kept_id="CH-2", retired_id=CHILD)):
        sync, _ = with_pending_write()
        sync.take(event)
        back = PersonUnmerged(child_id=CHILD, kept_id=event.kept_id, retired_id=event.retired_id)
        sync.take(back)
        sync.take(decided_anew(), BASES)
        if event is MERGED:
            continue
        assert (sync.state.stopped, pending(sync)) == ("journey-frozen", set())
        sync.take(JourneyResumed(child_id=CHILD, reason_code="decided-by-person"))
        sync.take(decided_anew("D-3"), BASES)
        assert pending(sync) == {"CM-1", "CM-2"}


def test_a_withdrawal_told_after_the_child_came_back_still_came_between() -> None:
    """What was decided before the withdrawal is decided again, in whatever order they are told."""
    sync, _ = with_pending_write()
    sync.now += timedelta(minutes=5)
    sync.take(consent("given"), happened=NOW + timedelta(minutes=2))
    sync.take(consent("withdrawn"), happened=NOW + timedelta(minutes=1))
    assert pending(sync) == set()
    sync.take(decided_anew(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}


@pytest.mark.parametrize("older", [True, False])
def test_the_record_of_a_write_from_before_the_change_is_recognised(*, older: bool) -> None:
    """A Write made when references did not name the child yet: its entries are proven, by either name."""
    sync, write = with_pending_write()
    document = sync.state.model_dump(mode="json")
    (plan,) = document["plans"]
    if older:
        plan["writes"][0]["reference"] = "entries-PL-1-v1-cp-1"
        plan = {key: plan[key] for key in ("plan_id", "ruling", "writes", "standing")}
        plan |= {"version": 1, "child_agrees": True, "commitments": ["CM-1", "CM-2"], "decisions": 1}
        document["plans"] = [plan]
    sync.state = PlanSync.model_validate(document)
    reference = sync.state.plans[0].writes[0].reference
    entries = [
        {**one, "reference": one["reference"].removeprefix("CH-1:")} for one in write.payload["entries"]
    ]
    old = Write("entries", reference, {**write.payload, "entries": entries})
    sync.take(done(old))
    standing = sync.state.plans[0].standing[0]
    assert set(standing.entries) == {"PL-1-v1-CM-1-cp", "PL-1-v1-CM-2-cp"}
    assert pending(sync) == set()


def test_a_plan_kept_before_people_were_is_decided_again() -> None:
    """Who promises what is not known of it: what waits is taken back and a person decides."""
    sync, _ = with_pending_write()
    (plan,) = sync.state.model_dump(mode="json")["plans"]
    kept = {key: plan[key] for key in ("plan_id", "ruling", "writes", "standing")}
    old = {**kept, "version": 1, "child_agrees": True, "commitments": ["CM-1", "CM-2"]}
    sync.state = PlanSync.model_validate({**sync.state.model_dump(mode="json"), "plans": [old]})
    sync.take(child(2))
    assert sync.cancelled
    assert sync.codes("task") == ["decide-plan-again"]


def test_c38_hard_case_69_two_siblings_with_one_plan_id_both_get_their_entries() -> None:
    """No reference of one child is ever another's: notes, tasks, writes and entries."""
    references: list[set[str]] = []
    for child_id in ("CH-1", "CH-1-PL", "CH"):
        sync = with_plan()
        sync.state = sync.state.model_copy(update={"child_id": child_id})
        sync.take(decided().model_copy(update={"child_id": child_id}), BASES)
        writes = [one for one in sync.last if isinstance(one, Write)]
        entries = {one["reference"] for one in sync.writes("entries")[0].payload["entries"]}
        assert len(entries) == 2
        references.append({*entries, *(one.reference for one in writes)})
    assert not set.intersection(*references)
    assert len(set.union(*references)) == sum(len(one) for one in references)


def test_what_a_stuck_line_tells_late_is_as_if_told_in_time() -> None:
    """A pause lifted before it is told leaves nothing behind."""
    sync = Sync()
    sync.take(RESUMED)
    sync.take(PAUSED, happened=NOW - timedelta(hours=1))
    assert sync.state.journey.stopped is None
