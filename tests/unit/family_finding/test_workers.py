"""The child's worker: gate G1, and what a hand-over keeps."""

from datetime import date

from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    Story,
    accepted,
    cleared_for_approach,
    consent,
    only,
    open_search,
    record,
    tasks,
)

WORKER = {"worker_id": "SW-1", "role": "social_worker"}


def test_a_worker_who_is_allocated_later_opens_the_search() -> None:
    """The referral was accepted before anybody was allocated; nobody need decide it again."""
    story = Story()
    assert tasks(story.play_all(record(1, workers=[]), accepted(allocated_worker=False))) == [
        "search-gate-closed"
    ]
    assert only(story.play(record(2, {**WORKER, "role": "iro"})), ours.SearchOpened) == []
    assert only(story.play(record(3, WORKER)), ours.SearchOpened) != []
    assert story.play(record(2, workers=[])) == [], "an older record changes nothing"


def test_a_worker_who_leaves_closes_the_search() -> None:
    """On the last day of the allocation, without any event; the next worker opens it again."""
    story = Story()
    story.play_all(record(1, {**WORKER, "to": "2026-11-09"}), accepted())
    said = story.sleep_until(date(2026, 11, 9))
    assert [one.reason_code for one in only(said, ours.SearchClosed)] == ["search-gate-closed"]
    assert [one.missing for one in only(said, ours.TaskRaised)] == [("allocated_worker",)]
    assert only(story.play(record(2, WORKER)), ours.SearchOpened) != []


def test_losing_the_worker_closes_every_gate_and_keeps_every_check_for_the_next() -> None:
    """Hand-over: nothing is asked twice; the successor gets one list of those whose work is open."""
    story = cleared_for_approach()
    story.play(record(2, workers=[]))
    assert not story.cleared("L1", "G2")
    assert "G2.approval" in story.state.lead("L1").checks
    said = story.play(record(3, {"worker_id": "W5", "role": "social_worker", "from": "2026-11-02"}))
    handed = [task for task in only(said, ours.TaskRaised) if task.task_code == "work-handed-over"]
    assert [task.missing for task in handed] == [("L1",)]
    assert story.cleared("L1", "G2")
    assert "work-handed-over" not in tasks(
        story.play(record(4, {"worker_id": "W5", "role": "social_worker"}))
    )


def test_a_record_that_does_not_say_who_works_with_the_child_closes_the_gate() -> None:
    """Missing is not passed: once the record was heard of, the referral's own tick no longer counts."""
    story = open_search()
    assert only(story.play(record(2, workers=None)), ours.SearchClosed)
    other = Story()
    assert only(other.play(accepted()), ours.SearchOpened), "nothing but the referral says so yet"
    assert only(other.play(record(1, workers=None)), ours.SearchClosed)


def test_a_worker_who_leaves_while_the_child_wants_no_further_search_closes_the_leads_gates_too() -> None:
    """The search was closed already; nobody is approached until there is a worker again."""
    story = cleared_for_approach()
    story.play(consent("withdrawn", scope="search"))
    assert story.cleared("L1", "G2")
    story.play(record(2, workers=[]))
    assert not story.cleared("L1", "G2")
    story.play(record(3))
    assert story.cleared("L1", "G2")


def test_people_are_asked_again_when_the_next_worker_leaves_too() -> None:
    """Another loss is another fact: its task is not taken for the first."""
    story = Story()
    story.play_all(accepted(), record(1, WORKER))
    later = [story.play_all(record(n, workers=[]), record(n + 1, WORKER)) for n in (2, 4)]
    asked = [one.task_id for said in later for one in only(said, ours.TaskRaised)]
    assert len(asked) == len(set(asked)) == 2
