"""`python -m tests.benchmarks`: measure, check, print, and write the table if asked."""

import argparse
import logging
import os
import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog
import uvloop
from rich.console import Console

from tests.benchmarks import report, screening
from tests.benchmarks.contenders import PEERS, Contender
from tests.benchmarks.job import CHILDREN, EVENT_BYTES, RESULT_BYTES
from tests.benchmarks.measure import RATE, Throughput, WrongResult, bench
from tests.benchmarks.ours import OURS
from tests.benchmarks.report import Findings
from tests.benchmarks.servers import Servers, servers
from tests.benchmarks.worker import WorkerEnded

CONTENDERS = (*PEERS, OURS)
FULL_ROUNDS, QUICK_ROUNDS = 3, 1
LATENCY_EVENTS = 350
COST_SIZES, QUICK_COST_SIZES = (1_000, 10_000, 100_000), (1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run."""

    contenders: Sequence[Contender]
    rounds: int
    share: float
    cost_sizes: Sequence[int]
    screenings: Sequence[str]
    quick: bool

    @property
    def needs_servers(self) -> bool:
        """Whether anything in it goes through broker and database."""
        return bool(self.contenders) or screening.RESCREEN in self.screenings


@dataclass(slots=True)
class Found:
    """What was measured, as it comes in."""

    contenders: list[Findings] = field(default_factory=list)
    costs: list[tuple[int, Throughput]] = field(default_factory=list)
    screenings: list[screening.Table] = field(default_factory=list)

    def tables(self) -> list[screening.Table]:
        """Those that have a row."""
        both = [
            (report.COLUMNS, report.comparison(self.contenders, OURS.name)),
            (report.COST_COLUMNS, report.cost(self.costs)),
        ]
        return [one for one in (*both, *self.screenings) if one[1]]


async def run(plan: Plan, there: Servers, console: Console, to: Found) -> None:
    """Measure every contender once per round, in turn, then what ours costs at each size, then screening."""
    found = [Findings(contender) for contender in plan.contenders]
    for number in range(plan.rounds):
        for one in found:
            await _round(one, int(one.contender.events * plan.share), there)
            latest = f"{one.runs[-1].events_per_second:,.0f} events/s"
            console.print(f"round {number + 1} of {plan.rounds}: {one.contender.title}: {latest}")
    to.contenders = found
    for contender in plan.contenders:
        for size in plan.cost_sizes if contender is OURS else ():
            async with there.place() as place, bench(contender, place, size, _log(there, contender)) as work:
                to.costs.append((size, await work.throughput(size)))
            console.print(f"cost at {size:,} events: {to.costs[-1][1].events_per_second:,.0f} events/s")
    to.screenings += await screening.on_servers(plan.screenings, there, console, quick=plan.quick)


async def _round(one: Findings, events: int, there: Servers) -> None:
    async with (
        there.place() as place,
        bench(one.contender, place, events, _log(there, one.contender)) as work,
    ):
        one.runs.append(await work.throughput(events))
        one.latencies += await work.latency(range(events, events + LATENCY_EVENTS))


def _log(there: Servers, contender: Contender) -> Path:
    return there.directory / f"{contender.name}.log"


def _plan(arguments: argparse.Namespace) -> Plan:
    chosen = [one for one in CONTENDERS if not arguments.only or one.name in arguments.only]
    scenes = [name for name in screening.NAMES if not arguments.only or name in arguments.only]
    if arguments.quick:
        return Plan(chosen, QUICK_ROUNDS, 0.4, QUICK_COST_SIZES, scenes, quick=True)
    return Plan(chosen, FULL_ROUNDS, 1.0, COST_SIZES, scenes, quick=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    names = [*(one.name for one in CONTENDERS), *screening.NAMES]
    parser.add_argument("--only", action="append", choices=names, help="this one; may be repeated")
    parser.add_argument("--quick", action="store_true", help="one short round: a rough picture")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there, for README")
    return parser.parse_args()


def _preamble() -> str:
    return (
        f"{EVENT_BYTES} byte CloudEvent from a quorum queue; dedupe, decide, durable state in PostgreSQL "
        f"(fsync on); result of about {RESULT_BYTES} bytes with publisher confirm; ack. "
        f"{CHILDREN:,} children, 1% duplicates.\n"
        f"One worker each on {os.cpu_count()} cores shared with both servers, Python "
        f"{platform.python_version()}; medians of interleaved rounds; latency at {RATE} events/s. "
        "Every effect is checked, of aio-pika alone every result; a wrong one ends the run. "
        "Peers do the job and no more (no outbox, audit, encryption or order per child): they commit, "
        "publish and ack, and would lose the result when killed in between. Memory is the proportional set "
        "size of the worker's processes."
    )


def main() -> int:
    """Return 0, or 1 when a contender lost or repeated an effect."""
    arguments = _arguments()
    plan, console = _plan(arguments), Console(highlight=False)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    preamble = [_preamble()] if plan.contenders else []
    console.print(*preamble, "")
    found = Found()
    try:
        found.screenings += screening.without_servers(plan.screenings, console, quick=plan.quick)
        if plan.needs_servers:
            with servers() as there:
                uvloop.run(run(plan, there, console, found))
    except (WrongResult, WorkerEnded) as fault:
        console.print(str(fault), markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    how = [f"{one.title}: {one.how}." for one in plan.contenders]
    for columns, rows in found.tables():
        report.show(console, columns, rows)
    console.print("\n".join(how))
    if arguments.markdown:
        parts = [*preamble, *(report.markdown(*table) for table in found.tables())]
        parts.append("\n".join(f"- {line}" for line in how))
        arguments.markdown.write_text("\n\n".join(part.strip() for part in parts) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
