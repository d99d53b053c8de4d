"""A policy in plain English: one sentence for each criterion, and everything else that the file says."""

import re
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from services.eligibility.policies.book import load_book
from services.eligibility.policies.criteria import Criterion
from services.eligibility.policies.files import shipped
from services.eligibility.policies.page import combined, page
from services.eligibility.policies.policy import Policy
from services.eligibility.policies.words import PLANS, SENTENCES, months_in_words, sentence
from shared.rules import codes
from tests.unit.eligibility.children import LEEDS, policy_with

SHIPPED = {name: load_book(name).versions[0] for name in shipped()}


def text(policy: Policy, width: int = 100) -> str:
    """The page as one line."""
    return " ".join(" ".join(page(policy, width)).split())


def said(**parameters: Any) -> str:  # noqa: ANN401 - whatever a criterion may hold
    """The sentence of a criterion with these parameters."""
    return sentence(TypeAdapter(Criterion).validate_python(parameters))


def test_every_kind_of_criterion_and_every_plan_has_words() -> None:
    """A kind that is added and not told would be a page that keeps something back."""
    assert set(SENTENCES) == set(get_args(get_args(Criterion)[0]))
    assert set(PLANS) == codes.PLAN_KEYS


@pytest.mark.parametrize("name", SHIPPED)
def test_each_criterion_is_one_sentence(name: str) -> None:
    """With a full stop at its end and no code in it."""
    for criterion in SHIPPED[name].criteria.values():
        told = sentence(criterion)
        assert re.fullmatch(r"[A-Z][^.]*\.", told)
        assert not re.search(r"_|[A-Z]{4}|not_met", told)


WORDS: list[tuple[dict[str, Any], str]] = [
    (
        {"kind": "plan-outside-family", "kinship": "met", "placed_with_parents": "unknown"},
        (
            "There is no plan to live within the family and none to be adopted (a home with relatives or "
            "friends is not within the family; about a placement with parents under a care order a person "
            "decides); nobody plans a home for an adult."
        ),
    ),
    (
        {"kind": "no-adoption-planned", "adoption_planned": "not_met"},
        (
            "Adoption is not planned: where a plan, a decision, an order or the placement speaks of it this "
            "is not met, and while nothing is settled (proceedings, remand, an emergency) a person decides; "
            "nobody can adopt an adult."
        ),
    ),
    (
        {
            "kind": "plan-of-permanence",
            "counts": ["LTFOST18", "LTRELFR", "SUPPLIV"],
            "does_not_count": ["ADOPTION"],
        },
        (
            "A plan of permanence is agreed: foster care to 18, a home with relatives or friends for long or "
            "supported living; adoption is none; about any other plan a person decides."
        ),
    ),
    (
        {"kind": "plan-of-permanence", "counts": ["LTFOST18"]},
        "A plan of permanence is agreed: foster care to 18; about any other plan a person decides.",
    ),
    ({"kind": "in-care"}, "The child is in care; short breaks are not care."),
    (
        {"kind": "care-leaver", "categories": ["relevant", "former_relevant"]},
        "The young person is a care leaver: relevant or former relevant.",
    ),
    (
        {"kind": "allocated-worker", "worker_roles": ["social_worker", "iro"]},
        "The child or young person has an allocated social worker or IRO.",
    ),
    (
        {
            "kind": "in-care-or-supported-care-leaver",
            "worker_roles": ["social_worker"],
            "worker_needed_in_care": True,
        },
        "The child is in care (short breaks are not) or a care leaver, and has an allocated social worker.",
    ),
    (
        {
            "kind": "in-care-or-supported-care-leaver",
            "worker_roles": ["social_worker"],
            "worker_needed_in_care": False,
        },
        "The child is in care (short breaks are not), or is a care leaver with an allocated social worker.",
    ),
    ({"kind": "age-range", "limit": 16}, "The child or young person is under 16."),
    ({"kind": "age-range", "from_age": 18}, "The child or young person is 18 or older."),
    (
        {"kind": "age-range", "from_age": 18, "limit": 25, "limit_included": True},
        "The child or young person is 18 or older and 25 or younger.",
    ),
    (
        {"kind": "time-in-care", "less_than_months": 12},
        "The child has been in care for less than 1 year, counted from the start of this period.",
    ),
    (
        {
            "kind": "care-leaver-parent",
            "age_limit": 25,
            "age_limit_included": False,
            "partner_services": [
                {"service": "home_start_leeds", "from": "2026-04-01", "to": "2027-04-01"},
                {"service": "adult_and_health", "to": "2027-01-31"},
                {"service": "futures"},
            ],
        },
        (
            "The young person is a care leaver and a parent, under 25, who lost a child through care "
            "proceedings and works with Home Start Leeds (from 1 April 2026 until 1 April 2027), Adult and "
            "Health (until 31 January 2027) or Futures."
        ),
    ),
]


@pytest.mark.parametrize("parameters, words", WORDS, ids=[one["kind"] for one, _ in WORDS])
def test_a_sentence_says_what_the_parameters_ask(parameters: dict[str, Any], words: str) -> None:
    """Every parameter is in it."""
    assert said(**parameters) == words


@pytest.mark.parametrize(
    "count, words", [(0, "no time"), (1, "1 month"), (12, "1 year"), (30, "2 years and 6 months")]
)
def test_months_are_told_as_years_and_months(count: int, words: str) -> None:
    """As people say them."""
    assert months_in_words(count) == words


@pytest.mark.parametrize(
    "reading, words",
    [
        ((("B1",),), "B1"),
        ((("B1", "B2"),), "B1 and B2"),
        ((("B1", "B2"), ("B3",)), "(B1 and B2) or B3"),
        ((("B1",), ("B2",)), "B1 or B2"),
    ],
)
def test_a_reading_is_told_as_a_formula(reading: tuple[tuple[str, ...], ...], words: str) -> None:
    """Brackets only where they are needed."""
    assert combined(reading) == words


@pytest.mark.parametrize(
    "readings, words",
    [
        (
            {"decide_by": "agreement", "R1": [["B1"]], "R2": [["B2"], ["B3"]]},
            "when B1. The page can also be read as B2 or B3: where the two differ a person decides.",
        ),
        (
            {"decide_by": "R2", "R1": [["B1"]], "R2": [["B2"], ["B3"]]},
            "when B2 or B3. The other reading, B1, is shown and does not decide.",
        ),
        (
            {"decide_by": "R1", "R1": [["B1"]], "R2": [["B2"], ["B3"]]},
            "when B1. The other reading, B2 or B3, is shown and does not decide.",
        ),
        ({"decide_by": "R1", "R1": [["B1"], ["B2"], ["B3"]]}, "when B1 or B2 or B3. B1"),
    ],
)
def test_the_page_says_how_the_criteria_combine(readings: dict[str, Any], words: str) -> None:
    """Which reading decides, and what becomes of the other."""
    assert f"Eligible {words}" in text(policy_with(readings=readings))


def test_the_page_of_leeds_has_everything_that_the_file_says() -> None:
    """Authority, version, dates, source, criteria, ages, who refers, and what the guide leaves open."""
    told = text(policy_with(effective_to="2027-04-01"))
    for words in (
        "leeds, version 2026-1 Authority E08000035 In force from 1 April 2017 until 1 April 2027 Source",
        "Minimum age Below 4 a person decides",
        "Work ends At 25: work in hand is completed; people are told 3 months before.",
        "Referred by Any practitioner.",
        "Left open - The guide lists three criteria",
        *LEEDS.leaves_open,
    ):
        assert words in told
    assert "Places" not in told


def test_the_page_says_what_others_ask_beside_the_criteria() -> None:
    """Consent, discussion, places and who comes first."""
    assert "Consent Under 18, of a person with parental responsibility." in text(SHIPPED["oxfordshire"])
    assert "Discussed With the IRO before the referral, while the child" in text(SHIPPED["lancashire"])
    assert (
        "50 children at one time; when none is free, first a child whose referral is urgent, then a child "
        "who turns 18 within 6 months, then who has waited longest."
    ) in text(SHIPPED["kent"])
    first = policy_with(
        capacity={"places": 3, "priority": ["work-ends-soon", "care-leaver"], "soon_months": 1}
    )
    assert (
        "first a young person for whom the offer ends within 1 month, then a care leaver, then who"
        in text(first)
    )
    assert "first who has waited longest" in text(policy_with(capacity={"places": 3}))
    assert "At 25: work in hand is closed. " in text(
        policy_with(work_ends={"age": 25, "work_in_hand": "close", "warn_months_before": 0})
    )
    assert "Minimum age" not in text(policy_with(minimum_age=0))


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("width", [20, 60, 100])
def test_the_page_fits_its_width(name: str, width: int) -> None:
    """Labels stand in a column of their own; below a width at which nobody could read it is kept readable."""
    lines = page(SHIPPED[name], width)
    longest_word = max(len(word) for word in text(SHIPPED[name]).split())
    column = 2 + max(11, *(len(criterion) for criterion in SHIPPED[name].criteria))
    assert max(len(line) for line in lines) <= max(width, column + 32, column + 2 + longest_word)
    assert all(line == line.rstrip() for line in lines)
