"""In how many ways a broken connection to RabbitMQ shows."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiormq.exceptions import AMQPError
from pamqp.exceptions import PAMQPException

FAULTS: tuple[type[Exception], ...] = (
    AMQPError,
    PAMQPException,
    OSError,
    TimeoutError,
    asyncio.InvalidStateError,
    RuntimeError,
)
"""The broker, the connection or the channel is gone: open it again, nothing is wrong with the message."""


@contextmanager
def breakable() -> Iterator[None]:
    """Make a fault of what looks like a cancellation of this task.

    When aiormq gives up a connection that does not answer any more, it throws CancelledError into whoever
    waits on it. A task that took it for its own would end, and nobody would hear of it.
    """
    try:
        yield
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise ConnectionAbortedError from None
