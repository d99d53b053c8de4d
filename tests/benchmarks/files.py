"""Screening a file of records from the command line: how long it takes and how much memory."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.children import TODAY, records
from tests.benchmarks.worker import ROOT

CHILDREN, QUICK_CHILDREN = 100_000, 10_000
COMMANDS = ("screen", "data-quality")
KILOBYTE = 1024

COLUMNS = ("children in a file", "command", "seconds", "children/s", "peak MB")

Row = tuple[str, ...]


def measure(*, quick: bool) -> list[Row]:
    """Run each command over the same file, its output thrown away."""
    count = QUICK_CHILDREN if quick else CHILDREN
    with tempfile.TemporaryDirectory(prefix="lifelong-links-bench-") as folder:
        file = Path(folder) / "records.jsonl"
        with file.open("w") as lines:
            lines.writelines(json.dumps(one) + "\n" for one in records(count))
        return [_run(command, file, count) for command in COMMANDS]


_LAUNCHER = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""
"""A small process between: a child's peak memory counts from its parent's, and ours is large by now."""


def _run(command: str, file: Path, count: int) -> Row:
    words = [sys.executable, "-m", "deploy.cli", command, str(file), "--on", TODAY.isoformat()]
    start = time.monotonic()
    launched = [sys.executable, "-I", "-c", _LAUNCHER, *words]
    done = subprocess.run(launched, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds = time.monotonic() - start
    peak = int(done.stdout) / KILOBYTE
    return f"{count:,}", command, f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{peak:.0f}"
