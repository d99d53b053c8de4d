"""`lifelong-links rescreen`: every child is looked at again, by the services that run, through the broker.

For after a change of the policy that its dates do not announce, and after a restore. Each child that
eligibility knows gets one request; its id is made of the run and the child, so a run that is repeated does no
harm. The children are read a page at a time.
"""

import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from deploy.operate.journals import named, open_journals
from deploy.publishing import Steady, bar, started_bus, told_by_signal
from shared.bus.base import Message
from shared.bus.topology import OUR_EXCHANGE
from shared.clock import utc_now
from shared.config import Settings, load
from shared.contracts.envelope import wrap
from shared.contracts.lifelong_links import ScreeningRequested
from shared.errors import ConfigurationError
from shared.journal.documents import children, count
from shared.journal.model import stable_id
from shared.journal.store import Store

INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its name, the child after whom it begins, most requests a second, and why it is made."""

    name: str
    after: str
    rate: int
    reason: str

    def message(self, child: str, source: str) -> Message:
        """The request about a child; the same run makes the same one."""
        event = ScreeningRequested(child_id=child, reason_code=self.reason)
        event_id = stable_id("rescreen", self.name, child)
        return Message(event_id, event.TYPE, wrap(event, id=event_id, source=source, time=utc_now()).body())


def new_name() -> str:
    """A name for a run that begins now."""
    return f"{utc_now():%Y%m%dT%H%M%SZ}"


async def rescreen(run: Run) -> int:
    """Ask for every child and return the exit code: 0, or 130 when it was stopped before the end.

    Raises ConfigurationError when the settings name no broker: requests inside one process reach nobody else.
    """
    settings = load()
    if settings.broker_url.get_secret_value() == "memory://":
        msg = (
            "LL_BROKER_URL is memory://, which joins the services of one process: this command cannot reach "
            "them. Name the broker of the running services; without one, children are looked at again when "
            "their record changes and on the days on which the policy changes"
        )
        raise ConfigurationError(msg)
    async with open_journals(settings) as journals:
        _say(f"run {run.name}")
        return await _ask_for_all(run, settings, named(journals, "eligibility").store)


async def _ask_for_all(run: Run, settings: Settings, store: Store) -> int:
    source = f"urn:la:{settings.authority}:lifelong-links:operator"
    asked, last = 0, run.after
    with told_by_signal() as stop, bar(await count(store, after=run.after), _say) as (done, tell):
        async with started_bus(settings) as bus:
            steady = Steady(bus, OUR_EXCHANGE, run.rate, stop, tell)
            async for ids in _batches(store, run.after, steady.at_once):
                if not await steady.confirmed([run.message(child, source) for child in ids]):
                    break
                asked, last = asked + len(ids), ids[-1]
                done(asked)
                if not await steady.pause():
                    break
    if stop.is_set():
        _say(f"stopped: asked for {asked} children; go on with --run {run.name} --after {last}")
        return INTERRUPTED
    _say(f"asked for {asked} children; `lifelong-links status` shows how many requests wait")
    return 0


async def _batches(store: Store, after: str, size: int) -> AsyncIterator[Sequence[str]]:
    async for page in children(store, after=after):
        for first in range(0, len(page), size):
            yield page[first : first + size]


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
