"""Which plan is written into (DOMAIN 2.5 and 6)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.plan_sync.targets import facts_of, lead_worker, targets_of
from shared.contracts.case_system import ChildChanged
from shared.contracts.lifelong_links import PlanApproved, PlanWaiting
from shared.contracts.records import Care
from shared.effects import Remind
from shared.service import ReminderDue
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    IN_CARE,
    TODAY,
    Sync,
    captured,
    child,
    decided,
    decided_anew,
    done,
    introduced,
    with_pending_write,
    with_plan,
    with_written_plan,
)

TEN = date(2016, 5, 4)
SEVENTEEN = date(2009, 5, 4)
NINETEEN = date(2007, 5, 4)
LEFT = Care(period_started=date(2020, 1, 1), period_ended=date(2026, 1, 1), legal_status="C2")


@pytest.mark.parametrize(
    "born,care,category,kinds",
    [
        (TEN, IN_CARE, "none", ("care_plan",)),
        (TEN, IN_CARE, None, ("care_plan",)),
        (SEVENTEEN, IN_CARE, "none", ("care_plan",)),
        (SEVENTEEN, IN_CARE, "eligible", ("care_plan", "pathway_plan")),
        (SEVENTEEN, LEFT, "relevant", ("pathway_plan",)),
        (SEVENTEEN, None, "qualifying", ("pathway_plan",)),
        (NINETEEN, LEFT, "former_relevant", ("pathway_plan",)),
        (NINETEEN, None, None, ("pathway_plan",)),
    ],
)
def test_target_follows_age_care_and_category(
    born: date, care: Care | None, category: str | None, kinds: tuple[str, ...]
) -> None:
    """In care the care plan, `eligible` both, care leavers and adults pathway (hard case 3, hard case 4)."""
    record = child(date_of_birth=born, care=care, care_leaver=category)
    assert targets_of(facts_of(record, TODAY), TODAY).kinds == kinds


@pytest.mark.parametrize(
    "born,care,category,missing",
    [
        (SEVENTEEN, IN_CARE, None, ("care_leaver",)),
        (SEVENTEEN, IN_CARE, "invented", ("care_leaver",)),
        (TEN, IN_CARE, "eligible", ("care_leaver",)),
        (TEN, None, "none", ("care",)),
        (TEN, LEFT, "none", ("care", "care_leaver")),
        (SEVENTEEN, IN_CARE, "relevant", ("care", "care_leaver")),
        (SEVENTEEN, None, "eligible", ("care",)),
        (TEN, Care(period_started=date(2022, 1, 1)), "none", ("care",)),
        (TEN, Care(period_started=date(2022, 1, 1), legal_status="V3"), "none", ("care", "care_leaver")),
        (TEN, Care(period_started=date(2027, 1, 1), legal_status="C2"), "none", ("care", "care_leaver")),
        (NINETEEN, LEFT, "none", ("care_leaver",)),
    ],
)
def test_what_is_unknown_or_contradictory_gives_no_target(
    born: date, care: Care | None, category: str | None, missing: tuple[str, ...]
) -> None:
    """Fail closed: no target, and the fields of the record that would tell."""
    record = child(date_of_birth=born, care=care, care_leaver=category)
    found = targets_of(facts_of(record, TODAY), TODAY)
    assert (found.kinds, found.missing) == ((), missing)


@pytest.mark.parametrize("days,kinds", [(-1, ("care_plan",)), (0, ("pathway_plan",)), (1, ("pathway_plan",))])
def test_target_moves_on_the_eighteenth_birthday_in_london(days: int, kinds: tuple[str, ...]) -> None:
    """The day before, on and after the birthday; 29 February ages on 1 March (hard case 4)."""
    record = child(date_of_birth=date(2008, 2, 29))
    day = date(2026, 3, 1) + timedelta(days=days)
    if days >= 0:
        record = child(date_of_birth=date(2008, 2, 29), care_leaver="former_relevant")
    assert targets_of(facts_of(record, day), day).kinds == kinds


def test_child_not_known_yet_gives_no_target() -> None:
    """Without a record nothing is written anywhere."""
    assert targets_of(None, TODAY).missing == ("child-record",)


def test_adult_without_a_social_worker_is_the_personal_advisers() -> None:
    """From 18 tasks go to the personal adviser, unless a social worker is still allocated."""
    alone = facts_of(child(date_of_birth=NINETEEN, workers=()), TODAY)
    allocated = facts_of(child(date_of_birth=NINETEEN), TODAY)
    not_known = facts_of(child(date_of_birth=NINETEEN, workers=None), TODAY)
    assert [lead_worker(one, TODAY) for one in (alone, allocated, not_known, None)] == [
        "personal_adviser",
        "social_worker",
        "social_worker",
        "social_worker",
    ]


def test_eligible_care_leaver_is_written_into_both_plans() -> None:
    """16-17 and still looked after: one Write per target, each on its own section's version (hard case 3)."""
    sync = introduced()
    sync.take(child(date_of_birth=SEVENTEEN, care_leaver="eligible"))
    sync.take(captured())
    sync.take(decided(), BASES)
    writes = sync.writes("entries")
    assert [(one.payload["target"], one.payload["expected_version"]) for one in writes] == [
        ("care_plan", "7"),
        ("pathway_plan", "3"),
    ]
    assert sync.emitted(PlanApproved)[0].targets == ("care_plan", "pathway_plan")


def test_unknown_target_waits_with_a_task_and_goes_on_when_the_record_tells() -> None:
    """Fail closed, then carry on from the decision that was taken, on the version of that moment."""
    sync = introduced()
    sync.take(child(care=None))
    sync.take(captured())
    sync.take(decided(), BASES)
    assert sync.writes("entries") == []
    assert sync.emitted(PlanApproved) == []
    waits = sync.emitted(PlanWaiting)[0]
    assert (waits.reason_code, waits.missing) == ("target-unknown", ("care",))
    assert sync.codes("task") == ["target-unknown"]
    sync.take(child(2))
    assert [one.payload["expected_version"] for one in sync.writes("entries")] == ["7"]
    assert sync.emitted(PlanApproved)[0].targets == ("care_plan",)


def test_unknown_target_goes_on_also_when_an_earlier_version_was_still_being_written() -> None:
    """The word that the older write is done does not make the newer approval forget what it waits for."""
    sync, write = with_pending_write()
    sync.take(captured(2))
    sync.take(child(2, care=None))
    sync.take(decided(2), BASES)
    sync.take(done(write))
    sync.take(child(3))
    assert len(sync.writes("entries")) == 1


def test_section_that_is_not_there_waits_while_the_other_is_written() -> None:
    """A plan that nobody has opened yet is no place to write to; the other target does not wait for it."""
    sync = introduced()
    sync.take(child(date_of_birth=SEVENTEEN, care_leaver="eligible"))
    sync.take(captured())
    sync.take(decided(), {"care_plan": "7"})
    assert [one.payload["target"] for one in sync.writes("entries")] == ["care_plan"]
    waits = sync.emitted(PlanWaiting)[0]
    assert (waits.reason_code, waits.missing) == ("section-missing", ("pathway_plan",))


def test_older_record_version_changes_nothing() -> None:
    """Records come in order of their version; an older one is no news."""
    sync = Sync()
    sync.take(child(5))
    sync.take(child(4, care=None))
    assert sync.state.child is not None
    assert sync.state.child.care == IN_CARE
    assert sync.last == ()


def test_turning_18_after_the_write_asks_for_a_decision_for_the_pathway_plan() -> None:
    """The target moves; what was approved for the care plan is not moved without a person (hard case 4)."""
    sync, _ = with_written_plan()
    sync.take(child(2, date_of_birth=date(2008, 11, 22)))
    assert any(isinstance(one, Remind) and one.name == "turns-18" for one in sync.last)
    sync.now = datetime(2026, 11, 22, 0, 1, tzinfo=UTC)
    due = ReminderDue(child_id=CHILD, name="turns-18")
    sync.take(due)
    assert sync.codes("task") == []
    sync.take(child(3, date_of_birth=date(2008, 11, 22), care_leaver="former_relevant"))
    assert sync.codes("task") == ["decide-for-new-target"]
    sync.take(due)
    assert sync.codes("task") == []
    sync.take(decided_anew(), BASES)
    assert [one.payload["target"] for one in sync.writes("entries")] == ["pathway_plan"]


@pytest.mark.parametrize("care_leaver", ["none", "former_relevant"])
def test_turning_18_before_the_write_takes_it_back(care_leaver: str) -> None:
    """What waits is not written into a plan that has ended; a person decides again (hard case 4)."""
    sync, write = with_pending_write()
    sync.take(child(2, date_of_birth=date(2008, 11, 21), care_leaver=care_leaver))
    assert sync.cancelled
    assert [one.payload["look_for"] for one in sync.looks] == [write.reference]
    assert (sync.writes("entries"), sync.codes("task")) == ([], ["decide-plan-again"])
    assert sync.take(decided(), BASES) == ()
    sync.take(decided_anew(), BASES)
    written = [one.payload["target"] for one in sync.writes("entries")]
    assert written == (["pathway_plan"] if care_leaver == "former_relevant" else [])


def test_becoming_eligible_adds_the_pathway_plan_by_a_person_only() -> None:
    """The pathway plan becomes a target too; the care plan's entries are not written twice (hard case 3)."""
    sync = introduced()
    sync.take(child(date_of_birth=SEVENTEEN))
    sync.take(captured())
    sync.take(decided(), BASES)
    sync.take(done(sync.writes("entries")[0]))
    sync.take(child(2, date_of_birth=SEVENTEEN, care_leaver="eligible"))
    assert sync.codes("task") == ["decide-for-new-target"]
    sync.take(decided_anew(), {"care_plan": "8", "pathway_plan": "3"})
    assert [one.payload["target"] for one in sync.writes("entries")] == ["pathway_plan"]
    assert sync.emitted(PlanApproved)[0].targets == ("care_plan", "pathway_plan")


def test_recorded_death_stops_the_writing() -> None:
    """Everything outbound stops; an erroneous date that is taken back asks for a new decision."""
    sync = with_plan()
    sync.take(decided(), BASES)
    sync.take(child(2, date_of_death=TODAY))
    assert sync.cancelled
    assert sync.emitted(PlanWaiting)[0].reason_code == "child-died"
    sync.take(child(3))
    assert sync.codes("task") == ["decide-plan-again"]


def test_record_of_the_contract_is_taken_as_it_comes() -> None:
    """The smallest record of the contract is enough to remember."""
    sync = Sync()
    smallest = {
        "child_id": CHILD,
        "record_version": 1,
        "as_of": "2026-11-21T12:00:00Z",
        "date_of_birth": "2016-05-04",
    }
    sync.take(ChildChanged.model_validate(smallest))
    assert sync.state.child is not None
