"""The exit code, the report and `--strict` say whether something was left out (issue 8, extracts 5)."""

import csv
import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.commands.imports import import_app
from tests.unit.imports import extracts
from tests.unit.imports.folder import episodes, persons, table

NAME = "Ann Other"

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command; no setting of this machine has a say."""
    for name in [name for name in os.environ if name.upper().startswith("LL_")]:
        monkeypatch.delenv(name)

    def typed(*words: str | Path) -> Result:
        done = CliRunner().invoke(import_app, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    return typed


@pytest.mark.parametrize("kind, make", [("ssd", extracts.make_ssd), ("ssda903", extracts.make_ssda903)])
def test_all_taken_is_0(run: Run, tmp_path: Path, kind: str, make: Callable[[Path, int], None]) -> None:
    """An extract without faults."""
    make(tmp_path / kind, 20)
    assert run(kind, tmp_path / kind, "--strict", "--out", tmp_path / "records").exit_code == 0


def faulty(folder: Path) -> Path:
    """An extract with a row of nobody, a date that cannot be read, a file that is not read and a remark."""
    persons(folder, "A", "B")
    rows = (("A", "soon", "S", "", ""), ("X", "2020-01-01", "S", "", ""), ("Y", "2020-01-01", "S", "", ""))
    episodes(folder, *rows)
    table(folder, "ssd_mother", "moth_person_id", ("A",))
    (folder / "=cmd|calc.csv").write_text("x\n")
    return folder


def test_something_left_out_is_1(run: Run, tmp_path: Path) -> None:
    """The rest is written."""
    done = run("ssd", faulty(tmp_path), "--as-of", "2026-03-31")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    assert "4 faults, told above" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "name, rows",
    [
        ("ssd_person_2025", [("pers_person_id", "pers_dob"), ("Z", "2012-01-01")]),
        ("strange", [("a", "b")]),
        ("ssd_care_leavers", [("clea_person_id", "clea_care_leaver_eligibility"), ("A", "ask Ann")]),
        ("ssd_mother", [("moth_person_id",), ("Z",)]),
    ],
)
def test_each_kind_of_loss_is_1(run: Run, tmp_path: Path, name: str, rows: list[tuple[str, ...]]) -> None:
    """A second file, an unknown one, a value, a row."""
    persons(tmp_path, "A")
    table(tmp_path, name, ",".join(rows[0]), *rows[1:])
    assert run("ssd", tmp_path).exit_code == 1


def test_the_report_has_every_fault_and_no_value(run: Run, tmp_path: Path) -> None:
    """File, line, column, kind, what was done; a row for each, also where standard error counts them."""
    report = tmp_path / "faults.csv"
    done = run("ssd", faulty(tmp_path / "ssd"), "--as-of", "2026-03-31", "--report", report)
    assert done.exit_code == 1
    rows = list(csv.reader(io.StringIO(report.read_text(), newline="")))
    assert rows[0] == ["file", "line", "column", "kind", "done"]
    assert rows[1:] == [
        ["ssd_cla_episodes.csv", "", *column, "no such column in the file: not known", "kept"]
        for column in (["clae_entered_care_date"], ["clae_cla_id"], ["clae_referral_id"])
    ] + [
        [
            "'=cmd|calc.csv",
            "",
            "the file",
            "neither its name nor its columns are those of a table",
            "not read",
        ],
        ["ssd_cla_episodes.csv", "2", "clae_cla_episode_start_date", "not a date", "fact not known"],
        ["ssd_cla_episodes.csv", "3", "clae_person_id", "not in ssd_person: left out", "row left out"],
        ["ssd_cla_episodes.csv", "4", "clae_person_id", "not in ssd_person: left out", "row left out"],
    ]
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_report_is_a_formula(run: Run, tmp_path: Path, start: str) -> None:
    """Whatever a file or a column is called."""
    persons(tmp_path / "ssd", "A")
    table(tmp_path / "ssd", f"{start}SUM(1)", "x")
    columns = f"{start}invo_person_id,invo_professional_id,invo_professional_role_id"
    table(
        tmp_path / "ssd",
        "ssd_involvements",
        f"{columns},invo_involvement_start_date,invo_involvement_end_date",
        ("Z", "W1", "IRO", "2020-01-01", ""),
    )
    run("ssd", tmp_path / "ssd", "--report", tmp_path / "faults.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "faults.csv").read_text(), newline="")))
    assert len(rows) > 2
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_imports_own_files_in_the_folder_are_none_of_the_extract(run: Run, tmp_path: Path) -> None:
    """The same command a second time says the same."""
    persons(tmp_path, "A")
    words = ("ssd", tmp_path, "--out", tmp_path / "out.csv", "--report", tmp_path / "faults.csv")
    first, second = run(*words), run(*words)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stderr == second.stderr


def test_strict_refuses_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Neither a file nor standard output; the report is for mending."""
    folder = faulty(tmp_path / "ssd")
    done = run("ssd", folder, "--strict", "--out", tmp_path / "records", "--report", tmp_path / "faults.csv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert not (tmp_path / "records").exists()
    assert (tmp_path / "faults.csv").exists()
    done = run("ssd", folder, "--strict")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith("refused (--strict)")


def test_strict_takes_what_is_whole(run: Run, tmp_path: Path) -> None:
    """Remarks refuse nothing: what they speak of is in the records."""
    persons(tmp_path, "A")
    done = run("ssd", tmp_path, "--strict")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["child_id"] == "A"


def test_the_last_line_says_what_was_taken_and_why(run: Run, tmp_path: Path) -> None:
    """How many records, their version, of when they are and by what."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-05", "S", "", ""))
    last = run("ssd", tmp_path).stderr.splitlines()[-1]
    assert ", as of 2020-01-05 (the newest day in it); 3 remarks, told above; not in the folder" in last
    last = run("ssd", tmp_path, "--as-of", "2026-03-31").stderr.splitlines()[-1]
    assert ", as of 2026-03-31 (given; 2020-01-05 is the newest day in it); " in last
