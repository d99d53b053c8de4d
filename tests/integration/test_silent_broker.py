"""A broker that accepts connections and then says nothing: a process must still end when it is told to."""

import asyncio

from shared.bus.rabbit import RabbitBus
from shared.bus.topology import topology


async def test_a_bus_whose_broker_says_nothing_stops_and_leaves_no_attempt_behind() -> None:
    """Told to stop while the first attempt to connect still waits for an answer."""
    silence = asyncio.Event()
    heard = asyncio.Event()

    async def say_nothing(_reader: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        heard.set()
        await silence.wait()
        answers.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    before = asyncio.all_tasks()
    bus = RabbitBus(f"amqp://guest:guest@127.0.0.1:{port}/", topology([]))
    await bus.start()
    await asyncio.wait_for(heard.wait(), 10)
    await asyncio.wait_for(bus.stop(), 10)
    silence.set()
    server.close()
    await server.wait_closed()
    left = {task for task in asyncio.all_tasks() - before if "Robust" in repr(task)}
    assert left == set()
