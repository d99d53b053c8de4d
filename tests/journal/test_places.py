"""Limited places on the real journal: however many processes decide at once, none is given twice.

Events about places go round through the outbox as over a broker: late, to whichever process, some twice.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

import pytest

from services.eligibility.policies.book import PolicyBook
from services.eligibility.service import build
from services.eligibility.state import Eligibility
from shared.bus.base import Delivery, Message
from shared.bus.memory import MemoryBus
from shared.bus.topology import CASE_EXCHANGE, topology
from shared.case_system.port import CaseSystem
from shared.clock import utc_now
from shared.contracts.case_system import ChildChanged, ReferralDecided
from shared.contracts.envelope import Event, wrap
from shared.journal.codec import Codec
from shared.journal.documents import document, documents
from shared.journal.journal import Outside, journal
from shared.journal.retry import RetryPolicy
from shared.journal.store import Store
from shared.journal.tables import outbox
from shared.storage.engine import Database, engine
from tests.journal.probe import SOURCE, Anybody, FixedClock, Script
from tests.journal.process import MASTER, Process, opened, until
from tests.unit.eligibility.children import child
from tests.unit.eligibility.office import limited
from tests.unit.eligibility.story import referral_made

PLACES = 3
CHILDREN = [f"child-{number}" for number in range(12)]
MOST = 1000


class Company:
    """Several processes of eligibility on one journal, and what is on its way between them."""

    def __init__(self, processes: Sequence[Process]) -> None:
        """Begin with nothing told."""
        self.processes = processes
        self.count = 0

    async def tell(self, *events: Event) -> None:
        """Tell events of the case system, all at once, each to another process than the one before."""
        deliveries = []
        for event in events:
            self.count += 1
            time = self.processes[0].clock()
            message = wrap(event, id=f"e{self.count}", source=SOURCE, time=time)
            deliveries.append(Delivery(message.body()))
        await self._deliver(deliveries)

    async def _deliver(self, deliveries: Sequence[Delivery]) -> None:
        """Each in a transaction of its own; every third one is told to a second process, too."""
        told = [(self._process(number), one) for number, one in enumerate(deliveries)]
        told += [(self._process(number + 1), one) for number, one in enumerate(deliveries) if number % 3 == 0]
        await asyncio.gather(*(process.receive(one) for process, one in told))

    def _process(self, number: int) -> Process:
        return self.processes[number % len(self.processes)]

    async def go_round(self) -> list[list[str]]:
        """Deliver what was published until nothing is left; return who was under way after each round."""
        first, seen = self.processes[0].store, []
        while await self.processes[0].count(outbox):
            rows = await first.unpublished(MOST)
            bodies = [row.body or self.processes[0].parts.codec.open_outbox(row) for row in rows]
            heard = [
                Delivery(body)
                for row, body in zip(rows, bodies, strict=True)
                if row.type.startswith("lifelong-links.place.")
            ]
            await self._deliver(heard)
            await first.published([row.event_id for row in rows])
            seen.append(await self.under_way())
        return seen

    async def states(self) -> dict[str, Eligibility]:
        """All documents, as they stand."""
        process, found = self.processes[0], {}
        async for page in documents(process.store, process.parts.codec):
            found.update({one.child_id: one for one in page if isinstance(one, Eligibility)})
        return found

    async def under_way(self) -> list[str]:
        """Whose journey is not over."""
        return [child_id for child_id, one in (await self.states()).items() if one.under_way]


@asynccontextmanager
async def company(place: Database, clock: FixedClock, processes: int) -> AsyncIterator[Company]:
    """So many processes, and all children recorded and referred."""
    service = build(PolicyBook((limited(PLACES),)))
    async with AsyncExitStack() as stack:
        open_ones = [
            await stack.enter_async_context(opened(place, Script(), clock, service=service))
            for _ in range(processes)
        ]
        office = Company(open_ones)
        for child_id in CHILDREN:
            record = child(child_id=child_id).model_dump(by_alias=True)
            await office.tell(ChildChanged.model_validate(record))
        await office.tell(*(referral_made().model_copy(update={"child_id": one}) for one in CHILDREN))
        yield office


def decided(child_id: str, decision: str, reason: str | None = None) -> Event:
    """A manager decides."""
    return ReferralDecided.model_validate(
        {"child_id": child_id, "referral_id": "R1", "decision": decision, "by": "M1", "reason_code": reason}
    )


async def check(office: Company, seen: list[list[str]]) -> None:
    """Never more than there are places, and in the end that many; the others know where they stand."""
    assert max(len(children) for children in seen) == PLACES
    states = await office.states()
    ledger = states.pop("places-E08000035").places
    assert ledger is not None
    assert ledger.taken == PLACES == len(await office.under_way())
    told = {child_id: one.place.position for child_id, one in states.items() if one.place}
    waiting = sorted(position for position in told.values() if position is not None)
    assert waiting == list(range(1, len(ledger.waiting) + 1))


@pytest.mark.parametrize("processes", [1, 2])
async def test_of_many_children_accepted_at_once_as_many_begin_as_there_are_places(
    postgres_place: Database, clock: FixedClock, processes: int
) -> None:
    """And when places free at once, as many move up: by one process or by two (hard case 59)."""
    async with company(postgres_place, clock, processes) as office:
        await office.tell(*(decided(child_id, "accept") for child_id in CHILDREN))
        await check(office, await office.go_round())
        first = await office.under_way()
        await office.tell(*(decided(child_id, "decline", "completed") for child_id in first))
        await check(office, await office.go_round())
        assert not set(first) & set(await office.under_way())


async def test_one_process_on_sqlite_keeps_the_same_ledger(sqlite_place: Database, clock: FixedClock) -> None:
    """The embedded default (hard case 59)."""
    async with company(sqlite_place, clock, 1) as office:
        await office.tell(*(decided(child_id, "accept") for child_id in CHILDREN))
        await check(office, await office.go_round())


async def test_the_service_hears_its_own_events_about_places(place: Database) -> None:
    """Its loops alone, over the in-process bus, by the real clock (hard case 59)."""
    service = build(PolicyBook((limited(PLACES),)))
    bus = MemoryBus(topology([(place.service, service.subscriptions)]))
    store = Store(place, engine(place))
    codec = Codec(service, await store.keyring((MASTER,), b"k" * 32), "urn:test:ours")
    store.use(codec)
    retry = RetryPolicy(first=0.02, cap=0.1)
    outside = Outside(bus, cast("CaseSystem", Script()), utc_now, retry, Anybody())
    made = journal(service, store, codec, outside)

    async def settled() -> bool:
        kept = await document(store, codec, "places-E08000035")
        ledger = kept.places if isinstance(kept, Eligibility) else None
        return ledger is not None and (ledger.taken, len(ledger.waiting)) == (PLACES, 2)

    work = asyncio.create_task(made.run())
    try:
        async with asyncio.timeout(20):
            for number, child_id in enumerate(CHILDREN[: PLACES + 2]):
                record = child(child_id=child_id).model_dump(by_alias=True)
                made_of_child = referral_made().model_copy(update={"child_id": child_id})
                story = (ChildChanged.model_validate(record), made_of_child, decided(child_id, "accept"))
                for step, event in enumerate(story):
                    message = wrap(event, id=f"e{number}-{step}", source=SOURCE, time=utc_now())
                    await bus.publish(CASE_EXCHANGE, [Message(message.id, event.TYPE, message.body())])
        await until(settled)
    finally:
        work.cancel()
        await asyncio.wait([work])
        await made.close()
        await store.close()
