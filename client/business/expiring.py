"""Lists hear of the moment at which a hold ends: nothing is written then, but vehicles that it held are free again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer

from client.background import Background
from client.changes import Changes, Touched
from client.reading.queries import Reader
from client.replica.worker import Replica
from shared_models.claims import FOREVER
from shared_models.clock import system_milliseconds

#: Never longer between two looks at the clock, which may be set, or have slept.
_LONGEST_MS = 60_000
#: Looked at so much after the moment, so that it is certainly past.
_AFTER_MS = 5
_PASSED = """
SELECT DISTINCT vehicle.id, vehicle.ordinal FROM stake JOIN vehicle ON stake.thing = 'vehicle:' || vehicle.id
WHERE stake.last > ? AND stake.last <= ?
"""
_NEXT = "SELECT min(last) FROM stake WHERE last > ? AND last < ? AND thing >= 'vehicle:' AND thing < 'vehicle;'"


class _Look(NamedTuple):
    """What ended until an instant (milliseconds), and when something ends next."""

    until: int
    ended: tuple[Touched, ...]
    next: int


class Expiring(QObject):
    """Waits for the next end of a hold, and says then which vehicles it concerns, as a change that wrote nothing."""

    def __init__(self, replica: Replica, reader: Reader, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._replica, self._reader, self._background = replica, reader, background
        self._since = system_milliseconds()
        self._looking = self._again = self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)

    def changed(self, changes: Changes) -> None:
        """Something may end at another moment now."""
        if any(touched.record_type in ("hold", "deposit") for touched in changes.touched):
            self.look()

    def look(self) -> None:
        """Look in the background what has ended, and when to look again."""
        if self._looking or self._closed:
            self._again = True
            return
        self._looking = True
        since = self._since
        self._background.run(lambda: _look(self._reader, since), self._looked)

    def _looked(self, found: _Look) -> None:
        self._looking, self._since = False, found.until
        if self._closed:
            return
        if found.ended:
            tell: Callable[[Any], Changes] = lambda _none: Changes(found.ended, remote=True)  # noqa: E731
            self._replica.write(lambda _writer: None, tell)
        self._timer.start(max(0, min(_LONGEST_MS, found.next - system_milliseconds() + _AFTER_MS)))
        if self._again:
            self._again = False
            self.look()

    def close(self) -> None:
        """Wait no more."""
        self._closed = True
        self._timer.stop()


def _look(reader: Reader, since: int) -> _Look:
    now = system_milliseconds()
    with reader.connect() as connection:
        ended = connection.exec_driver_sql(_PASSED, (since, now)).all()
        following = connection.exec_driver_sql(_NEXT, (now, FOREVER)).scalar()
    return _Look(now, tuple(Touched("vehicle", row[0], row[1]) for row in ended), following or now + _LONGEST_MS)
