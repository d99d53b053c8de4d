#!/usr/bin/env bash
# csc-validator-be-903 0.1.17 (the public validator of SSDA903 returns), on Python 3.11.
#
# Guess: two episodes of one child from the same day, one open and one ended by adoption, contradict each other, and
# rule 142 ("a new episode has started, but the previous episode has not ended") says so in every return.
# Seen: in a return of fourteen other children it does; with a fifteenth, who has nothing to do with them, neither 142
# nor 148 nor 501 says anything. The rows are sorted by their first day with a sort that is not stable from seventeen
# rows on: which of the two counts as the last, and may be open, depends on everybody else's rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csc-validator-be-903==0.1.17
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import pandas as pd
from lac_validator.rules.lac2026_27 import registry

OPEN = {"CHILD": "1", "DECOM": "01/05/2025", "DEC": pd.NA, "REC": pd.NA}
ADOPTED = {"CHILD": "1", "DECOM": "01/05/2025", "DEC": "01/02/2026", "REC": "E11"}


def reported(others):
    rows = [{"CHILD": str(100 + n), "DECOM": f"{n + 1:02}/06/2025", "DEC": pd.NA, "REC": pd.NA} for n in range(others)]
    rows += [OPEN, ADOPTED]
    rules = ("142", "148", "501")
    return [rule for rule in rules if registry[rule].func({"Episodes": pd.DataFrame(rows)})["Episodes"]]


for others in (14, 15):
    print(f"with {others} other children, rules that report the child who is in care and adopted:", reported(others))
assert reported(14) == ["142"], "the behaviour has changed"
assert reported(15) == [], "the behaviour has changed"
PYTHON
