"""An authority's whole extract in one process: how much memory it takes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.imports.extracts import make_ssd

IMPORT = """
import sys
from deploy.commands.imports import import_app
try:
    import_app()
finally:
    sys.stderr.write(open("/proc/self/status").read())
"""
"""The import, and at its end what the kernel knows of the process (its parent's peak is not its own)."""

MOST_MB = 200
"""Of 500 that are allowed for 100,000 children; memory does not grow with their number (parts of 4 MB)."""


@pytest.mark.slow
def test_thirty_thousand_children_need_little_memory(tmp_path: Path) -> None:
    """All of them come out, and the process stays far below what is allowed for three times as many."""
    make_ssd(tmp_path / "ssd", 30_000)
    with (tmp_path / "records.jsonl").open("wb") as out:
        command = [sys.executable, "-c", IMPORT, "ssd", str(tmp_path / "ssd")]
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=True, text=True)
    with (tmp_path / "records.jsonl").open("rb") as lines:
        assert sum(1 for _ in lines) == 30_000
    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stderr)
    assert peak is not None
    assert int(peak[1]) / 1024 < MOST_MB
