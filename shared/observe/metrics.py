"""What is counted and measured, for Prometheus.

Labels come from closed sets: no value of a message can become one, whatever somebody publishes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import OUR_EVENTS
from shared.service import ReminderDue, WriteConflicted, WriteDelayed, WriteDone, WriteRefused

M = TypeVar("M", Counter, Gauge, Histogram)

OTHER = "other"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_INTERNAL: tuple[type[Event], ...] = (ReminderDue, WriteConflicted, WriteDelayed, WriteDone, WriteRefused)
CLOSED: dict[str, frozenset[str]] = {
    "type": frozenset(event.TYPE for event in (*CASE_EVENTS, *OUR_EVENTS, *_INTERNAL)),
    "outcome": frozenset(
        {
            "conflicted",
            "dead",
            "delayed",
            "discarded",
            "done",
            "duplicate",
            "early",
            "eligible",
            "ignored",
            "invalid",
            "needs_decision",
            "not_eligible",
            "parked",
            "refused",
            "retried",
            "scheduled",
            "waiting",
        }
    ),
    "kind": frozenset({"note", "task", "document", "entries"}),
}
"""The values of a label; any other becomes `other`.

`service` and `remark` are ours alone: no message names one.
"""


@dataclass(frozen=True, slots=True)
class Metric(Generic[M]):
    """A metric with closed labels and what the documentation says about it."""

    name: str
    kind: str
    text: str
    label_names: tuple[str, ...]
    collector: M

    def labels(self, *values: str) -> M:
        """Return the series of these label values, in the order of `label_names`."""
        return self.collector.labels(
            *(
                value if value in CLOSED.get(name, (value,)) else OTHER
                for name, value in zip(self.label_names, values, strict=True)
            )
        )


def _metric(make: Callable[..., M], name: str, text: str, *labels: str, **options: object) -> Metric[M]:
    full = f"lifelong_links_{name}"
    collector = make(full, text, labels, registry=REGISTRY, **options)
    return Metric(full, type(collector).__name__.lower(), text, labels, collector)


EVENTS = _metric(
    Counter,
    "events_total",
    "Events by what became of them; `retried` counts each failed attempt.",
    "service",
    "type",
    "outcome",
)
WRITES = _metric(
    Counter,
    "writes_total",
    "Writes into the child's record by what became of them; `retried` counts each failed attempt.",
    "kind",
    "outcome",
)
BATCH = _metric(
    Histogram,
    "batch_events",
    "Events that went into one transaction (group commit).",
    "service",
    buckets=(1, 2, 5, 10, 25, 50, 100, 200, 400),
)
SETTLE_SECONDS = _metric(
    Histogram,
    "settle_seconds",
    "Seconds from taking a batch to its commit.",
    "service",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
LAG_SECONDS = _metric(
    Gauge, "lag_seconds", "Age in seconds of the oldest event that is due and not settled.", "service"
)
OUTBOX_ROWS = _metric(
    Gauge, "outbox_rows", "Events of ours that are durable and not yet confirmed.", "service"
)
HELD_ROWS = _metric(
    Gauge, "held_rows", "Events that wait for an operator: dead, parked or invalid.", "service"
)

SCREENINGS = _metric(Counter, "screenings_total", "Screenings of a record by their outcome.", "outcome")
REMARKS = _metric(
    Counter,
    "remarks_total",
    "Remarks on the quality of a screened record, one per screening that finds it; "
    "`lifelong-links data-quality` names the children.",
    "remark",
)

ALL = (
    *(EVENTS, WRITES, BATCH, SETTLE_SECONDS, LAG_SECONDS, OUTBOX_ROWS, HELD_ROWS),
    *(SCREENINGS, REMARKS),
)
COUNTED = {"screenings": SCREENINGS, "remarks": REMARKS}
"""What a decision counts (`shared.effects.Count`)."""


def exposition() -> bytes:
    """Return all metrics in Prometheus's text format."""
    return generate_latest(REGISTRY)
