"""Checking a policy before it is used: faults refuse it, warnings say what is hardly meant."""

from datetime import date
from pathlib import Path

import pytest

from services.eligibility.policies.check import check
from services.eligibility.policies.files import POLICIES, shipped
from tests.unit.eligibility.children import ON

LEEDS_FILE = (POLICIES / "leeds.toml").read_text(encoding="utf-8")
FRG_FILE = (POLICIES / "frg_england_trial.toml").read_text(encoding="utf-8")


def warned(tmp_path: Path, text: str, today: date = ON) -> list[str]:
    """The warnings about a file with this text, without its name."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    found = check(file, today)
    assert found.faults == ()
    return [one.removeprefix(f"{file}:") for one in found.warnings]


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_policies_have_neither_faults_nor_warnings(name: str) -> None:
    """One line for the version in force."""
    found = check(POLICIES / f"{name}.toml", ON)
    assert (len(found.versions), found.warnings, found.faults) == (1, (), ())
    assert found.versions[0].startswith(f"{name} 20")


def test_each_version_is_told_with_its_dates_in_their_order(tmp_path: Path) -> None:
    """As people write dates."""
    later = LEEDS_FILE.replace("2017-04-01", "2027-04-01").replace("2026-1", "2027-1")
    (tmp_path / "a.toml").write_text(later, encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        LEEDS_FILE.replace("minimum_age = 4", "minimum_age = 4\neffective_to = 2027-04-01"), encoding="utf-8"
    )
    found = check(tmp_path, ON)
    assert found.versions == (
        "leeds 2026-1 (E08000035): in force from 1 April 2017, until 1 April 2027",
        "leeds 2027-1 (E08000035): in force from 1 April 2027, no end",
    )
    assert found.warnings == ()


def test_with_a_fault_there_are_no_warnings_and_the_good_versions_are_still_told(tmp_path: Path) -> None:
    """First what must be mended."""
    (tmp_path / "a.toml").write_text(LEEDS_FILE, encoding="utf-8")
    (tmp_path / "b.toml").write_text("name = 'leeds'", encoding="utf-8")
    found = check(tmp_path, ON)
    assert len(found.versions) == 1
    assert found.warnings == ()
    assert len(found.faults) > 3


@pytest.mark.parametrize(
    "old, new, at, said",
    [
        ('["B3"]]\nR2 = [["B1", "B2"], ["B1", "B3"]]', '["B2"]]', "[criteria.B3]", "no reading uses B3"),
        ('R2 = [["B1", "B2"], ["B1", "B3"]]', 'R2 = [["B3"], ["B2", "B1"]]', "R2 = ", "R2 says what R1 says"),
        ("minimum_age = 4", "minimum_age = 25", "[criteria.B3]", "whoever meets B3 is below minimum_age"),
        (
            "minimum_age = 4",
            "minimum_age = 4\neffective_to = 2027-04-01",
            "effective_to",
            "from 1 April 2027 on",
        ),
        (
            "from = 2017-04-01",
            "from = 2027-04-01",
            "effective_from",
            "until 1 April 2027 nothing is in force",
        ),
        (
            'service = "home_start_leeds"',
            'service = "home_start_leeds"\nto = 2026-11-21',
            '[[criteria.B3.partner_services]]\nservice = "home',
            "home_start_leeds left the list on 2026-11-21",
        ),
    ],
)
def test_what_is_hardly_meant_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, at: str, said: str
) -> None:
    """It is no fault: the policy can be used."""
    text = LEEDS_FILE.replace('decide_by = "agreement"', 'decide_by = "R1"').replace(old, new, 1)
    (warning,) = warned(tmp_path, text)
    lines = text[: text.index(f"\n{at}") + 1].count("\n") + 1
    assert warning.startswith(f"{lines}: ")
    assert said in warning


def test_a_list_of_partner_services_that_is_spent_is_told(tmp_path: Path) -> None:
    """Each service, and that nobody can meet the criterion; not of a version that is over."""
    text = LEEDS_FILE.replace('service = "', 'to = 2026-01-01\nservice = "')
    told = warned(tmp_path, text)
    assert len(told) == 4
    assert "no partner service is left on the list: nobody can meet B3" in told[-1]
    assert warned(tmp_path, text, date(2025, 12, 31)) == []
    over = text.replace("minimum_age = 4", "minimum_age = 4\neffective_to = 2026-06-01")
    assert [one.split(": ")[1] for one in warned(tmp_path, over)] == [
        "from 1 June 2026 on nothing is in force"
    ]


def test_a_service_that_comes_back_is_not_told(tmp_path: Path) -> None:
    """It has another row."""
    again = '[[criteria.B3.partner_services]]\nservice = "futures"\nto = 2026-01-01\n\n'
    text = LEEDS_FILE.replace(
        "[[criteria.B3.partner_services]]", f"{again}[[criteria.B3.partner_services]]", 1
    )
    assert warned(tmp_path, text) == []


def test_an_age_range_below_the_minimum_age_is_told(tmp_path: Path) -> None:
    """Whoever is young enough is too young."""
    (told,) = warned(tmp_path, FRG_FILE.replace("minimum_age = 4", "minimum_age = 16"))
    assert "whoever meets under_16 is below minimum_age" in told
