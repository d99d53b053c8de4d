"""What a worker is to the child, and which category a care leaver is of."""

import pytest

from deploy.imports.leavers import category_of
from deploy.imports.roles import is_unknown, role_of
from deploy.imports.values import Unreadable
from shared.rules.codes import UNRECOGNISED


@pytest.mark.parametrize(
    "words, role",
    [
        ("Social Worker", "social_worker"),
        ("ALLOCATED CASE WORKER", "social_worker"),
        ("Child's Social Worker", "social_worker"),
        ("CW", "social_worker"),
        ("Personal Advisor", "personal_adviser"),
        ("personal adviser", "personal_adviser"),
        ("16PLUS", "personal_adviser"),
        ("Leaving Care - Personal Adviser", "personal_adviser"),
        ("Independent Reviewing Officer (IRO)", "iro"),
        ("IRO", "iro"),
        ("Team Manager", "manager"),
        *((code, "social_worker") for code in ("ALLWKR", "ALLWORK", "AW", "REL.ALLWORK", "REL.ALLWORKCF")),
        *((words, "social_worker") for words in ("ALLOCATED_WORKER", "Allocated Worker - Children")),
        *((words, "social_worker") for words in ("Social Worker (Lead)", "C&F Allocated Worker")),
        *((words, "personal_adviser") for words in ("PA - Personal Advisor", "REL.PERSONALADVISOR")),
    ],
)
def test_roles_are_known_by_the_words_of_case_systems(words: str, role: str) -> None:
    """Both spellings of adviser, case, punctuation and System C's codes."""
    assert role_of(words) == role


@pytest.mark.parametrize(
    "words, code",
    [
        ("Family Support Worker", "family_support_worker"),
        ("Supervising Social Worker", "supervising_social_worker"),
        ("Student Social Worker", "student_social_worker"),
        ("YOT", "YOT"),
        ("REL.SSW", "REL.SSW"),
        ("ROLE_17", "ROLE_17"),
    ],
)
def test_an_unknown_role_stays_a_code(words: str, code: str) -> None:
    """The carer's or a student's social worker is not the child's."""
    assert role_of(words) == code


def test_what_no_table_has_is_unknown() -> None:
    """A code or something typed; words for jobs say what somebody is, though no rule asks for it."""
    assert [is_unknown(role) for role in ("REL.SSW", "ROLE_17", UNRECOGNISED)] == [True] * 3
    assert [is_unknown(role) for role in ("social_worker", "family_support_worker")] == [False] * 2


@pytest.mark.parametrize("words", ["Ann Other", "Ann Other (social worker)", "Smith", "", "smith-jones"])
def test_a_name_in_the_field_of_the_role_never_travels(words: str) -> None:
    """Whoever it is, what they are is not recognised."""
    assert role_of(words) == UNRECOGNISED


@pytest.mark.parametrize(
    "words, category",
    [
        ("Relevant", "relevant"),
        ("Relevant child", "relevant"),
        ("a) Relevant child", "relevant"),
        ("Former Relevant", "former_relevant"),
        ("Former relevant child", "former_relevant"),
        ("b) Former relevant child", "former_relevant"),
        ("FORMER-RELEVANT", "former_relevant"),
        ("Qualifying care leaver", "qualifying"),
        ("c) Qualifying care leaver", "qualifying"),
        ("Eligible child", "eligible"),
        ("d) Eligible child", "eligible"),
        ("FR", "former_relevant"),
        ("No Current Eligibility", "none"),
    ],
)
def test_categories_of_every_vintage(words: str, category: str) -> None:
    """The SSD's words, Annex A's letters and codes."""
    assert category_of(words) == category


def test_an_unknown_category_is_a_code_or_told_of() -> None:
    """Something with a digit is a code; words are never passed on."""
    assert category_of("CL21") == "CL21"
    with pytest.raises(Unreadable, match=r"^not a care-leaver category$"):
        category_of("ask Ann")
