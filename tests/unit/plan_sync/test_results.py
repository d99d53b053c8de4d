"""What the end of a Write means, and whether what was written still stands (DOMAIN 6)."""

import pytest

from services.plan_sync.state import PlanSync
from shared.contracts.lifelong_links import (
    PlanApproved,
    PlanConflicted,
    PlanDrifted,
    PlanWaiting,
    PlanWritten,
)
from shared.effects import Note
from shared.service import WriteDone, WriteRefused
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    TODAY,
    captured,
    conflicted,
    decided,
    decided_anew,
    delayed,
    done,
    plan_changed,
    refused,
    with_pending_write,
    with_plan,
    with_written_plan,
)

ONE, TWO = "CH-1:PL-1-v1-CM-1-cp", "CH-1:PL-1-v1-CM-2-cp"
AS_WRITTEN = {ONE: "0" * 64, TWO: "0" * 64}


def test_written_plan_is_told_with_its_receipts() -> None:
    """Event with a receipt per entry and on whose approval, and a note in the record."""
    sync, _ = with_written_plan()
    (written,) = sync.emitted(PlanWritten)
    assert (written.target, written.approved_by) == ("care_plan", "W-1")
    assert [one.reference for one in written.receipts] == [ONE, TWO]
    assert sync.codes("note") == ["plan-written"]


def test_result_that_comes_twice_has_one_effect() -> None:
    """The second word of the same write is no news (hard case 44)."""
    sync, write = with_written_plan()
    assert sync.take(done(write)) == ()


def test_result_of_a_note_is_no_news() -> None:
    """Notes and tasks end silently."""
    sync = with_plan()
    assert sync.take(WriteDone(child_id=CHILD, reference="x", kind="note")) == ()


def test_changed_section_is_a_conflict_and_a_task() -> None:
    """Nothing overwritten; the social worker is asked to decide again (hard case 43)."""
    sync, write = with_pending_write()
    sync.take(conflicted(write))
    (event,) = sync.emitted(PlanConflicted)
    assert (event.target, event.expected_version, event.found_version) == ("care_plan", "7", "9")
    assert [(one.payload["code"], one.payload["role"]) for one in sync.writes("task")] == [
        ("plan-changed-decide-again", "social_worker")
    ]
    assert sync.writes("entries") == []


def test_decision_repeated_after_a_conflict_is_a_new_write_of_the_same_entries() -> None:
    """New base version, new Write, same references of the entries; not announced twice (hard case 43).

    The decision that was told already says nothing new: only another one is a decision on the new state.
    """
    sync, first = with_pending_write()
    sync.take(conflicted(first))
    assert sync.take(decided(), {"care_plan": "9"}) == ()
    sync.take(decided_anew(), {"care_plan": "9"})
    (second,) = sync.writes("entries")
    assert second.payload["expected_version"] == "9"
    assert second.reference != first.reference
    assert second.payload["entries"] == first.payload["entries"]
    assert sync.emitted(PlanApproved) == []


def test_waiting_for_a_locked_record_is_said_once() -> None:
    """Told after the third failure; the write itself goes on trying."""
    sync, write = with_pending_write()
    sync.take(delayed(write))
    assert [one.reason_code for one in sync.emitted(PlanWaiting)] == ["record-locked-or-away"]
    assert sync.take(delayed(write)) == ()
    sync.take(done(write))
    assert len(sync.emitted(PlanWritten)) == 1


def test_refused_write_goes_to_manager_and_social_worker() -> None:
    """A person must look; a later decision makes a new write."""
    sync, write = with_pending_write()
    sync.take(refused(write, "entry-edited"))
    assert [one.payload["role"] for one in sync.writes("task")] == ["manager", "social_worker"]
    assert sync.writes("task")[0].payload["reason_code"] == "entry-edited"
    assert sync.emitted(PlanWaiting)[0].reason_code == "entry-edited"
    sync.take(decided_anew(), BASES)
    assert len(sync.writes("entries")) == 1


def test_refused_task_raises_no_further_task() -> None:
    """It would be refused as well, and for ever: the audit has it."""
    sync = with_plan()
    sync.take(WriteRefused(child_id=CHILD, reference="x", kind="task", reason_code="case-system-refused"))
    assert [type(one) for one in sync.last] == [Note]


def test_amended_plan_writes_its_own_approved_items_only() -> None:
    """A review's version needs all of G5 and takes back what the older one had pending (hard case 39)."""
    sync, _ = with_pending_write()
    sync.take(captured(2, "CM-2", "CM-3"))
    assert sync.cancelled
    assert sync.codes("task") == ["decide-each-commitment", "iro-plan-captured"]
    sync.take(decided(2, decisions={"CM-2": "approved", "CM-3": "approved"}), BASES)
    references = [one["reference"] for one in sync.writes("entries")[0].payload["entries"]]
    assert references == ["CH-1:PL-1-v2-CM-2-cp", "CH-1:PL-1-v2-CM-3-cp"]


def test_amended_plan_once_written_asks_to_look_at_the_earlier_entries() -> None:
    """Software adds entries and removes none (hard case 39)."""
    sync, _ = with_written_plan()
    sync.take(captured(2, "CM-3"))
    assert not sync.cancelled
    sync.take(decided(2, decisions={"CM-3": "approved"}), BASES)
    sync.take(done(sync.writes("entries")[0]))
    assert sync.codes("task") == ["earlier-entries"]
    sync.take(plan_changed(10), {"CH-1:PL-1-v2-CM-3-cp": "0" * 64})
    assert sync.emitted(PlanDrifted) == []


def test_captured_twice_or_older_changes_nothing() -> None:
    """A plan's version is taken once (hard case 44)."""
    sync = with_plan()
    assert sync.take(captured()) == ()
    sync.take(captured(2))
    assert sync.take(captured(1)) == ()


def test_later_approval_adds_only_what_does_not_stand_yet() -> None:
    """The authority supports the second commitment after all (hard case 42)."""
    sync = with_plan()
    sync.take(decided(decisions={"CM-1": "approved", "CM-2": "declined"}), BASES)
    sync.take(done(sync.writes("entries")[0]))
    sync.take(decided(), {"care_plan": "8"})
    assert [one["reference"] for one in sync.writes("entries")[0].payload["entries"]] == [TWO]


def test_commitment_declined_before_it_was_written_is_taken_back() -> None:
    """The pending write is cancelled and made anew without it (hard case 42)."""
    sync, _ = with_pending_write()
    sync.take(decided(decisions={"CM-1": "approved", "CM-2": "declined"}), BASES)
    assert sync.cancelled
    assert [one["reference"] for one in sync.writes("entries")[0].payload["entries"]] == [ONE]


def test_commitment_declined_after_it_was_written_is_for_a_person() -> None:
    """Nothing is removed by software; the worker is told which entry (hard case 42)."""
    sync, _ = with_written_plan()
    sync.take(decided(decisions={"CM-1": "approved", "CM-2": "declined"}), {"care_plan": "8"})
    assert sync.writes("entries") == []
    assert sync.codes("task") == [
        "tell-what-was-declined",
        "iro-commitments-declined",
        "declined-after-writing",
    ]
    assert sync.writes("task")[2].payload["missing"] == ["CM-2"]


def test_decision_that_fails_g5_takes_back_the_one_before() -> None:
    """Fail closed: the last word counts."""
    sync, _ = with_pending_write()
    sync.take(decided(considered_at_review=None), BASES)
    assert sync.cancelled
    assert sync.writes("entries") == []


def test_own_echo_is_no_drift() -> None:
    """Our write comes back as an event: not even read (no facts), or read and found as written."""
    sync, _ = with_written_plan()
    assert sync.take(plan_changed(8), None) == ()
    assert sync.take(plan_changed(8), AS_WRITTEN) == ()


def test_other_peoples_entries_are_not_ours_to_watch() -> None:
    """A social worker adds to the section: nothing of ours was touched (hard case 43)."""
    sync, _ = with_written_plan()
    assert sync.take(plan_changed(), {**AS_WRITTEN, "theirs": "f" * 64}) == ()


@pytest.mark.parametrize("seen", [{ONE: "f" * 64, TWO: "0" * 64}, {TWO: "0" * 64}])
def test_edited_or_removed_entry_is_drift_and_never_overwritten(seen: dict[str, str]) -> None:
    """The worker's edit stands; an event and a task, and no write (hard case 43)."""
    sync, _ = with_written_plan()
    sync.take(plan_changed(), seen)
    (event,) = sync.emitted(PlanDrifted)
    assert (event.references, event.version, event.target) == ((ONE,), 1, "care_plan")
    assert sync.codes("task") == ["plan-drifted", "iro-plan-drifted"]
    assert sync.writes("task")[0].payload["missing"] == ["CM-1"]
    assert sync.writes("entries") == []


def test_drift_is_told_once_a_further_edit_again_and_a_restored_entry_not() -> None:
    """The same edit is no news when the section changes elsewhere."""
    sync, _ = with_written_plan()
    sync.take(plan_changed(9), {**AS_WRITTEN, ONE: "a" * 64})
    assert sync.take(plan_changed(10), {**AS_WRITTEN, ONE: "a" * 64}) == ()
    sync.take(plan_changed(11), {**AS_WRITTEN, ONE: "b" * 64})
    assert len(sync.emitted(PlanDrifted)) == 1
    assert sync.take(plan_changed(12), AS_WRITTEN) == ()


def test_change_of_the_other_plan_is_not_compared() -> None:
    """Entries are looked for in the target that they were written to."""
    sync, _ = with_written_plan()
    assert sync.take(plan_changed(4, "pathway_plan"), {}) == ()


def test_document_stays_small_over_years() -> None:
    """Ten years of half-yearly reviews, conflicts and withdrawals leave a document of a few kilobytes."""
    sync = with_plan()
    sizes = []
    for version in range(2, 22):
        sync.take(captured(version, *(f"CM-{version}-{number}" for number in range(10))))
        event = decided(version, decisions={f"CM-{version}-{number}": "approved" for number in range(10)})
        sync.take(event, BASES)
        sync.take(conflicted(sync.writes("entries")[0]))
        sync.take(event.model_copy(update={"considered_at_review": TODAY}), BASES)
        sync.take(done(sync.writes("entries")[0]))
        sizes.append(len(sync.state.model_dump_json()))
    assert max(sizes) < 8_000
    assert sizes[-1] - sizes[1] < 200


def test_document_survives_unknown_fields_of_a_later_release() -> None:
    """An older process may read a newer document."""
    assert PlanSync.model_validate({"child_id": CHILD, "later": 1}) == PlanSync(child_id=CHILD)
