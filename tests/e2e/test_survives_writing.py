"""Writes into the record are made once, whoever dies in the middle; a withdrawal takes back what it can."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from deploy.servers.rabbitmq import RabbitNode
from shared.bus.base import Message
from shared.runtime import Opened
from tests.e2e.chaos.events import Asked, LookedUp, Noted, Withdrawn
from tests.e2e.chaos.feed import Feed
from tests.e2e.chaos.findings import (
    INBOX,
    documents,
    journal_of,
    keep_results,
    rest,
    until_settled,
    until_there,
)
from tests.e2e.chaos.mischief import Mischief
from tests.e2e.chaos.processes import Place, processes_of, workers
from tests.e2e.chaos.service import World
from tests.e2e.chaos.workload import message

pytestmark = [pytest.mark.servers, pytest.mark.slow]

SEED = int(os.environ.get("CHAOS_SEED", "20261121"))
WRITES = 400
TOLD_AFTER = 3
"""Failures after which the workers hear of a delay (ARCHITECTURE section 3)."""


def _asked(random: Random) -> list[Asked]:
    refusals = random.choices([0, 1, 2, 4, -1], [70, 10, 10, 5, 5], k=WRITES)
    return [
        Asked(child_id=f"child-{random.randrange(100)}", reference=f"w-{number}", refusals=times)
        for number, times in enumerate(refusals)
    ]


def _endings(asked: list[Asked]) -> Counter[str]:
    """How each write must end, and which ones must have been told as delayed."""
    ends = [f"{'refused' if one.refusals < 0 else 'done'}:{one.reference}" for one in asked]
    return Counter([*ends, *(f"delayed:{one.reference}" for one in asked if one.refusals >= TOLD_AFTER)])


@pytest.mark.timeout(120)
async def test_every_reference_is_written_once(rabbit_url: str, postgres_url: str, tmp_path: Path) -> None:
    """Two processes that write are killed at random moments: each reference is there once (hard case 44)."""
    random = Random(SEED)
    asked, mischief = _asked(random), Mischief(random)
    messages = [message(one, f"e-{one.reference}") for one in asked]
    world = World(tmp_path).prepare()
    # Claims of dead processes run out after a minute, which the workers' clock makes three seconds.
    place = Place(tmp_path, postgres_url, rabbit_url, speed=20)
    async with journal_of(place) as opened:
        with workers(place, 2) as pair:
            await until_there(rabbit_url, INBOX)
            await keep_results(rabbit_url)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(Feed(rabbit_url, at_once=10).send(messages, within=10))
                tasks.create_task(mischief.to_workers(pair, kills=8, within=9))
            left = await until_settled(opened, pair, WRITES + _endings(asked).total(), within=40)
            for worker in pair:
                worker.stop()
        found = await documents(opened)
    effects = Counter(effect for document in found.values() for effect in document.effects)
    assert effects == Counter(one.id for one in messages) + _endings(asked), left
    assert sorted(world.written()) == sorted(one.reference for one in asked if one.refusals >= 0)
    assert left.is_settled(effects.total()), left
    assert processes_of(tmp_path) == []


@pytest.mark.timeout(90)
async def test_a_withdrawal_overtakes_what_waits(rabbit: RabbitNode, rabbit_url: str, tmp_path: Path) -> None:
    """While the case system is away a withdrawal is decided at once, and nothing goes out (hard case 14)."""
    world = World(tmp_path).prepare()
    world.away.touch()
    place = Place(tmp_path, f"sqlite:///{tmp_path}/data", rabbit_url)
    async with journal_of(place) as opened:
        with workers(place, 1) as (worker,):
            await until_there(rabbit_url, INBOX)
            await keep_results(rabbit_url)
            await asyncio.to_thread(rabbit.flush_queue_names)
            await Feed(rabbit_url).send(_before_and_after_a_withdrawal())
            await _until_decided(opened, "withdrawn")
            waiting = await rest(opened)
            assert waiting.writes == 1, "the outbound write is taken back, the other one waits"
            assert waiting.inbox["waiting"] == 3
            worker.kill()
            worker.start()
            world.away.unlink()
            await _until_decided(opened, "done:note", "ask-late")
            worker.stop()
        left = await rest(opened)
        effects = (await documents(opened))["child"].effects
    told = [effect for effect in effects if not effect.startswith("delayed:")]
    assert told[:3] == ["ask-letter", "ask-note", "withdrawn"]
    assert [effect for effect in told[3:] if effect != "done:note"] == ["looked-up", "noted", "ask-late"]
    assert world.written() == ["note"]
    assert (set(left.inbox), left.writes) == ({"done"}, 0)


def _before_and_after_a_withdrawal() -> list[Message]:
    child = "child"
    return [
        message(Asked(child_id=child, reference="letter", outbound=True), "ask-letter"),
        message(Asked(child_id=child, reference="note"), "ask-note"),
        message(LookedUp(child_id=child), "looked-up"),
        message(Noted(child_id=child), "noted"),
        message(Asked(child_id=child, reference="late", outbound=True), "ask-late"),
        message(Withdrawn(child_id=child), "withdrawn"),
    ]


async def _until_decided(opened: Opened, *effects: str) -> None:
    async with asyncio.timeout(20):
        while True:
            found = await documents(opened)
            if found and set(effects) <= set(found["child"].effects):
                return
            await asyncio.sleep(0.05)
