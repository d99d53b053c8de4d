"""What a benchmark run found, as a table for the terminal and for README."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from tests.benchmarks.contenders import Contender
from tests.benchmarks.measure import Throughput

MILLISECONDS = 1_000


@dataclass(slots=True)
class Findings:
    """All rounds of one contender; latencies of all rounds together, in seconds."""

    contender: Contender
    runs: list[Throughput] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def events_per_second(self) -> float:
        """The median round."""
        return median(run.events_per_second for run in self.runs)

    @property
    def cpu_per_thousand(self) -> float:
        """The median round."""
        return median(run.cpu_per_thousand for run in self.runs)

    @property
    def peak_memory(self) -> float:
        """The highest of all rounds, in MB."""
        return max(run.peak_memory for run in self.runs)

    def percentile(self, percent: int) -> float:
        """The latency below which that many per cent of the events stay, in milliseconds."""
        return quantiles(self.latencies, n=100, method="inclusive")[percent - 1] * MILLISECONDS


COLUMNS = ("", "events/s", "ours is", "CPU s per 1,000", "peak MB", "p50 ms", "p95 ms", "p99 ms")


def comparison(found: Sequence[Findings], ours: str) -> list[tuple[str, ...]]:
    """One row per contender, fastest last; `ours is` says how many times the row's events/s ours does."""
    reference = next((one.events_per_second for one in found if one.contender.name == ours), None)
    return [_row(one, reference) for one in sorted(found, key=lambda one: one.events_per_second)]


def _row(one: Findings, reference: float | None) -> tuple[str, ...]:
    ratio = f"{reference / one.events_per_second:.2f} x" if reference else "-"
    latency = [f"{one.percentile(p):.1f}" for p in (50, 95, 99)] if one.latencies else ["-"] * 3
    speed = f"{one.events_per_second:,.0f}"
    return (
        one.contender.title,
        speed,
        ratio,
        f"{one.cpu_per_thousand:.2f}",
        f"{one.peak_memory:.0f}",
        *latency,
    )


COST_COLUMNS = ("ours, events in one run", "events/s", "CPU s per 1,000", "peak MB")


def cost(found: Sequence[tuple[int, Throughput]]) -> list[tuple[str, ...]]:
    """One row per size of run."""
    return [
        (
            f"{size:,}",
            f"{run.events_per_second:,.0f}",
            f"{run.cpu_per_thousand:.2f}",
            f"{run.peak_memory:.0f}",
        )
        for size, run in found
    ]


def show(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print one table."""
    console.print()
    table = Table(*columns, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print()


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same table for a Markdown file."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
