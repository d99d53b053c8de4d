#!/usr/bin/env bash
# csc-validator-be-903 0.1.17 (the public validator of SSDA903 returns), on Python 3.11.
#
# Guess: its documentation gives a collection year as '2019/20', so that '2019/20' means the year from 1 April 2019
# to 31 March 2020, as the return itself is named.
# Seen: it takes the first four digits as the year in which the collection ENDS: '2019/20' is checked as 1 April 2018
# to 31 March 2019, and only '2020' gives the year that was meant. Nothing is said; every rule about dates is then
# held against the wrong year.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csc-validator-be-903==0.1.17
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from lac_validator.datastore import create_datastore

windows = {}
for year in ("2019/20", "2020"):
    made = create_datastore({}, {"collectionYear": year, "localAuthority": "E08000035"})["metadata"]
    windows[year] = (made["collection_start"], made["collection_end"])
    print(year, "is checked from", *windows[year])
assert windows == {
    "2019/20": ("01/04/2018", "31/03/2019"),
    "2020": ("01/04/2019", "31/03/2020"),
}, "the behaviour has changed"
PYTHON
