"""The on-screen keyboard never covers what is typed into: the page around the field ends where the keyboard begins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRectF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from accessibility.widgets.scroll import ScrollPage

#: A page is never left lower than this, in pixels: the field and its label.
_LEAST = 96


def _of_system() -> QRectF:
    return QGuiApplication.inputMethod().keyboardRectangle()


class KeyboardRoom(QObject):
    """Follows the keyboard and the focus. ``rectangle`` tells where the keyboard is, in coordinates of the window."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.rectangle: Callable[[], QRectF] = _of_system
        self._narrowed: ScrollPage | None = None
        method = QGuiApplication.inputMethod()
        method.keyboardRectangleChanged.connect(self.fit)
        method.visibleChanged.connect(self.fit)
        application.focusChanged.connect(lambda _old, _new: self.fit())

    def fit(self) -> None:
        """Give the page of the focused field the room above the keyboard, and the former page its own again."""
        focused, keyboard = QApplication.focusWidget(), self.rectangle()
        page = _page_of(focused) if not keyboard.isEmpty() else None
        if self._narrowed is not None and self._narrowed is not page and isValid(self._narrowed):
            self._narrowed.keep_clear(0)
        self._narrowed = page
        if page is not None and focused is not None:
            foot = page.mapTo(page.window(), QPoint(0, page.height())).y()
            covered = foot - round(keyboard.top())
            page.keep_clear(max(0, min(covered, page.height() - _LEAST)))
            page.bring_into_sight(focused)


def _page_of(widget: QWidget | None) -> ScrollPage | None:
    while widget is not None and not isinstance(widget, ScrollPage):
        widget = widget.parentWidget()
    return widget


def install_keyboard_room(application: QApplication) -> KeyboardRoom:
    """Once for the application; later calls return the same."""
    known = application.findChildren(KeyboardRoom)
    return known[0] if known else KeyboardRoom(application)
