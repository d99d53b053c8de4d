"""Who decides on a plan, at which review, and from when (DOMAIN 4, G5; hard cases 62, 63 and 74)."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

import pytest

from shared.contracts.lifelong_links import PlanWaiting
from shared.effects import Note
from shared.rules.practice import Practice
from shared.service import ReminderDue
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    TODAY,
    Sync,
    accepted,
    captured,
    child,
    decided,
    decided_anew,
    introduced,
    pending,
)

AGREED_ON = date(2026, 11, 18)
ADULT = {"date_of_birth": date(2007, 5, 4), "care_leaver": "former_relevant"}
ADVISER = {
    "workers": [
        {"worker_id": "W-1", "role": "personal_adviser", "manager_id": "M-9"},
        {"worker_id": "M-1", "role": "manager"},
    ]
}
PATHWAY: dict[str, Any] = {"review_kind": "pathway_plan"}
NO_REVIEW: dict[str, Any] = {"considered_at_review": None}


def planned(record: dict[str, Any] | None = None, practice: Practice | None = None, **plan: object) -> Sync:
    """A plan that waits for its decision; `plan` says more of it."""
    sync = introduced()
    sync.practice = practice or sync.practice
    sync.take(child(**(record or {})))
    sync.take(captured(**plan))  # type: ignore[arg-type]  # whatever a plan may say
    return sync


@pytest.mark.parametrize("decider", ["W-8", "W-9", "W-7", "LD-1", CHILD, "CO-1"])
def test_c21_whoever_made_the_plan_does_not_decide_it(decider: str) -> None:
    """Author, plan lead, coordinators, anybody of the network, the child (hard case 62)."""
    sync = introduced()
    sync.take(accepted(coordinator_id="CO-1"))
    sync.take(child())
    sync.take(captured(agreed_by="W-8", plan_lead_id="W-9", coordinator_ids=("W-7",)))
    sync.take(decided(decided_by=decider), BASES)
    assert pending(sync) == set()
    assert sync.codes("task") == ["another-person-decides"]
    assert [one.reason_code for one in sync.emitted(PlanWaiting)] == ["another-person-decides"]
    sync.take(decided_anew(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}, "a second person's decision is carried out"


def test_a_plan_without_an_author_is_decided_by_others_while_authors_are_not_sent() -> None:
    """The audit says so; whoever is neither lead, coordinator nor child suffices (kind 3)."""
    sync = planned()
    assert [one.code for one in sync.last if isinstance(one, Note)] == ["plan-without-author"]
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}


@pytest.mark.parametrize("choice,expected", [("ask", set()), ("accept", {"CM-3"})])
def test_once_authors_are_sent_a_plan_without_one_is_asked_about(
    choice: Literal["ask", "accept"], expected: set[str]
) -> None:
    """One task, nothing written until it is answered; an authority may choose otherwise (kind 3)."""
    sync = planned(practice=Practice(unknown_author=choice), agreed_by="W-8")
    sync.take(captured(1, "CM-3", plan_id="PL-2"))
    sync.take(decided(plan_id="PL-2", decisions={"CM-3": "approved"}), BASES)
    assert pending(sync) == expected
    assert ("plan-author-unknown" in sync.codes("task")) is not bool(expected)
    sync.take(captured(1, "CM-3", plan_id="PL-2", agreed_by="W-8"))
    assert pending(sync) == {"CM-3"}, "the answer is the author's name"


@pytest.mark.parametrize(
    "review,counts",
    [
        (AGREED_ON - timedelta(days=1), False),
        (AGREED_ON.replace(year=2024), False),
        (AGREED_ON, True),
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (date(2062, 11, 20), False),
    ],
)
def test_a_review_counts_from_the_day_of_the_agreement_to_that_of_the_decision(
    review: date, *, counts: bool
) -> None:
    """A review of two years ago considered another plan, one still to come none (hard case 63)."""
    sync = planned()
    sync.take(decided(considered_at_review=review), BASES)
    assert pending(sync) == ({"CM-1", "CM-2"} if counts else set())


def test_a_review_still_to_come_does_not_count_by_waiting_for_it() -> None:
    """It was not held when the decision was recorded."""
    sync = planned()
    sync.take(decided(considered_at_review=TODAY + timedelta(days=1)), BASES)
    sync.now += timedelta(days=3)
    sync.take(child(2))
    assert pending(sync) == set()


@pytest.mark.parametrize(
    "code,counts",
    [
        ("safety", True),
        ("contact-already-happening", True),
        ("placement_at_risk", True),
        ("child-moves", True),
        ("because", False),
        ("other", False),
        (None, False),
    ],
)
def test_only_a_known_reason_stands_for_a_review_and_the_reviewing_officer_is_told(
    code: str | None, *, counts: bool
) -> None:
    """An unknown or empty code is no reason; a known one is told, once (kind 3, DOMAIN 10)."""
    sync = planned()
    sync.take(decided(considered_at_review=None, urgent_reason_code=code), BASES)
    assert pending(sync) == ({"CM-1", "CM-2"} if counts else set())
    expected = [("urgent-write", "iro")] if counts else [("not-considered-at-review", "social_worker")]
    assert [(one.payload["code"], one.payload["role"]) for one in sync.writes("task")] == expected
    sync.take(child(2))
    assert sync.codes("task") == []


def test_a_review_and_a_reason_is_no_urgent_write() -> None:
    """It was considered: nobody need be told that it could not wait."""
    sync = planned()
    sync.take(decided(urgent_reason_code="safety"), BASES)
    assert (pending(sync), sync.codes("task")) == ({"CM-1", "CM-2"}, [])


@pytest.mark.parametrize(
    "choice,said,counts",
    [
        ("review_or_manager", PATHWAY, True),
        ("review_or_manager", {}, True),
        ("review_or_manager", {"review_kind": "looked_after"}, False),
        ("review_or_manager", {**NO_REVIEW, "decided_by": "M-1"}, True),
        ("review_or_manager", {**NO_REVIEW, "decided_by": "M-9"}, True),
        ("review_or_manager", {**NO_REVIEW, "decided_by": "W-1"}, False),
        ("review", {**NO_REVIEW, "decided_by": "M-1"}, False),
        ("review", PATHWAY, True),
        ("manager", PATHWAY, False),
        ("manager", {"decided_by": "M-9"}, True),
    ],
)
def test_from_18_the_pathway_review_or_a_manager_decides(
    choice: Literal["review_or_manager", "review", "manager"], said: dict[str, Any], *, counts: bool
) -> None:
    """By the authority's choice; there is no reviewing officer and no task for one (kind 3, DOMAIN 10)."""
    sync = planned(record={**ADULT, **ADVISER}, practice=Practice(adult_plan_decider=choice))
    assert "iro" not in {one.payload["role"] for one in sync.writes("task")}
    sync.take(decided(**said), BASES)
    assert pending(sync) == ({"CM-1", "CM-2"} if counts else set())
    assert sync.codes("task") == ([] if counts else ["not-considered-for-adult"])


def test_an_adults_urgent_write_has_no_reviewing_officer_to_tell() -> None:
    """From 18 there is none (DOMAIN 10)."""
    sync = planned(record={**ADULT, **ADVISER})
    sync.take(decided(considered_at_review=None, urgent_reason_code="safety"), BASES)
    assert (pending(sync), sync.codes("task")) == ({"CM-1", "CM-2"}, [])


@pytest.mark.parametrize("born", [date(2008, 11, 22), date(2010, 5, 4)])
def test_sixteen_and_seventeen_are_decided_as_under_18(born: date) -> None:
    """A manager alone does not stand for the review, and the reviewing officer hears of it."""
    sync = planned(record={"date_of_birth": born, "care_leaver": "eligible", **ADVISER})
    assert "iro-plan-captured" in sync.codes("task")
    sync.take(decided(decided_by="M-1", **NO_REVIEW), BASES)
    assert pending(sync) == set()


def test_a_plan_decided_at_17_is_not_written_into_a_plan_that_has_ended() -> None:
    """After the birthday it goes into the pathway plan, and only when somebody says so (hard case 74)."""
    born = date(2008, 11, 22)
    sync = planned(record={"date_of_birth": born})
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}
    sync.now = datetime.fromisoformat("2026-11-22T00:01:00+00:00")
    sync.take(ReminderDue(child_id=CHILD, name="turns-18"))
    assert (pending(sync), sync.codes("task")) == (set(), ["decide-plan-again"])
    sync.take(child(2, date_of_birth=born, care_leaver="former_relevant"))
    assert pending(sync) == set()
    sync.take(decided_anew(review_kind="pathway_plan"), BASES)
    assert [one.payload["target"] for one in sync.writes("entries")] == ["pathway_plan"]
