"""How an authority works where the rules leave it a choice: a file, and what is wrong with it."""

from pathlib import Path

import pytest

from shared.errors import ConfigurationError
from shared.rules.practice import DEFAULT, Practice, load_practice


def written(folder: Path, text: str | bytes) -> Path:
    """A practice file."""
    path = folder / "practice.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_what_a_file_leaves_out_stays_as_it_is_by_default(tmp_path: Path) -> None:
    """An authority writes down only what it does otherwise."""
    assert load_practice(written(tmp_path, "")) == DEFAULT
    chosen = load_practice(written(tmp_path, 'handover_working_days = 3\nunknown_author = "accept"\n'))
    assert (chosen.handover_working_days, chosen.unknown_author) == (3, "accept")
    assert chosen.own_consent_asked_days == DEFAULT.own_consent_asked_days


def test_the_defaults_are_those_of_the_issue() -> None:
    """Five working days of hand-over, four weeks ahead of the birthday, an unknown author is asked about."""
    assert (DEFAULT.handover_working_days, DEFAULT.own_consent_asked_days) == (5, 28)
    assert (DEFAULT.unknown_author, DEFAULT.approver_made_every_check) == ("ask", "accept")


@pytest.mark.parametrize(
    "text, key",
    [
        ("hand_over_days = 3\n", "hand_over_days"),
        ('unknown_author = "perhaps"\n', "unknown_author"),
        ("handover_working_days = -1\n", "handover_working_days"),
        ('own_consent_asked_days = "soon"\n', "own_consent_asked_days"),
        ("restriction_review_months = 0\n", "restriction_review_months"),
        ("handover_working_days = \n", "is not TOML"),
        (b"\xff\xfe", "is not TOML"),
    ],
)
def test_a_fault_names_the_file_and_the_key(tmp_path: Path, text: str | bytes, key: str) -> None:
    """One line that says where to look."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as fault:
        load_practice(path)
    assert str(path) in str(fault.value)
    assert key in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Also when it is not there."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_practice(tmp_path / "nowhere.toml")


def test_every_choice_says_what_it_decides() -> None:
    """The reference is made from these words."""
    assert all(field.description for field in Practice.model_fields.values())
