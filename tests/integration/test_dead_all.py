"""`dead replay|discard --all`: a preview first, what a person must see stays out, and the exit code tells."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from deploy.composition import all_services
from shared import runtime
from shared.bus.base import Delivery
from shared.bus.topology import CASE_EXCHANGE
from shared.config import Settings, load
from shared.journal.ingest import Ingest
from tests.house.files import ROOT
from tests.integration.troubled_journals import make_troubles, parts_of

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults of an empty folder."""
    return load(environment={}, database_url=f"sqlite:///{tmp_path}/.lifelong-links/data")


@pytest.fixture
def dead(tmp_path: Path, settings: Settings) -> Run:
    """Type `dead ...` beside journals with one of every trouble and an unreadable withdrawal."""
    with capture_logs():
        asyncio.run(make_troubles(settings))
        asyncio.run(_take_an_unreadable_withdrawal(settings))

    def typed(*words: str) -> Done:
        script = Path(sys.executable).parent / "lifelong-links"
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [script, "dead", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return typed


async def _take_an_unreadable_withdrawal(settings: Settings) -> None:
    service = all_services(settings)[0]
    async with runtime.open_journal(settings, service) as opened:
        body = b'{"type": "case.consent.changed.v1", "decision": "withdrawn"'
        await Ingest(parts_of(opened, settings), most=10).commit([Delivery(body, exchange=CASE_EXCHANGE)])


def _left(dead: Run) -> list[tuple[str, str]]:
    return [(each["service"], each["status"]) for each in json.loads(dead("list", "--json").stdout)]


def test_without_yes_nothing_is_done(dead: Run) -> None:
    """The preview counts by service, state, event and reason, and names what is left out."""
    before = _left(dead)
    done = dead("discard", "--all")
    assert done.returncode == 0
    assert "Would discard 3 events:" in done.stdout
    assert "1 x family-finding, parked, search step recorded: ValueError" in done.stdout
    assert "1 x eligibility, invalid, no event: not-json" in done.stdout
    assert "Left out, by number only (1)" in done.stdout
    assert "Nothing was done. The same command with --yes does it." in done.stdout
    assert _left(dead) == before


def test_what_may_be_a_withdrawal_is_never_discarded_with_the_rest(dead: Run) -> None:
    """Also when it cannot be read: exit code 1 says that a person has to look."""
    done = dead("discard", "--all", "--yes")
    assert done.returncode == 1
    assert "3 of 3 events discarded for good" in done.stdout
    [number] = [each["seq"] for each in json.loads(dead("list", "--json").stdout)]
    assert f"lifelong-links dead discard eligibility {number}" in done.stdout
    assert dead("discard", "eligibility", str(number)).returncode == 0
    assert _left(dead) == []


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        (("--service", "family-finding"), 1),
        (("--why", "not-json", "--service", "eligibility"), 1),
        (("--type", "case.search-step.recorded.v1"), 1),
        (("--before", "2020-01-01"), 0),
        (("--before", "2999-01-01"), 3),
    ],
)
def test_what_is_meant_can_be_narrowed(dead: Run, narrowed: tuple[str, ...], count: int) -> None:
    """By service, reason, event type and time; the narrowings hold together."""
    shown = dead("discard", "--all", *narrowed).stdout
    assert (f"Would discard {count} events" in shown) or (count == 0 and "No stuck event is meant" in shown)


def test_partial_success_has_its_exit_code(dead: Run) -> None:
    """What can be replayed is; what cannot says why, and the code is 1."""
    done = dead("replay", "--all", "--yes", "--service", "family-finding")
    assert (done.returncode, "1 of 1 events put back" in done.stdout) == (0, True)
    done = dead("replay", "--all", "--yes", "--why", "not-json")
    assert (done.returncode, "0 of 1 events put back" in done.stdout) == (1, True)
    assert "still no event of the contract" in done.stdout


@pytest.mark.parametrize(
    "words", [(), ("eligibility",), ("eligibility", "1", "--all"), ("eligibility", "1", "--yes")]
)
def test_one_event_and_many_are_not_mixed(dead: Run, words: tuple[str, ...]) -> None:
    """Exit code 2 and how to ask."""
    done = dead("discard", *words)
    assert (done.returncode, "SERVICE and NUMBER of one event, or --all" in done.stderr) == (2, True)
