"""The way of the Tab key through a window, found by pressing it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from accessibility.settling import settle


def resting_place(window: QWidget, corner: bool = False) -> QWidget:
    """A widget of one pixel in the window that can hold the focus; let go of it with :func:`take_away`."""
    rest = QWidget(window)
    rest.setObjectName("audit-rest")
    rest.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    rest.setGeometry(QRect(window.width() - 1, window.height() - 1, 1, 1) if corner else QRect(0, 0, 1, 1))
    rest.show()
    return rest


def take_away(widget: QWidget) -> None:
    """Take a widget of ours out of the window for good."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


class TabWalk:
    """Presses Tab, really, until it comes round; keeps where it stopped and where it could not leave."""

    def __init__(self, window: QWidget, limit: int) -> None:
        self.stops: list[QWidget] = []
        self.trap: QWidget | None = None
        start = resting_place(window)
        start.setFocus(Qt.FocusReason.OtherFocusReason)
        settle(1)
        former: QWidget | None = start
        for _press in range(limit):
            holder = window.focusWidget() or window
            QTest.keyClick(holder, Qt.Key.Key_Tab)
            settle(1)
            now = window.focusWidget()
            if now is start:
                break
            if now is former and now is not None:
                self.trap = now
                break
            if now is not None and now not in self.stops:
                self.stops.append(now)
            former = now
        take_away(start)
        settle(1)

    def reaches(self, widget: QWidget) -> bool:
        """Whether Tab stops on the widget or on the one it hands the focus to."""
        proxy = widget.focusProxy()
        return widget in self.stops or (proxy is not None and proxy in self.stops)
