"""Ours: a service of this project whose one handler does the benchmark's job, with every guarantee on.

Encrypted documents, order per child, audit, outbox, metrics: nothing is left out for the benchmark.
"""

import asyncio
import base64
import signal
from typing import ClassVar

import uvloop
from pydantic import SecretStr

from shared import runtime
from shared.case_system.adapters import Connection, open_case_system
from shared.config import Settings, load
from shared.contracts.envelope import Event
from shared.effects import Context, Decision, Emit, State
from shared.observe import logs
from shared.service import Handler, Service
from shared.storage.migrate import upgrade
from tests.benchmarks.contenders import Contender, Place
from tests.benchmarks.job import EVENT_TYPE, FILLER, REMEMBERED, RESULT_TYPE

NAME = "benchmark"


class Counted(Event):
    """The event that comes in."""

    TYPE: ClassVar[str] = EVENT_TYPE
    amount: int
    filler: str


class Totalled(Event):
    """The event that goes out."""

    TYPE: ClassVar[str] = RESULT_TYPE
    count: int
    total: int
    filler: str


class Total(State):
    """What is remembered of a child."""

    count: int = 0
    total: int = 0
    recent: tuple[str, ...] = ()


def decide(state: Total, event: Counted, ctx: Context) -> Decision[Total]:
    """The same decision as `job.decide`, on models."""
    recent = (*state.recent, ctx.event_id)[-REMEMBERED:]
    after = Total(
        child_id=event.child_id, count=state.count + 1, total=state.total + event.amount, recent=recent
    )
    out = Totalled(child_id=event.child_id, count=after.count, total=after.total, filler=FILLER)
    return Decision(after, (Emit(out),))


SERVICE = Service(NAME, Total, (Handler(Counted, decide),))


def environment(place: Place) -> dict[str, str]:
    """The settings of our process in that place; the key is one for everybody to know."""
    return {
        "LL_BROKER_URL": place.amqp_url,
        "LL_DATABASE_URL": place.database_url,
        "LL_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
        "LL_LOG_LEVEL": "WARNING",
    }


def _settings(place: Place) -> Settings:
    return load({}, **{name.removeprefix("LL_").lower(): value for name, value in environment(place).items()})


async def prepare(place: Place) -> None:
    """Migrate the database and declare the topology, as the command line does before a first run."""
    settings = _settings(place)
    await upgrade(runtime.where(settings, NAME))
    bus = runtime.open_bus(settings, runtime.our_topology([SERVICE]))
    await bus.start()
    while not bus.connected():  # noqa: ASYNC110 - the bus has no event for it: nothing else waits for this
        await asyncio.sleep(0.01)
    await bus.stop()


OURS = Contender(
    name="ours",
    title="Lifelong Links",
    how="one service with every guarantee: group commit, order per child, outbox, audit, encryption; uvloop",
    command=("tests.benchmarks.ours",),
    events=8_000,
    queue=f"{NAME}.inbox",
    declares_itself=True,
    settings=environment,
    count="SELECT count(*) FROM benchmark.inbox",
    prepare=prepare,
)


async def main() -> None:
    """Work until told to stop."""
    settings = load()
    logs.configure(level=settings.log_level)
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    bus = runtime.open_bus(settings, runtime.our_topology([SERVICE]))
    # No handler loads or writes: the case system is never called.
    unused = open_case_system(Connection(base_url=settings.case_system_url, secret=SecretStr("unused")))
    await runtime.run(settings, [SERVICE], bus, unused, stop)


if __name__ == "__main__":
    uvloop.run(main())
