"""`lifelong-links demo`: plays every story at once in a fresh private world, and tells how each fared."""

import asyncio
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from rich.console import Console

from deploy.demo.company import Company, company
from deploy.demo.progress import console, progress
from deploy.demo.report import Report
from deploy.demo.stories import STORIES
from deploy.demo.world import IN_PROCESS, world
from deploy.servers import rabbitmq
from shared.observe import logs

TITLES = {f"CH-{number}": story.title for number, story in enumerate(STORIES, 1)}
INTERRUPTED = 130
"""Exit status when it was interrupted."""
KEEP = "kept"
"""A file of this name in the directory says that it is worth a look."""


async def play(*, keep: bool, in_process: bool) -> int:
    """Run the demonstration; return 0 when every child's story ended as told, 1 otherwise.

    With `keep` everything is left up until it is interrupted. No process is left behind; the directory is,
    when a story went otherwise: `lifelong-links journey` reads its journals.
    """
    ended = asyncio.Event()
    _on_sigterm(asyncio.current_task(), ended)
    show = console()
    try:
        with _directory(show) as directory, _logging_into(directory / "demo.log"):
            report = await _play_in(directory, show, keep=keep, in_process=in_process)
            if not report.all_as_told:
                (directory / KEEP).touch()
    except asyncio.CancelledError:
        if ended.is_set():
            return INTERRUPTED
        raise  # Ctrl-C: the loop's runner tells it as KeyboardInterrupt
    return 0 if report.all_as_told else 1


def _on_sigterm(main: asyncio.Task[object] | None, ended: asyncio.Event) -> None:
    """Let SIGTERM end the demonstration as Ctrl-C does."""

    def end() -> None:
        ended.set()
        if main is not None:
            main.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)


async def _play_in(directory: Path, show: Console, *, keep: bool, in_process: bool) -> Report:
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        with progress(show) as watched:
            broker_url, words = _bus(in_process=in_process)
            watched.say(words)
            running = await stack.enter_async_context(world(directory, broker_url=broker_url))
            everybody = await stack.enter_async_context(company(running))
            played = await everybody.play(
                enumerate(STORIES, 1), lambda child, told: watched.tell(child, TITLES[child], told)
            )
        report = Report(directory, played, await everybody.troubles(), time.monotonic() - began)
        report.show(show)
        report.show_log_ins(show, running, keep=keep)
        if keep:
            await _until_interrupted(everybody)
    return report


def _bus(*, in_process: bool) -> tuple[str | None, str]:
    """Choose the bus, and say it plainly."""
    if in_process:
        return IN_PROCESS, "Without RabbitMQ, as asked: events travel inside this process."
    if not rabbitmq.available():
        return IN_PROCESS, "RabbitMQ is not installed: events travel inside this process instead."
    return None, "Starting the case record, RabbitMQ and the four services ..."


async def _until_interrupted(everybody: Company) -> None:
    """Leave it all up; Ctrl-C is how it ends, and no fault."""
    try:
        while True:
            await asyncio.sleep(1)
            everybody.world.insist_on_running()
    except asyncio.CancelledError:
        main = asyncio.current_task()
        if main is not None:
            main.uncancel()


@contextmanager
def _logging_into(file: Path) -> Iterator[None]:
    """Keep log lines out of what people watch."""
    with file.open("w") as log:
        logs.configure(stream=log)
        try:
            yield
        finally:
            logs.configure()


@contextmanager
def _directory(show: Console) -> Iterator[Path]:
    """A private directory, which stays only when something in it is worth a look."""
    directory = Path(tempfile.mkdtemp(prefix="lifelong-links-demo-"))
    try:
        yield directory
    except Exception:
        show.print(f"Logs and journals are in {directory}")
        raise
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    if not (directory / KEEP).exists():
        shutil.rmtree(directory, ignore_errors=True)
