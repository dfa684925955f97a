"""Hybrid logical time: one 64-bit number that follows the wall clock and never runs backwards.

After Kulkarni et al., "Logical Physical Clocks" (2014): the upper 48 bits are milliseconds since 1970 UTC, the
lower 16 a counter that orders what happens within one millisecond. A *stamp* in this code base is such a number.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

COUNTER_BITS = 16
#: How far ahead of the hub's clock a device's stamp may lie before the hub bounds it (milliseconds).
TOLERANCE_MS = 5 * 60 * 1000


def system_milliseconds() -> int:
    """Milliseconds since 1970 UTC by this machine's clock."""
    return time.time_ns() // 1_000_000


def utc_now() -> datetime:
    """This machine's clock as a UTC instant."""
    return datetime.fromtimestamp(time.time_ns() / 1_000_000_000, UTC)


def stamp_at(milliseconds: int, counter: int = 0) -> int:
    """The stamp of a wall-clock instant given in milliseconds since 1970 UTC."""
    return (milliseconds << COUNTER_BITS) | counter


def milliseconds_of(stamp: int) -> int:
    """The wall-clock part of a stamp, in milliseconds since 1970 UTC."""
    return stamp >> COUNTER_BITS


def instant_of(stamp: int) -> datetime:
    """The wall-clock part of a stamp as a UTC instant."""
    return datetime.fromtimestamp(milliseconds_of(stamp) / 1000, UTC)


def bounded(stamp: int, received_ms: int) -> int:
    """The stamp the hub gives a change: the device's own, but never further ahead than ``TOLERANCE_MS``.

    A tablet whose clock is a year fast must not win every later disagreement; its work is taken all the same.
    """
    return min(stamp, stamp_at(received_ms + TOLERANCE_MS))


class HybridClock:
    """Issues stamps for one replica. Safe to share between threads."""

    def __init__(self, last: int = 0, physical: Callable[[], int] = system_milliseconds) -> None:
        self._last = last
        self._physical = physical
        self._lock = threading.Lock()

    @property
    def last(self) -> int:
        """The latest stamp issued or observed."""
        return self._last

    def now(self) -> int:
        """Issue a stamp later than every stamp issued or observed before."""
        with self._lock:
            self._last = max(stamp_at(self._physical()), self._last + 1)
            return self._last

    def observe(self, stamp: int) -> None:
        """Take note of another device's stamp, so that what happens next here is ordered after it."""
        with self._lock:
            self._last = max(self._last, bounded(stamp, self._physical()))
