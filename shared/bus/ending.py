"""Ending what aio-pika does on its own when a process is told to stop."""

import asyncio

_ATTEMPT = "RobustConnection.__connection_factory"
_TRIES = 10
_SECONDS = 0.2


async def end_attempts_to_connect() -> None:
    """Cancel aio-pika's attempts to connect until they end.

    It takes the first cancellation of an attempt for a failure and tries again, so that a process whose
    broker accepts connections and then says nothing would never end.
    """
    for _ in range(_TRIES):
        left = {task for task in asyncio.all_tasks() if _is_an_attempt(task)}
        if not left:
            return
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=_SECONDS)


def _is_an_attempt(task: asyncio.Task[object]) -> bool:
    return getattr(task.get_coro(), "__qualname__", "") == _ATTEMPT
