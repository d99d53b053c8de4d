"""Policies are data: read, checked, and refused with file, line, place and remedy."""

from datetime import date
from pathlib import Path

import pytest

from services.eligibility.policies.book import load_book
from services.eligibility.policies.files import POLICIES, shipped
from shared.errors import PolicyError

LEEDS_FILE = (POLICIES / "leeds.toml").read_text(encoding="utf-8")
LANCASHIRE_FILE = (POLICIES / "lancashire.toml").read_text(encoding="utf-8")


def refusal(tmp_path: Path, text: str) -> list[str]:
    """What is said about a policy file with this text: one line for each fault, without the file's name."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_book(str(file))
    said = str(refused.value).splitlines()
    assert all(line.startswith(f"{file}:") for line in said)
    return [line.removeprefix(f"{file}:") for line in said]


def line_with(text: str, part: str) -> int:
    """The line on which a text first has a part."""
    return text[: text.index(part)].count("\n") + 1


def test_leeds_is_the_default_and_what_domain_says() -> None:
    """Parameters of DOMAIN 2.1, none of them in code."""
    leeds = load_book().versions[0]
    assert (leeds.name, leeds.authority, leeds.minimum_age) == ("leeds", "E08000035", 4)
    assert leeds.readings.R1 == (("B1", "B2"), ("B3",))
    assert leeds.readings.R2 == (("B1", "B2"), ("B1", "B3"))


def test_a_policy_is_found_by_name_by_file_or_by_folder(tmp_path: Path) -> None:
    """A copy of the file is as good as the name, with or without the mark that some editors put first."""
    (tmp_path / "copy.toml").write_text(LEEDS_FILE, encoding="utf-8-sig")
    for place in (tmp_path, tmp_path / "copy.toml"):
        assert load_book(str(place)) == load_book("leeds")


@pytest.mark.parametrize("name", ["nowhere", "../leeds", "nowhere.toml"])
def test_an_unknown_policy_is_refused_with_the_known_ones(name: str) -> None:
    """The message says what may be named."""
    with pytest.raises(PolicyError, match=r"no such policy\. Name one of .*leeds.*, or give the path"):
        load_book(name)


@pytest.mark.parametrize(
    "text, said",
    [
        (
            "name = 'x'\nversion = = 2",
            "2: not TOML: Invalid value (at line 2, column 11). Correct that place",
        ),
        ("name = 'x'\nname = 'y'\n#", "2: not TOML: Cannot overwrite a value (at line 2, column 11)."),
        ("name = 'x'\nlist = [\n", "2: not TOML: Invalid value (at end of document). Correct that place"),
        ("", "1: name is missing: add it"),
    ],
)
def test_a_file_that_is_not_toml_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    """The line as for every other fault, and the column."""
    assert refusal(tmp_path, text)[0].startswith(said)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """Saved in another encoding."""
    file = tmp_path / "mine.toml"
    file.write_bytes(b"name = '\xff'")
    with pytest.raises(PolicyError, match="Save it as UTF-8"):
        load_book(str(file))


@pytest.mark.parametrize(
    "old, new, at, said",
    [
        ("minimum_age = 4", "", None, "minimum_age is missing: add it"),
        (
            "minimum_age = 4",
            "minimal = 3\nminimum_age = 4",
            "minimal",
            "minimal is not a setting of a policy",
        ),
        ("minimum_age = 4", "minimum_age = 'four'", "minimum_age", "minimum_age is not a whole number"),
        (
            "minimum_age = 4",
            "minimum_age = 400",
            "minimum_age",
            "minimum_age is too great: write 120 or less",
        ),
        ("minimum_age = 4", "minimum_age = -4", "minimum_age", "minimum_age is too small: write 0 or more"),
        (
            "worker_needed_in_care = false",
            'worker_needed_in_care = "no"',
            "worker_needed",
            "neither true nor",
        ),
        ('name = "leeds"', "name = 7", "name = 7", "name is not a text: put it in quotes"),
        ('kinship = "unknown"', 'kinship = "perhaps"', "kinship", "write 'met', 'not_met' or 'unknown'"),
        ('kinship = "unknown"', "", "[criteria.B1]", "criteria.B1.kinship is missing: add it"),
        ('"care-leaver-parent"', '"parents"', "[criteria.B3]", "criteria.B3 is not a kind of criterion: set"),
        ('kind = "care-leaver-parent"', "", "[criteria.B3]", "criteria.B3 has no kind"),
        (
            "[criteria.B1]",
            '[criteria."B 1"]',
            '[criteria."B 1"]',
            "criteria.B 1 is not a code: write letters",
        ),
        (
            '"futures"',
            '"Futures Leeds"',
            'service = "Futures',
            "criteria.B3.partner_services.0.service is not",
        ),
        (
            "social_worker",
            "sozial_worker",
            "worker_roles",
            "worker_roles.0: sozial_worker is none of the codes",
        ),
        (
            "effective_from = 2017-04-01",
            "effective_from = 2017",
            "effective_from",
            "a calendar date (YYYY-MM",
        ),
        ("R1 = [[", "R1 = [] #", "R1 = [] #", "readings.R1 is empty: name at least one"),
        ("R1 = [[", "R1 = 'B1' #", "R1 = 'B1'", "readings.R1 is not a list: put it in [ ]"),
        (
            "[work_ends]",
            "[work_ends.more]",
            "[work_ends.more]",
            "work_ends.more is not a setting of a policy",
        ),
    ],
)
def test_a_wrong_setting_is_refused_with_line_place_and_remedy(
    tmp_path: Path, old: str, new: str, at: str | None, said: str
) -> None:
    """The line is that of the setting, or of the table that lacks it; a missing table is told at the top."""
    text = LEEDS_FILE.replace(old, new, 1)
    assert text != LEEDS_FILE
    number = 1 if at is None else line_with(text, at)
    assert any(line.startswith(f"{number}: ") and said in line for line in refusal(tmp_path, text))


@pytest.mark.parametrize(
    "old, new, at, said",
    [
        (
            '["B1", "B3"]',
            '["B1", "B4"]',
            'R2 = [["B1"',
            "readings name B4, which the file does not define: add",
        ),
        (
            "minimum_age = 4",
            "minimum_age = 4\neffective_to = 2017-04-01",
            "effective_to",
            "is not after effective",
        ),
        (
            'R2 = [["B1", "B2"], ["B1", "B3"]]',
            "",
            "[readings]",
            "decide_by names R2, which the file does not give",
        ),
        (
            'service = "futures"',
            'service = "futures"\nfrom = 2026-01-01\nto = 2026-01-01',
            None,
            "never on the list",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused_with_the_line(
    tmp_path: Path, old: str, new: str, at: str | None, said: str
) -> None:
    """Each setting alone would do."""
    text = LEEDS_FILE.replace('decide_by = "agreement"', 'decide_by = "R2"').replace(old, new, 1)
    number = line_with(text, at or "[[criteria.B3.partner_services]]")
    if at == "[readings]":
        number += 1
    assert any(line.startswith(f"{number}: ") and said in line for line in refusal(tmp_path, text))


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            '"LTFOST18",',
            '"LTFOST",',
            "criteria.permanence.counts.0: LTFOST is none of the codes that count here",
        ),
        (
            '"REMAINSUP",',
            '"LTFOST18",',
            "criteria.permanence: LTFOST18 stands in counts and in does_not_count",
        ),
        ('"qualifying"', '"none"', "criteria.care_leaver.categories.2: none is none of the codes"),
        ("limit = 25", "limit = 0", "criteria.under_25: no age lies between from_age and limit"),
        ("limit = 25\n", "\n", "criteria.under_25: everybody is of that age"),
    ],
)
def test_a_criterion_that_nobody_or_everybody_meets_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """A slip of the pen must not shut children out in silence."""
    text = LANCASHIRE_FILE.replace(old, new, 1)
    assert text != LANCASHIRE_FILE
    (line,) = refusal(tmp_path, text)
    assert said in line


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Nobody has to mend one to hear of the next."""
    broken = LEEDS_FILE.replace("minimum_age = 4", "minimum_age = 'x'").replace('"B3"]]', '"B8"]]')
    (tmp_path / "one.toml").write_text(broken.replace('kinship = "unknown"', ""), encoding="utf-8")
    (tmp_path / "two.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_book(str(tmp_path))
    said = [line.removeprefix(f"{tmp_path}/") for line in str(refused.value).splitlines()]
    assert [line.split(":")[0] for line in said] == ["one.toml", "one.toml", "two.toml"]
    names = LEEDS_FILE.replace('["B1", "B3"]', '["B8", "B9"]')
    assert [line.split()[3] for line in refusal(tmp_path, names)] == ["B8,", "B9,"]


def test_a_policy_is_in_force_between_its_dates(tmp_path: Path) -> None:
    """From the first day until before the last; asked on another day, the message says when it is."""
    file = tmp_path / "mine.toml"
    dated = LEEDS_FILE.replace("minimum_age = 4", "minimum_age = 4\neffective_to = 2027-04-01")
    file.write_text(dated, encoding="utf-8")
    book = load_book(str(file))
    (policy,) = book.versions
    days = (date(2017, 3, 31), date(2017, 4, 1), date(2027, 3, 31), date(2027, 4, 1))
    assert [policy.in_force(day) for day in days] == [False, True, True, False]
    assert book.in_force(days[2]) is policy
    with pytest.raises(
        PolicyError, match=r"not in force on 2027-04-01: .*2026-1 from 2017-04-01 until 2027-04-01"
    ):
        book.in_force(days[3])


def test_the_shipped_policies_are_those_of_domain() -> None:
    """Leeds, those of DOMAIN 2.4, and no other."""
    assert shipped() == (
        "central_bedfordshire",
        "frg_england_trial",
        "kent",
        "lancashire",
        "leeds",
        "oxfordshire",
        "salford",
    )
