"""The page on which the two sides stand beside each other, and what is frozen of the validator's."""

import hashlib
import json
from pathlib import Path
from typing import Final

from tests.judge.families import FAMILIES, OURS, REASONS, THEIRS
from tests.judge.ours import Comparison, Judged

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "deploy" / "judged-by-the-validator.md"
FROZEN: Final = Path(__file__).with_name("validator.json")
VALIDATOR: Final = "0.1.17"
RULESET: Final = "2027"
"""The rules of the return of 2026-27, the first that has deprivation of liberty."""

CHILDREN: Final = 10_000

_HEAD: Final = """# What the public validator says of the same return

`make judge` makes an invented return of {count} children, three in ten with a fault as real returns have
them, and holds what `lifelong-links import ssda903` tells against what PyPI's `csc-validator-be-903`
{version} (rules of 2026-27) calls faulty, child by child, wherever the two look at the same thing. What the
validator said is kept, and a test holds today's import against it; `make judge ARGS=--freeze` writes this.

| What both look at | Its rules | Both call faulty | The validator only | The import only |
|---|---|---|---|---|
"""
_DIFFERENCES: Final = """
## Where they differ, and why

| What | Who calls it faulty | The fault | Children | Why |
|---|---|---|---|---|
"""
_FOOT: Final = """
Not compared: what the import does not read (reviews, health, missing, postcodes, providers, adopters), last
year's return beside this one, and rules about practice that say nothing of whether a fact is known (how long
a placement may last, at which age). A second header row with the same date of birth (INT32) says nothing new
and is no fault here.
"""


def page(comparison: Comparison) -> str:
    """Return the page."""
    lines = [_HEAD.format(count=f"{CHILDREN:,}", version=VALIDATOR)]
    for name, family in FAMILIES.items():
        sums = [
            sum(
                n for (about, whose, _), n in comparison.differences.items() if (about, whose) == (name, side)
            )
            for side in (THEIRS, OURS)
        ]
        rules = ", ".join(family.rules)
        lines.append(f"| {name} | {rules} | {comparison.both[name]} | {sums[0]} | {sums[1]} |\n")
    lines.append(_DIFFERENCES)
    for key in REASONS:
        name, side, fault = key
        lines.append(f"| {name} | {side} | {fault} | {comparison.differences[key]} | {REASONS[key]} |\n")
    return "".join([*lines, _FOOT])


def digest(folder: Path) -> str:
    """Return the SHA-256 of the return's files: what the validator said is of these and no others."""
    files = sorted(folder.glob("*.csv"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def freeze(theirs: Judged, returned: str) -> None:
    """Keep what the validator said of the return with this digest."""
    said = {name: sorted(children) for name, children in theirs.items()}
    FROZEN.write_text(json.dumps({"return": returned, "faulty": said}, indent=0) + "\n")


def frozen() -> tuple[Judged, str]:
    """Return what the validator said, and the digest of the return it spoke of."""
    kept = json.loads(FROZEN.read_text())
    return {name: set(children) for name, children in kept["faulty"].items()}, str(kept["return"])
