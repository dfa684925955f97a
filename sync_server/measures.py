"""What the hub measures of itself: counted where things happen, read by Prometheus as ``/metrics``.

Nothing here names a person, a device or a record; labels are routes, outcomes and refusal codes, so that the number of
series stays small.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from shared_models.protocol import PushResult
from sync_server import backups

if TYPE_CHECKING:
    from sync_server.hub import Hub

#: Seconds; the bars of the designs are 50 ms, so most of the steps lie about there.
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 10)
_LAG_EVERY = 1.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measures:
    """Counters and histograms of one hub. All are touched on its event loop only."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.changes: Counter[tuple[str, str]] = Counter()
        self.sign_ins: Counter[str] = Counter()
        self._requests = Histogram(
            "forecourt_request_seconds",
            "Time to answer a request, by route and status",
            ("method", "route", "status"),
            buckets=_STEPS,
            registry=self.registry,
        )
        self._pushes = Histogram(
            "forecourt_push_seconds",
            "Time from a push's arrival until it is durable and published",
            buckets=_STEPS,
            registry=self.registry,
        )
        self._lag = Histogram(
            "forecourt_event_loop_lag_seconds",
            "How late the event loop wakes",
            buckets=_STEPS,
            registry=self.registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; ``route`` is its pattern, never its path."""
        known = method if method in _METHODS else "other"  # callers must not be able to make series
        self._requests.labels(known, route, str(status)).observe(seconds)

    def pushed(self, results: Sequence[PushResult], seconds: float) -> None:
        """A push was decided."""
        self._pushes.observe(seconds)
        for result in results:
            self.changes[result.status, result.code or ""] += 1

    async def watch_loop(self) -> None:
        """Measure for ever how late the event loop wakes: when it does, everybody waits."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_LAG_EVERY)
            self._lag.observe(max(0.0, time.perf_counter() - before - _LAG_EVERY))


class _OfHub:
    """Reads the hub's parts when Prometheus asks, so that the parts need not know of it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        """Everything that is not counted by :class:`Measures` itself."""
        hub = self._hub
        changes = CounterMetricFamily("forecourt_changes", "Changes handed in, by outcome", labels=("status", "code"))
        for (status, code), count in hub.measures.changes.items():
            changes.add_metric((status, code), count)
        yield changes
        fanout, writer, tokens = hub.fanout, hub.writer, hub.mint
        yield _counter("deliveries", "Changes sent to listeners, each counted for each of them", fanout.delivered)
        yield _counter("slow_consumers_cut", "Listeners cut off because they read too slowly", fanout.cut_off)
        yield _gauge("listeners", "Devices that listen now", len(fanout.subscribers()))
        yield _counter("commits", "Transactions of the group writer", writer.groups)
        yield _counter("committed_jobs", "What was written in them", writer.jobs)
        yield _counter("commit_seconds", "Time the writer spent in transactions", writer.seconds)
        yield _gauge("writer_queue", "Jobs that wait for the writer", writer.waiting)
        hits, asked = tokens.hits, tokens.asked
        yield _counter("token_checks", "Access tokens checked", asked)
        yield _counter("token_cache_hits", "Access tokens that had been checked before", hits)
        yield _gauge("cache_hit_ratio", "Share of token checks answered from memory", hits / asked if asked else 1.0)
        yield from self._of_disk()

    def _of_disk(self) -> Iterator[Metric]:
        config = self._hub.config
        usage = shutil.disk_usage(config.data)
        yield _gauge("disk_free_bytes", "Free on the disk of the data folder", usage.free)
        yield _gauge("disk_least_free_bytes", "Below this the hub is not ready", config.least_free_disk)
        last = next(iter(backups.listed(backups.folder_of(config))), None)
        if last is not None:
            yield _gauge("last_backup_timestamp_seconds", "When the newest backup was made", last.made.timestamp())
        yield _gauge("files_reachable", "Whether the store of photos and papers answers", self._hub.files.reachable)
        yield _gauge("backup_every_seconds", "How often a backup is due; 0 for never", config.backup_every * 3600)


def attach(hub: Hub) -> None:
    """Let what the hub's parts count be read along with its measures."""
    hub.measures.registry.register(_OfHub(hub))


def exposition(registry: CollectorRegistry) -> bytes:
    """Everything in Prometheus's text format."""
    return generate_latest(registry)


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(f"forecourt_{name}", about, value=value)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"forecourt_{name}", about, value=value)


def names_of(registry: CollectorRegistry) -> Iterable[str]:
    """The names of all series' families; what dashboards and alerts may speak of."""
    return sorted(metric.name for metric in registry.collect())
