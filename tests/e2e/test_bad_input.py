"""Messages that are no event, sent to the real services: kept or ignored, and nothing of them leaks."""

import asyncio
import hashlib
import json
import os
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiormq
import pytest
from pamqp.commands import Basic

import deploy
from deploy.composition import NAMES
from deploy.servers.node import free_port
from shared.bus.topology import CASE_EXCHANGE
from shared.contracts.envelope import STRUCTURED
from tests.e2e.listening import every_message, until

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(120)]

MARK = "Quibberlythwaite"
"""An invented name; every bad message has it somewhere, and nothing that leaves the services may."""
SOURCE = "urn:la:E08000035:case-system"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
QUEUES = [f"{name}.inbox" for name in NAMES]


class Unreadable(Basic.Properties):
    """Properties whose XX is no UTF-8 and whose time, when it is LONG_AGO, lies beyond every calendar."""

    def marshal(self) -> bytes:
        """As pamqp writes them, spoilt."""
        moment = struct.pack(">Q", int(LONG_AGO.timestamp()))
        return super().marshal().replace(b"XX", b"\xff\xfe").replace(moment, b"\xff" * 8)


@dataclass(frozen=True)
class Bad:
    """A message and what must become of it in every service; `id` is empty where the message shows none."""

    body: bytes
    error: str
    id: str = ""
    properties: Basic.Properties = field(default_factory=lambda: Basic.Properties(content_type=STRUCTURED))

    @property
    def outcome(self) -> tuple[str, str, str]:
        """Id, status and error as `dead list` shows them; what shows no id is known by its digest."""
        status = "ignored" if self.error == "unknown-type" else "invalid"
        return self.id or hashlib.sha256(self.body).hexdigest()[:32], status, self.error


def event(kind: str, event_id: str, data: object, **changes: object) -> bytes:
    """A structured CloudEvent; an attribute that is changed to `...` is left out."""
    attributes: dict[str, object] = {"specversion": "1.0", "id": event_id, "source": SOURCE, "type": kind}
    attributes |= {"subject": "C-bad", "time": "2026-11-21T09:00:00Z", "data": data}
    return json.dumps({k: v for k, v in (attributes | changes).items() if v is not ...}).encode()


def consent(event_id: str = "bad-consent", data: dict[str, object] | None = None, **changes: object) -> bytes:
    """A withdrawal, which all services listen to, with changes to its data (a dict) or its envelope."""
    good: dict[str, object] = {"child_id": "C-bad", "consent_id": "K-1", "given_by": "child", "scope": "all"}
    good |= {"decision": "withdrawn", "date": "2026-11-20", "remark": MARK}
    return event("case.consent.changed.v1", event_id, good | (data or {}), **changes)


def of_attributes() -> list[Bad]:
    """What is wrong already in the envelope."""
    person = f"Edna {MARK}"
    return [
        Bad(consent(id=...), "missing:id"),
        Bad(consent(id=person), "string_pattern_mismatch:id"),
        Bad(consent(id=""), "string_pattern_mismatch:id"),
        Bad(consent(subject=person), "string_pattern_mismatch:subject"),
        Bad(consent(subject=f"{MARK}\0"), "string_pattern_mismatch:subject"),
        Bad(consent(type=[person]), "string_type:type"),
        Bad(consent(time="2026-11-21T09:00:00"), "value_error:time"),
        Bad(consent(time=10**30), "value_error:time"),
        Bad(consent(specversion=person), "literal_error:specversion"),
        Bad(event("case.consent.changed.v1", "bad-list", [MARK]), "dict_type:"),
        Bad(
            consent().replace(b'"C-bad"', f'"C-bad", "subject": "{person}"'.encode(), 1),
            "string_pattern_mismatch:subject",
        ),
        Bad(consent("bad-internal", type="internal.write.done"), "internal-type"),
    ]


def of_bytes() -> list[Bad]:
    """What is no JSON, or none that anybody should read."""
    whole = consent("bad-bytes")
    nested = consent("bad-nested").replace(f'"{MARK}"'.encode(), b"[" * 10_000 + b"]" * 10_000)
    return [
        Bad(b"", "not-json"),
        Bad(whole[: whole.index(MARK.encode()) + len(MARK)], "not-json"),
        Bad(nested + MARK.encode(), "not-json"),
        Bad(nested, "not-json"),
        Bad(whole.replace(b"Quibb", b"Quibb\0"), "not-json"),
        Bad(whole.replace(MARK.encode(), MARK.encode() + b"\\ud800"), "not-json"),
        Bad(whole.replace(MARK.encode(), MARK.encode() + b"\xff\xfe"), "not-json"),
        Bad(whole.replace(b'"K-1"', b"9" * 5000), "not-json"),
        Bad(whole.replace(b'"K-1"', b"NaN"), "not-json"),
        Bad(f'["{MARK}"]'.encode(), "model_type:"),
        Bad(consent("bad-large", {"remark": MARK + "x" * 5_000_000}), "too-large"),
    ]


def of_data() -> list[Bad]:
    """Good envelopes around what a service cannot decide on."""
    person = f"Edna {MARK}"
    twice = consent("bad-8").replace(b'"K-1"', f'"K-1", "consent_id": "{person}"'.encode())
    return [
        Bad(event("case.quite-unknown.v7", "bad-1", {"remark": MARK}), "unknown-type", "bad-1"),
        Bad(consent("bad-2", {"given_by": person}), "literal_error:given_by", "bad-2"),
        Bad(consent("bad-3", {"consent_id": person}), "string_pattern_mismatch:consent_id", "bad-3"),
        Bad(consent("bad-4", {"consent_id": 7}), "string_type:consent_id", "bad-4"),
        Bad(consent("bad-5", {"date": 10**30}), "value_error:date", "bad-5"),
        Bad(consent("bad-6", {"child_id": f"{MARK}"}), "subject-is-not-child", "bad-6"),
        Bad(consent("bad-7", {"consent_id": f"{MARK}\0"}), "string_pattern_mismatch:consent_id", "bad-7"),
        Bad(twice, "string_pattern_mismatch:consent_id", "bad-8"),
        Bad(event("case.consent.changed.v1", "bad-9", None, remark=MARK), "no-data", "bad-9"),
    ]


def of_properties() -> list[Bad]:
    """What is wrong beside the body."""
    body = f"{MARK} in ".encode()
    headers: dict[str, Any] = {"cloudEvents:id": "bad-header", "cloudEvents:remark": MARK}
    foreign = Basic.Properties(content_type=f"text/{MARK}")
    return [
        Bad(consent("bad-foreign"), "foreign-content-type", properties=foreign),
        Bad(body + b"headers", "not-json", properties=Unreadable(headers={f"{MARK}XX": MARK})),
        Bad(body + b"type", "foreign-content-type", properties=Unreadable(content_type=f"{MARK}XX")),
        Bad(body + b"time", "not-json", properties=Unreadable(timestamp=LONG_AGO, headers={"x": MARK})),
        Bad(
            f'{{"{MARK}": 1}}'.encode(),
            "missing:source",
            properties=Basic.Properties("application/json", headers=headers),
        ),
    ]


@dataclass
class Running:
    """The four services as one process, and everything that was ever said about them."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    folder: Path
    said: list[str] = field(default_factory=list)

    async def ask(self, *words: str) -> Any:  # noqa: ANN401 - whatever the command prints
        """The JSON that a command of the operator prints."""
        command = [sys.executable, "-m", "deploy.cli", *words, "--json"]
        run = asyncio.to_thread(
            subprocess.run, command, env=self.environment, capture_output=True, check=True
        )
        done = await run
        self.said.append((done.stdout + done.stderr).decode())
        return json.loads(done.stdout)

    async def outcomes(self) -> dict[str, set[tuple[str, str, str]]]:
        """By service: id, status and error of what needs an operator."""
        found: dict[str, set[tuple[str, str, str]]] = {name: set() for name in NAMES}
        for one in await self.ask("dead", "list"):
            found[one["service"]].add((one["event_id"], one["status"], one["error"]))
        return found

    def leaks(self) -> list[str]:
        """Where the invented name is found."""
        everything = {str(at): text.encode() for at, text in enumerate(self.said)}
        everything |= {file.name: file.read_bytes() for file in self.folder.rglob("*") if file.is_file()}
        assert {"stderr", "eligibility.sqlite3"} <= everything.keys()
        return [name for name, content in everything.items() if MARK.lower().encode() in content.lower()]


def start(folder: Path, rabbit_url: str) -> Running:
    """Start `lifelong-links run` with journals and all that it says in this folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LL_")} | {
        "LL_BROKER_URL": rabbit_url,
        "LL_DATABASE_URL": f"sqlite:///{folder}/data",
        "LL_CASE_SYSTEM_SECRET": "any",
        "LL_CASE_SYSTEM_URL": f"http://127.0.0.1:{free_port()}/record/",
        "LL_LOG_LEVEL": "DEBUG",
        "PYTHONPATH": str(Path(deploy.__file__).parents[1]),
    }
    with (folder / "stderr").open("wb") as log:
        command = [sys.executable, "-m", "deploy.cli", "run"]
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    return Running(process, environment, folder)


@asynccontextmanager
async def services(folder: Path, rabbit_url: str) -> AsyncIterator[Running]:
    """Run the four services: the same process must be there at the end, and stop when it is told to."""
    running = start(folder, rabbit_url)
    log, process = folder / "stderr", running.process
    try:
        await until(40, lambda: process.poll() is not None or log.read_text().count('"inbox-open"') == 4)
        yield running
        assert process.poll() is None
        process.terminate()
        assert await asyncio.to_thread(process.wait, 20) == 0
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def sender(rabbit_url: str) -> AsyncIterator[Any]:
    """A channel on which whatever we like can be sent."""
    async with await aiormq.connect(rabbit_url) as connection:
        yield await connection.channel()


def child_changed(child: str, **changes: object) -> bytes:
    """A record as the case system tells it."""
    data = {
        "child_id": child,
        "record_version": 1,
        "as_of": "2026-11-21T09:00:00Z",
        "date_of_birth": "2014-05-06",
    }
    return event("case.child.changed.v1", f"changed-{child}", data | changes, subject=child)


def screened(heard: list[str]) -> dict[str, str]:
    """Outcomes of the screenings that were heard, by child."""
    told = [
        json.loads(one[one.index('{"specversion"') :]) for one in heard if "eligibility.screened.v1" in one
    ]
    return {one["subject"]: one["data"]["outcome"] for one in told}


@pytest.mark.parametrize("kind", [of_attributes, of_bytes, of_data, of_properties])
async def test_bad_messages_are_kept_or_ignored_and_nothing_leaks(
    kind: Callable[[], list[Bad]], rabbit_url: str, tmp_path: Path
) -> None:
    """Every service accounts for each, goes on with good events in the same process, and no word gets out."""
    bad = kind()
    async with services(tmp_path, rabbit_url) as running:
        async with sender(rabbit_url) as channel:
            for queue in QUEUES:
                await channel.queue_bind(queue, CASE_EXCHANGE, routing_key="x")
            for one in (*bad, *bad):
                await channel.basic_publish(
                    one.body, exchange=CASE_EXCHANGE, routing_key="x", properties=one.properties
                )
            async with every_message(rabbit_url) as heard:
                await channel.basic_publish(
                    child_changed("C-good"), exchange=CASE_EXCHANGE, routing_key="case.child.changed.v1"
                )
                await until(30, lambda: "C-good" in screened(heard))
        wanted = {one.outcome for one in bad}
        assert len(wanted) == len(bad)
        async with asyncio.timeout(30):
            while (found := await running.outcomes()) != dict.fromkeys(NAMES, wanted):
                assert all(rows <= wanted for rows in found.values()), found
        status = await running.ask("status")
    assert [one["inbox"].get("waiting", 0) for one in status["services"]] == [0, 0, 0, 0]
    # the process has ended: what it had not settled would be in the queues again
    assert set((await running.ask("status"))["queues"].values()) == {0}
    assert running.leaks() == []
    running.said.append(f"of {MARK.upper()}.")
    assert len(running.leaks()) == 1


async def test_codes_numbers_and_dates_that_nobody_expects_are_handled(
    rabbit_url: str, tmp_path: Path
) -> None:
    """Unknown codes lead to a person's decision; numbers and dates at the edges are screened like others."""
    records: dict[str, dict[str, Any]] = {
        "C-codes": {"care": {"period_started": "2020-01-01", "legal_status": "ZZ9", "placement": "Q:Q"}},
        "C-huge": {"record_version": 10**30},
        "C-future": {"date_of_birth": "9999-12-31", "as_of": "0001-01-01T00:00:00Z"},
        "C-past": {"date_of_birth": "0001-01-01", "as_of": "9999-12-31T23:59:59Z"},
    }
    async with services(tmp_path, rabbit_url) as running:
        async with sender(rabbit_url) as channel, every_message(rabbit_url) as heard:
            for child, changes in records.items():
                body = child_changed(child, **changes)
                await channel.basic_publish(body, exchange=CASE_EXCHANGE, routing_key="case.child.changed.v1")
            await until(30, lambda: screened(heard).keys() == records.keys())
        assert screened(heard)["C-codes"] == "needs_decision"
        async with asyncio.timeout(30):
            while (await running.ask("status"))["services"][3]["inbox"].get("done", 0) < 2 * len(records):
                assert running.process.poll() is None
        assert not any((await running.outcomes()).values())
