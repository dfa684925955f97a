"""The lock: everything in sight goes away until somebody's PIN brings them back; by hand, or after a while of nothing.

Nothing is closed by it. What was being typed is there again for the same person; somebody else gets their own window.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from accessibility.widgets import announce
from client.hub.people_here import PeopleHere
from client.screens.sign_in.unlocking import UnlockDialog
from client.text import locking as words

_INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletMove,
})  # fmt: skip
_LOOK_MS = 5_000


class Idle(QObject):
    """How long nobody has touched key, pointer or screen. It watches native windows, which see each touch once."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last = time.monotonic()
        self._watched: set[int] = set()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)
        self._watch(application.focusWindow())

    def seconds(self) -> float:
        """Since the last touch."""
        return time.monotonic() - self._last

    def touched(self) -> None:
        """Somebody is there."""
        self._last = time.monotonic()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # again is the same as once

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes that somebody is there; lets everything through."""
        if event.type() in _INPUT:
            self._last = time.monotonic()
        return False


class Lock(QObject):
    """Locks the windows of the app for ``person``. ``minutes`` is asked each time: 0 never locks by itself."""

    #: Somebody else has come in with their PIN.
    switched = Signal(str)
    #: Somebody wants to sign in with a password instead.
    password_wanted = Signal()
    #: The same person is back.
    unlocked = Signal()

    def __init__(self, window: QWidget, people: PeopleHere, person: str, minutes: Callable[[], int]) -> None:
        super().__init__(window)
        self._window, self._people, self._person, self._minutes = window, people, person, minutes
        self.dialog: UnlockDialog | None = None
        self._hidden: list[QWidget] = []
        self.idle = Idle(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Lock when nobody was there for as long as was chosen."""
        minutes = self._minutes()
        if self.dialog is None and minutes and self._people.has(self._person) and self.idle.seconds() >= minutes * 60:
            self.lock()

    def lock(self) -> None:
        """Put everything away and ask who is there. Without a PIN of one's own one may say: still me."""
        if self.dialog is not None or not self._people.all():
            return
        self._hidden = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()]
        dialog = UnlockDialog(
            self._people.all(), self._person, self._people.pins.check, may_cancel=not self._people.has(self._person)
        )
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.finished.connect(self._answered)
        self.dialog = dialog
        # Shown first: with no window in sight Qt would end the program.
        dialog.show()
        for window in self._hidden:
            window.hide()
        dialog.activateWindow()

    def close(self) -> None:
        """The window is going: watch no more, and take the question away."""
        self._timer.stop()
        if self.dialog is not None:
            self.dialog.finished.disconnect()
            self.dialog.hide()
            self.dialog.deleteLater()
            self.dialog = None

    def _answered(self, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        assert dialog is not None
        chosen = dialog.person if result and not dialog.password_wanted else self._person
        self.idle.touched()
        if dialog.password_wanted:
            self.password_wanted.emit()
        elif chosen != self._person:
            self.switched.emit(chosen)
        else:
            self._bring_back()
        dialog.deleteLater()

    def _bring_back(self) -> None:
        """Everything as it was left; what asked a question meanwhile has been answered with no."""
        for window in self._hidden:
            if isValid(window):
                window.show()
        self._hidden = []
        self._window.activateWindow()
        announce(self._window, words.UNLOCKED)
        self.unlocked.emit()
