"""Says things to people who do not see the screen: a queue of announcements, spaced so each is heard."""

from __future__ import annotations

import weakref
from collections import deque
from functools import cache

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_GAP_MS = 400


class Announcer(QObject):
    """Polite words wait their turn; assertive ones go first. The same words waiting twice are said once."""

    announced = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        # Weak: the queue must not be what keeps a closed window alive.
        self._waiting: deque[tuple[weakref.ref[QWidget], str]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    def announce(self, widget: QWidget, text: str, assertive: bool = False) -> None:
        """Have a screen reader say ``text`` on behalf of ``widget``."""
        if not text:
            return
        if assertive:
            self._say(widget, text, True)
        elif all(text != other for _, other in self._waiting):
            self._waiting.append((weakref.ref(widget), text))
            if not self._timer.isActive():
                self._next()

    def forget(self) -> None:
        """Say nothing of what waits, and what comes next at once: the windows it was about have been closed."""
        self._waiting.clear()
        self._timer.stop()

    def _next(self) -> None:
        if self._waiting:
            reference, text = self._waiting.popleft()
            widget = reference()
            if widget is not None and isValid(widget):
                self._say(widget, text, False)
            self._timer.start(_GAP_MS)

    def _say(self, widget: QWidget, text: str, assertive: bool) -> None:
        event = QAccessibleAnnouncementEvent(widget, text)
        if assertive:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)
        self.announced.emit(text, assertive)


@cache
def announcer() -> Announcer:
    """The one announcer of this process; connect to ``announced`` to listen in a test."""
    return Announcer()


def announce(widget: QWidget, text: str, assertive: bool = False) -> None:
    """Have a screen reader say ``text``; ``assertive`` interrupts what it is saying."""
    announcer().announce(widget, text, assertive)
