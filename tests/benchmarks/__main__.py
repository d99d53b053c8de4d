"""`python -m tests.benchmarks`: measure, check, print, and write the table if asked."""

import argparse
import logging
import os
import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvloop
from rich.console import Console

from tests.benchmarks import report
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


async def run(
    plan: Plan, there: Servers, console: Console
) -> tuple[list[Findings], list[tuple[int, Throughput]]]:
    """Measure every contender once per round, in turn, then what ours costs at each size."""
    found = [Findings(contender) for contender in plan.contenders]
    for number in range(plan.rounds):
        for one in found:
            await _round(one, int(one.contender.events * plan.share), there)
            latest = f"{one.runs[-1].events_per_second:,.0f} events/s"
            console.print(f"round {number + 1} of {plan.rounds}: {one.contender.title}: {latest}")
    costs: list[tuple[int, Throughput]] = []
    for contender in plan.contenders:
        for size in plan.cost_sizes if contender is OURS else ():
            async with there.place() as place, bench(contender, place, size, _log(there, contender)) as work:
                costs.append((size, await work.throughput(size)))
            console.print(f"cost at {size:,} events: {costs[-1][1].events_per_second:,.0f} events/s")
    return found, costs


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
    if arguments.quick:
        return Plan(chosen, QUICK_ROUNDS, 0.4, QUICK_COST_SIZES)
    return Plan(chosen, FULL_ROUNDS, 1.0, COST_SIZES)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    names = [one.name for one in CONTENDERS]
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
    console.print(_preamble() + "\n")
    try:
        with servers() as there:
            found, costs = uvloop.run(run(plan, there, console))
    except (WrongResult, WorkerEnded) as fault:
        console.print(str(fault), markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    tables = [
        (report.COLUMNS, report.comparison(found, OURS.name)),
        (report.COST_COLUMNS, report.cost(costs)),
    ]
    how = [f"{one.title}: {one.how}." for one in plan.contenders]
    for columns, rows in tables:
        if rows:
            report.show(console, columns, rows)
    console.print("\n".join(how))
    if arguments.markdown:
        parts = [_preamble(), *(report.markdown(*table) for table in tables if table[1])]
        parts.append("\n".join(f"- {line}" for line in how))
        arguments.markdown.write_text("\n\n".join(part.strip() for part in parts) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
