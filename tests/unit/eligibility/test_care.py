"""In care, care leaver, allocated worker: B2 and rule 2."""

import pytest

from tests.unit.eligibility.children import (
    LEFT_CARE,
    SOCIAL_WORKER,
    care_leaver,
    child,
    finding,
    judged,
    policy_with,
    with_care,
)


def test_a_child_in_care_meets_b2() -> None:
    """A current period under a care order is care; no worker is needed by default."""
    found = finding("B2", child(workers=None))
    assert (found.result, found.reasons) == ("met", ("in-care",))


@pytest.mark.parametrize(
    "started, ended, result",
    [
        ("2026-11-21", None, "met"),
        ("2026-11-22", None, "not_met"),
        ("2020-01-01", "2026-11-20", "not_met"),
        ("2020-01-01", "2026-11-21", "not_met"),
        ("2020-01-01", "2026-11-22", "met"),
        (None, None, "not_met"),
        (None, "2026-11-22", "not_met"),
    ],
)
def test_a_period_counts_from_its_start_until_before_its_end(
    started: str | None, ended: str | None, result: str
) -> None:
    """The day it starts is in care, the day it ends is not; no start is no care."""
    assert finding("B2", with_care(period_started=started, period_ended=ended)).result == result


def test_missing_care_is_unknown_and_named() -> None:
    """No care data is not the same as no care."""
    found = finding("B2", child(care=None))
    assert (found.result, found.missing) == ("unknown", ("care",))


def test_a_current_period_without_a_legal_status_is_unknown() -> None:
    """The legal status says whether it is care or a short break."""
    found = finding("B2", with_care(legal_status=None))
    assert (found.result, found.missing) == ("unknown", ("care.legal_status",))


def test_a_current_period_with_an_unknown_legal_status_is_unknown_and_named() -> None:
    """A code outside the list may mean anything."""
    found = finding("B2", with_care(legal_status="C9"))
    assert found.result == "unknown"
    assert ("care.legal_status", "C9") in found.evidence


@pytest.mark.parametrize("status", ["V3", "V4"])
def test_short_breaks_are_not_care_and_the_child_lives_at_home(status: str) -> None:
    """A short-break period is current by its dates: not in care and B1 not met (hard case 12)."""
    found = judged(with_care(legal_status=status))
    assert found.outcome == "not_eligible"
    assert found.findings["B1"].reasons[0] == "short-breaks"
    assert found.findings["B2"].result == "not_met"
    assert found.leading_reason == "short-breaks"


@pytest.mark.parametrize("status", ["C1", "J1", "J2", "J3", "L1", "L2", "L3", "D1", "E1", "V2"])
def test_any_other_legal_status_is_care(status: str) -> None:
    """Remand, police protection and interim orders are care as long as they last (hard case 49)."""
    assert finding("B2", with_care(legal_status=status)).result == "met"


@pytest.mark.parametrize("category", ["relevant", "former_relevant", "qualifying"])
def test_a_care_leaver_with_a_worker_meets_b2(category: str) -> None:
    """Three categories have left care; a social worker is as good as a personal adviser."""
    assert finding("B2", care_leaver(care_leaver=category, workers=[SOCIAL_WORKER])).result == "met"


@pytest.mark.parametrize("role", ["iro", "manager"])
def test_a_care_leaver_with_another_worker_only_does_not_meet_b2(role: str) -> None:
    """An IRO or a manager is not an allocated worker."""
    record = care_leaver(workers=[{"worker_id": "W3", "role": role}])
    assert finding("B2", record).result == "not_met"


@pytest.mark.parametrize(
    "dates, result",
    [
        ({}, "met"),
        ({"from": "2026-11-21"}, "met"),
        ({"from": "2026-11-22"}, "not_met"),
        ({"to": "2026-11-21"}, "not_met"),
        ({"to": "2026-11-22"}, "met"),
    ],
)
def test_a_worker_counts_from_the_first_day_until_before_the_last(dates: dict[str, str], result: str) -> None:
    """Open ends are open."""
    worker = {"worker_id": "W2", "role": "personal_adviser", **dates}
    assert finding("B2", care_leaver(workers=[worker])).result == result


def test_unknown_workers_leave_a_care_leaver_unknown() -> None:
    """Null is not known, an empty list is none."""
    assert finding("B2", care_leaver(workers=None)).missing == ("workers",)
    assert finding("B2", care_leaver(workers=[])).result == "not_met"


def test_a_worker_in_an_unknown_role_leaves_it_to_a_person() -> None:
    """Whether a `leaving_care_worker` is a personal adviser is not for software to say."""
    record = care_leaver(workers=[{"worker_id": "W9", "role": "leaving_care_worker"}])
    found = finding("B2", record)
    assert (found.result, found.evidence) == ("unknown", (("workers.role", "leaving_care_worker"),))


@pytest.mark.parametrize(
    "born, reason", [("2005-11-22", "no-worker"), ("2005-11-21", "no-worker-may-ask-for-adviser")]
)
def test_a_care_leaver_of_21_to_24_without_an_adviser_may_ask_for_one(born: str, reason: str) -> None:
    """They fail B2, and the reason says that they may ask (hard case 50)."""
    found = judged(care_leaver(date_of_birth=born, workers=[]))
    assert (found.outcome, found.leading_reason) == ("not_eligible", reason)


def test_at_25_nobody_is_told_to_ask_for_an_adviser() -> None:
    """The right to ask ends at 25 (hard case 50)."""
    assert finding("B2", care_leaver(date_of_birth="2001-11-21", workers=[])).reasons[0] == "no-worker"


def test_a_missing_category_is_unknown_even_without_a_worker() -> None:
    """The category comes first."""
    found = finding("B2", care_leaver(care_leaver=None, workers=[]))
    assert (found.result, found.missing) == ("unknown", ("care_leaver",))


def test_an_unknown_category_is_unknown_even_without_a_worker() -> None:
    """A category outside the list counts as unknown, like a missing one."""
    assert finding("B2", care_leaver(care_leaver="staying_put", workers=[])).result == "unknown"


def test_the_category_none_is_not_met() -> None:
    """Neither in care nor a care leaver."""
    assert finding("B2", child(care=LEFT_CARE)).reasons[0] == "neither-in-care-nor-care-leaver"


def test_the_category_eligible_outside_care_is_a_contradiction() -> None:
    """`eligible` are 16-17 and in care; not known to be in care contradicts it."""
    for care in (LEFT_CARE, None, {}):
        found = finding("B2", care_leaver(care=care, care_leaver="eligible"))
        assert found.result == "unknown"
        assert "category-eligible-but-not-in-care" in found.reasons


def test_the_category_eligible_in_care_is_no_contradiction() -> None:
    """In care is enough."""
    assert finding("B2", child(care_leaver="eligible", date_of_birth="2009-05-05")).result == "met"


def test_unknown_care_and_no_care_leaver_is_unknown() -> None:
    """Kleene OR of the two limbs."""
    assert finding("B2", child(care=None, care_leaver="none")).result == "unknown"


def test_unknown_care_does_not_unmake_a_supported_care_leaver() -> None:
    """Kleene OR: one limb that is met is enough."""
    assert finding("B2", care_leaver(care=None)).result == "met"


@pytest.mark.parametrize("workers, result", [([SOCIAL_WORKER], "met"), ([], "not_met"), (None, "unknown")])
def test_a_policy_may_ask_for_a_worker_in_care(workers: list[dict[str, str]] | None, result: str) -> None:
    """The parameter binds children in care as well."""
    strict = policy_with(B2__worker_needed_in_care=True)
    assert finding("B2", child(workers=workers), policy=strict).result == result


def test_a_policy_that_asks_for_a_worker_finds_no_contradiction_in_care() -> None:
    """A child in care of category `eligible` without a worker is simply without a worker."""
    strict = policy_with(B2__worker_needed_in_care=True)
    assert finding("B2", child(care_leaver="eligible", workers=[]), policy=strict).result == "not_met"
