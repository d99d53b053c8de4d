"""Who may say what rests on one thing: the broker tells by which exchange a message came."""

import pytest

from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE
from shared.contracts.lifelong_links import NetworkReady
from tests.integration.test_rabbit_bus import QUEUE, bus_at, channel_at, leads, numbers, taken

pytestmark = [pytest.mark.servers, pytest.mark.timeout(60)]


async def test_a_delivery_says_by_which_exchange_it_came(rabbit_url: str) -> None:
    """The broker's word, not the sender's: also when it comes a second time, or straight into the queue."""
    async with bus_at(rabbit_url) as bus, channel_at(rabbit_url) as channel:
        await bus.publish(CASE_EXCHANGE, leads(1))
        await channel.basic_publish(b"{} 2", exchange=OUR_EXCHANGE, routing_key=NetworkReady.TYPE)
        await channel.basic_publish(b"{} 3", routing_key=QUEUE)
        async with bus_at(rabbit_url) as first:
            await taken(await first.inbox("conference"), 3)
        again = await taken(await bus.inbox("conference"), 3)
    assert [(one.exchange, *numbers([one])) for one in again] == [
        (CASE_EXCHANGE, 1),
        (OUR_EXCHANGE, 2),
        ("", 3),
    ]
