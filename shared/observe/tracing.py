"""Optional traces (extra `otel`): without it, or before `enable`, a span costs nothing.

Span names are constants and attributes are ids and codes of events; nothing of a child's record gets
into a trace, and of an exception only its class.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from shared.errors import ConfigurationError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

SpanName = Literal["deliver", "settle", "publish", "write"]


class _Tracing:
    provider: Any = None
    tracer: Any = None


_active = _Tracing()


def enable(endpoint: str, *, service: str = "lifelong-links", exporter: "SpanExporter | None" = None) -> None:
    """Send spans to an OTLP endpoint over HTTP; raises ConfigurationError when the extra is missing.

    `exporter` replaces the one for `endpoint`.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as missing:
        msg = "traces need the extra `otel`: pip install lifelong-links[otel]"
        raise ConfigurationError(msg) from missing
    provider = TracerProvider(resource=Resource({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter(endpoint=endpoint)))
    _active.provider, _active.tracer = provider, provider.get_tracer("lifelong_links")


def disable() -> None:
    """Send what is waiting, at most for some seconds, and stop."""
    if _active.provider is not None:
        _active.provider.shutdown()
    _active.provider = _active.tracer = None


@contextmanager
def span(
    name: SpanName, *, service: str, event_type: str | None = None, event_id: str | None = None
) -> Iterator[None]:
    """Time the block; an exception that leaves it marks the span with its class."""
    if _active.tracer is None:
        yield
        return
    given = {"service": service, "event.type": event_type, "event.id": event_id}
    attributes = {key: value for key, value in given.items() if value is not None}
    with _active.tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", type(error).__name__)
            raise
