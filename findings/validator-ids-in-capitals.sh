#!/usr/bin/env bash
# csc-validator-be-903 0.1.17 (the public validator of SSDA903 returns), on Python 3.11.
#
# Guess: the child's identifier (CHILD, up to ten characters, letters allowed) is compared as it stands.
# Seen: every text of a file is turned into capitals as it is read, identifiers too: the children ab12 and AB12 of one
# return become one child with two headers. A system that tells them apart, and joins the validator's findings to its
# own records by CHILD, joins the one's to the other, and finds no record for any child whose id has a small letter.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csc-validator-be-903==0.1.17
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from lac_validator.ingress import read_csvs_from_text

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nab12,1,03/02/2014,WBRI,,,\nAB12,2,05/09/2012,WBRI,,,\n"
files = [{"name": "header.csv", "file_content": HEADER.encode(), "description": "This year"}]
read = read_csvs_from_text(files)["Header"]["CHILD"].tolist()
print("ab12 and AB12 are read as", read)
assert read == ["AB12", "AB12"], "the behaviour has changed"
PYTHON
