"""Following one change from the device that saved it, through the hub, to another device's screen (OpenTelemetry).

No identifier has to travel for it: a change's hash is the same everywhere, so its first 16 bytes are the trace and the
next eight the span all others hang on. Which changes are followed follows from the hash as well, so that all sides
choose the same ones. Off unless the environment names a collector: ``OTEL_EXPORTER_OTLP_ENDPOINT``, and for the share
of changes ``OTEL_TRACES_SAMPLER_ARG`` (0 to 1). Spans carry the record's type and the space, never a value or a name.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import SpanContext

ENDPOINT, SHARE = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER_ARG"
#: The share of changes that is followed unless the environment says otherwise.
USUAL_SHARE = 0.01
_FLUSH_MS = 2_000


class Traces:
    """Records what happened to changes; this one records nothing. Times are nanoseconds since 1970 UTC."""

    def chosen(self, hashes: Iterable[bytes]) -> list[bytes]:
        """Those changes that are followed."""
        return []

    def begun(self, change: bytes, name: str, start: int, end: int, about: Mapping[str, str | int]) -> None:
        """The first span of a change's trace: only whoever made the change tells it."""

    def happened(self, change: bytes, name: str, start: int, end: int, about: Mapping[str, str | int]) -> None:
        """A further span of it."""

    def close(self) -> None:
        """Send what is left, for two seconds at most."""


class Followed(Traces):
    """Sends spans to a collector over OTLP, in the background."""

    def __init__(self, program: str, share: float, provider: TracerProvider | None = None) -> None:
        """``provider``: where spans go instead of the collector named by the environment."""
        self._least = int((1 - min(1.0, max(0.0, share))) * 2**64)
        self._identifiers = _identifiers()
        self._provider = provider or _provider(program)
        self._provider.id_generator = self._identifiers
        self._tracer = self._provider.get_tracer("forecourt")
        self._one_at_a_time = threading.Lock()

    def chosen(self, hashes: Iterable[bytes]) -> list[bytes]:
        """Those whose hash is high enough."""
        return [change for change in hashes if int.from_bytes(change[24:32], "big") >= self._least]

    def begun(self, change: bytes, name: str, start: int, end: int, about: Mapping[str, str | int]) -> None:
        """See :class:`Traces`."""
        with self._one_at_a_time:
            self._identifiers.next = _ids_of(change)
            span = self._tracer.start_span(name, None, start_time=start, attributes=dict(about))
            self._identifiers.next = None
        span.end(end)

    def happened(self, change: bytes, name: str, start: int, end: int, about: Mapping[str, str | int]) -> None:
        """See :class:`Traces`."""
        from opentelemetry.context import Context
        from opentelemetry.trace import NonRecordingSpan, set_span_in_context

        above = set_span_in_context(NonRecordingSpan(_context_of(change)), Context())
        self._tracer.start_span(name, above, start_time=start, attributes=dict(about)).end(end)

    def close(self) -> None:
        """See :class:`Traces`."""
        self._provider.force_flush(_FLUSH_MS)
        self._provider.shutdown()


def traces_of(program: str, environment: Mapping[str, str] | None = None) -> Traces:
    """What the environment asks for; ``program`` is told to the collector. A share that is no number is the usual."""
    environment = os.environ if environment is None else environment
    if not environment.get(ENDPOINT):
        return Traces()
    try:
        share = float(environment.get(SHARE, USUAL_SHARE))
    except ValueError:
        share = USUAL_SHARE
    return Followed(program, share)


def _ids_of(change: bytes) -> tuple[int, int]:
    return int.from_bytes(change[:16], "big") or 1, int.from_bytes(change[16:24], "big") or 1


def _context_of(change: bytes) -> SpanContext:
    from opentelemetry.trace import SpanContext, TraceFlags

    trace, span = _ids_of(change)
    return SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))


def _identifiers() -> Any:
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class FromTheChange(RandomIdGenerator):
        """Gives the first span of a trace the identifiers its change has everywhere."""

        next: tuple[int, int] | None = None

        def generate_trace_id(self) -> int:
            """The trace's."""
            return self.next[0] if self.next else super().generate_trace_id()

        def generate_span_id(self) -> int:
            """The span's."""
            return self.next[1] if self.next else super().generate_span_id()

    return FromTheChange()


def _provider(program: str) -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ALWAYS_ON

    provider = TracerProvider(ALWAYS_ON, Resource.create({SERVICE_NAME: program}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
