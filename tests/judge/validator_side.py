"""What the validator says of a return: run by its own Python, which has pandas 1.5 and nothing of ours.

`python validator_side.py FOLDER YEAR RULE,RULE` prints a JSON object: for each rule the rows that it calls
faulty, by table, counted from 0; and the rules that could not be run.
"""

import json
import logging
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def judged(folder: Path, year: str, rules: list[str]) -> dict[str, Any]:
    """Run these rules of the collection year's set over the files of a folder."""
    validator = import_module("lac_validator.lac_validator")
    ruleset = import_module(f"lac_validator.rules.lac{int(year) - 1}_{year[2:]}")
    logging.disable(logging.CRITICAL)
    files = [
        {"name": path.name, "file_content": path.read_bytes(), "description": "This year"}
        for path in sorted(folder.glob("*.csv"))
    ]
    metadata = {"collectionYear": "2026", "localAuthority": "E08000035"}
    done = validator.LacValidator(metadata, files, ruleset.registry, rules)
    faulty: dict[str, dict[str, list[int]]] = {}
    for rule in rules:
        for table, frame in done.ds_results.items():
            if table != "metadata" and f"ERR_{rule}" in frame:
                at = frame.index[frame[f"ERR_{rule}"].eq(True)].tolist()  # noqa: FBT003 - pandas' own comparison
                faulty.setdefault(rule, {})[table] = [int(row) for row in at]
    return {"faulty": faulty, "not run": [*done.fails, *done.skips]}


if __name__ == "__main__":
    folder, year, rules = sys.argv[1:]
    sys.stdout.write(json.dumps(judged(Path(folder), year, rules.split(","))))
