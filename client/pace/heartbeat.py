"""The event loop's own watch: asks for a turn with every frame of a screen, and notes how long each took to come."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from client.pace.recording import Pace

#: A frame at sixty a second.
BEAT_MS = 16


class Heartbeat(QObject):
    """Beats from :meth:`start` on while somebody works with the program; behind other windows it rests."""

    def __init__(self, pace: Pace, application: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pace, self._application = pace, application
        self._last = 0
        self._watching = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Watch from now on."""
        self._watching = True
        self._application.applicationStateChanged.connect(self._follow)
        self._follow(self._application.applicationState())

    def stop(self) -> None:
        """Watch no longer."""
        if self._watching:
            self._watching = False
            self._application.applicationStateChanged.disconnect(self._follow)
        self._timer.stop()

    def _follow(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self._timer.stop()
        elif not self._timer.isActive():
            self._last = time.perf_counter_ns()
            self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter_ns()
        self._pace.beat(self._last, now)
        self._last = now
