"""A first look from an empty folder: `check` on the embedded defaults, `--version`, `-h`, `screen -`."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from deploy.composition import NAMES
from shared.config import load
from shared.runtime import where
from shared.storage.migrate import upgrade
from tests.house.files import ROOT

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Type a command in an empty folder, with no settings."""

    def typed(*words: str, given: str | None = None) -> Done:
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "deploy.cli", *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, input=given
        )

    return typed


@pytest.fixture
def journals(tmp_path: Path) -> None:
    """Empty journals, where the defaults look for them."""
    settings = load(environment={}, database_url=f"sqlite:///{tmp_path}/.lifelong-links/data")
    for service in NAMES:
        asyncio.run(upgrade(where(settings, service)))


def test_the_defaults_can_be_checked_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    """In an empty folder: what is not there yet is told with what makes it, and looking makes nothing."""
    done = run("check")
    assert done.returncode == 1
    assert "WRONG  database        there is no folder .lifelong-links/data" in done.stdout
    assert "first: run `lifelong-links migrate`" in done.stdout
    assert "ok     broker          memory://" in done.stdout
    assert "LL_CASE_SYSTEM_SECRET is needed" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("journals")
def test_journals_of_the_defaults_are_tried(run: Run, tmp_path: Path) -> None:
    """Schema, a write that is taken back, and a key that is made later; a file that is no journal is told."""
    shown = run("check").stdout
    assert "ok     schema          up to date for eligibility, family-finding" in shown
    assert "ok     database write" in shown
    assert "ok     key             none yet" in shown
    (tmp_path / ".lifelong-links" / "data" / "conference.sqlite3").write_text("something else " * 200)
    assert "conference.sqlite3 is another file" in run("check").stdout


def test_the_version_is_printed(run: Run) -> None:
    """As with other commands, before any setting is read."""
    assert run("--version").stdout == f"lifelong-links {version('lifelong-links')}\n"


@pytest.mark.parametrize("words", [(), ("check",), ("dead", "replay"), ("policy", "show")])
def test_short_help_is_help(run: Run, words: tuple[str, ...]) -> None:
    """`-h` answers everywhere, as `--help` does."""
    assert run(*words, "-h").stdout == run(*words, "--help").stdout != ""


def test_records_are_screened_from_a_pipe(run: Run) -> None:
    """A dash stands for standard input; its lines are counted as those of a file."""
    born = {"date_of_birth": "2012-04-01", "as_of": "2026-11-20T09:00:00Z", "record_version": 1}
    record = json.dumps({"child_id": "CH-1", **born})
    done = run("screen", "-", "--on", "2026-11-21", given=f"{record}\n{{}}\n{record}\n")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 2)
    assert done.stderr.startswith("line 2: child_id")
