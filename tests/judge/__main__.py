"""`make judge`: ask the public validator again, in an environment of its own, and compare.

Needs a package index. `LL_JUDGE_PYTHON` names a Python that has the validator already. With `--freeze` what
it says is kept, and the page written; without, the exit code says whether it still says what is kept.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.judge.families import HIDING, REASONS, rules
from tests.judge.faulty_return import Child, children, write
from tests.judge.ours import Judged, compared, imported, validated
from tests.judge.page import CHILDREN, PAGE, RULESET, digest, freeze, frozen, page

HERE = Path(__file__).parent


def main() -> int:
    """Make the return, hear both sides, compare; returns the exit code."""
    with tempfile.TemporaryDirectory() as place:
        python = os.environ.get("LL_JUDGE_PYTHON") or _environment(Path(place) / "venv")
        made = list(children(CHILDREN))
        owners = write(Path(place) / "return", made)
        theirs = _heard(python, Path(place), owners, made)
        ours, _ = imported(Path(place) / "return", owners)
        returned = digest(Path(place) / "return")
    comparison = compared(theirs, ours, made)
    if "--freeze" in sys.argv:
        freeze(theirs, returned)
        PAGE.write_text(page(comparison))
    unexplained = comparison.differences.keys() - REASONS.keys()
    changed = frozen() != (theirs, returned)
    for name, side, fault in sorted(unexplained):
        sys.stdout.write(f"not explained: {name}, {side}: {fault}\n")
    sys.stdout.write(
        "the validator says what is kept\n" if not changed else "the validator says something else\n"
    )
    return int(bool(unexplained) or changed)


def _environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    needs = str(HERE / "requirements.txt")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", needs], check=True)
    return python


def _heard(python: str, place: Path, owners: Mapping[str, Sequence[Child]], made: Sequence[Child]) -> Judged:
    """Ask all rules; what one child's fault keeps from being run is asked again without such children."""
    faulty, not_run = _asked(python, place / "return", rules())
    theirs = validated(faulty, owners)
    if not_run:
        others = [child for child in made if child.fault not in HIDING]
        fewer = write(place / "fewer", others)
        faulty, still_not = _asked(python, place / "fewer", not_run)
        if still_not:
            msg = f"rules that cannot be run: {', '.join(still_not)}"
            raise SystemExit(msg)
        for name, found in validated(faulty, fewer).items():
            theirs[name] |= found
    return theirs


def _asked(
    python: str, folder: Path, asked: Sequence[str]
) -> tuple[dict[str, dict[str, list[int]]], list[str]]:
    command = [python, "-W", "ignore", str(HERE / "validator_side.py"), str(folder), RULESET, ",".join(asked)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return said["faulty"], said["not run"]


if __name__ == "__main__":
    sys.exit(main())
