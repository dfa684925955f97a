"""When something is on the screen: the end of the first painting of a window after its content is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

#: A window paints everything that is due when it is told to update; at its first showing it is just painted.
_PAINTS = (QEvent.Type.UpdateRequest, QEvent.Type.Paint)


class NextPainting(QObject):
    """Waits for one painting of the window of a widget at a time; watches nothing while nobody waits."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._window: QWidget | None = None
        self._ready: Callable[[], bool] = bool
        self._done: Callable[[], None] = lambda: None

    @property
    def awaited(self) -> bool:
        """Whether somebody waits."""
        return self._window is not None

    def wait(self, ready: Callable[[], bool], done: Callable[[], None]) -> None:
        """Have ``done`` called after the first painting for which ``ready`` says that what is waited for is there.

        Who waited before waits no more.
        """
        self._give_up()
        self._ready, self._done, self._window = ready, done, self._widget.window()
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """This filter comes before the painting; that is over when the next event is handled."""
        if event.type() in _PAINTS and self.awaited and self._ready():
            self._give_up()
            QTimer.singleShot(0, self, self._done)
        return False

    def _give_up(self) -> None:
        window, self._window = self._window, None
        if window is not None and isValid(window):
            window.removeEventFilter(self)
