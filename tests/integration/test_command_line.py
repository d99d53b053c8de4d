"""The console script as an operator types it: in a folder of its own, on the embedded defaults."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from deploy.composition import NAMES
from shared.config import Settings, load
from shared.runtime import where
from shared.storage.migrate import upgrade
from tests.house.files import ROOT
from tests.integration.troubled_journals import NAME, make_troubles

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

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Type a command in an empty folder; no settings but those given."""

    def typed(*words: str, **settings: str) -> Done:
        script = Path(sys.executable).parent / "lifelong-links"
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **settings}
        done = subprocess.run(
            [str(script), *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stdout + done.stderr
        assert NAME not in done.stdout + done.stderr
        return done

    return typed


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults of that folder."""
    return load(environment={}, database_url=f"sqlite:///{tmp_path}/.lifelong-links/data")


@pytest.fixture
def journals(settings: Settings) -> None:
    """Empty journals, where the defaults look for them."""
    for service in NAMES:
        asyncio.run(upgrade(where(settings, service)))


@pytest.fixture
def troubles(settings: Settings) -> None:
    """Journals with one of every trouble."""
    with capture_logs():
        asyncio.run(make_troubles(settings))


COMMANDS = ("demo", "run", "check", "screen", "migrate", "status", "journey", "settings", "dead", "contracts")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_lists_every_command(run: Run, command: str) -> None:
    """`--help` reads like a manual."""
    assert f"│ {command} " in run("--help").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("demo",),
        ("run",),
        ("screen",),
        ("journey",),
        ("dead", "show"),
        ("dead", "replay"),
        ("contracts", "export"),
    ],
)
def test_every_command_explains_itself(run: Run, words: tuple[str, ...]) -> None:
    """What it does, and what it takes."""
    done = run(*words, "--help")
    assert (done.returncode, "Usage: lifelong-links" in done.stdout) == (0, True)


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
    names = [one["service"] for one in numbers["services"]]
    assert names == ["eligibility", "family-finding", "conference", "plan-sync"]
    assert run("status").stdout.endswith("All is settled; nothing needs you.\n")
    assert run("journey", "CH-404").stdout.startswith("Nothing is known of CH-404")
    assert run("dead", "list").stdout == "Nothing is parked, dead, invalid or ignored.\n"


@pytest.mark.parametrize(
    "words", [("status",), ("journey", "CH-1"), ("dead", "list"), ("dead", "show", "x", "1")]
)
def test_no_journal_is_made_by_looking_for_one(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """An operator in the wrong folder is told so, instead of being shown an empty journal."""
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no journal of eligibility in .lifelong-links/data" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("troubles")
def test_status_says_what_waits_and_why(run: Run) -> None:
    """Only what there is, each code with its meaning, and what to do next."""
    shown = run("status").stdout
    assert "parked (holds its child)            -               1           -          -" in shown
    assert "dead (given up)" not in shown
    assert "plan-sync: 1 x case-system-unavailable: the case system is away or busy" in shown
    assert "conference: 1 x awaits-conference: what it speaks of has not arrived yet" in shown
    assert "2 need you.\n  lifelong-links dead list" in shown


@pytest.mark.usefixtures("troubles")
def test_a_childs_story_is_told(run: Run) -> None:
    """What came, what was decided and why, what is asked for, and what waits for what."""
    shown = run("journey", "CH-1").stdout
    assert "child changed: record version 7" in shown
    assert "eligibility     screened: record version 7, outcome eligible, because criteria met" in shown
    assert "-> eligibility screened: record version 7, outcome eligible" in shown
    assert "-> will look again on 01 Apr 2027 (next look)" in shown
    assert "family-finding  PARKED, and the child's later events behind it: ValueError" in shown
    assert "-> a note for the record, not made yet: CH-1:screened-7" in shown
    assert "family-finding: contact recorded (waiting)" in shown
    assert "because behind an earlier event of this child" in shown
    assert "lifelong-links dead replay family-finding 1" in shown


@pytest.mark.usefixtures("troubles")
def test_a_story_can_be_read_by_a_program(run: Run) -> None:
    """The same as JSON."""
    told = json.loads(run("journey", "CH-1", "--json").stdout)
    assert {item["kind"] for item in told["waiting"]} >= {"reminder", "event parked", "write note"}
    assert {one["outcome"] for one in told["happenings"]} == {"done", "parked"}


@pytest.mark.usefixtures("troubles")
def test_what_is_stuck_is_listed_with_what_it_means(run: Run) -> None:
    """Service and number are what the other commands take."""
    shown = run("dead", "list").stdout
    assert "family-finding       1  parked   CH-1" in shown
    assert "parked: holds back its child's later events" in shown
    assert "not-json: a message, but not JSON" in shown
    letters = json.loads(run("dead", "list", "--json").stdout)
    assert {(one["service"], one["status"]) for one in letters} == {
        ("family-finding", "parked"),
        ("eligibility", "invalid"),
        ("eligibility", "ignored"),
    }


@pytest.mark.usefixtures("troubles")
def test_a_stuck_event_is_shown_without_its_values(run: Run) -> None:
    """Attributes, and the names of the fields that it has."""
    shown = run("dead", "show", "family-finding", "1").stdout
    assert "case.search-step.recorded.v1" in shown
    assert "account, by, child_id" in shown
    assert json.loads(run("dead", "show", "family-finding", "1", "--json").stdout)["status"] == "parked"


@pytest.mark.usefixtures("troubles")
def test_a_stuck_event_is_replayed(run: Run) -> None:
    """It is in its child's line again, and the story says by whom."""
    assert "back in its child's line" in run("dead", "replay", "family_finding", "1").stdout
    assert "replayed by" in run("journey", "CH-1").stdout
    again = run("dead", "replay", "family-finding", "1")
    assert (again.returncode, "is not stuck" in again.stderr) == (2, True)


@pytest.mark.usefixtures("troubles")
def test_a_stuck_event_is_discarded(run: Run) -> None:
    """For good; what it held back is due."""
    assert "discarded for good" in run("dead", "discard", "family-finding", "1").stdout
    waiting = json.loads(run("journey", "CH-1", "--json").stdout)["waiting"]
    [freed] = [one for one in waiting if one["what"] == "case.contact.recorded.v1"]
    assert freed["due_at"] is not None


@pytest.mark.usefixtures("troubles")
def test_what_cannot_be_replayed_says_what_can_be_done(run: Run) -> None:
    """Broken bytes can only be discarded; what was ignored was not kept."""
    numbers = {one["status"]: str(one["seq"]) for one in json.loads(run("dead", "list", "--json").stdout)}
    assert "discard it" in run("dead", "replay", "eligibility", numbers["invalid"]).stderr
    assert "ask its sender" in run("dead", "replay", "eligibility", numbers["ignored"]).stderr


def test_every_setting_is_listed_and_no_value(run: Run) -> None:
    """With its default; what is set is nobody's business."""
    shown = run("settings", LL_CASE_SYSTEM_SECRET=NAME).stdout
    assert all(name in shown for name in ("LL_CONFIG", "LL_SECRETS_DIR", "LL_DATABASE_URL", "LL_LOG_LEVEL"))


def test_a_key_opens_its_own_journals_only(run: Run) -> None:
    """`key` prints what LL_MASTER_KEY takes; each is another."""
    one, other = (run("key").stdout.strip() for _ in range(2))
    assert run("migrate", LL_MASTER_KEY=one).returncode == 0
    assert run("status", LL_MASTER_KEY=one).returncode == 0
    wrong = run("status", LL_MASTER_KEY=other)
    assert (wrong.returncode, "does not open this journal" in wrong.stderr) == (2, True)
    assert other not in wrong.stderr


PLUGIN = {"LL_CASE_SYSTEM_SECRET": "x"}


@pytest.mark.parametrize(
    ("words", "given", "line"),
    [
        (("status",), {"LL_PREFTCH": "1"}, "LL_PREFTCH is not a setting"),
        (("status",), {"LL_BATCH": NAME}, "LL_BATCH: "),
        (("run",), {}, "LL_CASE_SYSTEM_SECRET is needed"),
        (("run",), {"LL_CASE_SYSTEM_SECRET": ""}, "LL_CASE_SYSTEM_SECRET is needed"),
        (("run",), PLUGIN | {"LL_CASE_SYSTEM_URL": "nonsense"}, "LL_CASE_SYSTEM_URL: "),
        (("run",), PLUGIN | {"LL_CASE_SYSTEM_MAPPING": "/nowhere"}, "LL_CASE_SYSTEM_MAPPING: /nowhere"),
        (("run",), PLUGIN | {"LL_BROKER_URL": "amqp://host:port/"}, "LL_BROKER_URL must be"),
        (("run",), PLUGIN | {"LL_TRACES_ENDPOINT": "nonsense"}, "LL_TRACES_ENDPOINT: "),
        (("run", "eligiblity"), PLUGIN | {"LL_BROKER_URL": "amqp://x"}, "no service eligiblity"),
        (("run", "eligibility"), PLUGIN, "LL_BROKER_URL is memory://"),
        (("run", "plan_sync", "plan-sync", "conference", "eligibility"), PLUGIN, "LL_BROKER_URL is"),
        (("migrate",), {"LL_DATABASE_URL": "mysql://x"}, "LL_DATABASE_URL"),
        (("migrate",), {"LL_DATABASE_URL": f"postgresql://u:{NAME}@host:port/x"}, "LL_DATABASE_URL"),
        (("migrate",), {"LL_POLICY": "nowhere"}, "LL_POLICY: nowhere: no such policy"),
        (("migrate",), {"LL_CONFIG": "/nowhere"}, "LL_CONFIG names /nowhere"),
        (("dead", "replay", "eligibility", "7"), {}, "event 7 of eligibility is not stuck"),
        (("dead", "show", "nobody", "7"), {}, "no service nobody"),
        (("status",), {"LL_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "LL_DATABASE_URL: "),
        (("status",), {"LL_MASTER_KEY": "c2hvcnQ="}, "LL_MASTER_KEY"),
        (("screen", "/dev/null", "--policy", "nowhere"), {}, "nowhere: no such policy"),
        (("contracts", "export", "/proc/nowhere"), {}, "/proc/nowhere"),
    ],
)
@pytest.mark.usefixtures("journals")
def test_what_is_wrong_is_said_in_one_line(
    run: Run, words: tuple[str, ...], given: dict[str, str], line: str
) -> None:
    """Exit code 2, the name of the setting, and neither its value nor a traceback."""
    done = run(*words, **given)
    assert (done.returncode, done.stdout) == (2, "")
    assert line in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [b"batch = ", b"\xff\xfe", b"bacth = 1"])
def test_a_broken_settings_file_is_named(run: Run, tmp_path: Path, content: bytes) -> None:
    """Also when it lies there by its default name."""
    (tmp_path / "lifelong-links.toml").write_bytes(content)
    done = run("migrate")
    assert (done.returncode, "lifelong-links.toml" in done.stderr) == (2, True)


@pytest.mark.usefixtures("journals")
def test_a_database_file_that_is_none_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    """Whatever lies there is left as it is."""
    file = tmp_path / ".lifelong-links" / "data" / "conference.sqlite3"
    for rest in file.parent.glob("conference.*"):
        rest.unlink()
    file.write_text("something else entirely " * 100)
    done = run("status")
    assert (done.returncode, "LL_DATABASE_URL: the database cannot be used" in done.stderr) == (2, True)


def test_a_wrong_word_is_answered_with_how_to_ask(run: Run) -> None:
    """Exit code 2, as of any command line."""
    for words in (("statsu",), ("journey",), ("dead", "show", "eligibility", "seven")):
        done = run(*words)
        assert (done.returncode, "--help" in done.stderr) == (2, True)
