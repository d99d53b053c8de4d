"""The service under test: it keeps, for each child, which events had their effect and in what order."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from shared.case_system.port import CaseSystem
from shared.contracts.envelope import Envelope
from shared.effects import CancelWrites, Context, Decision, Effect, Emit, Remind, State, Write
from shared.errors import CaseSystemRefused, CaseSystemUnavailable, RetryLater, TooEarly
from shared.service import Handler, ReminderDue, Service, WriteDelayed, WriteDone, WriteRefused, WriteRequest
from shared.service import WriteSettled as Settled
from tests.e2e.chaos.events import (
    Answered,
    Asked,
    Early,
    EarlyLookedUp,
    Happening,
    LookedUp,
    Noted,
    RecordChanged,
    Urgent,
    Withdrawn,
)

NAME = "chaos"

H = TypeVar("H", bound=Happening)


class Kept(State):
    """One child: every effect in its order, by event id (`reminder:...` and `write:...` for those)."""

    effects: tuple[str, ...] = ()
    record_version: int = 0
    withdrawn: bool = False


Decided = Decision[Kept]


@dataclass(frozen=True, slots=True)
class World:
    """What lies outside the service and outlives its processes, as files in one folder.

    An attempt is a byte in a file of its own, so that "the first two attempts fail" holds across
    processes and their deaths. `record` stands for the child's record, `away` for its absence.
    """

    folder: Path

    def attempt(self, name: str) -> int:
        """Count one more attempt; returns how many there were, this one included."""
        attempts = self.folder / "attempts"
        descriptor = os.open(attempts / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, b".")
            return os.lseek(descriptor, 0, os.SEEK_END)
        finally:
            os.close(descriptor)

    def attempts(self) -> int:
        """How many attempts there were of everything that fails at first."""
        return sum(file.stat().st_size for file in (self.folder / "attempts").iterdir())

    @property
    def record(self) -> Path:
        """The record: one reference a line."""
        return self.folder / "record"

    @property
    def away(self) -> Path:
        """While this file exists the case system does not answer."""
        return self.folder / "away"

    def written(self) -> list[str]:
        """The references in the record."""
        return self.record.read_text().split() if self.record.exists() else []

    def prepare(self) -> "World":
        """Make the folders."""
        (self.folder / "attempts").mkdir(parents=True, exist_ok=True)
        return self


class NotThisTime(Exception):
    """A fault that nobody classified."""


def _try(world: World, event: Happening, event_id: str) -> None:
    if event.fails and world.attempt(event_id) <= event.fails:
        raise RetryLater("not-this-time") if event.fault == "later" else NotThisTime


def _effect(state: Kept, what: str, *further: Effect, **changes: Any) -> Decided:  # noqa: ANN401 - any field
    effects = (*state.effects, what)
    answer = Answered(child_id=state.child_id, answers=what, place=len(effects))
    return Decision(state.model_copy(update={"effects": effects, **changes}), (Emit(answer), *further))


def on_noted(world: World, state: Kept, event: Noted, ctx: Context) -> Decided:
    """Note it, and ask to be called back when it says so."""
    _try(world, event, ctx.event_id)
    if event.remind_after is None:
        return _effect(state, ctx.event_id)
    due = ctx.now + timedelta(seconds=event.remind_after)
    return _effect(state, ctx.event_id, Remind(ctx.event_id, due))


def on_looked_up(world: World, state: Kept, event: LookedUp, ctx: Context) -> Decided:
    """Note it together with what was read, which must be this event's own."""
    _try(world, event, ctx.event_id)
    if ctx.facts != ctx.event_id:
        raise NotThisTime
    return _effect(state, ctx.event_id)


def on_record_changed(world: World, state: Kept, event: RecordChanged, ctx: Context) -> Decided:
    """Ignore a version that is older than the one we know."""
    _try(world, event, ctx.event_id)
    if event.record_version <= state.record_version:
        return Decision(state)
    return _effect(state, ctx.event_id, record_version=event.record_version)


def on_early(world: World, state: Kept, event: Early, ctx: Context) -> Decided:
    """Wait for the event that it needs."""
    if event.needs not in state.effects:
        raise TooEarly(awaits="lead")
    _try(world, event, ctx.event_id)
    return _effect(state, ctx.event_id)


def on_urgent(world: World, state: Kept, event: Urgent, ctx: Context) -> Decided:
    """Note it at once."""
    _try(world, event, ctx.event_id)
    return _effect(state, ctx.event_id)


def on_reminder(state: Kept, event: ReminderDue, _ctx: Context) -> Decided:
    """Note that it was called back."""
    return _effect(state, f"reminder:{event.name}")


def on_asked(world: World, state: Kept, event: Asked, ctx: Context) -> Decided:
    """Ask for the write, unless it goes out and the child has withdrawn."""
    _try(world, event, ctx.event_id)
    if event.outbound and state.withdrawn:
        return _effect(state, ctx.event_id)
    payload = {"refusals": event.refusals}
    return _effect(
        state, ctx.event_id, Write("note", event.reference, payload=payload, outbound=event.outbound)
    )


def on_withdrawn(_world: World, state: Kept, _event: Withdrawn, ctx: Context) -> Decided:
    """Stop everything outbound."""
    return _effect(state, ctx.event_id, CancelWrites(), withdrawn=True)


def on_write_settled(state: Kept, event: Settled, _ctx: Context) -> Decided:
    """Note how the write ended."""
    return _effect(state, f"{event.TYPE.rsplit('.', 1)[-1]}:{event.reference}")


async def look_up(world: World, _event: Happening, envelope: Envelope, _port: CaseSystem) -> str:
    """Read something outside: here, the event's own id, after a moment; fails while the system is away."""
    await asyncio.sleep(0.002)
    if world.away.exists():
        raise CaseSystemUnavailable("look-up", status=503)
    return envelope.id


async def perform(world: World, request: WriteRequest, _port: CaseSystem) -> Settled:
    """Put the reference into the record unless it is there; takes a moment, in which anything may happen."""
    if world.away.exists():
        raise CaseSystemUnavailable("write-note", status=503)
    if request.payload["refusals"] < 0:
        raise CaseSystemRefused("write-note", status=422)
    if request.payload["refusals"] and world.attempt(request.reference) <= request.payload["refusals"]:
        raise CaseSystemUnavailable("write-note", status=503)
    if request.reference not in world.written():
        await asyncio.sleep(0.1)
        with world.record.open("a") as record:
            record.write(f"{request.reference}\n")
        await asyncio.sleep(0.1)
    return WriteDone(child_id=request.child_id, reference=request.reference, kind=request.kind)


def build(world: World) -> Service[Kept]:
    """Make the service; every worker process makes its own."""

    def decide(function: Callable[[World, Kept, H, Context], Decided]) -> Callable[..., Decided]:
        return partial(function, world)

    load = partial(look_up, world)
    return Service(
        NAME,
        state=Kept,
        handlers=(
            Handler(Noted, decide(on_noted)),
            Handler(LookedUp, decide(on_looked_up), load=load),
            Handler(RecordChanged, decide(on_record_changed)),
            Handler(Early, decide(on_early)),
            Handler(EarlyLookedUp, decide(on_early), load=load),
            Handler(Urgent, decide(on_urgent), overtakes=True),
            Handler(Asked, decide(on_asked)),
            Handler(Withdrawn, decide(on_withdrawn), overtakes=True),
            Handler(ReminderDue, on_reminder),
            *(Handler(kind, on_write_settled) for kind in (WriteDone, WriteDelayed, WriteRefused)),
        ),
        perform=partial(perform, world),
    )
