"""A screening on its way from the rules to the record: what is written, and what never is twice."""

from datetime import UTC, datetime, timedelta

from services.plan_sync.wording import load_wording
from shared.effects import Write
from tests.unit.moves import ADOPTION, record
from tests.unit.world import World

NO_PLAN: dict[str, object] = {"permanence_plan": []}


def codes(written: list[Write]) -> list[str]:
    """Notes and tasks by their codes."""
    return [one.payload["code"] for one in written]


def after(world: World, version: int, **changes: object) -> list[Write]:
    """What a newer record makes services write."""
    before = len(world.notes)
    world.tell(record(version, **changes))
    return world.notes[before:]


def test_a_first_screening_is_one_note_and_a_decision_that_is_needed_one_task() -> None:
    """The note explains, the task asks; both with the one next action (hard case 9)."""
    explained, asked = after(World(), 1, **NO_PLAN)
    assert (explained.kind, asked.kind) == ("note", "task")
    assert (explained.payload["code"], asked.payload["code"]) == ("screened", "eligibility-needs-decision")
    assert {one.payload["next_action"] for one in (explained, asked)} == {"agree-a-plan"}
    words = load_wording()
    action = words.actions["agree-a-plan"]
    assert words.note(explained.payload)[1].endswith(f"Next: {action}")
    assert words.task(asked.payload)[1].startswith(action)


def test_the_same_outcome_of_newer_records_is_never_written_again() -> None:
    """Neither the version, nor the day, nor the age of the data is news, for any outcome."""
    for changes in ({}, NO_PLAN, ADOPTION):
        world = World()
        assert codes(after(world, 1, **changes))[0] == "screened"
        for version in range(2, 6):
            world.now += timedelta(days=40 * version)
            read_on = datetime(2026, 11, 1 + version, 8, tzinfo=UTC)
            assert after(world, version, **changes, as_of=read_on) == []


def test_a_fact_that_does_not_decide_is_not_written_about() -> None:
    """Another worker and services nobody knows of: the child is as eligible as before."""
    world = World()
    after(world, 1)
    other = {"worker_id": "W9", "role": "social_worker"}
    assert after(world, 2, workers=[other], care_leaver=None, services=None) == []


def test_a_new_contradiction_in_the_record_is_written_once() -> None:
    """The outcome is the same; that something is to be checked is news."""
    world = World()
    after(world, 1)
    (noted,) = after(world, 2, workers=[])
    assert noted.payload["remarks"] == ["no-social-worker-in-care"]
    assert after(world, 3, workers=[]) == []


def test_another_reason_for_the_same_outcome_is_written() -> None:
    """A person must decide still, but something else is to do: one note, one task."""
    world = World()
    after(world, 1, **NO_PLAN)
    explained, asked = after(world, 2, permanence_plan=["LTFOST18", "RETURNEV"])
    assert {one.payload["next_action"] for one in (explained, asked)} == {"decide-with-manager"}


def test_an_outcome_that_comes_back_is_written_again() -> None:
    """Each change is one note that says what it was before, and one task."""
    world = World()
    after(world, 1)
    away = after(world, 2, **ADOPTION)
    back = after(world, 3)
    assert codes(away) == codes(back) == ["screened", "eligibility-changed"]
    assert [one[0].payload["previous"] for one in (away, back)] == ["eligible", "not_eligible"]


def test_an_older_record_that_comes_late_is_not_written_about() -> None:
    """A replay changes nothing."""
    world = World()
    after(world, 4)
    assert after(world, 3, **ADOPTION) == []
    assert after(world, 4, **ADOPTION) == []
