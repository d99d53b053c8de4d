"""B3: a care leaver who is a parent, lost a child in care proceedings and works with a partner service."""

from datetime import date
from typing import Any

import pytest

from tests.unit.eligibility.children import FUTURES, ON, finding, judged, parent, policy_with


@pytest.mark.parametrize("category", ["eligible", "relevant", "former_relevant", "qualifying"])
def test_the_parent_route_admits_all_four_categories(category: str) -> None:
    """`eligible` are 16-17 and in care; fathers are parents too."""
    assert finding("B3", parent(care_leaver=category)).result == "met"


def test_a_parent_without_a_worker_is_eligible_by_b3_alone() -> None:
    """B2 is not met, B3 is enough in both readings (hard case 50)."""
    found = judged(parent())
    assert (found.outcome, found.findings["B2"].result) == ("eligible", "not_met")


@pytest.mark.parametrize(
    "changes, result, missing",
    [
        ({"care_leaver": None}, "unknown", ("care_leaver",)),
        ({"care_leaver": "none"}, "not_met", ()),
        ({"care_leaver": "staying_put"}, "unknown", ()),
        ({"parent": None}, "unknown", ("parent.is_parent", "parent.child_lost_in_care_proceedings")),
        ({"parent": {"is_parent": True}}, "unknown", ("parent.child_lost_in_care_proceedings",)),
        ({"parent": {"child_lost_in_care_proceedings": True}}, "unknown", ("parent.is_parent",)),
        ({"parent": {"is_parent": False}}, "not_met", ()),
        ({"parent": {"is_parent": True, "child_lost_in_care_proceedings": False}}, "not_met", ()),
        ({"services": None}, "unknown", ("services",)),
        ({"services": []}, "not_met", ()),
    ],
)
def test_each_fact_counts_and_a_missing_one_is_named(
    changes: dict[str, Any], result: str, missing: tuple[str, ...]
) -> None:
    """AND of five facts; unknown is not no."""
    found = finding("B3", parent(**changes))
    assert (found.result, found.missing) == (result, missing)


def test_a_missing_fact_does_not_rescue_one_that_is_not_met() -> None:
    """Not a parent is not met, whatever else is unknown."""
    record = parent(parent={"is_parent": False}, services=None, care_leaver=None)
    assert finding("B3", record).reasons == ("no-parenthood",)


@pytest.mark.parametrize("on, result", [(date(2029, 2, 28), "met"), (date(2029, 3, 1), "not_met")])
def test_up_to_25_means_under_25_and_29_february_ages_on_1_march(on: date, result: str) -> None:
    """Born on 29 February 2004: 25 on 1 March 2029 (hard case 5, hard case 6)."""
    assert finding("B3", parent(date_of_birth="2004-02-29"), on=on).result == result


@pytest.mark.parametrize(
    "born, under, included",
    [("2001-11-22", "met", "met"), ("2001-11-21", "not_met", "met"), ("2000-11-21", "not_met", "not_met")],
)
def test_a_policy_may_include_the_25_year_old(born: str, under: str, included: str) -> None:
    """The switch moves the end by a year, to the 26th birthday (hard case 5)."""
    policy = policy_with(B3__age_limit_included=True)
    assert finding("B3", parent(date_of_birth=born)).result == under
    assert finding("B3", parent(date_of_birth=born), policy=policy).result == included


@pytest.mark.parametrize("service", ["futures", "home_start_leeds", "adult_and_health"])
def test_one_listed_current_service_is_enough(service: str) -> None:
    """Whatever else is there."""
    services = [{"service": "another_project"}, {"service": service}]
    assert finding("B3", parent(services=services)).result == "met"


def test_current_services_none_of_which_is_listed_are_unknown_and_named() -> None:
    """A person looks at a service that is not on the list (hard case 52)."""
    found = finding("B3", parent(services=[{"service": "barnardos_project"}]))
    assert (found.result, found.evidence) == ("unknown", (("services.service", "barnardos_project"),))


@pytest.mark.parametrize(
    "dates, result",
    [
        ({"to": "2026-11-21"}, "not_met"),
        ({"to": "2026-11-22"}, "met"),
        ({"from": "2026-11-22"}, "not_met"),
        ({"from": "2026-11-21"}, "met"),
    ],
)
def test_a_service_counts_only_while_it_is_current(dates: dict[str, str], result: str) -> None:
    """Only ended or future services are no current service: not met."""
    assert finding("B3", parent(services=[{"service": "futures", **dates}])).result == result


def test_an_ended_listed_service_does_not_help_an_unlisted_current_one() -> None:
    """Current services none of which is on the list: unknown (hard case 52)."""
    services = [{**FUTURES, "to": "2026-06-01"}, {"service": "other_project"}]
    assert finding("B3", parent(services=services)).result == "unknown"


def test_the_list_of_partners_has_dates_of_its_own() -> None:
    """A partner that closed is no longer on the list: a person looks (hard case 52)."""
    closed = policy_with(B3__partner_services=[{"service": "futures", "to": ON}])
    assert finding("B3", parent(), policy=closed).result == "unknown"
    assert finding("B3", parent(), policy=closed, on=date(2026, 11, 20)).result == "met"
