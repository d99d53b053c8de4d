"""`lifelong-links import` as an operator types it, without a broker."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.commands.imports import import_app
from tests.unit.imports import extracts
from tests.unit.imports.folder import episodes, header, persons, table

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
        assert NAME not in done.output
        return done

    return typed


def test_records_are_printed_one_a_line(run: Run, tmp_path: Path) -> None:
    """Standard output has nothing but records."""
    persons(tmp_path, "A", "B")
    done = run("ssd", tmp_path, "--as-of", "2026-03-31", "--authority", "E08000035")
    assert done.exit_code == 0
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["child_id"] for one in records] == ["A", "B"]
    assert {one["responsible_authority"] for one in records} == {"E08000035"}
    assert {one["as_of"] for one in records} == {"2026-03-30T23:00:00Z"}
    version = records[0]["record_version"]
    assert done.stderr.startswith(f"2 records, version {version}, as of 2026-03-31 (given; 2012-04-01 is ")


def test_tables_that_were_not_found_are_named(run: Run, tmp_path: Path) -> None:
    """A file under a wrong name would else be missed in silence."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""))
    done = run("ssd", tmp_path)
    assert done.exit_code == 0
    assert done.stderr.endswith(
        "; not in the folder, and so not known: ssd_legal_status, ssd_cla_placement, ssd_cla_care_plan, "
        "ssd_permanence, ssd_care_leavers, ssd_involvements, ssd_mother\n"
    )


def test_a_folder_of_the_other_kind_names_the_other_command(run: Run, tmp_path: Path) -> None:
    """Instead of asking for a table that this folder will never have."""
    header(tmp_path / "return", "A")
    persons(tmp_path / "ssd", "A")
    for words, other in ((("ssd", tmp_path / "return"), "ssda903"), (("ssda903", tmp_path / "ssd"), "ssd")):
        done = run(*words)
        assert done.exit_code == 2
        assert done.stderr.endswith(f"this is an extract for `lifelong-links import {other}`\n")


def test_a_return_is_imported_likewise(run: Run, tmp_path: Path) -> None:
    """The other command takes the other files."""
    header(tmp_path, "A")
    assert json.loads(run("ssda903", tmp_path).stdout)["child_id"] == "A"


def test_records_go_into_a_file(run: Run, tmp_path: Path) -> None:
    """Which only its owner may read; nothing is printed but how many they are."""
    persons(tmp_path / "ssd", "A")
    out = tmp_path / "records.jsonl"
    done = run("ssd", tmp_path / "ssd", "--out", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(out.read_text())["child_id"] == "A"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_the_version_rises_with_newer_data_and_is_the_same_for_the_same(run: Run, tmp_path: Path) -> None:
    """It rises with the newest day in the data, and for the same day with the files' own time."""
    persons(tmp_path, "A")

    def version(*words: str) -> int:
        found = json.loads(run("ssd", tmp_path, *words).stdout)["record_version"]
        assert isinstance(found, int)
        return found

    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""))
    begun = version()
    assert begun == version()
    episodes(tmp_path, ("A", "2020-01-02", "S", "", ""))
    assert version() > begun
    os.utime(tmp_path / "ssd_cla_episodes.csv", (1_577_923_200 + 60, 1_577_923_200 + 60))
    os.utime(tmp_path / "ssd_person.csv", (1_577_923_200, 1_577_923_200))
    assert version() == 1_577_923_200 + 1
    assert version("--as-of", "2026-03-31T00:00:07Z") == 1_774_915_207
    assert version("--as-of", "2026-03-31", "--record-version", "0") == 0


def test_faults_are_told_of_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    """By file, line and column, never by value; the exit code says that something was wrong."""
    table(
        tmp_path,
        "ssd_person",
        "pers_person_id,pers_dob",
        ("A", NAME),
        (NAME, "2012-01-01"),
        ("C", "2012-01-01"),
    )
    done = run("ssd", tmp_path)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["child_id"] == "C"
    columns, _, first, second, last = done.stderr.splitlines()
    assert columns == "ssd_person.csv: pers_death_date: no such column in the file: not known"
    assert first.startswith("ssd_person.csv, line 3: pers_person_id: not an id")
    assert second == "ssd_person.csv, line 2: pers_dob: not a date"
    assert "; 3 faults, told above; 1 remark, told above; " in last


def test_children_outside_care_are_left_out_on_request(run: Run, tmp_path: Path) -> None:
    """The SSD holds everybody known to the authority."""
    persons(tmp_path, "A", "B")
    episodes(tmp_path, ("B", "2020-01-01", "S", "", ""))
    assert json.loads(run("ssd", tmp_path, "--care-only").stdout)["child_id"] == "B"


@pytest.mark.parametrize(
    "words, said",
    [
        ((), "no ssd_person.csv. Export that table into the folder too"),
        (("--as-of", NAME), "--as-of: a date or moment is needed, for instance 2026-03-31T18:00"),
        (("--as-of", "1066-10-14"), "--as-of: a date or moment is needed, for instance 2026-03-31T18:00"),
        (("--authority", "Leeds"), "--authority: an ONS code is needed, for instance E08000035"),
        (
            ("--publish",),
            "where nobody listens to an import: name the services' broker",
        ),
    ],
)
def test_what_is_wrong_is_one_line_before_any_work(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Before any work: file or option, and what to do."""
    done = run("ssd", tmp_path, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0].endswith(said)
    assert len(done.stderr.splitlines()) == 1


def test_an_interrupted_import_leaves_nothing(tmp_path: Path) -> None:
    """Neither half a file nor a temporary one, whichever signal ended it."""
    extracts.make_ssda903(tmp_path / "extract", 5_000)
    for sign in (signal.SIGINT, signal.SIGTERM):
        (out := tmp_path / sign.name).mkdir()
        words = ["ssda903", str(tmp_path / "extract"), "--out", str(out / "records.jsonl")]
        script = "from deploy.commands.imports import import_app; import_app()"
        process = subprocess.Popen([sys.executable, "-c", script, *words], stderr=subprocess.PIPE, text=True)
        while not list(out.iterdir()):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(sign)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 130
        assert (
            told == "stopped before the extract was read to its end; no file was written and nothing sent\n"
        )
        assert list(out.iterdir()) == []


def test_a_reader_who_has_had_enough_is_no_fault(tmp_path: Path) -> None:
    """`| head` ends the import quietly."""
    extracts.make_ssda903(tmp_path, 2_000)
    script = "from deploy.commands.imports import import_app; import_app()"
    words = [sys.executable, "-c", script, "ssda903", str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 130
