"""`lifelong-links data-quality` on a file, and what `rescreen` needs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.operate.data_quality import remark_on_file, report
from deploy.operate.rescreen import Run, rescreen
from services.plan_sync.wording import load_wording
from shared.contracts.records import ChildRecord
from shared.errors import ConfigurationError
from tests.unit.eligibility.children import IN_CARE, ON, child

Write = Callable[..., Path]

WORDS = load_wording().remarks
GROWN_UP = child(child_id="CH-2", date_of_birth="2004-01-01", workers=[])
FREED = child(child_id="CH-3", care={**IN_CARE, "legal_status": "D1"}, workers=[])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put records into a file, one a line."""

    def written(*records: ChildRecord | str) -> Path:
        file = tmp_path / "records.jsonl"
        lines = (one if isinstance(one, str) else one.model_dump_json(by_alias=True) for one in records)
        file.write_text("\n".join(lines) + "\n")
        return file

    return written


def test_each_child_is_told_in_words_and_the_remarks_are_counted(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """What to correct for each child, then how many there are of each, most frequent first."""
    assert remark_on_file(write(child(), GROWN_UP, FREED), report(ON, as_json=False)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "CH-2",
        f"  - {WORDS['adult-in-care']}",
        f"  - {WORDS['no-social-worker-in-care']}",
        "CH-3",
        f"  - {WORDS['no-social-worker-in-care']}",
        f"  - {WORDS['legacy-freeing-order']}",
        "",
        "To correct: 2 of 3 records",
        "       2  no-social-worker-in-care",
        "       1  adult-in-care",
        "       1  legacy-freeing-order",
    ]


def test_nothing_to_remark_on_is_said(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty answer would leave open whether it looked."""
    assert remark_on_file(write(child()), report(ON, as_json=False)) == 0
    assert capsys.readouterr().out == "Nothing to remark on in 1 records.\n"


def test_a_program_reads_one_object_a_child_and_the_counts_at_the_end(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """Codes, in the order of the file."""
    remark_on_file(write(child(), GROWN_UP), report(ON, as_json=True))
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"child_id": "CH-2", "remarks": ["adult-in-care", "no-social-worker-in-care"]},
        {
            "records": 2,
            "with_remarks": 1,
            "counts": {"adult-in-care": 1, "no-social-worker-in-care": 1},
        },
    ]


def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never by its values; the exit code says that something was left out."""
    file = write('{"child_id": "Aurelia Plume"}', GROWN_UP)
    assert remark_on_file(file, report(ON, as_json=False)) == 1
    said = capsys.readouterr()
    assert (said.err.startswith("line 1: child_id"), "Aurelia" in said.err + said.out) == (True, False)
    assert "To correct: 1 of 1 records" in said.out


@pytest.mark.parametrize("words", [[], ["--live", "/dev/null"]])
def test_a_file_or_the_journal_is_looked_at(words: list[str]) -> None:
    """Neither and both are answered with how to ask."""
    done = CliRunner().invoke(app, ["data-quality", *words])
    assert (done.exit_code, "--live: one of the two" in done.output) == (2, True)


async def test_looking_again_at_everybody_needs_a_broker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside one process a command reaches nobody: it says so, and what happens without it."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=r"LL_BROKER_URL is memory://.*Name the broker"):
        await rescreen(Run("r", "", 200, "policy-changed"))
