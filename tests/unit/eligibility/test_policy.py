"""Policies are data: read, checked, and refused with file, place and remedy."""

from datetime import date
from pathlib import Path

import pytest

from services.eligibility.policy_book import POLICIES, load_book, load_policy
from shared.errors import PolicyError

LEEDS_FILE = (POLICIES / "leeds.toml").read_text(encoding="utf-8")


def refusal(tmp_path: Path, text: str) -> str:
    """What is said about a policy file with this text."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_policy(file)
    said = str(refused.value)
    assert said.startswith(str(file))
    return said.removeprefix(f"{file}: ")


def test_leeds_is_the_default_and_what_domain_says() -> None:
    """Parameters of DOMAIN 2.1, none of them in code."""
    leeds = load_book().versions[0]
    assert (leeds.name, leeds.authority, leeds.minimum_age) == ("leeds", "E08000035", 4)
    assert leeds.readings.R1 == (("B1", "B2"), ("B3",))
    assert leeds.readings.R2 == (("B1", "B2"), ("B1", "B3"))


def test_a_policy_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    """A copy of the file is as good as the name."""
    file = tmp_path / "copy.toml"
    file.write_text(LEEDS_FILE, encoding="utf-8")
    assert load_policy(file) == load_book("leeds").versions[0]


@pytest.mark.parametrize("name", ["nowhere", "../leeds", "nowhere.toml"])
def test_an_unknown_policy_is_refused_with_the_known_ones(name: str) -> None:
    """The message says what may be named."""
    with pytest.raises(PolicyError, match=r"no such policy\. Name one of .*leeds.*, or give the path"):
        load_book(name)


def test_a_file_that_is_not_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    """Line and column."""
    assert "at line 2" in refusal(tmp_path, "name = 'x'\nversion = = 2")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """Saved in another encoding."""
    file = tmp_path / "mine.toml"
    file.write_bytes(b"name = '\xff'")
    with pytest.raises(PolicyError, match="Save it as UTF-8"):
        load_policy(file)


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("minimum_age = 4", "", "minimum_age is missing: add it"),
        ("minimum_age = 4", "minimum_age = 4\nminimal = 3", "minimal is not a setting of a policy"),
        ("minimum_age = 4", "minimum_age = 'four'", "minimum_age: Input should be a valid integer"),
        (
            'kinship = "unknown"',
            'kinship = "perhaps"',
            "kinship: Input should be 'met', 'not_met' or 'unknown'",
        ),
        ('kind = "care-leaver-parent"', 'kind = "parents"', "criteria.B3 is not a kind of criterion: 'plan-"),
        ('kind = "care-leaver-parent"', "", "criteria.B3 has no kind"),
        (
            '["B1", "B3"]',
            '["B1", "B4"]',
            "readings name B4, which the file does not define: add [criteria.B4]",
        ),
        (
            "minimum_age = 4",
            "minimum_age = 4\neffective_to = 2017-04-01",
            "effective_to is not after effective_from",
        ),
        (
            'service = "futures"',
            'service = "Futures Leeds"',
            "partner_services.0.service: String should match",
        ),
        ('R1 = [["B1", "B2"], ["B3"]]', "R1 = []", "readings.R1: Tuple should have at least 1 item"),
    ],
)
def test_a_wrong_policy_is_refused_with_place_and_remedy(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """One line for each fault."""
    assert old in LEEDS_FILE
    assert said in refusal(tmp_path, LEEDS_FILE.replace(old, new))


def test_a_policy_is_in_force_between_its_dates(tmp_path: Path) -> None:
    """From the first day until before the last."""
    file = tmp_path / "mine.toml"
    file.write_text(
        LEEDS_FILE.replace("minimum_age = 4", "minimum_age = 4\neffective_to = 2027-04-01"), encoding="utf-8"
    )
    policy = load_policy(file)
    days = (date(2017, 3, 31), date(2017, 4, 1), date(2027, 3, 31), date(2027, 4, 1))
    assert [policy.in_force(day) for day in days] == [False, True, True, False]
