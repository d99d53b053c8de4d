"""Which screenings become a note in the record, and which are no news."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit.plan_sync.plans import CHILD, NOW, Sync


def screened(version: int, outcome: str, reason: str = "plan-not-agreed", /, **more: object) -> Event:
    """A screening of a record version with one criterion."""
    result = {"eligible": "met", "not_eligible": "not_met", "needs_decision": "unknown"}[outcome]
    return ours.EligibilityScreened.model_validate(
        {
            "child_id": CHILD,
            "record_version": version,
            "outcome": outcome,
            "reason_code": "criteria-not-known",
            "policy": {"authority": "E08000035", "version": "2026-1"},
            "as_of": NOW,
            "screened_on": date(2026, 11, 21),
            "criteria": [{"criterion": "B1", "result": result, "reason_code": reason}],
            **more,
        }
    )


def test_screening_is_explained_when_new_or_changed_and_never_repeated() -> None:
    """The same outcome for the same reasons, in a newer record, is no news."""
    sync = Sync()
    sync.take(screened(1, "needs_decision"))
    assert sync.codes("note") == ["screened"]
    (criterion,) = sync.writes("note")[0].payload["criteria"]
    assert (criterion["criterion"], criterion["result"]) == ("B1", "unknown")
    assert sync.take(screened(2, "needs_decision")) == ()
    sync.take(screened(3, "needs_decision", "parallel-planning-adoption"))
    assert sync.codes("note") == ["screened"]
    sync.take(screened(4, "eligible", "plan-outside-family"))
    assert sync.codes("note") == ["screened"]
    assert sync.take(screened(5, "eligible", "not-applicable-at-18-or-over")) == ()


def test_birthday_that_changes_the_outcome_of_the_same_record_is_explained() -> None:
    """Time alone may change the outcome: the record's version stays the same."""
    sync = Sync()
    sync.take(screened(1, "needs_decision", "younger"))
    first = sync.writes("note")[0].reference
    sync.take(screened(1, "eligible", screened_on=date(2026, 12, 1)))
    assert sync.writes("note")[0].reference != first


def test_the_age_of_the_data_and_the_policys_version_are_no_news() -> None:
    """Another day, another version with the same facts, a newer policy that says the same."""
    sync = Sync()
    sync.take(screened(1, "needs_decision"))
    later: dict[str, Any] = {
        "as_of": NOW + timedelta(days=40),
        "screened_on": date(2027, 1, 4),
        "policy": {"authority": "E08000035", "version": "2027-1"},
        "previous_outcome": "needs_decision",
    }
    assert sync.take(screened(2, "needs_decision", **later)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"missing": ["permanence_plan"]},
        {"leading_reason": "plan-not-known"},
        {"next_action": "agree-a-plan"},
        {"remarks": ["placed-with-parents-against-plan"]},
    ],
)
def test_what_a_worker_would_read_anew_is_news(changes: dict[str, Any]) -> None:
    """The outcome is the same, what is missing, what leads, what to do or what to check is not."""
    sync = Sync()
    sync.take(screened(1, "needs_decision"))
    sync.take(screened(2, "needs_decision", **changes))
    assert sync.codes("note") == ["screened"]


def test_a_criterion_that_does_not_decide_is_no_news() -> None:
    """Not eligible for the plan: whether another criterion is open or met changes nothing."""
    against = {"criterion": "B1", "result": "not_met", "reason_code": "plan-adoption"}
    sync = Sync()
    for version, result in enumerate(("unknown", "met"), start=1):
        other = {"criterion": "B2", "result": result, "reason_code": "in-care"}
        sync.take(screened(version, "not_eligible", criteria=[against, other]))
    assert sync.last == ()


def test_two_screenings_of_one_version_on_one_day_are_two_notes() -> None:
    """A policy that changes at noon: the second note is not taken for the first."""
    sync = Sync()
    references = []
    for outcome in ("eligible", "not_eligible", "eligible"):
        sync.take(screened(1, outcome))
        references += [one.reference for one in sync.writes("note")]
    assert len(set(references)) == 3


def test_older_screening_is_no_news() -> None:
    """Screenings of older records that come late change nothing."""
    sync = Sync()
    sync.take(screened(4, "eligible"))
    assert sync.take(screened(3, "not_eligible")) == ()
