"""Breaks the rules on purpose, one at a time, in a copy of the tree, and asks whether a test sees it.

`python -m tests.attack.planted` (outside CI, some minutes) prints a row for each fault, and ends with 1 when
one is not seen. A fault is a statement at the beginning of a function, and the rule says something else then.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

TREE = Path(__file__).parents[2]
QUICK = ("tests/unit/safety", "tests/unit/rules")
SECONDS = 240


@dataclass(frozen=True)
class Fault:
    """A deliberate break: which kind of issue it is of, what is wrong then, where, and the tests to ask."""

    kind: int
    what: str
    file: str
    function: str
    statement: str
    tests: tuple[str, ...] = QUICK


R, F, C, P, E = (
    "shared/rules/",
    "services/family_finding/",
    "services/conference/",
    "services/plan_sync/",
    "services/eligibility/",
)
FAULTS = (
    Fault(
        1,
        "the day on which a word was said does not count",
        R + "words.py",
        "_rank",
        "return word.at.date(), word.at, word.caution",
    ),
    Fault(
        1,
        "caution does not decide between words of one moment",
        R + "words.py",
        "_rank",
        "return word.said_on, word.at, 0",
    ),
    Fault(1, "a record told again is a new word", R + "words.py", "says_the_same", "return self == other"),
    Fault(1, "an opening word dated ahead counts", R + "words.py", "is_ahead", "return False"),
    Fault(1, "an edit of an old agreement is a new one", R + "words.py", "since_it_opened", "return word"),
    Fault(2, "nobody's promise is held back", P + "bars.py", "bar", "return None"),
    Fault(
        2,
        "a version is written that the child does not agree to",
        P + "approval.py",
        "_incomplete",
        "return None",
        (*QUICK, "tests/unit/plan_sync"),
    ),
    Fault(3, "the author of a plan may decide it", P + "approval.py", "_made_the_plan", "return False"),
    Fault(3, "any review counts, however old", P + "approval.py", "_was_considered", "return True"),
    Fault(3, "anybody is the child's own worker", R + "workers.py", "is_own_worker", "return True"),
    Fault(
        4, "an unspecific relationship concerns nobody", R + "restrictions.py", "_may_mean", "return False"
    ),
    Fault(
        4,
        "a concern is forgotten",
        F + "picture.py",
        "concerns",
        "return {}",
        (*QUICK, "tests/unit/family_finding"),
    ),
    Fault(
        5,
        "a changed plan or placement closes nothing",
        F + "since.py",
        "_record_changes",
        "return {}",
        (*QUICK, "tests/unit/family_finding"),
    ),
    Fault(
        5,
        "an unknown fact holds no journey",
        E + "grounds.py",
        "_others",
        "return []",
        (*QUICK, "tests/unit/eligibility"),
    ),
    Fault(
        6,
        "own consent at 18 is not needed",
        E + "holds.py",
        "needs_own_consent",
        "return False",
        (*QUICK, "tests/unit/eligibility"),
    ),
    Fault(6, "a parent's refusal outlives childhood", R + "journey.py", "is_adult", "return False"),
    Fault(7, "one holder's yes ends another's no", R + "agreement.py", "_is_one_holder", "return True"),
    Fault(
        7,
        "nobody's refusal of a meeting counts",
        C + "people.py",
        "_refused",
        "return False",
        (*QUICK, "tests/unit/conference"),
    ),
    Fault(
        8, "a record merged into itself is retired", R + "journey.py", "_merged", "return {'retired': True}"
    ),
    Fault(
        8,
        "nothing closing is told on to the kept record",
        F + "forwarding.py",
        "closes",
        "return False",
        (*QUICK, "tests/unit/family_finding"),
    ),
    Fault(
        9,
        "references are not the child's own",
        P + "notices.py",
        "note",
        "child_id = ''",
        (*QUICK, "tests/unit/plan_sync"),
    ),
    Fault(
        10,
        "separate arrival satisfies an order",
        R + "restrictions.py",
        "allows_separate_arrival",
        "return True",
    ),
    Fault(
        10,
        "a stage of any day counts",
        C + "outcome.py",
        "is_of",
        "return True",
        (*QUICK, "tests/unit/conference"),
    ),
    Fault(
        11,
        "nothing that a person decides needs a name",
        E + "waiting.py",
        "is_reason",
        "return True",
        (*QUICK, "tests/unit/eligibility"),
    ),
    Fault(
        12,
        "the exchange of a message does not matter",
        "shared/journal/origins.py",
        "refusal",
        "return None",
        ("tests/journal/test_origins.py",),
    ),
    Fault(
        12,
        "a version of 10^18 silences every later one",
        R + "versions.py",
        "newest_first",
        "return sorted(versions, key=lambda one: (one.version, one.at), reverse=True)",
        (*QUICK, "tests/unit/conference"),
    ),
)


def planted(source: str, function: str, statement: str) -> str:
    """Return a module with a statement at the beginning of a function; KeyError when there is none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            has_docstring = ast.get_docstring(node) is not None
            first = node.body[1] if has_docstring and len(node.body) > 1 else node.body[0]
            lines = source.splitlines(keepends=True)
            lines.insert(first.lineno - 1, " " * first.col_offset + statement + "\n")
            return "".join(lines)
    raise KeyError(function)


def seen_by(tree: Path, fault: Fault) -> str | None:
    """Return the test that fails in a tree with this fault; None when none does."""
    file = tree / fault.file
    sound = file.read_text(encoding="utf-8")
    file.write_text(planted(sound, fault.function, fault.statement), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.tests]
    try:
        done = subprocess.run(
            command,
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    finally:
        file.write_text(sound, encoding="utf-8")
    marks = ("FAILED ", "ERROR ")
    failed = [line for line in done.stdout.splitlines() if line.startswith(marks)]
    return failed[0].split(" ")[1].split("::")[-1] if failed else None


def main() -> int:
    """Plant every fault; return 1 when one of them is not seen."""
    unseen = 0
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        tree = Path(folder)
        for name in ("services", "shared", "deploy", "tests"):
            shutil.copytree(TREE / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(TREE / "pyproject.toml", tree)
        for fault in FAULTS:
            test = seen_by(tree, fault)
            unseen += test is None
            sys.stdout.write(f"{fault.kind:>2}  {fault.what}: {test or 'NOT SEEN'}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(FAULTS)} planted, {unseen} not seen\n")
    return int(bool(unseen))


if __name__ == "__main__":
    sys.exit(main())
