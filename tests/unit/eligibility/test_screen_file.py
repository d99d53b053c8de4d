"""Screening a file: JSON Lines in, JSON Lines out, bad lines told by number and field."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from services.eligibility.screen_file import screen_file
from shared.errors import PolicyError
from tests.unit.eligibility.children import ON, child

GOOD = child().model_dump_json(by_alias=True)
TO_ADOPT = child(child_id="C2", permanence_plan=["ADOPTION"]).model_dump_json(by_alias=True)


def run(
    tmp_path: Path, text: str | bytes, *, policy: str = "leeds"
) -> tuple[int, list[dict[str, object]], str]:
    """Screen a file with this text: exit code, results, and what was said about bad lines."""
    file = tmp_path / "records.jsonl"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    out, err = StringIO(), StringIO()
    code = screen_file(file, on=ON, out=out, err=err, policy=policy)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_results_come_in_the_order_of_the_records(tmp_path: Path) -> None:
    """One line each, with the fields of the contract; empty lines are passed over."""
    code, results, said = run(tmp_path, f"{GOOD}\n\n{TO_ADOPT}\n")
    assert (code, said) == (0, "")
    assert [(one["child_id"], one["outcome"]) for one in results] == [
        ("C1", "eligible"),
        ("C2", "not_eligible"),
    ]
    assert results[0]["previous_outcome"] is None


@pytest.mark.parametrize(
    "line, said",
    [
        ("{", "line 2: record (json_invalid)\n"),
        ("[]", "line 2: record (model_type)\n"),
        (GOOD.replace('"2014-02-03"', '"Quillfeather"'), "line 2: date_of_birth (value_error)\n"),
        (GOOD.replace('"2014-02-03"', "null"), "line 2: date_of_birth (value_error)\n"),
        (GOOD.replace('"C2"', '"Ann Quillfeather"'), "line 2: care.legal_status (string_pattern_mismatch)\n"),
        (GOOD.replace('"date_of_birth"', '"born"'), "line 2: date_of_birth (missing)\n"),
        (GOOD.replace('"2024-01-01"', "7"), "line 2: workers.0.from (value_error)\n"),
    ],
)
def test_a_bad_line_is_told_by_number_and_field_and_the_rest_goes_on(
    tmp_path: Path, line: str, said: str
) -> None:
    """Never its values; the exit code is 1."""
    code, results, told = run(tmp_path, f"{GOOD}\n{line}\n{TO_ADOPT}")
    assert (code, told) == (1, said)
    assert [one["child_id"] for one in results] == ["C1", "C2"]


def test_bytes_that_are_no_text_are_a_bad_line(tmp_path: Path) -> None:
    """Not UTF-8."""
    code, results, told = run(tmp_path, b'{"child_id": "\xff"}\n' + GOOD.encode())
    assert (code, len(results), told) == (1, 1, "line 1: record (json_invalid)\n")


def test_another_policy_may_be_named(tmp_path: Path) -> None:
    """An unknown one is refused before anything is screened."""
    with pytest.raises(PolicyError):
        run(tmp_path, GOOD, policy="nowhere")


def test_a_day_on_which_the_policy_is_not_in_force_is_refused(tmp_path: Path) -> None:
    """The message says so."""
    file = tmp_path / "records.jsonl"
    file.write_text(GOOD, encoding="utf-8")
    with pytest.raises(PolicyError, match="not in force on 2016-01-01"):
        screen_file(file, on=ON.replace(year=2016, month=1, day=1))


def test_screening_a_file_needs_no_broker_and_no_database() -> None:
    """Their libraries are not even imported: the command starts at once."""
    script = (
        "import sys, services.eligibility.screen_file; "
        "print([name for name in ('sqlalchemy', 'faststream', 'aio_pika', 'httpx') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
