"""Traces: nothing without `enable`, and never more than ids and classes."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.observe import tracing

SECRET = "Aurelia Featherstonehaugh"


@pytest.fixture
def exporter() -> Iterator[InMemorySpanExporter]:
    """Tracing that is switched on, into memory."""
    memory = InMemorySpanExporter()
    tracing.enable("http://127.0.0.1:1", exporter=memory)
    yield memory
    tracing.disable()


def finished(exporter: InMemorySpanExporter) -> tuple[ReadableSpan, ...]:
    """Return the spans, after everything was handed over."""
    tracing.disable()
    return exporter.get_finished_spans()


def test_a_span_does_nothing_before_tracing_is_enabled() -> None:
    """The block runs, and an exception passes through."""
    with pytest.raises(KeyError), tracing.span("settle", service="eligibility"):
        raise KeyError


def test_a_span_carries_ids_and_the_service(exporter: InMemorySpanExporter) -> None:
    """Name and attributes are constants and ids."""
    with tracing.span("settle", service="eligibility", event_type="case.child.changed.v1", event_id="e-1"):
        pass
    (span,) = finished(exporter)
    assert span.name == "settle"
    assert span.attributes == {
        "service": "eligibility",
        "event.type": "case.child.changed.v1",
        "event.id": "e-1",
    }


def test_an_exception_leaves_only_its_class_in_the_span(exporter: InMemorySpanExporter) -> None:
    """Neither the message nor a traceback with values gets into a trace."""
    with pytest.raises(ValueError, match="Aurelia"), tracing.span("write", service="plan-sync"):
        raise ValueError(SECRET)
    (span,) = finished(exporter)
    assert (span.attributes or {})["error.type"] == "ValueError"
    assert "Aurelia" not in span.to_json()


def test_without_the_extra_it_says_what_to_install() -> None:
    """Where OpenTelemetry is absent, spans do nothing and `enable` names the extra."""
    program = """
import sys
sys.modules["opentelemetry"] = None
from shared.observe import tracing
with tracing.span("settle", service="eligibility"):
    pass
tracing.enable("http://127.0.0.1:1")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].endswith(
        "ConfigurationError: traces need the extra `otel`: pip install lifelong-links[otel]"
    )
