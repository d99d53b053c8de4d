"""The console script as an operator types it: in a folder of its own, on the embedded defaults."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.bus.memory import MemoryBus
from shared.bus.topology import CASE_EXCHANGE

RECORD = {
    "child_id": "CH-1",
    "record_version": 1,
    "as_of": "2026-11-20T09:00:00Z",
    "date_of_birth": "2012-04-01",
    "care": {"period_started": "2020-01-01", "legal_status": "C2", "placement": "U4"},
    "care_leaver": "none",
    "permanence_plan": ["LTFOST18"],
    "workers": [{"worker_id": "W1", "role": "social_worker"}],
}

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Type a command in an empty folder; no settings but those given."""

    def typed(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        script = Path(sys.executable).parent / "lifelong-links"
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "COLUMNS": "160", **settings}
        return subprocess.run(
            [str(script), *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return typed


@pytest.mark.parametrize(
    "command", ["demo", "run", "screen", "migrate", "status", "journey", "dead", "contracts"]
)
def test_the_help_lists_every_command(run: Run, command: str) -> None:
    """`--help` reads like a manual."""
    assert command in run("--help").stdout


def test_screening_a_file(run: Run, tmp_path: Path) -> None:
    """One decision a line, in order; a line that is no record is named and the rest goes on."""
    (tmp_path / "records.jsonl").write_text(f"{json.dumps(RECORD)}\n{{}}\n{json.dumps(RECORD)}\n")
    done = run("screen", "records.jsonl", "--on", "2026-11-21")
    assert done.returncode == 1
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == ["eligible"] * 2
    assert done.stderr.startswith("line 2: child_id")


def test_the_contract_is_exported(run: Run, tmp_path: Path) -> None:
    """A schema and an example for every event, and one AsyncAPI document."""
    assert run("contracts", "export", "out").returncode == 0
    assert json.loads((tmp_path / "out" / "asyncapi.json").read_text())["asyncapi"].startswith("3.")


def test_a_new_journal_is_empty_and_says_so(run: Run) -> None:
    """`status`, `dead list` and `journey` answer before anything has come."""
    assert run("migrate").returncode == 0
    numbers = json.loads(run("status", "--json").stdout)
    assert [one["service"] for one in numbers["services"]] == [
        "eligibility",
        "family-finding",
        "conference",
        "plan-sync",
    ]
    assert "CH-404" in run("journey", "CH-404").stdout
    assert run("dead", "list").returncode == 0


def test_a_child_s_story_is_told(run: Run, tmp_path: Path) -> None:
    """What came, what was decided and why, and what waits for what."""
    run("migrate")
    program = (
        "import asyncio, json\n"
        "from tests.integration.test_command_line import settle\n"
        f"asyncio.run(settle({json.dumps(json.dumps(RECORD))}))\n"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)
    story = run("journey", "CH-1")
    assert story.returncode == 0
    assert "child changed: record version 1" in story.stdout
    assert "Will look again" in story.stdout
    told = json.loads(run("journey", "CH-1", "--json").stdout)
    assert {item["kind"] for item in told["waiting"]} >= {"reminder"}
    assert json.loads(run("status", "--json").stdout)["services"][0]["inbox"]["done"] == 1


@pytest.mark.parametrize(
    ("words", "settings", "line"),
    [
        (("status",), {"LL_PREFTCH": "1"}, "LL_PREFTCH is not a setting"),
        (("status",), {"LL_BATCH": "none"}, "LL_BATCH"),
        (("run",), {}, "LL_CASE_SYSTEM_SECRET is needed"),
        (("run", "eligiblity"), {"LL_CASE_SYSTEM_SECRET": "x"}, "no service eligiblity"),
        (("migrate",), {"LL_DATABASE_URL": "mysql://x"}, "LL_DATABASE_URL"),
        (("migrate",), {"LL_POLICY": "nowhere"}, "nowhere: no such policy"),
        (("dead", "replay", "eligibility", "7"), {}, "event 7 of eligibility is not stuck"),
        (("dead", "show", "nobody", "7"), {}, "no service nobody"),
        (("status",), {"LL_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "LL_"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    run: Run, words: tuple[str, ...], settings: dict[str, str], line: str
) -> None:
    """Exit code 2, the name of the setting, and never a traceback."""
    run("migrate")
    done = run(*words, **settings)
    assert done.returncode == 2, done.stderr
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_keys_are_made_and_all_different(run: Run) -> None:
    """`key` prints what LL_MASTER_KEY takes."""
    one, other = (run("key").stdout.strip() for _ in range(2))
    assert one != other
    assert run("migrate", LL_MASTER_KEY=one).returncode == 0
    assert run("status", LL_MASTER_KEY=one).returncode == 0
    assert run("status", LL_MASTER_KEY=other).returncode == 2


async def settle(record: str) -> None:
    """Let the eligibility service of the embedded default settle one record (in a process of its own)."""
    import asyncio

    from deploy.composition import all_services
    from shared import runtime
    from shared.bus.base import Message
    from shared.case_system.adapters import Connection, open_case_system
    from shared.config import load
    from shared.observe import logs

    settings = load(case_system_secret="unused")
    logs.configure(level="ERROR")
    services = all_services(settings)
    bus = MemoryBus(runtime.our_topology(services[:1]))
    stop = asyncio.Event()
    assert settings.case_system_secret is not None
    port = open_case_system(Connection(base_url=settings.case_system_url, secret=settings.case_system_secret))
    running = asyncio.create_task(runtime.run(settings, services[:1], bus, port, stop))
    body = {
        "specversion": "1.0",
        "id": "E-1",
        "source": "urn:la:E08000035:case-system",
        "type": "case.child.changed.v1",
        "subject": "CH-1",
        "time": "2026-11-20T09:00:00Z",
        "datacontenttype": "application/json",
        "data": json.loads(record),
    }
    message = Message("E-1", "case.child.changed.v1", json.dumps(body).encode())
    await bus.publish(CASE_EXCHANGE, [message])
    stop.set()
    await running
    await port.close()
