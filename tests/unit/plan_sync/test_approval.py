"""Gate G5 (DOMAIN 4): what is written, what never is, and what is waited for."""

from datetime import date, timedelta

import pytest

from shared.contracts.case_system import CommitmentDecision
from shared.contracts.lifelong_links import PlanApproved, PlanWaiting
from shared.effects import Note
from shared.errors import TooEarly
from tests.unit.plan_sync.plans import BASES, TODAY, Sync, captured, child, decided, done, with_plan


def test_captured_plan_asks_for_a_decision_on_each_commitment() -> None:
    """A note that the plan is there, one task for the social worker, and word to the reviewing officer."""
    sync = with_plan()
    assert sync.codes("note") == ["plan-captured"]
    assert [(one.payload["code"], one.payload["role"]) for one in sync.writes("task")] == [
        ("decide-each-commitment", "social_worker"),
        ("iro-plan-captured", "iro"),
    ]


def test_approved_commitments_become_one_write_pinned_to_the_decision() -> None:
    """Plan, version, commitments, section version and approver are pinned; outbound, on their behalf."""
    sync = with_plan()
    sync.take(decided(), BASES)
    (write,) = sync.writes("entries")
    assert (write.on_behalf_of, write.outbound) == ("W-1", True)
    assert write.payload == {
        "plan_id": "PL-1",
        "plan_version": 1,
        "target": "care_plan",
        "expected_version": "7",
        "approved_by": "W-1",
        "entries": [
            {"commitment_id": "CM-1", "reference": "CH-1:PL-1-v1-CM-1-cp", "conditions": False},
            {"commitment_id": "CM-2", "reference": "CH-1:PL-1-v1-CM-2-cp", "conditions": False},
        ],
    }
    approved = sync.emitted(PlanApproved)[0]
    assert (approved.approved, approved.declined, approved.targets) == (("CM-1", "CM-2"), (), ("care_plan",))


def test_declined_commitment_is_never_written_and_its_reason_is_noted() -> None:
    """Approved in part: only that is written, the refusal and its reason are noted (hard case 42)."""
    sync = with_plan()
    sync.take(decided(decisions={"CM-1": "approved", "CM-2": "declined"}), BASES)
    assert [one["commitment_id"] for one in sync.writes("entries")[0].payload["entries"]] == ["CM-1"]
    (note,) = sync.writes("note")
    assert (note.payload["code"], note.payload["items"]) == ("commitments-declined", [["CM-2", "not_safe"]])
    assert sync.emitted(PlanApproved)[0].declined == ("CM-2",)


def test_plan_declined_as_a_whole_writes_nothing() -> None:
    """Not approved at all: the decision is told, nothing is written (hard case 42)."""
    sync = with_plan()
    sync.take(decided(decisions={"CM-1": "declined", "CM-2": "declined"}), BASES)
    assert sync.writes("entries") == []
    approved = sync.emitted(PlanApproved)[0]
    assert (approved.approved, approved.targets) == ((), ())


def test_refusal_without_a_reason_is_asked_for_and_holds_nothing_back() -> None:
    """A refusal carries a reason; the child's approved commitments do not wait for it (hard case 42)."""
    sync = with_plan()
    decisions = (
        CommitmentDecision(commitment_id="CM-1", decision="approved"),
        CommitmentDecision(commitment_id="CM-2", decision="declined"),
    )
    sync.take(decided().model_copy(update={"decisions": decisions}), BASES)
    tell, _, explain = sync.writes("task")
    assert (tell.payload["code"], tell.payload["role"]) == ("tell-what-was-declined", "coordinator")
    assert (explain.payload["code"], explain.payload["missing"]) == ("reason-for-declining", ["CM-2"])
    assert len(sync.writes("entries")) == 1


def test_approval_with_conditions_is_written_and_says_so() -> None:
    """The entry is marked, so that its words say that conditions are recorded."""
    sync = with_plan()
    sync.take(decided(decisions={"CM-1": "approved_with_conditions", "CM-2": "approved"}), BASES)
    entries = sync.writes("entries")[0].payload["entries"]
    assert [one["conditions"] for one in entries] == [True, False]


def test_undecided_commitment_holds_the_whole_plan() -> None:
    """Each item is decided; until then nothing is written and the missing ones are named (hard case 42)."""
    sync = with_plan("CM-1", "CM-2", "CM-3")
    sync.take(decided(), BASES)
    assert sync.writes("entries") == []
    waits = sync.emitted(PlanWaiting)[0]
    assert (waits.reason_code, waits.missing) == ("commitments-not-decided", ("CM-3",))
    assert sync.writes("task")[0].payload["missing"] == ["CM-3"]
    assert sync.emitted(PlanApproved) == []


def test_two_different_decisions_on_one_commitment_are_none() -> None:
    """Nobody could say which one holds: fail closed."""
    sync = with_plan()
    event = decided()
    twice = (*event.decisions, CommitmentDecision(commitment_id="CM-1", decision="declined", reason_code="x"))
    sync.take(event.model_copy(update={"decisions": twice}), BASES)
    assert sync.emitted(PlanWaiting)[0].missing == ("CM-1",)


def test_decision_on_a_commitment_that_is_not_in_the_plan_waits() -> None:
    """A contradiction between plan and decision is for a person."""
    sync = with_plan("CM-1")
    sync.take(decided(), BASES)
    waits = sync.emitted(PlanWaiting)[0]
    assert (waits.reason_code, waits.missing) == ("commitments-unknown", ("CM-2",))


@pytest.mark.parametrize("review", [None, TODAY + timedelta(days=1)])
def test_plan_not_considered_at_a_review_waits(review: date | None) -> None:
    """Regulation 32(2): considered at a review that has been, or a reason why it could not wait."""
    sync = with_plan()
    sync.take(decided(considered_at_review=review), BASES)
    assert sync.writes("entries") == []
    assert sync.emitted(PlanWaiting)[0].reason_code == "not-considered-at-review"
    assert sync.codes("task") == ["not-considered-at-review"]


def test_urgent_reason_stands_for_the_review() -> None:
    """What could not wait is written, with its reason."""
    sync = with_plan()
    sync.take(decided(considered_at_review=None, urgent_reason_code="holiday_visit"), BASES)
    assert len(sync.writes("entries")) == 1


def test_plan_that_the_child_does_not_agree_to_is_never_written() -> None:
    """G5: agreed by child and network."""
    sync = Sync()
    sync.take(child())
    sync.take(captured(agrees=False))
    assert sync.codes("task") == ["not-agreed-by-child"]
    sync.take(decided(), BASES)
    assert sync.writes("entries") == []
    assert sync.emitted(PlanWaiting)[0].reason_code == "not-agreed-by-child"


@pytest.mark.parametrize("known", [False, True])
def test_decision_before_its_plan_comes_too_early(known: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Decided before captured, or on a version not captured yet: set aside, not refused."""
    sync = with_plan() if known else Sync()
    with pytest.raises(TooEarly):
        sync.take(decided(2), BASES)


def test_decision_on_an_earlier_version_changes_nothing() -> None:
    """The amended version needs its own decision (hard case 39)."""
    sync = with_plan()
    sync.take(captured(2, "CM-3"))
    sync.take(decided(1), BASES)
    assert [type(one) for one in sync.last] == [Note]


def test_same_decision_again_writes_nothing_twice() -> None:
    """A decision that is sent twice, before and after the write, has no second effect (hard case 44)."""
    sync = with_plan()
    sync.take(decided(decisions={"CM-1": "approved", "CM-2": "declined"}), BASES)
    write = sync.writes("entries")[0]
    again = decided(decisions={"CM-1": "approved", "CM-2": "declined"})
    assert sync.take(again, BASES) == ()
    sync.take(done(write))
    assert sync.take(again, {"care_plan": "8"}) == ()


def test_decision_repeated_after_what_it_lacked_is_written() -> None:
    """The worker does the one thing that the task asked for and saves the decision again."""
    sync = with_plan()
    sync.take(decided(considered_at_review=None), BASES)
    sync.take(decided(), BASES)
    assert len(sync.writes("entries")) == 1
