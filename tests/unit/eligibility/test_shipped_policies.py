"""The policies that come with the software, each as its authority's page has it (DOMAIN 2.4)."""

from datetime import date

import pytest

from services.eligibility.policies.book import load_book
from services.eligibility.policies.files import POLICIES, shipped
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import (
    ON,
    care_leaver,
    child,
    judged,
)

SHIPPED = {name: load_book(name).on(ON) for name in shipped()}
ELSEWHERE = [name for name in SHIPPED if name != "leeds"]
RECENTLY = {"period_started": "2024-03-01", "legal_status": "C2", "placement": "U4"}
NOBODY = child(care={}, care_leaver="none")
RELEVANT = care_leaver(date_of_birth="2009-06-01", care_leaver="relevant")


def outcome(name: str, record: ChildRecord, on: date = ON) -> str:
    """The outcome under a shipped policy."""
    return judged(record, policy=SHIPPED[name], on=on).outcome


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_says_whose_it_is_where_it_comes_from_and_what_that_leaves_open(name: str) -> None:
    """Its name is its file's; what is ours is marked in the file and told in sentences."""
    policy = SHIPPED[name]
    assert policy.name == name
    assert policy.in_force(ON)
    assert len(policy.source) > 20
    assert all(one.endswith(".") and one[0].isupper() for one in policy.leaves_open)
    assert len(policy.leaves_open) >= 4
    assert (POLICIES / f"{name}.toml").read_text(encoding="utf-8").count("[ours]") >= 4
    assert policy.used == set(policy.criteria)


@pytest.mark.parametrize(
    "name, authority",
    [
        ("central_bedfordshire", "E06000056"),
        ("kent", "E10000016"),
        ("lancashire", "E10000017"),
        ("leeds", "E08000035"),
        ("oxfordshire", "E10000025"),
        ("salford", "E08000006"),
    ],
)
def test_an_authority_is_named_by_its_ons_code(name: str, authority: str) -> None:
    """Family Rights Group's trial has none: it was no authority's."""
    assert SHIPPED[name].authority == authority
    assert SHIPPED["frg_england_trial"].authority == "family-rights-group"


WHO: dict[str, tuple[ChildRecord, dict[str, str]]] = {
    "a girl of 12, fostered to 18, in care for six years": (
        child(),
        {"frg_england_trial": "not_eligible", "*": "eligible"},
    ),
    "the same, in care for two years": (child(care=RECENTLY), {"*": "eligible"}),
    "a child to be adopted": (
        child(care=RECENTLY, permanence_plan=["ADOPTION"]),
        {
            "central_bedfordshire": "needs_decision",
            "lancashire": "needs_decision",
            "oxfordshire": "needs_decision",
            "*": "not_eligible",
        },
    ),
    "a child to go home": (
        child(care=RECENTLY, permanence_plan=["RETURN6M"]),
        {"central_bedfordshire": "eligible", "oxfordshire": "eligible", "*": "not_eligible"},
    ),
    "a child to stay with relatives": (
        child(care=RECENTLY, permanence_plan=["LTRELFR"]),
        {
            "central_bedfordshire": "eligible",
            "oxfordshire": "eligible",
            "lancashire": "eligible",
            "*": "needs_decision",
        },
    ),
    "a child without an agreed plan": (
        child(care=RECENTLY, permanence_plan=[]),
        {"central_bedfordshire": "eligible", "oxfordshire": "eligible", "*": "needs_decision"},
    ),
    "a child under an interim order": (
        child(care={**RECENTLY, "legal_status": "C1"}),
        {"*": "needs_decision"},
    ),
    "a child of 3": (child(care=RECENTLY, date_of_birth="2023-06-01"), {"*": "needs_decision"}),
    "a child who lives at home and has short breaks": (
        child(care={**RECENTLY, "legal_status": "V4"}),
        {"*": "not_eligible"},
    ),
    "a care leaver of 20 with an adviser": (
        care_leaver(),
        {"kent": "not_eligible", "frg_england_trial": "not_eligible", "*": "eligible"},
    ),
    "a care leaver of 20 without an adviser": (
        care_leaver(workers=[]),
        {
            "central_bedfordshire": "eligible",
            "oxfordshire": "eligible",
            "lancashire": "eligible",
            "*": "not_eligible",
        },
    ),
    "a young person of 17 who has left care": (
        RELEVANT,
        {
            "oxfordshire": "needs_decision",
            "kent": "not_eligible",
            "frg_england_trial": "not_eligible",
            "*": "eligible",
        },
    ),
    "a care leaver of 25 with an adviser": (
        care_leaver(date_of_birth="2001-06-01"),
        {
            "central_bedfordshire": "eligible",
            "leeds": "eligible",
            "salford": "eligible",
            "oxfordshire": "needs_decision",
            "*": "not_eligible",
        },
    ),
    "a care leaver of 26 with an adviser": (
        care_leaver(date_of_birth="2000-06-01"),
        {
            "central_bedfordshire": "eligible",
            "leeds": "eligible",
            "salford": "eligible",
            "*": "not_eligible",
        },
    ),
    "a child of 16, in care for two years": (
        child(care=RECENTLY, date_of_birth="2010-11-21", care_leaver="eligible"),
        {"frg_england_trial": "not_eligible", "*": "eligible"},
    ),
    "a child in Wales": (child(jurisdiction="wales"), {"*": "needs_decision"}),
    "a child who has died": (child(date_of_death="2026-01-01"), {"*": "not_eligible"}),
}


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("who", WHO)
def test_who_is_eligible_under_which_policy(who: str, name: str) -> None:
    """As the page says; where it is silent on what matters, a person decides."""
    record, expected = WHO[who]
    assert outcome(name, record) == expected.get(name, expected["*"])


@pytest.mark.parametrize("name", SHIPPED)
def test_where_a_care_leaver_lives_decides_nothing(name: str) -> None:
    """Responsible is who last looked after them: no policy can ask for more (hard case 47)."""
    found = {
        judged(care_leaver(responsible_authority=code), policy=SHIPPED[name]).outcome
        for code in (None, SHIPPED[name].authority, "E10000016")
    }
    assert len(found) == 1


def test_kent_has_50_places_and_says_who_comes_first() -> None:
    """Eligible is not accepted: the other policies name no limit (hard case 59)."""
    capacity = SHIPPED["kent"].capacity
    assert capacity is not None
    assert (capacity.places, capacity.priority[0]) == (50, "urgent")
    assert [name for name, policy in SHIPPED.items() if policy.capacity] == ["kent"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_outside_leeds_only_some_may_refer(name: str) -> None:
    """In Leeds any practitioner may; elsewhere the worker, the adviser, or the care leaver themself."""
    roles = set(SHIPPED[name].referral.referred_by)
    expected = {"social_worker", "personal_adviser", "care_leaver"}
    assert roles == ({"social_worker"} if name == "frg_england_trial" else expected)
    assert SHIPPED["leeds"].referral.referred_by == ()


def test_what_two_pages_ask_beside_the_law() -> None:
    """Oxfordshire a holder's consent, Lancashire a discussion with the IRO; nobody else either."""
    asked = {
        name: (policy.referral.holder_consent_needed, policy.referral.iro_discussion_needed)
        for name, policy in SHIPPED.items()
        if policy.referral.holder_consent_needed or policy.referral.iro_discussion_needed
    }
    assert asked == {"oxfordshire": (True, False), "lancashire": (False, True)}


@pytest.mark.parametrize("name", ["central_bedfordshire", "lancashire", "leeds", "oxfordshire", "salford"])
def test_work_with_care_leavers_ends_at_25_and_is_announced(name: str) -> None:
    """Three months before; work in hand is completed (hard case 5)."""
    ends = SHIPPED[name].work_ends
    assert ends is not None
    assert (ends.age, ends.work_in_hand, ends.warn_months_before) == (25, "complete", 3)
