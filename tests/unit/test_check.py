"""What `check` says of policy, practice, clocks and a case system's faults, and its exit codes."""

from pathlib import Path
from typing import cast

import pytest

from deploy.operate.check import code_of, tell, try_clock, try_policy, try_practice
from shared.case_system.port import CaseSystem
from shared.case_system.trial import try_case_system
from shared.config import Settings, load
from shared.errors import (
    CaseSystemConflict,
    CaseSystemError,
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
)
from shared.trial import Finding, ok, unknown, wrong

WELL, BAD, DARK = ok("a", "well"), wrong("b", "broken", "mend it"), unknown("c", "dark")


def settings(**given: object) -> Settings:
    """Settings with no environment."""
    return load(environment={}, **given)


@pytest.mark.parametrize(
    ("findings", "code"), [([WELL], 0), ([WELL, BAD], 1), ([WELL, DARK], 2), ([DARK, BAD, WELL], 1)]
)
def test_the_exit_code_is_the_worst_that_is_known(findings: list[Finding], code: int) -> None:
    """What is wrong goes before what cannot be told."""
    assert code_of(findings) == code


def test_each_finding_is_a_line_with_what_to_do_first(capsys: pytest.CaptureFixture[str]) -> None:
    """And the last line says what it comes to; it never says that all is well when that is not known."""
    tell([WELL, BAD, DARK])
    shown = capsys.readouterr().out
    assert "ok     a               well\nWRONG  b               broken\n" in shown
    assert "first: mend it" in shown
    assert shown.endswith("1 is wrong. Begin with the first.\n")
    tell([WELL, DARK])
    assert capsys.readouterr().out.endswith("not everything could be told.\n")
    tell([WELL])
    assert capsys.readouterr().out.endswith("All is well.\n")


def test_a_policy_of_another_authority_is_told() -> None:
    """Both codes are named; a charity's policy has none to compare."""
    found = try_policy(settings(policy="kent"))
    assert (found.verdict, "E10000016" in found.text, "E08000035" in found.text) == ("wrong", True, True)
    assert try_policy(settings(policy="kent", authority="E10000016")).verdict == "ok"
    assert try_policy(settings(policy="frg_england_trial")).verdict == "ok"
    assert try_policy(settings(policy="nowhere")).verdict == "wrong"


def test_a_practice_file_with_a_fault_is_told(tmp_path: Path) -> None:
    """By file and key; without a file the defaults count."""
    file = tmp_path / "practice.toml"
    file.write_text('unknown_author = "guess"\n')
    found = try_practice(settings(practice=file))
    assert (found.verdict, "unknown_author" in found.text) == ("wrong", True)
    file.write_text('unknown_author = "accept"\n')
    assert try_practice(settings(practice=file)).verdict == "ok"
    assert try_practice(settings()).verdict == "ok"


def test_clocks_that_differ_are_told_in_seconds() -> None:
    """Each with its sign; without another clock nothing can be told."""
    assert try_clock({"database": 0.4, "case system": None}).text == "others against ours: database +0 s"
    found = try_clock({"database": -3600.2, "case system": 1.0})
    assert (found.verdict, found.text) == (
        "wrong",
        "clocks differ from ours: database -3600 s, case system +1 s",
    )
    assert try_clock({"database": None}).verdict == "unknown"


class _Answers:
    """A case system that raises the same fault at every read."""

    def __init__(self, fault: CaseSystemError) -> None:
        self._fault = fault

    async def _fail(self, *_: object) -> None:
        raise self._fault

    read_child = read_lead = read_plan = read_section = _fail


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (CaseSystemMisconfigured("child.read", status=401), "refuses our account or password"),
        (CaseSystemMisconfigured("child.read", status=403), "does not let our account read children"),
        (CaseSystemMisconfigured("child.read", status=404), "has nothing at this address"),
        (CaseSystemMisconfigured("child.read", status=200), "does not answer with data"),
        (CaseSystemUnavailable("child.read"), "cannot be reached"),
        (CaseSystemUnavailable("child.read", status=503), "is busy or out of order (503)"),
        (CaseSystemRefused("child.read", status=422), "refuses to read children (422)"),
    ],
)
async def test_what_a_case_system_refuses_is_told_apart(fault: CaseSystemError, words: str) -> None:
    """With its host, without user and secret, and with something to do first."""
    found = await try_case_system(cast("CaseSystem", _Answers(fault)), "https://record.internal/x/")
    assert (found.verdict, words in found.text, bool(found.first)) == ("wrong", True, True)
    assert "record.internal" in found.text


@pytest.mark.parametrize(
    "fault", [CaseSystemRefused("child.read", status=404), CaseSystemConflict("plan.read", status=409)]
)
async def test_to_be_told_that_there_is_no_such_record_takes_the_right_to_look(
    fault: CaseSystemError,
) -> None:
    """The question is a read of an id that no record has."""
    found = await try_case_system(cast("CaseSystem", _Answers(fault)), "https://record.internal/")
    assert found.verdict == "ok"
