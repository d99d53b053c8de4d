"""An authority's whole extract in one process: how much memory it takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.imports.extracts import make_ssd

IMPORT = "from deploy.commands.imports import import_app; import_app()"
MOST_MB = 200
"""Of 500 that are allowed for 100,000 children; memory does not grow with their number (parts of 4 MB)."""


@pytest.mark.slow
def test_thirty_thousand_children_need_little_memory(tmp_path: Path) -> None:
    """All of them come out, and the process stays far below what is allowed for three times as many."""
    make_ssd(tmp_path / "ssd", 30_000)
    with (tmp_path / "records.jsonl").open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", IMPORT, "ssd", str(tmp_path / "ssd")], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    with (tmp_path / "records.jsonl").open("rb") as lines:
        assert sum(1 for _ in lines) == 30_000
    assert usage.ru_maxrss / 1024 < MOST_MB
