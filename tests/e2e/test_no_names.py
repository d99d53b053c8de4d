"""No name, address or free text of a child leaves the case record (ARCHITECTURE 4, STYLE).

All children are played with everything listening: every log line of every process, the metrics, the traces,
each message on the bus, and the journals as they lie on the disk, with failures and nonsense on the way.
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.demo.company import Company, company
from deploy.demo.stories import STORIES
from deploy.demo.world import World, world
from deploy.servers.rabbitmq import RabbitNode
from shared.bus.base import Message
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import CASE_EXCHANGE, Topology
from tests.e2e.confidential import Secrets, secrets_of
from tests.e2e.listening import collector, every_message, until

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]

CHILD = "Quillabunderby"
"""An invented name that is misused as an id, to show that the search would find it."""


@dataclass(frozen=True)
class Outside:
    """Everything that got out of the case record, as text, and the files that lie on the disk."""

    texts: dict[str, str]
    foreign: dict[str, str]
    files: dict[str, bytes]

    def leaks(self, secrets: Secrets) -> dict[str, set[str]]:
        """Return what was found, by where."""
        found = {name: secrets.found_in_text(text) for name, text in self.texts.items()}
        found |= {name: secrets.found_in_foreign_text(text) for name, text in self.foreign.items()}
        found |= {name: secrets.found_in_bytes(content) for name, content in self.files.items()}
        return {name: words for name, words in found.items() if words}


class Ear:
    """Listens everywhere; `outside` is what was heard so far."""

    def __init__(self, at: World, rabbit: RabbitNode, messages: list[str], traces: list[bytes]) -> None:
        """Keep where to listen."""
        self._world, self._rabbit, self._messages, self._traces = at, rabbit, messages, traces

    def outside(self) -> Outside:
        """Return everything there is to search."""
        services = next(node for node in self._world.nodes if node.name == "services")
        metrics = httpx.get(f"http://127.0.0.1:{services.port}/metrics")
        journals = (self._world.directory / "journals").rglob("*")
        return Outside(
            texts={
                "log of the services": services.log_file.read_text(),
                "metrics": metrics.text,
                "traces": b" ".join(self._traces).decode(errors="replace"),
                "messages": "\n".join(self._messages),
            },
            foreign={
                "log of the case record": self._world.tracker.log_file.read_text(),
                "log of the broker": self._rabbit.log_file.read_text()
                + (self._rabbit.directory / "rabbitmq-broker.log").read_text(),
            },
            files={path.name: path.read_bytes() for path in journals if path.is_file()},
        )


async def test_no_name_leaves_the_case_record(
    tmp_path: Path, rabbit: RabbitNode, rabbit_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing of what people wrote about the children is found anywhere; a name misused as an id is."""
    with collector() as (address, traces):
        more = {"log_level": "DEBUG", "traces_endpoint": address}
        async with (
            every_message(rabbit_url) as messages,
            world(tmp_path, broker_url=rabbit_url, more=more) as at,
            company(at) as everybody,
        ):
            ear = Ear(at, rabbit, messages, traces)
            await play_all(everybody)
            await things_go_wrong(at, everybody, messages, rabbit_url)
            await until(20, lambda: len(traces) > 1)
            secrets = secrets_of(at.tracker.directory)
            heard = ear.outside()
            assert_it_was_all_there(secrets, heard)
            assert heard.leaks(secrets) == {}
            await misuse_a_name(everybody)
            planted = ear.outside().leaks(secrets_of(at.tracker.directory))
    assert_the_planted_name_was_found(planted)
    out, err = capfd.readouterr()
    assert secrets.found_in_text(out + err) == set()


async def play_all(everybody: Company) -> None:
    """Every story of the demonstration."""
    played = await everybody.play(enumerate(STORIES, 1), lambda _child, _words: None)
    assert [one.fault for one in played if one.fault] == []


async def things_go_wrong(at: World, everybody: Company, messages: list[str], rabbit_url: str) -> None:
    """Nonsense full of names arrives, and the case record goes away while leads and plans are to be read."""
    lead = next(one for one in messages if '"case.lead.recorded.v1"' in one)
    event = json.loads(lead[lead.index('{"specversion"') :])
    services = next(node for node in at.nodes if node.name == "services")
    bus = RabbitBus(rabbit_url, Topology(()))
    await bus.start()
    await bus.publish(
        CASE_EXCHANGE, [Message("EV-1", "case.lead.recorded.v1", b"Edna Fablewood, Marzipan-on-Sea")]
    )
    await asyncio.to_thread(at.tracker.stop)
    event |= {"id": "EV-2"}
    event["data"]["version"] += 1
    await bus.publish(CASE_EXCHANGE, [Message("EV-2", "case.lead.recorded.v1", json.dumps(event).encode())])
    await until(20, lambda: "case-system-unavailable" in services.log_file.read_text())
    await asyncio.to_thread(at.tracker.start)
    await bus.stop()
    await everybody.quiet()
    # what was planted into a message is heard on the bus, of course
    messages[:] = [one for one in messages if "Edna Fablewood, Marzipan" not in one]


def assert_it_was_all_there(secrets: Secrets, heard: Outside) -> None:
    """The search had something to search, and something to look for."""
    assert {"edna fablewood", "fablewood", "marzipan", "the lantern room,"} <= secrets.texts | secrets.words
    assert len(secrets.texts) > 500
    assert heard.texts["messages"].count("specversion") > 500
    assert "lifelong_links_events_total" in heard.texts["metrics"]
    assert "settle" in heard.texts["traces"]
    assert all(heard.foreign.values())
    assert sum(len(content) for content in heard.files.values()) > 500_000


async def misuse_a_name(everybody: Company) -> None:
    """A child is recorded whose id is its name: that goes wherever ids go."""
    facts = {"name": CHILD, "date_of_birth": "2014-05-06"}
    await everybody.desks.social_worker.add("child", CHILD, **facts)
    await everybody.board.wait("note", CHILD, "screened")
    await everybody.quiet()


def assert_the_planted_name_was_found(planted: dict[str, set[str]]) -> None:
    """It is found on the bus and on the disk: the search can fail."""
    assert CHILD.lower() in planted["messages"]
    assert any(CHILD.lower() in words for name, words in planted.items() if "sqlite" in name)


@pytest.mark.parametrize("place", ["texts", "foreign", "files"])
def test_the_search_finds_a_planted_name(place: str) -> None:
    """A name in any kind of place is found there."""
    secrets = Secrets(frozenset({"edna fablewood"}), frozenset({"fablewood"}), frozenset({"fablewood"}))
    heard = Outside({"log": "{}"}, {"other": ""}, {"data": b"\x00"})
    assert heard.leaks(secrets) == {}
    planted = {"texts": "x: Fablewood.", "foreign": "GET /Fablewood", "files": b"\x00\x01Fablewood\x7f"}
    getattr(heard, place)["here"] = planted[place]
    assert heard.leaks(secrets) == {"here": {"fablewood"}}
