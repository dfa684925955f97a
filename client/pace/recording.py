"""The figures: the last times of each action, and the gaps of the window's event loop with what ran meanwhile."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from client.pace.turns import Turns
from shared_models.clock import utc_now
from shared_models.traces import Traces

_KEPT = 1_024
#: Beats of the event loop that are kept: the last four and a half minutes.
_KEPT_BEATS = 16_384
_KEPT_WORST = 10


class Timed(StrEnum):
    """What is timed."""

    START = "start"
    PAGE = "page"
    RECORD = "record"
    FILTER = "filter"
    TYPE_AHEAD = "type_ahead"
    SCROLL = "scroll"
    EDIT = "edit"
    SYNC = "sync"
    IMPORT = "import"
    SCORE = "score"
    PAPER = "paper"


#: What goes on beside the window.
WORK = (Timed.SYNC, Timed.IMPORT, Timed.SCORE, Timed.PAPER)


@dataclass(frozen=True)
class Figures:
    """Of one action: how often it was done, and how long it took, in nanoseconds.

    ``half`` and ``most`` are the 50th and the 99th percentile of the times that are kept, by nearest rank; ``longest``
    is of all times.
    """

    count: int
    half: int
    most: int
    longest: int


@dataclass(frozen=True)
class Gap:
    """One of the longest times without a turn of the event loop: when it ended (UTC), and what ran meanwhile."""

    nanoseconds: int
    at: datetime
    running: tuple[Timed, ...]


class Series:
    """The last times of one thing, in a ring; adding one is a few machine words and no more."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._ring = array("q", bytes(8 * kept))
        self._count = self._longest = 0

    def add(self, nanoseconds: int) -> None:
        """Note one time."""
        self._ring[self._count % len(self._ring)] = nanoseconds
        self._count += 1
        self._longest = max(self._longest, nanoseconds)

    def figures(self) -> Figures:
        """What they come to; all zero where there is none."""
        kept = sorted(self._ring[: self._count])
        if not kept:
            return Figures(0, 0, 0, 0)
        half, most = (kept[ceil(len(kept) * share) - 1] for share in (0.5, 0.99))
        return Figures(self._count, half, most, self._longest)


class Pace:
    """All figures of one run. Times may be noted from any thread; a beat is noted by the window's alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = dict.fromkeys(WORK, 0)
        self._ended = dict.fromkeys(WORK, 0)
        #: When the program was started, by ``time.perf_counter_ns``, until its first page is shown; None: not timed.
        self.begun: int | None = None
        #: Who works at the moment: the window, or what works beside it.
        self.turns = Turns()
        #: Single changes that are followed to other devices; by default none is.
        self.traces = Traces()
        self.clear()

    def clear(self) -> None:
        """Begin anew; what runs goes on being told as running."""
        with self._lock:
            self._times = {action: Series() for action in Timed}
            self._beats = Series(_KEPT_BEATS)
            self._beats_during = {work: Series(_KEPT_BEATS) for work in WORK}
            self._worst: list[Gap] = []

    def add(self, action: Timed, nanoseconds: int) -> None:
        """Note how long an action took."""
        with self._lock:
            self._times[action].add(nanoseconds)

    def since(self, action: Timed, begun: int) -> None:
        """Note an action that began at that reading of ``time.perf_counter_ns`` and is over now."""
        self.add(action, time.perf_counter_ns() - begun)

    def started(self) -> None:
        """The first page is shown."""
        if self.begun is not None:
            self.since(Timed.START, self.begun)
            self.begun = None

    @contextmanager
    def during(self, work: Timed) -> Iterator[None]:
        """Work beside the window is under way; how long it took is noted, however it ended."""
        begun = time.perf_counter_ns()
        with self._lock:
            self._running[work] += 1
        try:
            yield
        finally:
            now = time.perf_counter_ns()
            with self._lock:
                self._running[work] -= 1
                self._ended[work] = now
                self._times[work].add(now - begun)

    def beat(self, before: int, now: int) -> None:
        """The event loop had its turn again; both are readings of ``time.perf_counter_ns``."""
        gap = now - before
        running = tuple(work for work in WORK if self._running[work] or self._ended[work] > before)
        self._beats.add(gap)
        for work in running:
            self._beats_during[work].add(gap)
        if len(self._worst) < _KEPT_WORST or gap > self._worst[-1].nanoseconds:
            found = sorted([*self._worst, Gap(gap, utc_now(), running)], key=lambda one: -one.nanoseconds)
            self._worst = found[:_KEPT_WORST]

    def times(self) -> dict[Timed, Figures]:
        """What each action takes."""
        with self._lock:
            return {action: series.figures() for action, series in self._times.items()}

    def gaps(self, work: Timed | None = None) -> Figures:
        """How long the event loop went without a turn: ever, or while some work was under way."""
        return (self._beats if work is None else self._beats_during[work]).figures()

    def worst_gaps(self) -> list[Gap]:
        """The longest gaps, the longest first."""
        return list(self._worst)
