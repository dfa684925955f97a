"""What a device tells of the changes that are followed across devices (see ``shared_models.traces``)."""

from __future__ import annotations

import time
from collections.abc import Sequence

from client.changes import Arrival
from shared_models.clock import milliseconds_of
from shared_models.envelopes import Envelope
from shared_models.traces import Traces


def trace_sending(traces: Traces, batch: Sequence[Envelope], begun: int) -> None:
    """The hub has just answered a push that began then (nanoseconds since 1970 UTC).

    The first span goes from the save to the hub's answer: for work without the hub it shows how long that waited.
    """
    now = time.time_ns()
    chosen = set(traces.chosen(envelope.hash for envelope in batch))
    for envelope in batch:
        if envelope.hash in chosen:
            about = {"type": envelope.type, "device": envelope.device}
            saved = min(milliseconds_of(envelope.stamp) * 1_000_000, begun)
            traces.begun(envelope.hash, "save to hub", saved, now, about)
            traces.happened(envelope.hash, "push", begun, now, {"changes": len(batch)})


def trace_arrival(traces: Traces, arrival: Arrival, committed: int) -> None:
    """What arrived was committed then (nanoseconds since 1970 UTC), and screens have shown it just now."""
    for change in traces.chosen(arrival.hashes):
        traces.happened(change, "receive", arrival.at, committed, {"changes": len(arrival.hashes)})
        traces.happened(change, "show", committed, time.time_ns(), {})
