"""`lifelong-links screen FILE --explain`: what a worker would read in the record, for a file of records."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli import app
from deploy.commands.explaining import WIDTH
from services.eligibility.screening import screen
from services.plan_sync.explanation import told
from services.plan_sync.wording import load_wording
from tests.unit.eligibility.children import LEEDS, ON, child

RECORDS = (child(), child(child_id="C2", permanence_plan=[]))


@pytest.fixture
def explained(tmp_path: Path) -> Result:
    """Two records and a line that is none."""
    file = tmp_path / "records.jsonl"
    lines = [one.model_dump_json(by_alias=True) for one in RECORDS]
    file.write_text("\n".join((*lines, "{}")), encoding="utf-8")
    return CliRunner().invoke(app, ["screen", str(file), "--on", ON.isoformat(), "--explain"])


def test_each_child_has_an_outcome_a_paragraph_and_what_to_do_next(explained: Result) -> None:
    """Child by child, with an empty line between."""
    first, second = explained.stdout.strip().split("\n\n")
    assert first.startswith(
        "C1 - Lifelong Links: eligible\n  Eligible for Lifelong Links (Leeds policy 2026-1"
    )
    assert "\n  Next: If there is no referral yet, ask the child" in first
    assert second.startswith("C2 - Lifelong Links: a person must decide\n  A person must decide")
    assert "\n  Next: Agree the permanence plan" in second


def test_the_words_are_those_of_the_note_in_the_record(explained: Result) -> None:
    """Only wrapped for a terminal."""
    for record, shown in zip(RECORDS, explained.stdout.strip().split("\n\n"), strict=True):
        title, words = load_wording().note({"code": "screened", **told(screen(record, LEEDS, ON))})
        assert shown.split() == [record.child_id, "-", *title.split(), *words.split()]
    assert max(len(line) for line in explained.stdout.splitlines()) <= WIDTH


def test_a_line_that_is_no_record_is_told_by_number(explained: Result) -> None:
    """As without --explain: exit code 1, and the rest goes on."""
    assert explained.exit_code == 1
    assert explained.stderr.startswith("line 3: child_id (missing)")
