"""Journals of the real services with one of every trouble in them, for an operator to look at."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, cast

from deploy.composition import all_services
from shared import runtime
from shared.bus.base import Delivery
from shared.bus.memory import MemoryBus
from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE
from shared.case_system.port import CaseSystem
from shared.clock import utc_now
from shared.config import Settings
from shared.contracts.examples import examples
from shared.effects import Context
from shared.errors import CaseSystemUnavailable
from shared.journal.backlog import Backlog
from shared.journal.ingest import Ingest
from shared.journal.leadership import Alone
from shared.journal.outbox import Relay
from shared.journal.outcomes import Outcomes
from shared.journal.parts import Parts
from shared.journal.retry import RetryPolicy
from shared.journal.settle import settler
from shared.journal.writes import Writer
from shared.runtime import Opened

NAME = "Featherstonehaugh"
"""In a message that is no event, and in the text of a fault: no operator may be shown it."""

FAILS = "case.search-step.recorded.v1"


class _Away:
    """A case system that does not answer."""

    def __getattr__(self, operation: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def fail(*_: object, **__: object) -> None:
            raise CaseSystemUnavailable(operation, status=503)

        return fail


def _fail(_state: object, _event: object, _ctx: Context) -> Any:  # noqa: ANN401 - never returns
    raise ValueError(NAME)


async def make_troubles(settings: Settings) -> None:
    """Settle, fail, refuse and leave waiting; nobody publishes and the case system is away."""
    case = examples()
    async with AsyncExitStack() as stack:
        made = [
            await stack.enter_async_context(runtime.open_journal(settings, service))
            for service in all_services(settings)
        ]
        eligibility, search, meeting, plan_sync = (parts_of(one, settings) for one in made)
        await _take(eligibility, _about("CH-1", case["case.child.changed.v1"]))
        await _take(eligibility, _by_case_system(f'{{"name": "{NAME}"'.encode()), _unheard_of(case))
        await _take(search, _about("CH-1", case[FAILS]), _about("CH-1", case["case.contact.recorded.v1"]))
        await _take(search, _about("CH-2", case["case.lead.recorded.v1"]))
        await _take(meeting, _about("CH-2", case["case.conference.stage.v1"]))
        await _take(plan_sync, _about("CH-1", case["lifelong-links.eligibility.screened.v1"]))


def parts_of(opened: Opened, settings: Settings) -> Parts:
    """The parts of a journal that nobody runs, beside a case system that is away."""
    service = replace(opened.service, handlers=tuple(_may_fail(one) for one in opened.service.handlers))
    retry, store, codec = RetryPolicy(), opened.store, opened.codec
    settles = settler(service, codec, retry)
    relay = Relay(store, codec, MemoryBus(runtime.our_topology([service])), Alone())
    heard = runtime.origins(settings)
    outcomes = Outcomes(service.name, codec, relay, settles.handlers.keys())
    return Parts(store, settles, codec, outcomes, cast("CaseSystem", _Away()), utc_now, retry, heard)


def _may_fail(handler: Any) -> Any:  # noqa: ANN401 - a handler of any state
    return replace(handler, decide=_fail, attempts=1) if handler.event.TYPE == FAILS else handler


def _about(child: str, example: dict[str, Any]) -> Delivery:
    data = example["data"] | {"child_id": child}
    named = {"id": f"{example['type']}-{child}", "subject": child, "data": data}
    if not example["type"].startswith("lifelong-links."):
        return _by_case_system(json.dumps(example | named).encode())
    named["source"] = f"{example['source']}:eligibility"
    return Delivery(json.dumps(example | named).encode(), exchange=OUR_EXCHANGE)


def _unheard_of(case: dict[str, dict[str, Any]]) -> Delivery:
    unheard_of = case["case.child.changed.v1"] | {"id": "e-7", "type": "case.unheard-of.v1"}
    return _by_case_system(json.dumps(unheard_of).encode())


def _by_case_system(body: bytes) -> Delivery:
    return Delivery(body, exchange=CASE_EXCHANGE)


async def _take(service: Parts, *deliveries: Delivery) -> None:
    await Ingest(service, most=10).commit(deliveries)
    async with asyncio.TaskGroup() as tasks:
        await Backlog(service).round(tasks)
    if perform := service.settler.service.perform:
        async with asyncio.TaskGroup() as tasks:
            await Writer(service, perform).round(tasks)
