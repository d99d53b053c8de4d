#!/usr/bin/env bash
# csc-validator-be-903 0.1.17 (the public validator of SSDA903 returns), on Python 3.11.
#
# Guess: a row with a date that cannot be read is reported (rule 141), and every other row is checked as before.
# Seen: one child whose only episode has no readable first day makes rule 302 ("first episode starts before child was
# born") fail with a KeyError for the whole return: it is put on the list `fails`, and no child is reported by it. A
# return with a child in care before birth is clean of 302 as soon as another child has that typing error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csc-validator-be-903==0.1.17
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import logging

from lac_validator.lac_validator import LacValidator
from lac_validator.rules.lac2026_27 import registry

logging.disable(logging.CRITICAL)
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,1,01/06/2025,WBRI,UN3,,\n2,1,01/06/2015,WBRI,UN3,,\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n"
    "2,{first_day},S,C2,N1,U4,PR1,,,,,,\n"
)


def reported(first_day):
    texts = {"header.csv": HEADER, "episodes.csv": EPISODES.format(first_day=first_day)}
    files = [
        {"name": name, "file_content": text.encode(), "description": "This year"} for name, text in texts.items()
    ]
    metadata = {"collectionYear": "2026", "localAuthority": "E08000035"}
    done = LacValidator(metadata, files, registry, ["302"])
    episodes = done.ds_results["Episodes"]
    return done.fails, int(episodes["ERR_302"].eq(True).sum()) if "ERR_302" in episodes else 0


for first_day in ("02/05/2025", "38/05/2025"):
    print(f"child 2 came into care on {first_day}: rules not run, rows that 302 reports:", reported(first_day))
assert reported("02/05/2025") == ([], 1), "the behaviour has changed"
assert reported("38/05/2025") == (["302"], 0), "the behaviour has changed"
PYTHON
