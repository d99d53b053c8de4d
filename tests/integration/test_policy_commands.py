"""`lifelong-links policy` as an authority's manager types it: in a folder of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.eligibility.policies.files import POLICIES

RECORD = {
    "child_id": "CH-1",
    "record_version": 1,
    "as_of": "2026-11-20T09:00:00Z",
    "date_of_birth": "2012-04-01",
    "care": {"period_started": "2020-01-01", "legal_status": "C2", "placement": "U4"},
    "care_leaver": "none",
    "permanence_plan": ["RETURNEV"],
    "workers": [{"worker_id": "W1", "role": "social_worker"}],
}
LEEDS_FILE = (POLICIES / "leeds.toml").read_text(encoding="utf-8")


def policy(folder: Path, *words: str, columns: int = 70) -> subprocess.CompletedProcess[str]:
    """Type `lifelong-links policy ...` in a folder, with a terminal of so many columns."""
    script = Path(sys.executable).parent / "lifelong-links"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "COLUMNS": str(columns)}
    done = subprocess.run(
        [str(script), "policy", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_a_version_is_checked_before_it_is_used(tmp_path: Path) -> None:
    """One line for each version, the warnings, and what to do once it is in place."""
    ended = LEEDS_FILE.replace("minimum_age = 4", "minimum_age = 4\neffective_to = 2030-04-01")
    (tmp_path / "mine.toml").write_text(ended, encoding="utf-8")
    done = policy(tmp_path, "check", "mine.toml")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "leeds 2026-1 (E08000035): in force from 1 April 2017, until 1 April 2030",
        "No fault found. Once a new version is in place: lifelong-links rescreen",
    ]
    assert done.stderr.startswith("warning: mine.toml:")


def test_every_fault_is_one_line_with_file_line_and_remedy(tmp_path: Path) -> None:
    """Over several files, and with the exit code of a thing that the user can mend."""
    (tmp_path / "one.toml").write_text(LEEDS_FILE.replace("minimum_age = 4", ""), encoding="utf-8")
    (tmp_path / "two.toml").write_text("name =", encoding="utf-8")
    done = policy(tmp_path, "check", ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "one.toml:1: minimum_age is missing: add it",
        "two.toml:1: not TOML: Invalid value (at end of document). Correct that place",
    ]
    assert policy(tmp_path, "check", "nowhere").returncode == 2


def test_a_policy_is_shown_in_plain_english(tmp_path: Path) -> None:
    """As wide as the terminal, on a day on which it is in force."""
    done = policy(tmp_path, "show", "kent", "--on", "2026-11-21")
    assert done.returncode == 0
    assert done.stdout.startswith("kent, version 2026-1\n\nAuthority    E10000016\n")
    assert max(len(line) for line in done.stdout.splitlines()) <= 70
    early = policy(tmp_path, "show", "kent", "--on", "2016-01-01")
    assert early.returncode == 2
    assert early.stderr.startswith("lifelong-links: kent: not in force on 2016-01-01: choose another date or")


def test_the_shipped_policies_are_listed(tmp_path: Path) -> None:
    """Name, authority and versions."""
    listed = [line.split() for line in policy(tmp_path, "list").stdout.splitlines()]
    assert ["leeds", "E08000035", "2026-1"] in listed
    assert len(listed) == 7


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_two_policies_are_compared_over_a_file(tmp_path: Path, more: tuple[str, ...]) -> None:
    """Who changes and why; a line that is no record is told by its number, and the rest goes on."""
    fostered = RECORD | {"child_id": "CH-2", "permanence_plan": ["LTFOST18"]}
    lines = [json.dumps(RECORD), "{", json.dumps(fostered)]
    (tmp_path / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = policy(tmp_path, "compare", "leeds", "oxfordshire", "records.jsonl", "--on", "2026-11-21", *more)
    assert (done.returncode, done.stderr) == (1, "line 2: record (json_invalid)\n")
    if more:
        assert json.loads(done.stdout)["changes"][0]["child_ids"] == ["CH-1"]
    else:
        assert "leeds 2026-1: the plan is to live within the family\n    CH-1\n" in done.stdout
