"""Metrics: documented, and with labels that no message can invent."""

from shared.observe import metrics
from shared.observe.metrics import CLOSED, EVENTS, REGISTRY, WRITES


def value(name: str, **labels: str) -> float | None:
    """Return what a series stands at."""
    return REGISTRY.get_sample_value(name, labels)


def test_an_event_is_counted_by_service_type_and_outcome() -> None:
    """A known type and outcome keep their names."""
    labels = {"service": "metrics-test", "type": "case.child.changed.v1", "outcome": "done"}
    EVENTS.labels(*labels.values()).inc()
    assert value("lifelong_links_events_total", **labels) == 1


def test_a_type_that_somebody_invents_becomes_other() -> None:
    """What a message says about its own type can never name a series, internal prefix or not."""
    EVENTS.labels("metrics-test", "case.aurelia.v1", "done").inc()
    EVENTS.labels("metrics-test", "internal.aurelia", "done").inc()
    assert value("lifelong_links_events_total", service="metrics-test", type="other", outcome="done") == 2
    assert b"aurelia" not in metrics.exposition()


def test_an_outcome_that_is_not_listed_becomes_other() -> None:
    """Outcomes and kinds of writes are closed sets too."""
    WRITES.labels("novel", "sold").inc()
    assert value("lifelong_links_writes_total", kind="other", outcome="other") == 1


def test_every_metric_has_a_text_and_our_prefix() -> None:
    """Each metric says what it is, and its name whose it is."""
    assert all(metric.text.endswith(".") for metric in metrics.ALL)
    assert all(metric.name.startswith("lifelong_links_") for metric in metrics.ALL)


def test_every_metric_is_in_the_exposition() -> None:
    """What is documented is exposed: nothing is registered elsewhere or twice."""
    exposed = {family.name for family in REGISTRY.collect()}
    assert {metric.name.removesuffix("_total") for metric in metrics.ALL} <= exposed
    assert set(CLOSED) == {"type", "outcome", "kind"}
