"""Whatever leaves our processes, kept as it is: messages on the bus, and traces sent to a collector."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import aio_pika

from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE


@asynccontextmanager
async def every_message(broker_url: str) -> AsyncIterator[list[str]]:
    """Bind a queue of our own to everything on both exchanges; the list grows with each message."""
    heard: list[str] = []
    connection = await aio_pika.connect(broker_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        for name in (CASE_EXCHANGE, OUR_EXCHANGE):
            exchange = await channel.declare_exchange(name, aio_pika.ExchangeType.TOPIC, durable=True)
            await queue.bind(exchange, routing_key="#")

        async def keep(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            heard.append(f"{message.info()} {message.headers} {message.body.decode()}")

        await queue.consume(keep, no_ack=True)
        yield heard


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Listen for traces (OTLP over HTTP); yields the address and the list of what came."""
    came: list[bytes] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", came
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def until(seconds: float, there: Callable[[], bool]) -> None:
    """Wait until a condition holds; TimeoutError when it does not in time."""
    async with asyncio.timeout(seconds):
        while not there():  # noqa: ASYNC110 - what it looks at is in files and other processes
            await asyncio.sleep(0.05)
