"""How much anyone may ask: token buckets per device, person, tenant and address, and how many streams stay open.

A bucket holds as many requests as its rate lets through in ten seconds, and fills again at that rate. Kept in memory,
per process: several hubs behind a proxy let through that many times as much.
"""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import ceil

from sync_server.errors import HubError

#: Seconds' worth of requests that a bucket holds: a device that was away has much to tell at once.
_BURST_SECONDS = 10.0
_REMEMBERED = 100_000


class Limits:
    """Lets requests through or raises HubError 429. ``rates`` are requests a second by kind of asker; 0: no limit."""

    def __init__(
        self, rates: Mapping[str, float], most_streams: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._rates = dict(rates)
        self._most_streams = most_streams
        self._now = now
        self._buckets: dict[str, dict[str, list[float]]] = {kind: {} for kind in rates}
        self._streams: Counter[str] = Counter()

    def take(self, kind: str, key: str) -> None:
        """One request by this asker. Raises HubError 429 with how long to wait, once its bucket is empty."""
        rate = self._rates[kind]
        if rate <= 0:
            return
        buckets, now = self._buckets[kind], self._now()
        bucket = buckets.get(key)
        if bucket is None:
            self._make_room(kind, now)
            buckets[key] = [rate * _BURST_SECONDS - 1, now]
            return
        level = min(rate * _BURST_SECONDS, bucket[0] + (now - bucket[1]) * rate)
        bucket[0], bucket[1] = level, now
        if level < 1:
            raise _too_often(kind, (1 - level) / rate)
        bucket[0] = level - 1

    def require_stream(self, device: str) -> None:
        """Raise HubError 429 where a device has too many streams open already."""
        if self._streams[device] >= self._most_streams:
            raise _too_often("device", 30.0)

    @contextmanager
    def stream(self, device: str) -> Iterator[None]:
        """A stream of a device is open as long as the block lasts."""
        self._streams[device] += 1
        try:
            yield
        finally:
            self._streams[device] -= 1
            if not self._streams[device]:
                del self._streams[device]

    def _make_room(self, kind: str, now: float) -> None:
        """Forget those whose buckets are full again, and if there are still too many, those heard longest ago."""
        buckets = self._buckets[kind]
        if len(buckets) < _REMEMBERED:
            return
        heard = sorted(bucket[1] for bucket in buckets.values())
        earliest = max(now - _BURST_SECONDS, heard[len(heard) // 2])
        self._buckets[kind] = {key: bucket for key, bucket in buckets.items() if bucket[1] > earliest}


def network_of(address: str) -> str:
    """What counts as one address: of the sixth version the whole /64, which any one of its hosts may roam."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


def _too_often(kind: str, seconds: float) -> HubError:
    detail = f"Too many requests by this {kind}. Please wait a moment; nothing is lost."
    return HubError(429, "too_often", detail, headers={"Retry-After": str(max(1, ceil(seconds)))})
