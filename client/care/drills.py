"""Outage drills of this device: times in which the app leaves the hub alone on purpose; kept beside the replicas.

A drill holds for the device, whoever works on it, survives a restart, ends by itself at its time, and can be ended by
anybody at once. What was done meanwhile goes to the hub afterwards, as after any outage.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shared_models.clock import utc_now
from shared_models.identifiers import new_id

FILE = "drills.json"
_MOST_KEPT = 50
#: A clock turned back by more than this ends a drill: it must not hold a device longer than was meant.
_CLOCK_PLAY = timedelta(minutes=10)


@dataclass(frozen=True)
class Figures:
    """What was done during a drill, counted once all of it was on the hub or refused there, at ``settled`` (UTC).

    ``changes`` to ``records``; ``sales`` recorded; claims that were ``tentative`` then, and how many of them ``lost``;
    ``alarms`` rung here; ``conflicts``: values that somebody else changed too; ``refused`` by the hub.
    """

    settled: datetime
    changes: int = 0
    records: int = 0
    sales: int = 0
    tentative: int = 0
    lost: int = 0
    alarms: int = 0
    conflicts: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Drill:
    """One drill. ``until`` None: until somebody ends it. ``person`` whose replica it was begun over, ``name`` in words.

    Its changes are those numbered above ``first`` up to ``last`` in that replica (None: not ended, or not known yet).
    """

    id: str
    began: datetime
    until: datetime | None
    person: str
    name: str
    first: int
    ended: datetime | None = None
    ended_by: str = ""
    last: int | None = None
    figures: Figures | None = None


class Drills:
    """Those of one device. May be asked from any thread; listeners are called on the thread that noticed."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self._file, self._clock = folder / FILE, clock
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        #: The number of the newest change in the open replica; set by the app.
        self.newest_change: Callable[[], int | None] = lambda: None
        self._all = self._read()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have it called whenever a drill begins, ends or is reported; returns the way to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def current(self) -> Drill | None:
        """The drill that is on; one whose time is over ends by asking."""
        with self._lock:
            running = next((one for one in self._all if one.ended is None), None)
        if running is None:
            return None
        now = self._clock()
        if running.until is not None and now >= running.until:
            self._end(running, running.until, "")
            return None
        if now < running.began - _CLOCK_PLAY:
            self._end(running, now, "")
            return None
        return running

    def on(self) -> bool:
        """Whether the hub is to be left alone now."""
        return self.current() is not None

    def begin(self, until: datetime | None, person: str, name: str) -> Drill:
        """Begin one, or go on with the one that is on. From this moment the hub is left alone. Raises OSError."""
        running = self.current()
        if running is not None:
            return running
        drill = Drill(new_id(), self._clock(), until, person, name, self.newest_change() or 0)
        with self._lock:
            self._write([drill, *self._all][:_MOST_KEPT])
        self._tell()
        return drill

    def end(self, by: str = "") -> None:
        """End it now; ``by`` is who did, in words."""
        running = self.current()
        if running is not None:
            self._end(running, self._clock(), by)

    def _end(self, drill: Drill, at: datetime, by: str) -> None:
        last = self.newest_change()
        with self._lock:
            if not any(one.id == drill.id and one.ended is None for one in self._all):
                return
            self._put(replace(drill, ended=at, ended_by=by, last=last))
        self._tell()

    def unreported(self, person: str) -> list[Drill]:
        """Those that have ended over a person's replica and are not reported yet."""
        with self._lock:
            return [one for one in self._all if one.ended and one.figures is None and one.person == person]

    def bound(self, person: str) -> None:
        """The person's replica is open: what ended while it was closed reaches up to what is in it now."""
        for one in self.unreported(person):
            if one.last is None:
                with self._lock:
                    self._put(replace(one, last=self.newest_change()))

    def report(self, drill: str, figures: Figures) -> None:
        """Keep what was counted. Raises OSError."""
        with self._lock:
            known = self.named(drill)
            if known is None:
                return
            self._put(replace(known, figures=figures))
        self._tell()

    def named(self, drill: str) -> Drill | None:
        """One by its identifier."""
        with self._lock:
            return next((one for one in self._all if one.id == drill), None)

    def past(self) -> list[Drill]:
        """Those that have ended, the newest first."""
        with self._lock:
            return [one for one in self._all if one.ended is not None]

    # --- the file ---

    def _put(self, drill: Drill) -> None:
        self._write([drill if one.id == drill.id else one for one in self._all])

    def _write(self, drills: list[Drill]) -> None:
        draft = self._file.with_suffix(".new")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps([_packed(one) for one in drills], indent=1), "utf-8")
        draft.replace(self._file)
        self._all = drills

    def _read(self) -> list[Drill]:
        try:
            return [_unpacked(one) for one in json.loads(self._file.read_text("utf-8"))]
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return []

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def _packed(drill: Drill) -> dict[str, Any]:
    return {name: _plain(held) for name, held in asdict(drill).items()}


def _plain(held: Any) -> Any:
    if isinstance(held, dict):
        return {name: _plain(one) for name, one in held.items()}
    return held.isoformat() if isinstance(held, datetime) else held


def _unpacked(told: dict[str, Any]) -> Drill:
    figures = told.pop("figures", None)
    until, ended = _instant(told.pop("until")), _instant(told.pop("ended"))
    counted = None
    if figures is not None:
        counted = Figures(datetime.fromisoformat(figures.pop("settled")), **figures)
    return Drill(began=datetime.fromisoformat(told.pop("began")), until=until, ended=ended, figures=counted, **told)


def _instant(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)
