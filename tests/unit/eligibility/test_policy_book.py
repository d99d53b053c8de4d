"""A folder is the book of one policy: its versions follow one another by their dates, or it is refused."""

from datetime import date
from pathlib import Path

import pytest

from services.eligibility.policies.book import load_book
from services.eligibility.policies.files import POLICIES
from shared.errors import PolicyError

LEEDS_FILE = (POLICIES / "leeds.toml").read_text(encoding="utf-8")


def write(
    folder: Path, file: str, version: str, since: str, until: str | None = None, name: str = "leeds"
) -> None:
    """Put a version of Leeds's policy into a folder."""
    text = LEEDS_FILE.replace('version = "2026-1"', f'version = "{version}"').replace("2017-04-01", since)
    text = text.replace('name = "leeds"', f'name = "{name}"')
    if until:
        text = text.replace("minimum_age = 4", f"minimum_age = 4\neffective_to = {until}")
    (folder / file).write_text(text, encoding="utf-8")


def refusal(folder: Path) -> list[str]:
    """What is said about the folder, without its own name."""
    with pytest.raises(PolicyError) as refused:
        load_book(str(folder))
    return [line.removeprefix(f"{folder}/") for line in str(refused.value).splitlines()]


def line_of(folder: Path, file: str, setting: str) -> int:
    """The line of a setting in one of the files."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(setting))


def test_versions_are_used_by_their_dates_whatever_their_files_are_called(tmp_path: Path) -> None:
    """The order is that of effective_from; a file that is no TOML is left alone."""
    write(tmp_path, "z.toml", "2025", "2025-01-01", "2026-01-01")
    write(tmp_path, "a.toml", "2026", "2026-01-01")
    (tmp_path / "notes.txt").write_text("not a policy", encoding="utf-8")
    book = load_book(str(tmp_path))
    days = (date(2024, 6, 1), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [book.on(day).version for day in days] == ["2025", "2025", "2025", "2026"]
    assert not book.on(days[0]).in_force(days[0])
    assert list(book.days_of_change()) == [date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 1)]


def test_an_overlap_is_refused_where_the_earlier_version_ends(tmp_path: Path) -> None:
    """Too late an end, or none."""
    write(tmp_path, "one.toml", "1", "2025-01-01", "2026-02-01")
    write(tmp_path, "two.toml", "2", "2026-01-01")
    at = line_of(tmp_path, "one.toml", "effective_to")
    told = "overlaps two.toml, in force from 2026-01-01: set effective_to = 2026-01-01 there"
    assert refusal(tmp_path) == [f"one.toml:{at}: {told}"]
    write(tmp_path, "one.toml", "1", "2025-01-01")
    at = line_of(tmp_path, "one.toml", "effective_from")
    assert refusal(tmp_path) == [f"one.toml:{at}: {told}"]


def test_a_gap_is_refused_where_the_earlier_version_ends(tmp_path: Path) -> None:
    """Nobody could be screened in between."""
    write(tmp_path, "one.toml", "1", "2025-01-01", "2025-12-01")
    write(tmp_path, "two.toml", "2", "2026-01-01")
    at = line_of(tmp_path, "one.toml", "effective_to")
    (told,) = refusal(tmp_path)
    assert told.startswith(f"one.toml:{at}: no version is in force from 2025-12-01 until two.toml begins on")
    assert told.endswith(" 2026-01-01: set effective_to = 2026-01-01 there")


def test_two_versions_that_begin_on_one_day_are_refused(tmp_path: Path) -> None:
    """Setting an end would not help."""
    write(tmp_path, "one.toml", "1", "2025-01-01", "2026-01-01")
    write(tmp_path, "two.toml", "2", "2025-01-01")
    at = line_of(tmp_path, "two.toml", "effective_from")
    (told,) = refusal(tmp_path)
    assert told.startswith(f"two.toml:{at}: one.toml begins on 2025-01-01 too: change one of the two dates")


def test_the_same_version_twice_is_refused_even_with_another_between(tmp_path: Path) -> None:
    """A decision is stamped with the version: it must say which."""
    write(tmp_path, "one.toml", "1", "2024-01-01", "2025-01-01")
    write(tmp_path, "two.toml", "2", "2025-01-01", "2026-01-01")
    write(tmp_path, "three.toml", "1", "2026-01-01")
    at = line_of(tmp_path, "three.toml", "version")
    assert refusal(tmp_path) == [f"three.toml:{at}: one.toml is version 1 too: give each version its own"]


@pytest.mark.parametrize("setting, other", [("name", "salford"), ("authority", "E08000006")])
def test_two_policies_in_one_folder_are_refused(tmp_path: Path, setting: str, other: str) -> None:
    """Their dates are not compared: one has nothing to do with the other."""
    write(tmp_path, "one.toml", "1", "2025-01-01")
    write(tmp_path, "two.toml", "1", "2026-01-01")
    text = (tmp_path / "two.toml").read_text(encoding="utf-8")
    old = "E08000035" if setting == "authority" else '"leeds"'
    new = other if setting == "authority" else f'"{other}"'
    (tmp_path / "two.toml").write_text(text.replace(old, new), encoding="utf-8")
    at = line_of(tmp_path, "two.toml", setting)
    assert refusal(tmp_path) == [
        f"two.toml:{at}: {setting} is not that of one.toml: give each policy a folder of its own"
    ]


def test_a_folder_without_a_policy_is_refused(tmp_path: Path) -> None:
    """The message says what belongs there."""
    with pytest.raises(PolicyError, match=r"holds no \.toml file\. Put the versions of one policy there"):
        load_book(str(tmp_path))
