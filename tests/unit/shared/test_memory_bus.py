"""The in-process bus: routes like RabbitMQ, and confirms what every listener has settled."""

import asyncio

import pytest

from shared.bus.base import Message
from shared.bus.memory import MemoryBus, MemoryInbox
from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE, topology
from shared.errors import BusUnavailable

LEADS = "case.lead.recorded.v1"
READY = "lifelong-links.network.ready.v1"
SHAPE = topology([("conference", (LEADS, READY)), ("eligibility", ()), ("plan-sync", (READY,))])


def _messages(kind: str, *numbers: int) -> list[Message]:
    return [Message(f"e{number}", kind, b"%d" % number) for number in numbers]


async def _settled(inbox: MemoryInbox, most: int = 100) -> list[bytes]:
    taken = await inbox.take(most)
    await inbox.settle(taken[-1])
    return [delivery.body for delivery in taken]


async def test_an_event_reaches_every_queue_that_is_bound_to_it() -> None:
    """And no other; the entry gets everything of the case system."""
    bus = MemoryBus(SHAPE)
    publishing = asyncio.create_task(bus.publish(CASE_EXCHANGE, _messages(LEADS, 1)))
    inboxes = [await bus.inbox(service) for service in ("conference", "eligibility")]
    assert [await _settled(inbox) for inbox in inboxes] == [[b"1"], [b"1"]]
    await publishing
    with pytest.raises(TimeoutError):
        await asyncio.wait_for((await bus.inbox("plan-sync")).take(1), 0.01)


async def test_it_is_confirmed_when_the_last_listener_has_settled_it() -> None:
    """So the sender's outbox keeps it until then."""
    bus = MemoryBus(SHAPE)
    publishing = asyncio.create_task(bus.publish(OUR_EXCHANGE, _messages(READY, 1, 2)))
    await _settled(await bus.inbox("conference"))
    await asyncio.sleep(0)
    assert not publishing.done()
    await _settled(await bus.inbox("plan-sync"))
    await publishing


async def test_deliveries_come_in_order_and_at_most_so_many() -> None:
    """What is not taken stays for the next time."""
    bus = MemoryBus(SHAPE)
    publishing = asyncio.create_task(bus.publish(OUR_EXCHANGE, _messages(READY, *range(5))))
    inbox = await bus.inbox("conference")
    assert [await _settled(inbox, 2), await _settled(inbox, 2), await _settled(inbox, 2)] == [
        [b"0", b"1"],
        [b"2", b"3"],
        [b"4"],
    ]
    publishing.cancel()


async def test_settling_one_settles_all_before_it_and_none_after() -> None:
    """Like an acknowledgement of several in AMQP."""
    inbox = MemoryInbox()
    confirms = [inbox.put(b"%d" % number) for number in range(3)]
    taken = await inbox.take(3)
    await inbox.settle(taken[1])
    assert [confirm.done() for confirm in confirms] == [True, True, False]


async def test_what_nobody_listens_to_is_confirmed_at_once() -> None:
    """There is nobody to wait for."""
    await asyncio.wait_for(
        MemoryBus(SHAPE).publish(OUR_EXCHANGE, _messages("lifelong-links.plan.drifted.v1", 1)), 1
    )


async def test_a_publication_that_was_given_up_harms_nobody() -> None:
    """A sender that is stopped leaves deliveries whose confirm nobody awaits."""
    bus = MemoryBus(SHAPE)
    publishing = asyncio.create_task(bus.publish(OUR_EXCHANGE, _messages(READY, 1)))
    await asyncio.sleep(0)
    publishing.cancel()
    await asyncio.gather(publishing, return_exceptions=True)
    assert await _settled(await bus.inbox("conference")) == [b"1"]


async def test_a_stopped_bus_confirms_nothing() -> None:
    """The outbox waits, as it does for a broker."""
    bus = MemoryBus(SHAPE)
    assert bus.connected()
    await bus.stop()
    assert not bus.connected()
    with pytest.raises(BusUnavailable):
        await bus.publish(OUR_EXCHANGE, _messages(READY, 1))


async def test_a_delivery_says_by_which_exchange_it_came() -> None:
    """As RabbitMQ does: who may say what is decided by it."""
    bus = MemoryBus(SHAPE)
    publishing = [
        asyncio.create_task(bus.publish(exchange, _messages(kind, 1)))
        for exchange, kind in ((CASE_EXCHANGE, LEADS), (OUR_EXCHANGE, READY))
    ]
    inbox = await bus.inbox("conference")
    await asyncio.sleep(0)
    assert [one.exchange for one in await inbox.take(2)] == [CASE_EXCHANGE, OUR_EXCHANGE]
    for one in publishing:
        one.cancel()


async def test_an_event_of_the_embedded_case_system_goes_where_the_brokers_would() -> None:
    """Without a broker the sandbox hands its events over directly."""
    bus = MemoryBus(SHAPE)
    publishing = asyncio.create_task(bus.publish_case_event(_messages("case.unheard-of.v1", 7)[0]))
    assert await _settled(await bus.inbox("eligibility")) == [b"7"]
    await publishing
