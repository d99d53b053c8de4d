"""Exchanges, queues and bindings, as data.

Every process declares all of it, whichever services it runs: an event for a service that is not up yet
waits in its queue and is never unroutable.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.lifelong_links import OUR_EVENTS

CASE_EXCHANGE = "case.events"
OUR_EXCHANGE = "lifelong-links.events"
DEAD_LETTER_EXCHANGE = "lifelong-links.dead-letters"
DEAD_LETTER_QUEUE = "lifelong-links.dead-letters"

CASE_TYPES = frozenset(event.TYPE for event in CASE_EVENTS)
OUR_TYPES = frozenset(event.TYPE for event in OUR_EVENTS)

ENTRY = "eligibility"
"""The service that also accounts for event types which nobody knows: bound to everything of `case.events`."""


@dataclass(frozen=True, slots=True)
class Binding:
    """An event type, or a pattern of them, that is routed to a queue."""

    exchange: str
    pattern: str


@dataclass(frozen=True, slots=True)
class QueueSpec:
    """A durable quorum queue with one active consumer: order is kept, other processes stand by."""

    service: str
    bindings: tuple[Binding, ...]

    @property
    def name(self) -> str:
        """The queue's name."""
        return f"{self.service}.inbox"


@dataclass(frozen=True, slots=True)
class Topology:
    """All queues; `routed` are the types of ours that at least one of them wants."""

    queues: tuple[QueueSpec, ...]

    @property
    def routed(self) -> frozenset[str]:
        """Types that must find a queue; publishing one that does not is an error."""
        return frozenset(b.pattern for queue in self.queues for b in queue.bindings) & OUR_TYPES

    def queue(self, service: str) -> QueueSpec:
        """The queue of a service."""
        return next(queue for queue in self.queues if queue.service == service)


def topology(subscriptions: Iterable[tuple[str, Iterable[str]]]) -> Topology:
    """Make the topology of services, given each one's name and the event types that it listens to."""
    return Topology(tuple(_queue(service, types) for service, types in subscriptions))


def _queue(service: str, types: Iterable[str]) -> QueueSpec:
    bindings = [Binding(OUR_EXCHANGE if kind in OUR_TYPES else CASE_EXCHANGE, kind) for kind in sorted(types)]
    if service == ENTRY:
        bindings = [b for b in bindings if b.exchange == OUR_EXCHANGE] + [Binding(CASE_EXCHANGE, "#")]
    return QueueSpec(service, tuple(bindings))
